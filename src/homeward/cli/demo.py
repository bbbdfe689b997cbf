"""`homeward demo`: the story on one machine, and `homeward demo codes` for its sign-ins."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, invoke_without_command=True)


class Chapter(StrEnum):
    """The chapters of the story (node/demo/chapters.py)."""

    BORDER = "border"
    REQUESTS = "requests"
    CRISIS = "crisis"
    FAMILY = "family"
    TRAINING = "training"
    REPORT = "report"


@app.callback()
def demo(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Verify every outcome, print a table, and exit 0 or 1.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(help="Make the nodes' folder in this one, not among temporary files."),
    ] = None,
    only: Annotated[
        Chapter | None, typer.Option(help="Play this chapter alone; all of them if not given.")
    ] = None,
) -> None:
    """Play money, requests, a crisis, a family, training and a report, on the nodes of States."""
    if context.invoked_subcommand is not None:
        return
    from homeward.node.demo.play import play

    raise typer.Exit(play(check=check, folder=folder, only=only.value if only else ""))


@app.command()
def codes(
    folder: Annotated[
        Path | None,
        typer.Option(help="Where the demonstration was told to make its folder, if it was."),
    ] = None,
) -> None:
    """Print each person's current second-factor code. Exists only in the demonstration."""
    from homeward.node.demo.signins import print_codes

    print_codes(folder)
