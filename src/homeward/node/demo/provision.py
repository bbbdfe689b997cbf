"""Preparing one demo node as its administrator would: directory, desks, people, then peers.

Run as a process of its own per node: `python -m homeward.node.demo.provision people|pin FOLDER`.
"""

import base64
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from homeward.node import migrate
from homeward.node.demo.cast import CAST, TEAMS, Player, password_of
from homeward.node.demo.signins import totp_secret

# The password and the secret of the second factor of a player in a State.
SignInOf = Callable[[str, str], tuple[str, str]]


def main() -> None:
    """Prepare a node of the demonstration; sign-ins follow from names, so that codes can be printed
    later."""
    prepare("demo", CAST, lambda _folder: _sign_in)


def _sign_in(state: str, username: str) -> tuple[str, str]:
    return password_of(state), totp_secret(username)


def prepare(
    environment: str,
    cast: Mapping[str, Sequence[Player]],
    sign_ins: Callable[[Path], SignInOf],
) -> None:
    """Do the step of the command line on the node that HOMEWARD_HOME names.

    `sign_ins` are found from the folder of the cards. Ends with a sentence where the node is of
    another environment.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    step, folder = sys.argv[1], Path(sys.argv[2])
    # The first step also brings keys into the copied database, which only its owner may.
    os.environ["HOMEWARD_PROCESS"] = "migrate" if step == "people" else "command"
    import django

    django.setup()
    from django.conf import settings

    if environment != settings.HOMEWARD_ENVIRONMENT:
        sys.exit(f"Only a node for {environment}s is provisioned like this.")
    if step == "people":
        migrate.run(keys=True)
        _people(cast[settings.HOMEWARD_STATE], sign_ins(folder))
        write_card(folder)
    else:
        pin_cards(folder)


def _people(players: Sequence[Player], sign_in: SignInOf) -> None:
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings

    from homeward.foundation.access.actions import add_team, add_user
    from homeward.foundation.authorities.actions import load_directory
    from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
    from homeward.foundation.guard.actor import service
    from homeward.foundation.guard.context import opened

    actor, state = service("command"), settings.HOMEWARD_STATE
    with opened(actor):
        load_directory(DEMO_DIRECTORY, actor=actor)
        teams = {
            code: add_team(code, actor=actor, name=name, authority=authority)
            for code, name, authority in TEAMS[state]
        }
        for player in players:
            password, secret = sign_in(state, player.username)
            user = add_user(
                player.username,
                actor=actor,
                full_name=player.full_name,
                authority=player.authority,
                roles=player.roles,
                password=password,
                language=player.language,
                teams=[teams[player.team]] if player.team else [],
            )
            TOTP.activate(user, secret)


def write_card(folder: Path) -> None:
    """Write this node's card and its fingerprint where the others read them."""
    from django.conf import settings

    from homeward.foundation.authorities.card import own_card

    card, fingerprint = own_card()
    text = f"{base64.b64encode(card).decode()}\n{fingerprint}\n"
    (folder / f"{settings.HOMEWARD_STATE}.card").write_text(text)


def pin_cards(folder: Path) -> None:
    """Pin every other node whose card is in the folder."""
    from django.conf import settings

    from homeward.foundation.authorities.actions import pin_node
    from homeward.foundation.guard.actor import service
    from homeward.foundation.guard.context import opened

    actor = service("command")
    for file in sorted(folder.glob("*.card")):
        if file.stem == settings.HOMEWARD_STATE:
            continue
        card, fingerprint = file.read_text().splitlines()
        with opened(actor):
            pin_node(base64.b64decode(card), read_fingerprint=fingerprint, actor=actor)


if __name__ == "__main__":
    main()
