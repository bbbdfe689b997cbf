"""`homeward exercise`: nodes of an exercise, for people or played by script."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def exercise(
    scenario: Annotated[
        str,
        typer.Option(
            metavar="CODE",
            help="By whose rules the simulated State answers: express, ransom, sea, or one of your"
            " own in the folder of scenarios.",
        ),
    ] = "express",
    script: Annotated[
        bool,
        typer.Option("--script", help="Play it to the debrief, check the outcome, exit 0 or 1."),
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(help="Make the nodes' folder in this one, not among temporary files."),
    ] = None,
) -> None:
    """Start a State that trains and another that answers by itself; nothing of it is real."""
    from homeward.node.exercise.run import run

    raise typer.Exit(run(scenario=scenario, script=script, folder=folder))
