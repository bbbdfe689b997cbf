"""Entering States and authorities from a document of one's own."""

from collections.abc import Mapping, Sequence
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
    states = directory["states"]
    for state in states:
        enter(state["code"], state["name"], state["languages"], state["authorities"])
    count = sum(len(state["authorities"]) for state in states)
    record("authorities.directory_loaded", actor=actor, authorities=count)
    return count


def enter(
    code: str, name: str, languages: Sequence[str], authorities: Sequence[Mapping[str, Any]]
) -> None:
    """Enter a State and these authorities, or bring them up to date."""
    state, _ = State.objects.update_or_create(
        pk=code, defaults={"name": name, "languages": list(languages)}
    )
    for authority in authorities:
        Authority.objects.update_or_create(
            pk=authority["code"],
            defaults={
                "state": state,
                "name": authority["name"],
                "functions": authority["functions"],
                "email": authority.get("email", ""),
                "phone": authority.get("phone", ""),
                "always_reachable": authority.get("always_reachable", False),
            },
        )
