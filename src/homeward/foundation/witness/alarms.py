"""Raising and settling alarms: one for each finding about a peer until people settle it."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.witness.errors import NoOpenAlarm
from homeward.foundation.witness.kinds import Alarm as Kind
from homeward.foundation.witness.models import Alarm


def raise_alarm(
    peer: str,
    kind: Kind,
    *,
    size: int | None = None,
    message: UUID | None = None,
    statement: bytes = b"",
    earlier: bytes = b"",
) -> None:
    """Open an alarm, or count it once more; the first evidence is kept."""
    now = datetime.now(UTC)
    known = Alarm.objects.filter(peer=peer, kind=kind, message=message, settled_at=None)
    if known.update(last_at=now, times=F("times") + 1):
        return
    Alarm.objects.create(
        peer=peer,
        kind=kind,
        opened_at=now,
        last_at=now,
        size=size,
        message=message,
        statement=statement,
        earlier=earlier,
    )


def is_held(peer: str, kind: Kind, statement: bytes) -> bool:
    """Whether the open alarm of that kind holds this very statement already."""
    known = Alarm.objects.filter(peer=peer, kind=kind, settled_at=None, statement=statement)
    return known.exists()


def end_alarms(peer: str, *kinds: Kind) -> None:
    """End what ends by itself, because what was missing has come."""
    open_ones = Alarm.objects.filter(peer=peer, kind__in=kinds, settled_at=None)
    open_ones.update(settled_at=datetime.now(UTC))


@transaction.atomic
def settle(alarm_id: int, *, note: str, actor: Actor) -> None:
    """An administrator or overseer says that an alarm was dealt with, and how.

    Raises NoOpenAlarm. The statements stay; a finding that comes again is a new alarm.
    """
    found = Alarm.objects.select_for_update().filter(pk=alarm_id, settled_at=None).first()
    if found is None:
        raise NoOpenAlarm
    found.settled_at, found.settled_by, found.note = datetime.now(UTC), actor.name, note
    found.save(update_fields=["settled_at", "settled_by", "note"])
    record(
        "witness.alarm_settled",
        actor=actor,
        subject=("node", found.peer),
        kind=found.kind,
        note=note,
    )
