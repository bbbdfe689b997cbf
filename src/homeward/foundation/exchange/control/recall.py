"""Recall: the sender withdraws a message, and wherever it was passed on to, so does the recall.

`exchange.recall` names the message and says why. The receiver closes its copy, so that later
readers see when and why it was withdrawn and not what it said, destroys the files that came with
it, and answers `exchange.recalled`. A room that must keep what the message caused (evidence in
proceedings) says so instead.
"""

from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings

from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.attachments.closing import close_incoming_of
from homeward.foundation.exchange.attachments.pushing import end_pushing
from homeward.foundation.exchange.control.common import (
    RECALL,
    RECALLED,
    insert_withdrawal,
    send_control,
)
from homeward.foundation.exchange.control.onward import is_of, recall_each
from homeward.foundation.exchange.control.recall_file import pass_on_files
from homeward.foundation.exchange.deadlines import meet_deadlines
from homeward.foundation.exchange.errors import AlreadyRecalled, EffectRefused
from homeward.foundation.exchange.models import (
    Delivery,
    InAttachment,
    InMessage,
    OutMessage,
    Recall,
    RecallOutcome,
)
from homeward.foundation.exchange.ports import Arrived, Filed, Kept, message_type
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.receipts import ReceiptState

_REASON = 1000


def recall(message_id: UUID, reason: str, *, actor: Actor) -> UUID:
    """Withdraw a message of ours; returns the id of the message that says so.

    The caller has checked the right to. Raises AlreadyRecalled, NotConnected.
    """
    message = OutMessage.objects.get(pk=message_id)
    is_nowhere = message.delivery in (Delivery.REFUSED, Delivery.EXPIRED)
    if is_nowhere or Recall.objects.filter(message=message).exists():
        raise AlreadyRecalled
    row = Recall(
        message=message,
        asked_at=datetime.now(UTC),
        asked_by=actor.id,
        reason=reason[:_REASON],
        case_id=message.case_id,
        team_id=message.team_id,
    )
    insert_withdrawal(row)
    end_pushing(message.id)
    payload = {"message": str(message.id), "digest": message.digest, "reason": reason[:_REASON]}
    sent = send_control(
        RECALL,
        payload,
        to=message.peer,
        thread=message.thread,
        actor=actor,
        about=message,
        urgent=True,
    )
    record(
        "exchange.recall_asked",
        actor=actor,
        subject=("message", message.id),
        case_id=message.case_id,
        to=message.peer,
    )
    return sent


def on_recall(arrived: Arrived) -> Filed:
    """The sender withdraws a message: it is closed here, or the room says why it is kept."""
    message_id = payloads.uuid(arrived.payload, "message")
    digest = payloads.digest(arrived.payload, "digest")
    reason = payloads.text(arrived.payload, "reason", max=_REASON)
    message = (
        InMessage.objects.select_for_update()
        .filter(sender=arrived.sender, message_id=message_id)
        .first()
    )
    if message is None:
        _answer(arrived, message_id, RecallOutcome.UNKNOWN, "", [])
        return Filed()
    if message.digest != digest:
        raise EffectRefused("id_reused")
    kept = _close(message, reason, arrived)
    onward, unreached = _pass_on(message, reason, arrived.actor)
    outcome = RecallOutcome.KEPT if kept else RecallOutcome.CLOSED
    _answer(arrived, message_id, outcome, kept.reason if kept else "", onward)
    record(
        "exchange.recall_taken",
        actor=arrived.actor,
        subject=("message", message_id),
        case_id=message.case_id,
        sender=arrived.sender,
        outcome=outcome.value,
        passed_on=",".join(onward),
        **({"not_reached": ",".join(unreached)} if unreached else {}),
    )
    return Filed(message.case_id, message.team_id)


def _close(message: InMessage, reason: str, arrived: Arrived) -> Kept | None:
    kind = message_type(message.type, message.type_version)
    hook = kind.on_recall if kind and not message.refused else None
    kept = hook(message.sender, message.message_id, reason, arrived.actor) if hook else None
    message.recalled_at, message.recall_reason = datetime.now(UTC), reason
    if kept is None:
        close_incoming_of(
            message.sender,
            message.message_id,
            reason="recalled",
            by=settings.HOMEWARD_STATE,
            actor=arrived.actor,
        )
    message.kept_because = kept.reason[:_REASON] if kept else ""
    message.save(update_fields=["recalled_at", "recall_reason", "kept_because"])
    return kept


def _pass_on(message: InMessage, reason: str, actor: Actor) -> tuple[list[str], list[str]]:
    """The recall goes on to every State to which the message, or a file of it, was passed on.

    Returns the States that it goes on to, and those that no message can reach now.
    """
    onward = OutMessage.objects.filter(
        derived_from__contains=[message.message_id], recall__isnull=True
    ).exclude(delivery__in=[Delivery.REFUSED, Delivery.EXPIRED])
    copies = [(one.peer, one) for one in onward.order_by("created_at") if is_of(one, message)]
    reached, unreached = recall_each(copies, lambda one: recall(one.id, reason, actor=actor))
    files = InAttachment.objects.filter(sender=message.sender, message_id=message.message_id)
    further, lost = pass_on_files(files, reason, actor)
    reached |= further
    return sorted(reached), sorted((unreached | lost) - reached)


def _answer(
    arrived: Arrived, message: UUID, outcome: RecallOutcome, reason: str, onward: list[str]
) -> None:
    payload = {
        "message": str(message),
        "outcome": outcome.value,
        "reason": reason[:_REASON],
        "passed_on": onward,
    }
    send_control(RECALLED, payload, to=arrived.sender, thread=arrived.thread, actor=arrived.actor)


def on_recalled(arrived: Arrived) -> Filed:
    """What the receiver did about a message that we withdrew."""
    payload = arrived.payload
    message_id = payloads.uuid(payload, "message")
    asked = Recall.objects.select_for_update(of=("self",)).select_related("message")
    found = asked.filter(pk=message_id, message__peer=arrived.sender).first()
    if found is None:
        raise EffectRefused("unknown_message")
    found.outcome = payloads.choice(payload, "outcome", RecallOutcome.values)
    found.words = payloads.text(payload, "reason", max=_REASON, min=0)
    found.passed_on = sorted(payloads.texts(payload, "passed_on", max=2, most=300))
    found.answered_at = datetime.now(UTC)
    found.save(update_fields=["outcome", "words", "passed_on", "answered_at"])
    # What was withdrawn gets no further receipts.
    meet_deadlines([(found.message, ReceiptState.EXPIRED, found.answered_at)], arrived.actor)
    record(
        "exchange.recall_answered",
        actor=arrived.actor,
        subject=("message", message_id),
        case_id=found.case_id,
        sender=arrived.sender,
        outcome=found.outcome,
        passed_on=",".join(found.passed_on),
    )
    return Filed(found.case_id, found.team_id)
