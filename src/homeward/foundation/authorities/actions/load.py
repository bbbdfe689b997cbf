"""Entering States and authorities from a document of one's own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from homeward.foundation.authorities.contact_data import put_points
from homeward.foundation.authorities.errors import SignedByItsState
from homeward.foundation.authorities.models import Announced, Authority, DirectoryEntry, State
from homeward.foundation.authorities.vocabulary import Origin
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


@transaction.atomic
def load_directory(directory: dict[str, Any], *, actor: Actor) -> int:
    """Enter States and authorities from a directory document; returns the number of authorities.

    Entries that are there already are brought up to date; nothing is removed. Raises
    SignedByItsState where a State of it signs its own entry: nothing is loaded then.
    """
    states = directory["states"]
    for state in states:
        check_unsigned(state["code"])
        enter(state["code"], state["name"], state["languages"], state["authorities"])
    count = sum(len(state["authorities"]) for state in states)
    record("authorities.directory_loaded", actor=actor, authorities=count)
    return count


def check_unsigned(state: str) -> None:
    """A State that signs what is said of it is changed by what it signs, and by nothing else.

    Raises SignedByItsState. The own State is what this node signs.
    """
    if state == settings.HOMEWARD_STATE:
        return
    followed = DirectoryEntry.objects.filter(
        state=state, entry__isnull=False, directory__is_followed=True
    )
    name = followed.values_list("directory__name", flat=True).first()
    if name is None and Announced.objects.filter(pk=state, taken_at__isnull=False).exists():
        name = state
    if name is not None:
        raise SignedByItsState(state=state, by=name)


def enter(
    code: str,
    name: str,
    languages: Sequence[str],
    authorities: Sequence[Mapping[str, Any]],
    *,
    origin: Origin = Origin.LOADED,
    source: str = "",
    source_date: date | None = None,
) -> None:
    """Enter a State and these authorities, or bring them up to date."""
    state, _ = State.objects.update_or_create(
        pk=code, defaults={"name": name, "languages": list(languages)}
    )
    for authority in authorities:
        row, _ = Authority.objects.update_or_create(
            pk=authority["code"],
            defaults={
                "state": state,
                "name": authority["name"],
                "functions": authority["functions"],
                "email": authority.get("email", ""),
                "phone": authority.get("phone", ""),
                "always_reachable": authority.get("always_reachable", False),
                "competence": authority.get("competence", []),
                "origin": origin,
                "source": source,
                "source_date": source_date,
            },
        )
        put_points(row, authority.get("contact_points", []))
