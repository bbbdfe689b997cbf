"""Recall of one file: the sender withdraws a file that came with a message, and the message stands.

`exchange.recall_file` names message and file and says why. The receiver destroys its copy with its
key, its custody says so, and whoever looks for it reads when and why it was withdrawn; a room that
must keep it (evidence in proceedings) says so instead. The answer is `exchange.file_recalled`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings

from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.attachments.closing import close_attachment
from homeward.foundation.exchange.attachments.pushing import end_pushing_of
from homeward.foundation.exchange.control.common import (
    FILE_RECALLED,
    RECALL_FILE,
    insert_withdrawal,
    refuse_unless,
    send_control,
)
from homeward.foundation.exchange.control.onward import copies_of, recall_each
from homeward.foundation.exchange.errors import AlreadyRecalled, EffectRefused
from homeward.foundation.exchange.models import (
    NOWHERE,
    Delivery,
    FileRecall,
    InAttachment,
    InMessage,
    OutAttachment,
    Recall,
    RecallOutcome,
)
from homeward.foundation.exchange.ports import Arrived, Filed, Kept, newest
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

_REASON = 1000


def recall_file(attachment_id: UUID, reason: str, *, actor: Actor) -> UUID:
    """Withdraw one file of a message of ours; returns the id of the message that says so.

    The caller has checked the right to. Raises AlreadyRecalled where the file or its message was
    recalled before, or is nowhere; NotConnected, NoCommonVersion where the other node is older.
    """
    one = OutAttachment.objects.select_related("message").get(pk=attachment_id)
    message = one.message
    is_nowhere = one.state in NOWHERE or message.delivery in (Delivery.REFUSED, Delivery.EXPIRED)
    if is_nowhere or Recall.objects.filter(message=message).exists():
        raise AlreadyRecalled
    row = FileRecall(
        attachment=one,
        asked_at=datetime.now(UTC),
        asked_by=actor.id,
        reason=reason[:_REASON],
        case_id=one.case_id,
        compartment=one.compartment,
        team_id=one.team_id,
    )
    insert_withdrawal(row)
    end_pushing_of(one.pk)
    payload = {
        "message": str(message.id),
        "attachment": str(one.pk),
        "digest": message.digest,
        "reason": reason[:_REASON],
    }
    sent = send_control(
        RECALL_FILE,
        payload,
        to=message.peer,
        thread=message.thread,
        actor=actor,
        about=message,
        urgent=True,
    )
    record(
        "exchange.file_recall_asked",
        actor=actor,
        subject=("blob", one.blob_id),
        case_id=one.case_id,
        compartment=one.compartment,
        to=message.peer,
        message=str(message.id),
        sha256=one.description["sha256"],
    )
    return sent


def on_recall_file(arrived: Arrived) -> Filed:
    """The sender withdraws a file: it is destroyed here, or the room says why it is kept."""
    message_id = payloads.uuid(arrived.payload, "message")
    attachment = payloads.uuid(arrived.payload, "attachment")
    digest = payloads.digest(arrived.payload, "digest")
    reason = payloads.text(arrived.payload, "reason", max=_REASON)
    message = InMessage.objects.filter(sender=arrived.sender, message_id=message_id).first()
    one = (
        InAttachment.objects.select_for_update()
        .filter(sender=arrived.sender, message_id=message_id, attachment_id=attachment)
        .first()
    )
    if message is None or one is None:
        _answer(arrived, message_id, attachment, RecallOutcome.UNKNOWN, "", [])
        return Filed()
    refuse_unless(message.digest == digest, "id_reused")
    kept = _close(one, reason, arrived.actor)
    reached, unreached = pass_on_files([one], reason, arrived.actor)
    onward, lost = sorted(reached), sorted(unreached - reached)
    outcome = RecallOutcome.KEPT if kept else RecallOutcome.CLOSED
    _answer(arrived, message_id, attachment, outcome, kept.reason if kept else "", onward)
    record(
        "exchange.file_recall_taken",
        actor=arrived.actor,
        subject=("blob", one.pk),
        case_id=one.case_id,
        compartment=one.compartment,
        sender=arrived.sender,
        message=str(message_id),
        outcome=outcome.value,
        passed_on=",".join(onward),
        **({"not_reached": ",".join(lost)} if lost else {}),
    )
    return Filed(one.case_id, one.team_id, one.compartment)


def _close(one: InAttachment, reason: str, actor: Actor) -> Kept | None:
    kind = newest(one.type)
    hook = kind.on_file_recall if kind else None
    kept = hook(one.pk, reason, actor) if hook else None
    if kept is None:
        close_attachment(one.pk, reason="recalled", by=settings.HOMEWARD_STATE, actor=actor)
    InAttachment.objects.filter(pk=one.pk).update(
        recalled_at=datetime.now(UTC),
        recall_reason=reason,
        kept_because=kept.reason[:_REASON] if kept else "",
    )
    return kept


def pass_on_files(
    files: Iterable[InAttachment], reason: str, actor: Actor
) -> tuple[set[str], set[str]]:
    """The recall of these files, which say so by now, goes on to where each of them went.

    Returns the States that it goes on to, and those that no message can reach now.
    """
    found = {copy.pk: copy for one in files for copy in copies_of(one)}
    copies = [(copy.message.peer, copy) for copy in found.values()]
    return recall_each(copies, lambda copy: recall_file(copy.pk, reason, actor=actor))


def _answer(
    arrived: Arrived,
    message: UUID,
    attachment: UUID,
    outcome: RecallOutcome,
    reason: str,
    onward: list[str],
) -> None:
    payload = {
        "message": str(message),
        "attachment": str(attachment),
        "outcome": outcome.value,
        "reason": reason[:_REASON],
        "passed_on": onward,
    }
    send_control(
        FILE_RECALLED, payload, to=arrived.sender, thread=arrived.thread, actor=arrived.actor
    )


def on_file_recalled(arrived: Arrived) -> Filed:
    """What the receiver did about a file that we withdrew."""
    payload = arrived.payload
    message_id = payloads.uuid(payload, "message")
    attachment = payloads.uuid(payload, "attachment")
    asked = FileRecall.objects.select_for_update(of=("self",)).select_related("attachment")
    found = asked.filter(
        pk=attachment,
        attachment__message_id=message_id,
        attachment__message__peer=arrived.sender,
    ).first()
    if found is None:
        raise EffectRefused("unknown_message")
    found.outcome = payloads.choice(payload, "outcome", RecallOutcome.values)
    found.words = payloads.text(payload, "reason", max=_REASON, min=0)
    found.passed_on = payloads.texts(payload, "passed_on", max=2, most=300)
    found.answered_at = arrived.sent_at
    found.save(update_fields=["outcome", "words", "passed_on", "answered_at"])
    record(
        "exchange.file_recall_answered",
        actor=arrived.actor,
        subject=("blob", found.attachment.blob_id),
        case_id=found.case_id,
        compartment=found.compartment,
        sender=arrived.sender,
        outcome=found.outcome,
        passed_on=",".join(found.passed_on),
    )
    return Filed(found.case_id, found.team_id, found.compartment)
