"""Reads of the witness: for overseers and administrators, and for verification."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q

from homeward.foundation.access.roles import Role
from homeward.foundation.authorities.models import State
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.authorities.trust import keys_at
from homeward.foundation.journal.models import Head, Verification
from homeward.foundation.journal.verification import KeptHead
from homeward.foundation.witness.kinds import WHAT_TO_DO, Outcome
from homeward.foundation.witness.kinds import Alarm as Kind
from homeward.foundation.witness.models import (
    Alarm,
    Countersigned,
    Exchange,
    OwnHead,
    Promise,
    SeenHead,
)
from homeward.wire.countersignature import verify_countersignature
from homeward.wire.errors import WireError
from homeward.wire.header import Environment

#: A peer that gave no head, or did not countersign ours, for so long is named as late.
LATE = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class PeerLine:
    """A connected State: its last head that we countersigned, ours that it did, its promises."""

    state: str
    name: str
    seen: SeenHead | None
    countersigned: Countersigned | None
    error: str
    tried_at: datetime | None
    kept: int
    broken: int
    waiting: int
    oldest_waiting: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """An alarm in the reader's words, with what to do."""

    alarm: Alarm
    name: str
    what: str
    to_do: str


def may_watch(viewer: Any) -> bool:
    """Whether the viewer is of oversight or administers the node."""
    return bool(
        viewer.is_authenticated
        and (viewer.has_role(Role.OVERSEER) or viewer.has_role(Role.ADMINISTRATOR))
    )


def peers(viewer: Any) -> list[PeerLine]:
    """Every connected State, by its code; nothing for whoever may not watch."""
    if not may_watch(viewer):
        return []
    names, now = _names(), datetime.now(UTC)
    return [_line(state, names.get(state, state), now) for state in sorted(connected_states())]


def _line(state: str, name: str, now: datetime) -> PeerLine:
    seen = SeenHead.objects.filter(peer=state).order_by("-id").first()
    counter = Countersigned.objects.filter(peer=state).order_by("-received_at").first()
    tried = Exchange.objects.filter(peer=state).first()
    counts = Promise.objects.filter(peer=state).aggregate(
        kept=Count("pk", filter=Q(outcome=Outcome.KEPT)),
        broken=Count("pk", filter=Q(outcome=Outcome.BROKEN)),
        waiting=Count("pk", filter=Q(outcome=Outcome.WAITING)),
        oldest=Min("due_at", filter=Q(outcome=Outcome.WAITING)),
    )
    return PeerLine(
        state=state,
        name=name,
        seen=seen,
        countersigned=counter,
        error=tried.error if tried else "",
        tried_at=tried.tried_at if tried else None,
        kept=counts["kept"],
        broken=counts["broken"],
        waiting=counts["waiting"],
        oldest_waiting=counts["oldest"],
        late=_is_late(seen, counter, now),
    )


def _is_late(seen: SeenHead | None, counter: Countersigned | None, now: datetime) -> bool:
    moments = [seen.seen_at if seen else None, counter.received_at if counter else None]
    return any(moment is None or now - moment > LATE for moment in moments)


def open_alarms(viewer: Any) -> list[AlarmLine]:
    """What people must look into, the latest first."""
    return _lines(Alarm.objects.filter(settled_at=None).order_by("-opened_at"), viewer)


def settled_alarms(viewer: Any, most: int = 20) -> list[AlarmLine]:
    """The last alarms that ended or were settled."""
    return _lines(Alarm.objects.exclude(settled_at=None).order_by("-settled_at")[:most], viewer)


def _lines(alarms: Any, viewer: Any) -> list[AlarmLine]:
    if not may_watch(viewer):
        return []
    names = _names()
    return [
        AlarmLine(a, names.get(a.peer, a.peer), str(Kind(a.kind).label), str(WHAT_TO_DO[a.kind]))
        for a in alarms
    ]


def _names() -> dict[str, str]:
    return dict(State.objects.values_list("code", "name"))


def last_own_head(viewer: Any) -> OwnHead | None:
    """The last head that peers got."""
    return OwnHead.objects.order_by("-hour").first() if may_watch(viewer) else None


def last_signed(viewer: Any) -> Head | None:
    """The sequencer's last head."""
    return Head.objects.order_by("-size").first() if may_watch(viewer) else None


def last_verifications(viewer: Any, most: int = 5) -> Sequence[Verification]:
    """The last checks of the whole journal."""
    return list(Verification.objects.order_by("-at")[:most]) if may_watch(viewer) else []


def kept_heads() -> list[KeptHead]:
    """Our last head that each peer countersigned, as its signature says, for verification.

    What was not signed with keys that were the peer's says nothing and is left out: the peer has
    the original and refuses what does not follow it.
    """
    found = []
    latest = Countersigned.objects.order_by("peer", "-size").distinct("peer")
    for row in latest:
        keys = keys_at(row.peer, row.received_at)
        if not keys:
            continue
        try:
            said = verify_countersignature(
                bytes(row.statement),
                keys=keys,
                environment=Environment(settings.HOMEWARD_ENVIRONMENT),
                state=settings.HOMEWARD_STATE,
                by=row.peer,
                now=datetime.now(UTC),
            )
        except WireError:
            continue
        found.append(KeptHead(said.size, said.root, row.peer))
    return found
