"""What other States' nodes announce of their authorities: kept as it came, then taken over."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from homeward.foundation.authorities.actions.entries import enter_state
from homeward.foundation.authorities.locks import hold
from homeward.foundation.authorities.models import Announced, DirectoryEntry
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.directory.entries import StateEntry
from homeward.wire.encoding import canonical

log = logging.getLogger(__name__)


@transaction.atomic
def keep_announced(entry: StateEntry, *, message_id: UUID, actor: Actor) -> bool:
    """Keep what a State's node announced until the keeper of the directory takes it over.

    False where something newer is here. The exchange writes no directory itself.
    """
    content: Mapping[str, Any] = json.loads(entry.to_bytes())
    hold(f"announced {entry.state}")
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
    waiting = Announced.objects.select_for_update().filter(pk=state, taken_at__isnull=True)
    row = waiting.exclude(problem="node_ended").first()
    if row is None:
        return False
    signed = DirectoryEntry.objects.filter(
        state=state, entry__isnull=False, directory__is_followed=True
    )
    if signed.exists():
        _note_problem(row, "directory_speaks")
        return False
    try:
        with transaction.atomic():
            enter_state(StateEntry.from_bytes(canonical(row.content)))
    except Exception:
        log.exception("What %s announced could not be taken over.", state)
        _note_problem(row, "entry_not_taken")
        return False
    row.taken_at, row.problem = datetime.now(UTC), ""
    row.save(update_fields=["taken_at", "problem"])
    record("authorities.announcement_taken", actor=actor, subject=("state", state))
    return True


def take_waiting(*, actor: Actor) -> list[str]:
    """Try again what could not be taken over before: a directory may have been given up since."""
    waiting = Announced.objects.filter(taken_at__isnull=True).exclude(problem="node_ended")
    states = list(waiting.values_list("state_id", flat=True))
    return [state for state in states if take_announced(state, actor=actor)]


def _note_problem(row: Announced, code: str) -> None:
    if row.problem != code:
        row.problem = code
        row.save(update_fields=["problem"])
