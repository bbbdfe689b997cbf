"""`homeward duty`: who is on duty now, and the way in for whoever is locked out."""

from typing import Annotated

import typer

from homeward.cli.django_app import opened_node
from homeward.cli.node import Home

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@app.callback()
def _duty() -> None:
    """Who is on duty, and letting a colleague sign in again."""


@app.command("now")
def now(home: Home = None) -> None:
    """Say who is on duty now and how they are reached; exit 1 when a duty is kept by nobody."""
    with opened_node(home) as actor:
        from homeward.foundation.duty.clock import database_now
        from homeward.foundation.duty.queries.roster import channels_of, roster
        from homeward.foundation.guard.context import opened

        is_open = False
        with opened(actor):
            rows = roster(database_now())
            ways = channels_of(shift.user for row in rows for shift in row.now)
            for row in rows:
                typer.echo(f"{row.role} · {row.role.team}")
                for shift in row.now:
                    reached = ", ".join(
                        f"{way.kind} {way.address}" for way in ways.get(shift.user_id, [])
                    )
                    until = f"{shift.ends_at:%Y-%m-%d %H:%M} UTC"
                    known = reached or "no way to reach this person is entered"
                    typer.echo(f"  {shift.order}. {shift.user} until {until}: {known}")
                if row.is_open_now:
                    typer.echo("  nobody")
                    is_open = True
    if is_open:
        raise typer.Exit(1)


@app.command("unlock")
def unlock(
    username: Annotated[str, typer.Argument(help="The name that the person signs in with.")],
    home: Home = None,
) -> None:
    """Let a person who tried wrongly too often try again at once; it goes into the journal."""
    with opened_node(home) as actor:
        from homeward.foundation.access.lockouts import lift_lock_out
        from homeward.foundation.access.signin import known_person
        from homeward.foundation.guard.context import opened

        with opened(actor):
            person = known_person(username)
            if person is None:
                raise typer.BadParameter(f"nobody signs in as {username}")
            is_lifted = lift_lock_out(person, actor=actor)
    if not is_lifted:
        typer.echo("This was done four times within the hour: somebody may be guessing.")
        raise typer.Exit(1)
    typer.echo(f"{username} can try to sign in again now.")
