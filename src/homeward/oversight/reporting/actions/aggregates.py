"""A State's aggregate: prepared, reviewed by a second person, sent; a later one supersedes it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homeward.foundation.access.models import User
from homeward.foundation.exchange.sending import send
from homeward.foundation.journal.actions import record
from homeward.oversight.assistance.errors import NoSecretariat
from homeward.oversight.assistance.secretariat import office
from homeward.oversight.reporting.access import (
    check_may_decide,
    check_of_state,
    get_aggregate,
)
from homeward.oversight.reporting.actions.once import insert_once
from homeward.oversight.reporting.errors import (
    NoFiguresToTell,
    NothingReturned,
    NotWaiting,
    OneWaits,
    ReasonMissing,
    SecondPersonNeeded,
    TwoSources,
)
from homeward.oversight.reporting.lines import Line, marked_revised
from homeward.oversight.reporting.models import Aggregate, Stage
from homeward.oversight.reporting.payloads import AGGREGATE, HANDLING, aggregate_payload
from homeward.oversight.reporting.queries.aggregates import (
    absent_from,
    last_sent,
    own_lines,
    source_lines,
    sources_for,
)
from homeward.oversight.trends.indicators import INDICATORS, LIVE

KIND = "reporting_aggregate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What goes with the figures. `sources` are numbers of imported data sets, each of which takes
    the place of the node's own count of its indicator; `reason` says why an earlier one is
    superseded."""

    coverage: str
    under_reporting: str = ""
    reason: str = ""
    sources: Iterable[int] = field(default=())


@transaction.atomic
def prepare(told: Told, *, user: User) -> Aggregate:
    """Freeze the State's figures as they are counted now, for a second person to look at.

    Raises Forbidden, NotFound at the Secretariat; OneWaits, NoFiguresToTell, TwoSources, and
    ReasonMissing where one was sent before.
    """
    check_of_state(user)
    state = settings.HOMEWARD_STATE
    own = Aggregate.objects.filter(state=state)
    if own.filter(stage=Stage.DRAFT).exists():
        raise OneWaits
    before = last_sent(state)
    if before is not None and not told.reason.strip():
        raise ReasonMissing
    lines = _chosen(user, set(told.sources))
    # What is read live is there on the first day, before anything was counted.
    if all(INDICATORS[one["indicator"]].counted == LIVE for one in lines):
        raise NoFiguresToTell
    last = own.order_by("-number").first()
    made = Aggregate(
        id=uuid.uuid4(),
        state=state,
        number=last.number + 1 if last else 1,
        lines=marked_revised(lines, before.lines if before else ()),
        absent=absent_from(lines),
        coverage=told.coverage,
        under_reporting=told.under_reporting,
        reason=told.reason if before is not None else "",
        prepared_at=datetime.now(UTC),
        prepared_by=user.pk,
    )
    insert_once(made, OneWaits)
    record(
        "reporting.aggregate_prepared",
        actor=user.actor,
        subject=(KIND, made.pk),
        number=made.number,
        lines=len(made.lines),
    )
    return made


def _chosen(user: User, sources: set[int]) -> list[Line]:
    """The node's own counts, and in the place of some of them what was imported."""
    found = own_lines(user)
    from_files: dict[str, list[Line]] = {}
    for code, dataset in sources_for(user):
        if dataset.pk not in sources:
            continue
        if code in from_files:
            raise TwoSources(indicator=str(INDICATORS[code].label))
        from_files[code] = source_lines(code, dataset)
    kept = [one for one in found if one["indicator"] not in from_files]
    return [*kept, *(line for lines in from_files.values() for line in lines)]


@transaction.atomic
def approve(aggregate_id: UUID, *, user: User) -> Aggregate:
    """Let it go to the Secretariat; what earlier ones said is superseded by it.

    Raises NotFound, Forbidden, NotWaiting, SecondPersonNeeded, NoSecretariat; NotConnected and its
    like where the Secretariat's node cannot be written to. Then nothing is changed.
    """
    found = _waiting(aggregate_id, user)
    found.stage, found.decided_by, found.decided_at = Stage.SENT, user.pk, datetime.now(UTC)
    _send(found, user)
    found.save()
    record(
        "reporting.aggregate_approved",
        actor=user.actor,
        subject=(KIND, found.pk),
        number=found.number,
    )
    return found


@transaction.atomic
def return_aggregate(aggregate_id: UUID, reason: str, *, user: User) -> Aggregate:
    """Give it back with the reason; nothing of it leaves. Raises as `approve`."""
    found = _waiting(aggregate_id, user)
    found.stage, found.decided_by, found.decided_at = Stage.RETURNED, user.pk, datetime.now(UTC)
    found.returned = reason
    found.save()
    record(
        "reporting.aggregate_returned",
        actor=user.actor,
        subject=(KIND, found.pk),
        number=found.number,
    )
    return found


@transaction.atomic
def send_again(aggregate_id: UUID, *, user: User) -> Aggregate:
    """Send what did not arrive once more, as it was. Raises NothingReturned, and as `approve`."""
    found = get_aggregate(aggregate_id, user, for_change=True)
    check_may_decide(user)
    if found.stage != Stage.SENT or not found.refused:
        raise NothingReturned
    _send(found, user)
    found.refused = ""
    found.save()
    record("reporting.sent_again", actor=user.actor, subject=(KIND, found.pk), number=found.number)
    return found


def _waiting(aggregate_id: UUID, user: User) -> Aggregate:
    found = get_aggregate(aggregate_id, user, for_change=True)
    check_may_decide(user)
    if found.stage != Stage.DRAFT:
        raise NotWaiting
    if found.prepared_by == user.pk:
        raise SecondPersonNeeded
    return found


def _send(found: Aggregate, user: User) -> None:
    secretariat = office()
    if secretariat is None:
        raise NoSecretariat
    found.message_id = send(
        AGGREGATE,
        aggregate_payload(found),
        to=secretariat.state_id,
        thread=found.pk,
        actor=user.actor,
        handling=HANDLING,
    )
