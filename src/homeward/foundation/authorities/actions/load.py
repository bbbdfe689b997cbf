"""Entering States and authorities from a document of one's own."""

from typing import Any

from django.db import transaction

from homeward.foundation.authorities.models import Authority, State
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


@transaction.atomic
def load_directory(directory: dict[str, Any], *, actor: Actor) -> int:
    """Enter States and authorities from a directory document; returns the number of authorities.

    Entries that are there already are brought up to date; nothing is removed.
    """
    count = 0
    for state in directory["states"]:
        row, _ = State.objects.update_or_create(
            code=state["code"],
            defaults={"name": state["name"], "languages": state["languages"]},
        )
        for authority in state["authorities"]:
            Authority.objects.update_or_create(
                code=authority["code"],
                defaults={
                    "state": row,
                    "name": authority["name"],
                    "functions": authority["functions"],
                    "email": authority.get("email", ""),
                    "phone": authority.get("phone", ""),
                    "always_reachable": authority.get("always_reachable", False),
                },
            )
            count += 1
    record("authorities.directory_loaded", actor=actor, authorities=count)
    return count
