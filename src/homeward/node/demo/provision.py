"""Preparing one demo node as its administrator would: directory, desks, people, then peers.

Run as a process of its own per node: `python -m homeward.node.demo.provision people|pin FOLDER`.
"""

import base64
import os
import sys
from pathlib import Path

from homeward.node import migrate


def main() -> None:
    """Prepare the node that HOMEWARD_HOME names; refuses any environment but the demo's."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    step, folder = sys.argv[1], Path(sys.argv[2])
    # The first step also brings keys into the copied database, which only its owner may.
    os.environ["HOMEWARD_PROCESS"] = "migrate" if step == "people" else "command"
    import django

    django.setup()
    from django.conf import settings

    if settings.HOMEWARD_ENVIRONMENT != "demo":
        sys.exit("Only a demonstration is provisioned like this.")
    if step == "people":
        migrate.run(keys=True)
        _people()
        write_card(folder)
    else:
        pin_cards(folder)


def _people() -> None:
    from django.conf import settings

    from homeward.foundation.access.actions import add_team, add_user
    from homeward.foundation.authorities.actions import load_directory
    from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
    from homeward.foundation.guard.actor import service
    from homeward.foundation.guard.context import opened
    from homeward.node.demo.cast import CAST, TEAMS, password_of

    actor, state = service("command"), settings.HOMEWARD_STATE
    with opened(actor):
        load_directory(DEMO_DIRECTORY, actor=actor)
        teams = {
            code: add_team(code, actor=actor, name=name, authority=authority)
            for code, name, authority in TEAMS[state]
        }
        for player in CAST[state]:
            user = add_user(
                player.username,
                actor=actor,
                full_name=player.full_name,
                authority=player.authority,
                roles=player.roles,
                password=password_of(state),
                language=player.language,
                teams=[teams[player.team]] if player.team else [],
            )
            _second_factor(user)


def _second_factor(user: object) -> None:
    """A second factor whose secret follows from the name, so that codes can be printed later."""
    from allauth.mfa.totp.internal.auth import TOTP

    from homeward.node.demo.signins import totp_secret

    TOTP.activate(user, totp_secret(user.username))  # type: ignore[attr-defined]


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
