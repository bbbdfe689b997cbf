"""Preparing one node of an exercise: directory, desks, people, then the other's keys.

Run as a process of its own per node, `python -m homeward.node.exercise.provision STEP FOLDER`; the
steps are `people` and `pin`. The sign-ins are in `sign-ins.json` beside the folder.
"""

import os
import sys
from pathlib import Path

from homeward.node import migrate
from homeward.node.demo.provision import pin_cards, write_card
from homeward.node.exercise.cast import CAST, TEAMS, read_sign_ins


def main() -> None:
    """Prepare the node that HOMEWARD_HOME names; refuses any environment but an exercise."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    step, folder = sys.argv[1], Path(sys.argv[2])
    # The first step also brings keys into the copied database, which only its owner may.
    os.environ["HOMEWARD_PROCESS"] = "migrate" if step == "people" else "command"
    import django

    django.setup()
    from django.conf import settings

    if settings.HOMEWARD_ENVIRONMENT != "exercise":
        sys.exit("Only a node for exercises is provisioned like this.")
    if step == "people":
        migrate.run(keys=True)
        _people(folder.parent / "sign-ins.json")
        write_card(folder)
    else:
        pin_cards(folder)


def _people(file: Path) -> None:
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings

    from homeward.foundation.access.actions import add_team, add_user
    from homeward.foundation.authorities.actions import load_directory
    from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
    from homeward.foundation.guard.actor import service
    from homeward.foundation.guard.context import opened

    actor, state, known = service("command"), settings.HOMEWARD_STATE, read_sign_ins(file)
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
                password=known[player.username].password,
                language=player.language,
                teams=[teams[player.team]] if player.team else [],
            )
            TOTP.activate(user, known[player.username].secret)


if __name__ == "__main__":
    main()
