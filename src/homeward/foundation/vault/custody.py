"""Custody that an officer writes: who holds the evidence now, and which step may follow.

The rules are pure functions over the steps so far. A step is written as the one after the last that
its writer saw; where somebody was quicker the database refuses the number, so of two steps that are
written at once one is kept.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import rfc8785
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from homeward.foundation.guard.actor import Actor
from homeward.foundation.vault.errors import (
    CustodyAhead,
    CustodyEnded,
    CustodyNotGiven,
    CustodyNotHeld,
    CustodyOnTheWay,
    CustodyOvertaken,
    CustodyTooEarly,
)
from homeward.foundation.vault.models import CustodyStep

# What the node does itself, and what changes no hands.
_OF_THE_NODE = frozenset({"exported", "not_exported", "sent", "delivered", "arrived"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """A step as an officer writes it."""

    action: str
    at: datetime
    source: str
    target: str = ""
    purpose: str = ""
    condition: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Where the evidence is: who holds it, to whom it is on its way, whether it is gone."""

    holder: str = ""
    on_the_way_to: str = ""
    returned: bool = False
    destroyed: bool = False


def held_after(steps: Sequence[CustodyStep]) -> Held:
    """Who holds the evidence after these steps, the first one first."""
    held = Held()
    for step in steps:
        match step.action:
            case "taken_in" | "received":
                held = Held(step.target)
            case "handed_over":
                held = Held(step.source, step.target)
            case "returned":
                held = Held(step.target, returned=True)
            case "destroyed":
                held = Held(held.holder, destroyed=True)
    return held


def check_step(steps: Sequence[CustodyStep], new: NewStep, now: datetime) -> None:
    """Raises CustodyEnded, CustodyAhead, CustodyTooEarly, CustodyOnTheWay, CustodyNotGiven or
    CustodyNotHeld for a step that cannot follow."""
    held = held_after(steps)
    if held.destroyed:
        raise CustodyEnded(last=_words(steps[-1].at))
    if new.at > now:
        raise CustodyAhead
    # Officers write minutes: a step within the minute of the last is not before it.
    if steps and new.at < steps[-1].at.replace(second=0, microsecond=0):
        raise CustodyTooEarly(last=_words(steps[-1].at))
    if new.action in _OF_THE_NODE or (new.action == "taken_in" and not steps):
        return
    if new.action == "received":
        _check_received(held, new)
    elif held.on_the_way_to:
        raise CustodyOnTheWay(source=held.holder, target=held.on_the_way_to)
    elif not same(new.source, held.holder):
        raise CustodyNotHeld(holder=held.holder)


def _check_received(held: Held, new: NewStep) -> None:
    if held.returned and same(new.source, held.holder):
        return  # whoever had it back gives it again
    if not held.on_the_way_to:
        raise CustodyNotGiven(holder=held.holder)
    if not (same(new.source, held.holder) and same(new.target, held.on_the_way_to)):
        raise CustodyOnTheWay(source=held.holder, target=held.on_the_way_to)


def append_step(blob_id: UUID, new: NewStep, *, after: int, by: str, actor: Actor) -> CustodyStep:
    """Write the step that follows number `after`, the last that the writer saw.

    Raises CustodyOvertaken where another one stands there, and what `check_step` raises. The caller
    has checked the right to write, and writes the journal entry with the step's `digest`.
    """
    steps = list(CustodyStep.objects.filter(blob_id=blob_id).order_by("number"))
    last = steps[-1].number if steps else 0
    if last != after:
        raise CustodyOvertaken
    now = datetime.now(UTC)
    check_step(steps, new, now)
    facts: dict[str, Any] = {name: getattr(new, name) for name in NewStep.__slots__}
    step = CustodyStep(
        blob_id=blob_id,
        number=last + 1,
        state=settings.HOMEWARD_STATE,
        by=by,
        officer=actor.id,
        recorded_at=now,
        **facts,
    )
    step.digest = hashlib.sha256(canonical_step(step)).hexdigest()
    try:
        with transaction.atomic():
            step.save(force_insert=True)
    except IntegrityError:
        raise CustodyOvertaken from None
    return step


def step_facts(step: CustodyStep) -> dict[str, Any]:
    """What a step says, as it is exported and hashed; times in UTC."""
    return {
        "number": step.number,
        "action": step.action,
        "at": _utc(step.at),
        "recorded_at": _utc(step.recorded_at) if step.recorded_at else "",
        "state": step.state,
        "by": step.by,
        "from": step.source,
        "to": step.target,
        "purpose": step.purpose,
        "condition": step.condition,
        "seal": step.seal,
    }


def canonical_step(step: CustodyStep) -> bytes:
    """RFC 8785 bytes of a step, of which `digest` is the SHA-256."""
    return rfc8785.dumps({"file": str(step.blob_id), **step_facts(step)})


def same(one: str, other: str) -> bool:
    """Whether two written names mean the same holder."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _words(moment: datetime) -> str:
    return localtime(moment).strftime("%Y-%m-%d %H:%M")
