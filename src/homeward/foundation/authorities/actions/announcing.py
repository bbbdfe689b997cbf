"""Telling other States' nodes how the own authorities are reached."""

import json
from datetime import UTC, datetime

from django.db import transaction

from homeward.foundation.authorities.models import NotTold
from homeward.foundation.authorities.own_entry import own_entry
from homeward.foundation.authorities.ports import carrier
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


def announce(*, actor: Actor, to: set[str] | None = None) -> list[str]:
    """Tell connected nodes what this State says of its authorities; returns who could be told.

    All of them, or those of `to`. Whoever cannot be told now is told by `announce_again`. Each
    message is signed by this node; whoever follows a directory gets it there besides.
    """
    wanted = connected_states() if to is None else connected_states() & to
    if not wanted:
        return []
    entry = json.loads(own_entry(with_node=False).to_bytes())
    now, told = datetime.now(UTC), []
    for state in sorted(wanted):
        try:
            with transaction.atomic():
                carrier().announce(entry, to=state, actor=actor)
        except HomewardError as error:
            NotTold.objects.update_or_create(
                state_id=state,
                defaults={"tried_at": now, "problem": error.code[:60]},
                create_defaults={"since": now, "tried_at": now, "problem": error.code[:60]},
            )
        else:
            NotTold.objects.filter(pk=state).delete()
            told.append(state)
    if told:
        record("authorities.announced", actor=actor, subject=("state", entry["state"]), states=told)
    return told


def tell_later() -> None:
    """Have every connected node told by `announce_again`, where nobody may send anything now."""
    now = datetime.now(UTC)
    for state in connected_states():
        NotTold.objects.get_or_create(
            state_id=state, defaults={"since": now, "tried_at": now, "problem": "waits"}
        )


@transaction.atomic
def announce_again(*, actor: Actor) -> list[str]:
    """Tell those that were not told before; who is not connected any more is not waited for.

    The exchange does so: of all services it alone sends what is of no case.
    """
    waiting = set(NotTold.objects.values_list("state_id", flat=True))
    NotTold.objects.exclude(state__in=connected_states()).delete()
    return announce(actor=actor, to=waiting) if waiting else []
