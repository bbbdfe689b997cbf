"""What the messages of reporting do on arrival, in the receipt's transaction."""

from datetime import datetime
from uuid import UUID

from homeward.foundation.access.models import Team
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import EffectRefused
from homeward.foundation.exchange.ports import Arrived, Filed
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.oversight.assistance.secretariat import office, own_desk
from homeward.oversight.reporting.models import Aggregate, Round, Stage, Submission
from homeward.oversight.reporting.payloads import (
    read_aggregate,
    read_questionnaire,
    read_reply,
)

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
    for model, kind in ((Aggregate, "aggregate"), (Submission, "submission")):
        found = model.objects.select_for_update().filter(message_id=message_id).first()
        if found is None:
            continue
        found.refused = reason
        found.save(update_fields=["refused"])
        record(
            "reporting.not_taken",
            actor=actor,
            subject=(f"reporting_{kind}", found.pk),
            reason=reason,
        )


def on_questionnaire(arrived: Arrived) -> Filed:
    """Keep what the Secretariat asks; it asks the same once.

    Raises EffectRefused: `not_the_secretariat` for any other State than the directory names, and
    `round_exists` where the thread is taken; MalformedPayload.
    """
    secretariat = office()
    if secretariat is None or secretariat.state_id != arrived.sender:
        raise EffectRefused("not_the_secretariat")
    given = read_questionnaire(arrived.payload)
    known = Round.objects.filter(pk=arrived.thread).first()
    if known is not None:
        if any(getattr(known, name) != value for name, value in given.items()):
            raise EffectRefused("round_exists")
        return Filed()
    made = Round(id=arrived.thread, asked_by=arrived.sender, opened_at=arrived.sent_at, **given)
    made.save(force_insert=True)
    record(
        "reporting.questionnaire_received",
        actor=arrived.actor,
        subject=("reporting_round", made.pk),
        due=made.due.isoformat(),
    )
    return Filed()


def on_reply(arrived: Arrived) -> Filed:
    """Keep a State's reply, in the place of its earlier ones.

    Raises EffectRefused: `no_secretariat`, `unknown_round` where this State was not asked,
    `reply_exists` where its id or number is taken; MalformedPayload.
    """
    desk = secretariat_desk()
    given = read_reply(arrived.payload)
    number = payloads.uuid(arrived.payload, "reply")
    asked = Round.objects.filter(pk=arrived.thread).first()
    if asked is None or arrived.sender not in {one["state"] for one in asked.states}:
        raise EffectRefused("unknown_round")
    known = Submission.objects.filter(pk=number).first()
    if known is not None:
        is_same = all(getattr(known, name) == value for name, value in given.items())
        if (known.state, known.round_id) != (arrived.sender, asked.pk) or not is_same:
            raise EffectRefused("reply_exists")
        return Filed(team_id=desk.pk)
    if asked.submissions.filter(state=arrived.sender, number=given["number"]).exists():
        raise EffectRefused("reply_exists")
    made = Submission(
        id=number,
        round=asked,
        state=arrived.sender,
        stage=Stage.RECEIVED,
        begun_at=arrived.sent_at,
        **given,
    )
    made.save(force_insert=True)
    record(
        "reporting.reply_received",
        actor=arrived.actor,
        subject=("reporting_submission", made.pk),
        state=made.state,
        number=made.number,
    )
    return Filed(team_id=desk.pk)
