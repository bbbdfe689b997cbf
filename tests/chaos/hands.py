"""Administrator and officer of one node in a process: `python -m tests.chaos.hands FOLDER STATES`.

Writes the node's card into the folder and pins those of the STATES as soon as they lie there; then
does what the lines it reads ask for, and answers each with a line:

    send XB      the id of a request that is surely committed
    verify       whether the journal is sound

Django is loaded once for all of this, which takes longer than what is done.
"""

import os
import sys
import time
from pathlib import Path
from uuid import uuid4


def main() -> None:
    """Until nobody asks for anything any more."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    os.environ["HOMEWARD_PROCESS"] = "command"
    import django

    django.setup()
    _make_friends(Path(sys.argv[1]), sys.argv[2:])
    print("ready", flush=True)
    for line in sys.stdin:
        what, *words = line.split()
        print(_send(*words) if what == "send" else _verify(), flush=True)


def _make_friends(folder: Path, states: list[str]) -> None:
    from django.conf import settings

    from homeward.foundation.access.actions import add_team
    from homeward.foundation.authorities.actions import load_directory
    from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
    from homeward.foundation.guard.actor import service
    from homeward.foundation.guard.context import opened
    from homeward.node.demo.cast import TEAMS
    from homeward.node.demo.provision import pin_cards, write_card

    setup = service("command")
    with opened(setup):
        known = [one for one in DEMO_DIRECTORY["states"] if one["code"] in states]
        load_directory({**DEMO_DIRECTORY, "states": known}, actor=setup)
        for code, name, authority in TEAMS[settings.HOMEWARD_STATE]:
            add_team(code, actor=setup, name=name, authority=authority)
    write_card(folder)
    while any(not (folder / f"{state}.card").exists() for state in states):
        time.sleep(0.02)
    pin_cards(folder)


def _send(state: str) -> str:
    from tests.chaos.inject import until_committed

    thread = uuid4()
    until_committed(state, thread)
    return str(thread)


def _verify() -> str:
    from django.db import connections

    from homeward.foundation.guard.context import opened
    from homeward.foundation.journal.sequencer import place_all
    from homeward.foundation.journal.verification import VERIFIER, verify_journal
    from homeward.foundation.witness.queries import kept_heads

    connections.close_all()  # the database may have been killed since
    place_all()
    with opened(VERIFIER):
        kept = kept_heads()
    finding = verify_journal(kept=kept)
    return "sound" if finding.sound else f"{finding.position}: {finding.reason}"


if __name__ == "__main__":
    main()
