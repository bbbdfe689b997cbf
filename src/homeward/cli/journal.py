"""`homeward journal verify`."""

import typer

from homeward.cli.django_app import opened_node
from homeward.cli.node import Home

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@app.callback()
def _journal() -> None:
    """The verifiable record of who did and saw what."""


@app.command("verify")
def verify(home: Home = None) -> None:
    """Recompute the whole journal; exit 1 and name the first entry removed or rewritten."""
    with opened_node(home):
        from homeward.foundation.journal.sequencer import place_pending
        from homeward.foundation.journal.verification import verify_journal

        while place_pending():
            pass
        finding = verify_journal()
    if finding.sound:
        typer.echo(f"The journal is sound: {finding.entries} entries, every head signed.")
        return
    typer.echo(f"The journal was tampered with at place {finding.position}: {finding.reason}.")
    raise typer.Exit(1)
