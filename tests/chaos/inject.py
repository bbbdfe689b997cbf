"""Writes requests to other States as fast as it may: `python -m tests.chaos.inject COUNT STATE...`

Runs as a process of a node, whose database may be killed at any moment. The id of each request
that is surely committed is printed, one a line, with its receiver.
"""

import os
import random
import sys
import time
from uuid import UUID, uuid4


def main() -> None:
    """Send until COUNT messages are committed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    os.environ.setdefault("HOMEWARD_PROCESS", "command")
    import django

    django.setup()
    count, states = int(sys.argv[1]), sys.argv[2:]
    pause = float(os.environ.get("CHAOS_PAUSE", "0"))
    chance = random.Random(os.environ["HOMEWARD_HOME"])
    for _ in range(count):
        state, thread = chance.choice(states), uuid4()
        until_committed(state, thread)
        print(f"{state} {thread}", flush=True)
        time.sleep(pause)


def until_committed(state: str, thread: UUID) -> None:
    """Write a request to a State, whatever happens to the database meanwhile."""
    from django.db import Error, connections

    while True:
        try:
            if not _is_there(thread):
                _send(state, thread)
            return
        except Error:
            connections.close_all()
            time.sleep(0.2)


def _is_there(thread: UUID) -> bool:
    from homeward.foundation.exchange.models import OutMessage
    from homeward.foundation.exchange.sending import EXCHANGE
    from homeward.foundation.guard.context import opened

    with opened(EXCHANGE):
        return OutMessage.objects.filter(thread=thread).exists()


def _send(state: str, thread: UUID) -> None:
    from django.conf import settings

    from homeward.foundation.exchange.sending import EXCHANGE, send
    from homeward.foundation.guard.context import opened

    own = settings.HOMEWARD_STATE
    common = {
        "investigation": f"Investigation in {own}.",
        "facts": "A person was taken.",
        "purpose": "Finding the person.",
        "questions": "Is the vehicle known?",
        "persons": "",
    }
    payload = {
        "kind": "police_information",
        "reference": f"{own}-2026-000001/01",
        "requesting_authority": f"{own}-POLICE",
        "requested_authority": f"{state}-POLICE",
        "legal_basis": "untoc_27",
        "urgency": "urgent",
        "due": None,
        "run": None,
        "handling_limits": "",
        "content": common,
    }
    with opened(EXCHANGE):
        send("cooperation.request", payload, to=state, thread=thread, actor=EXCHANGE)


if __name__ == "__main__":
    main()
