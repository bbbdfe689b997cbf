"""Changing contact data: the own State's, which is then told to others, and typed-in entries."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homeward.foundation.access.models import User
from homeward.foundation.authorities.actions.entries import enter_state
from homeward.foundation.authorities.actions.load import check_unsigned
from homeward.foundation.authorities.contact_data import put_one
from homeward.foundation.authorities.errors import SourceMissing, UnknownContact
from homeward.foundation.authorities.models import (
    Announced,
    Authority,
    ContactPoint,
    DirectoryEntry,
    State,
)
from homeward.foundation.authorities.own_entry import own_entry
from homeward.foundation.authorities.ports import carrier
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.authorities.vocabulary import Origin
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.directory.entries import AuthorityEntry, StateEntry
from homeward.wire.encoding import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """An institution and one way to it; `point` as an entry of a State writes a contact point."""

    state: str
    state_name: str
    languages: list[str]
    authority: AuthorityEntry
    source: str = ""
    source_date: date | None = None


@transaction.atomic
def enter_contact(new: NewContact, *, user: User) -> Authority:
    """Enter an institution with its contact points, or change it: of the own State, or typed in.

    Other contact points of it stay. The own State's is told to every connected node. Raises
    SignedByItsState for a State that signs its own entry, and SourceMissing.
    """
    check_unsigned(new.state)
    is_own = new.state == settings.HOMEWARD_STATE
    if not is_own and not (new.source.strip() and new.source_date):
        raise SourceMissing
    state, _ = State.objects.get_or_create(
        pk=new.state, defaults={"name": new.state_name, "languages": new.languages}
    )
    entry = new.authority
    authority, _ = Authority.objects.update_or_create(
        pk=entry.code,
        defaults={
            "state": state,
            "name": entry.name,
            "functions": list(entry.functions),
            "competence": [one.to_json() for one in entry.competence],
            "always_reachable": any(one.hours is None for one in entry.contact_points),
            "origin": Origin.SIGNED if is_own else Origin.TYPED,
            "source": new.source.strip(),
            "source_date": new.source_date,
        },
    )
    for point in entry.contact_points:
        put_one(authority, point)
    record(
        "authorities.contact_entered",
        actor=user.actor,
        subject=("authority", authority.pk),
        state=state.pk,
        source=new.source.strip()[:200],
    )
    if is_own:
        announce(actor=user.actor)
    return authority


@transaction.atomic
def verify_contact(number: int, *, user: User) -> ContactPoint:
    """Somebody of the own State tried a contact point and it is right; others are told.

    For a typed-in one it says that the source was read again. Raises UnknownContact, and
    SignedByItsState for what another State signs.
    """
    found = ContactPoint.objects.select_related("authority").filter(pk=number).first()
    if found is None:
        raise UnknownContact(contact=str(number))
    check_unsigned(found.authority.state_id)
    found.verified_at, found.verified_by = datetime.now(UTC), user.authority
    found.save(update_fields=["verified_at", "verified_by"])
    record(
        "authorities.contact_verified",
        actor=user.actor,
        subject=("authority", found.authority_id),
        point=found.point,
    )
    if found.authority.state_id == settings.HOMEWARD_STATE:
        announce(actor=user.actor)
    return found


def announce(*, actor: Actor) -> list[str]:
    """Tell every connected node what this State says of its authorities; returns who could be told.

    Each message is signed by this node; whoever follows a directory gets it there besides.
    """
    entry = json.loads(own_entry(with_node=False).to_bytes())
    told = []
    for state in sorted(connected_states()):
        try:
            with transaction.atomic():
                carrier().announce(entry, to=state, actor=actor)
        except HomewardError:
            continue  # its node cannot be reached now; the directory or the next change tells it
        told.append(state)
    record("authorities.announced", actor=actor, subject=("state", entry["state"]), states=told)
    return told


def keep_announced(entry: StateEntry, *, message_id: UUID, actor: Actor) -> bool:
    """Keep what a State's node announced until the keeper of the directory takes it over.

    False where something newer is here. The exchange writes no directory itself.
    """
    content: Mapping[str, Any] = json.loads(entry.to_bytes())
    newer = Announced.objects.filter(pk=entry.state, issued_at__gte=entry.issued_at)
    if newer.exists():
        return False
    Announced.objects.update_or_create(
        state_id=entry.state,
        defaults={
            "content": content,
            "message_id": message_id,
            "issued_at": entry.issued_at,
            "taken_at": None,
            "problem": "",
        },
    )
    record("authorities.announcement_arrived", actor=actor, subject=("state", entry.state))
    return True


@transaction.atomic
def take_announced(state: str, *, actor: Actor) -> bool:
    """Take over what a State announced, unless a directory that is followed speaks for it."""
    row = Announced.objects.select_for_update().filter(pk=state, taken_at__isnull=True).first()
    if row is None:
        return False
    signed = DirectoryEntry.objects.filter(
        state=state, entry__isnull=False, directory__is_followed=True
    )
    if signed.exists():
        row.problem = "directory_speaks"
        row.save(update_fields=["problem"])
        return False
    enter_state(StateEntry.from_bytes(canonical(row.content)))
    row.taken_at = datetime.now(UTC)
    row.save(update_fields=["taken_at"])
    record("authorities.announcement_taken", actor=actor, subject=("state", state))
    return True
