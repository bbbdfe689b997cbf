"""`homeward directory | team | user | peer`: what is set up before the first case."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.django_app import opened_node
from homeward.cli.node import Home
from homeward.cli.written import CARD, replacing

_plain = {"add_completion": False, "pretty_exceptions_enable": False, "no_args_is_help": True}
directory_app = typer.Typer(**_plain)  # type: ignore[arg-type]
team_app = typer.Typer(**_plain)  # type: ignore[arg-type]
user_app = typer.Typer(**_plain)  # type: ignore[arg-type]
peer_app = typer.Typer(**_plain)  # type: ignore[arg-type]


@directory_app.command("load")
def load(
    file: Annotated[
        Path, typer.Argument(help="A directory document (JSON).", exists=True, dir_okay=False)
    ],
    home: Home = None,
) -> None:
    """Enter States and authorities from a file."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.actions import load_directory, read_document
        from homeward.foundation.guard.context import opened

        with opened(actor):
            count = load_directory(read_document(file.read_bytes()), actor=actor)
    typer.echo(f"{count} authorities are in the directory.")


@directory_app.callback()
def _directory() -> None:
    """The directory of States and authorities."""


@team_app.command("add")
def add_team(
    code: Annotated[str, typer.Argument(help="A short name of the desk.")],
    name: Annotated[str, typer.Option(help="The name people read.")],
    authority: Annotated[str, typer.Option(help="The authority's code in the directory.")],
    home: Home = None,
) -> None:
    """Add a team: the desk of an authority."""
    with opened_node(home) as actor:
        from homeward.foundation.access import actions
        from homeward.foundation.guard.context import opened

        with opened(actor):
            _check_authority(authority)
            actions.add_team(code, actor=actor, name=name, authority=authority)
    typer.echo(f"The team {code} is there.")


def _check_authority(code: str) -> None:
    """A person or desk of an authority that nobody knows would receive nothing, ever."""
    from django.conf import settings

    from homeward.foundation.authorities.queries import authorities_of

    known = sorted(authorities_of(settings.HOMEWARD_STATE).values_list("code", flat=True))
    if code not in known:
        listed = ", ".join(known) or "none; load the directory first"
        raise typer.BadParameter(
            f"the directory has no authority {code} of this State; it has: {listed}"
        )


@team_app.callback()
def _team() -> None:
    """Teams, the desks of authorities."""


@user_app.command("add")
def add_user(
    username: Annotated[str, typer.Argument(help="The name to sign in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    authority: Annotated[str, typer.Option(help="The authority's code in the directory.")],
    role: Annotated[list[str], typer.Option(help="A role; repeat for several.")],
    team: Annotated[list[str] | None, typer.Option(help="A team; repeat for several.")] = None,
    language: Annotated[str, typer.Option(help="The language of the pages.")] = "en",
    home: Home = None,
) -> None:
    """Add a person. The password is asked for, or read from standard input when it is no terminal.

    The second factor is set up by the person at the first sign-in.
    """
    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    with opened_node(home) as actor:
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        from homeward.foundation.access import actions
        from homeward.foundation.access.errors import NameTaken
        from homeward.foundation.access.models import Team
        from homeward.foundation.access.roles import Role
        from homeward.foundation.guard.context import opened

        unknown = [r for r in role if r not in Role.values]
        if unknown:
            raise typer.BadParameter(f"unknown: {', '.join(unknown)}; one of {Role.values}")
        try:
            validate_password(password)
        except ValidationError as error:
            raise typer.BadParameter(" ".join(error.messages)) from None
        with opened(actor):
            _check_authority(authority)
            teams = list(Team.objects.filter(code__in=team or []))
            missing = sorted(set(team or []) - {found.code for found in teams})
            if missing:
                raise typer.BadParameter(f"no such team: {', '.join(missing)}; add it first")
            try:
                actions.add_user(
                    username,
                    actor=actor,
                    full_name=name,
                    authority=authority,
                    roles=role,
                    password=password,
                    language=language,
                    teams=teams,
                )
            except NameTaken as error:
                raise typer.BadParameter(str(error.sentence())) from None
    typer.echo(f"{username} can sign in and sets up a second factor then.")


@user_app.callback()
def _user() -> None:
    """People who use the node."""


@peer_app.command("card")
def card(
    out: Annotated[
        Path, typer.Argument(help="Where to write this node's card.", callback=replacing(CARD))
    ],
    home: Home = None,
) -> None:
    """Write this node's card, to be carried to another node, and show its fingerprint."""
    with opened_node(home) as actor:
        from homeward.foundation.authorities.card import own_card
        from homeward.foundation.guard.context import opened

        with opened(actor):
            raw, fingerprint = own_card()
    out.write_bytes(raw)
    typer.echo(f"Read this to the other State over another channel:\n  {fingerprint}")


@peer_app.command("pin")
def pin(
    file: Annotated[Path, typer.Argument(help="The other node's card.")],
    fingerprint: Annotated[str, typer.Option(help="What the other State read to you.")],
    home: Home = None,
) -> None:
    """Trust another node's keys after its fingerprint was compared, as `trust pin` does."""
    from homeward.cli.trust import pin as pin_card

    pin_card(file, fingerprint, home)


@peer_app.command("certificate")
def certificate(
    state: Annotated[str, typer.Argument(help="The State whose node shows it.")],
    fingerprint: Annotated[
        str | None, typer.Option(help="SHA-256 of its client certificate, in hexadecimal.")
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Ask for no certificate any more.")] = False,
    home: Home = None,
) -> None:
    """Take requests of a peer only with this TLS client certificate from now on."""
    if (fingerprint is None) is not none:
        raise typer.BadParameter("give --fingerprint or --none")
    with opened_node(home) as actor:
        from homeward.foundation.errors import HomewardError
        from homeward.foundation.exchange.links import pin_certificate
        from homeward.foundation.guard.context import opened

        try:
            with opened(actor):
                pin_certificate(state, fingerprint or "", actor=actor)
        except HomewardError as error:
            raise typer.BadParameter(error.sentence()) from None
    said = "no certificate is asked for" if none else "the certificate is asked for"
    typer.echo(f"Of the node of {state} {said} from now on.")


@peer_app.callback()
def _peer() -> None:
    """Other nodes and their keys."""
