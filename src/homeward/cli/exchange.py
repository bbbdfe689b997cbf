"""`homeward exchange`: messages on a medium, what waits for whom, and a node that was restored."""

from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.django_app import opened_node
from homeward.cli.node import Home

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="A folder, such as that of a stick.")]


@app.callback()
def _exchange() -> None:
    """Delivery between nodes."""


@app.command("export")
def export(
    folder: Folder,
    to: Annotated[str, typer.Option(help="The State that it is for, two capital letters.")],
    home: Home = None,
) -> None:
    """Write what is on its way to a State to a medium, and the receipts that it awaits."""
    with opened_node(home) as actor:
        from homeward.foundation.exchange.medium import export_to

        written = export_to(folder, to, actor=actor)
    typer.echo(f"{written.messages} messages and {written.receipts} receipts are in")
    typer.echo(str(written.folder))


@app.command("import")
def import_(folder: Folder, home: Home = None) -> None:
    """Take in a medium that another node exported; exit 1 where something in it is unusable."""
    with opened_node(home) as actor:
        from homeward.foundation.exchange.medium import import_from

        read = import_from(folder, actor=actor)
    typer.echo(
        f"From {read.sender}: {read.taken_in} messages taken in, {read.refused} refused with a "
        f"receipt, {read.known} known before; {read.receipts} receipts kept."
    )
    typer.echo("Export for the other State now, so that the receipts travel back.")
    for name, fault in read.faults:
        typer.echo(f"  {name}: {fault}", err=True)
    if read.faults:
        raise typer.Exit(1)


@app.command("status")
def status(home: Home = None) -> None:
    """What waits for each State, since when, and how the last attempts went."""
    with opened_node(home):
        from homeward.foundation.exchange.sending import EXCHANGE
        from homeward.foundation.exchange.status import connections
        from homeward.foundation.guard.context import opened

        with opened(EXCHANGE):
            lines = [each.line() for each in connections()]
    for line in lines or ["No node is connected."]:
        typer.echo(line)


@app.command("schema")
def schema(
    type_: Annotated[
        str | None, typer.Argument(metavar="[TYPE]", help="A type, such as cooperation.request.")
    ] = None,
    version: Annotated[
        int | None, typer.Option(help="A version of it; the newest unless one is named.")
    ] = None,
) -> None:
    """List the types of messages with their versions, or print the JSON Schema of one."""
    from homeward.foundation.exchange.schemas import published

    known = published()
    if type_ is None:
        for name, versions in sorted(known.items()):
            typer.echo(f"{name} {', '.join(map(str, sorted(versions)))}")
        return
    found = known.get(type_, {})
    path = found.get(version if version is not None else max(found, default=0))
    if path is None:
        typer.echo("There is no such type or version. Without a type, all are listed.", err=True)
        raise typer.Exit(2)
    typer.echo(path.read_text(encoding="utf-8"), nl=False)


@app.command("restored")
def restored(
    reason: Annotated[str, typer.Option(help="Why the node was restored; kept in the journal.")],
    home: Home = None,
) -> None:
    """After the database was restored from a copy: count anew and ask the peers for the rest."""
    with opened_node(home) as actor:
        from homeward.foundation.exchange.control.epochs import not_asked, open_epoch
        from homeward.foundation.exchange.sending import EXCHANGE
        from homeward.foundation.guard.context import opened

        with opened(EXCHANGE):
            number = open_epoch(reason, actor=EXCHANGE, by=actor.name)
            left_out = not_asked(number)
    typer.echo(f"Epoch {number} is open. Start the node: its peers return what it lost.")
    for state in left_out:
        typer.echo(f"{state} could not be asked: no key of its node is good now. Call it.")


@app.command("returned")
def returned(home: Home = None) -> None:
    """Messages of this node that peers returned and no room could enter again."""
    with opened_node(home):
        from homeward.foundation.exchange.sending import EXCHANGE
        from homeward.foundation.exchange.status import returned_lines
        from homeward.foundation.guard.context import opened

        with opened(EXCHANGE):
            lines = returned_lines()
    for line in lines or ["Nothing was returned."]:
        typer.echo(line)
