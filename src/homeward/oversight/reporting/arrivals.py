"""What the messages of reporting do on arrival, in the receipt's transaction."""

from datetime import datetime
from uuid import UUID

from homeward.foundation.access.models import Team
from homeward.foundation.exchange.errors import EffectRefused
from homeward.foundation.exchange.ports import Arrived, Filed
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.oversight.assistance.secretariat import own_desk
from homeward.oversight.reporting.models import Aggregate, Stage
from homeward.oversight.reporting.payloads import read_aggregate

EXPIRED = "expired"


def on_aggregate(arrived: Arrived) -> Filed:
    """Keep what a State tells, in the place of what it told before.

    One that is here already, word for word, changes nothing. Raises EffectRefused:
    `no_secretariat`; `aggregate_exists` where the thread or the number is taken; MalformedPayload.
    """
    desk = secretariat_desk()
    given = read_aggregate(arrived.payload)
    known = Aggregate.objects.filter(pk=arrived.thread).first()
    if known is not None:
        is_same = all(getattr(known, name) == value for name, value in given.items())
        if known.state != arrived.sender or not is_same:
            raise EffectRefused("aggregate_exists")
        return Filed(team_id=desk.pk)
    if Aggregate.objects.filter(state=arrived.sender, number=given["number"]).exists():
        raise EffectRefused("aggregate_exists")
    made = Aggregate(
        id=arrived.thread,
        state=arrived.sender,
        stage=Stage.RECEIVED,
        decided_at=arrived.sent_at,
        **given,
    )
    made.save(force_insert=True)
    record(
        "reporting.aggregate_received",
        actor=arrived.actor,
        subject=("reporting_aggregate", made.pk),
        state=made.state,
        number=made.number,
        lines=len(made.lines),
    )
    return Filed(team_id=desk.pk)


def secretariat_desk() -> Team:
    """The Secretariat's desk; raises EffectRefused on any other node."""
    desk = own_desk()
    if desk is None:
        raise EffectRefused("no_secretariat")
    return desk


def on_refused(message_id: UUID, at: datetime, reason: str, actor: Actor) -> None:
    """The Secretariat signed that an aggregate had no effect there."""
    _came_back(message_id, reason[:60] or "refused", actor)


def on_expired(message_id: UUID, at: datetime, actor: Actor) -> None:
    """It was not delivered in its time; it can be sent again, and counts once."""
    _came_back(message_id, EXPIRED, actor)


def _came_back(message_id: UUID, reason: str, actor: Actor) -> None:
    found = Aggregate.objects.select_for_update().filter(message_id=message_id).first()
    if found is None:
        return
    found.refused = reason
    found.save(update_fields=["refused"])
    record(
        "reporting.not_taken",
        actor=actor,
        subject=("reporting_aggregate", found.pk),
        reason=reason,
    )
