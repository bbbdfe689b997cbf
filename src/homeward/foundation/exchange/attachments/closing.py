"""Ending an attachment: one that will not come, and one that is withdrawn."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from homeward.foundation.exchange.attachments.running import forget
from homeward.foundation.exchange.models import InAttachment, Transfer
from homeward.foundation.exchange.ports import newest
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import add_custody, destroy_blob
from homeward.foundation.vault.files import remove_files
from homeward.foundation.vault.models import Blob

_UNDER_WAY = (Transfer.WAITING, Transfer.ARRIVING, Transfer.CHECKING)


def close_attachment(file_id: UUID, *, reason: str, by: str, actor: Actor) -> bool:
    """Close a file that arrived, or is arriving, with a message; a recall calls this.

    `file_id` is its id here, `by` the authority that closes it, `reason` a short code. What lies
    here is destroyed with its key, its custody says so, and the sender hears it signed. False when
    it had ended before without a copy here. Must run as the service *exchange*, in a transaction.
    """
    one = InAttachment.objects.select_for_update().filter(pk=file_id).first()
    if one is None or one.state not in (*_UNDER_WAY, Transfer.COMPLETE):
        return False
    if one.state == Transfer.COMPLETE:
        blob = Blob.objects.filter(pk=file_id).first()
        if blob is not None:
            add_custody(file_id, "destroyed", by=by, source=by, purpose=reason)
            destroy_blob(blob)
        record(
            "exchange.attachment_destroyed",
            actor=actor,
            subject=("blob", file_id),
            case_id=one.case_id,
            compartment=one.compartment,
            sender=one.sender,
            reason=reason[:60],
        )
    end(one, Transfer.CLOSED, reason)
    return True


def close_incoming_of(sender: str, message_id: UUID, *, reason: str, by: str, actor: Actor) -> int:
    """Close every file that came with a message; how many there were."""
    rows = InAttachment.objects.filter(sender=sender, message_id=message_id)
    files = list(rows.values_list("pk", flat=True))
    return sum(close_attachment(pk, reason=reason, by=by, actor=actor) for pk in files)


def end(one: InAttachment, state: Transfer, reason: str) -> None:
    """It will not come, or is here no longer: keys and parts go, the row says why."""
    was_complete = one.state == Transfer.COMPLETE
    one.state, one.reason, one.ended_at = state, reason[:200], datetime.now(UTC)
    one.keys = b""
    one.save()
    pk = one.id
    forget(pk)
    transaction.on_commit(lambda: remove_files(pk))
    if not was_complete:
        record(
            "exchange.attachment_ended",
            actor=EXCHANGE,
            subject=("blob", one.id),
            case_id=one.case_id,
            compartment=one.compartment,
            sender=one.sender,
            state=state.value,
            reason=reason[:60],
            arrived=one.arrived,
        )
    kind = newest(one.type)
    if kind is not None and kind.on_attachment is not None:
        kind.on_attachment(one.id, state.value, EXCHANGE)
