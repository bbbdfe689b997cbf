"""The sending side of the announcement: files described in the message, and what became of it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from homeward.foundation.access.errors import NotFound
from homeward.foundation.exchange.attachments.own_digests import known_parts
from homeward.foundation.exchange.errors import AttachmentTooLarge, TooManyAttachments
from homeward.foundation.exchange.models import Delivery, OutAttachment, OutMessage, Transfer
from homeward.foundation.exchange.ports import Enclosed
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import Parts, add_custody, custody_of
from homeward.foundation.vault.models import Blob, CustodyStep
from homeward.foundation.vault.sealing import lock
from homeward.wire.attachments import (
    FIELD,
    MAX_ATTACHMENT_BYTES,
    MAX_ATTACHMENTS,
    Attachment,
    new_key,
)
from homeward.wire.attachments import CustodyStep as WireStep
from homeward.wire.header import Header

ANY_BYTES = "application/octet-stream"
MOST_STEPS = 100
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")


@dataclass(frozen=True, slots=True)
class Readied:
    """A file that is to be sent, and how it falls into parts."""

    enclosed: Enclosed
    blob: Blob
    parts: Parts


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file on its way out: its description for the header, and the blob it is."""

    attachment: Attachment
    blob: Blob


def readied(enclosed: Sequence[Enclosed]) -> list[Readied]:
    """Find each file and how it falls into parts; what may take a second is done before a lock.

    Raises NotFound for a blob that the actor may not see, AttachmentTooLarge, TooManyAttachments,
    FileBeingRead where files that arrived and are large, one or all together, are still being read
    for their parts' digests, and LockedForEver where one was destroyed or altered.
    """
    if len(enclosed) > MAX_ATTACHMENTS:
        raise TooManyAttachments(limit=MAX_ATTACHMENTS)
    blobs = [_blob(one) for one in enclosed]
    every = zip(enclosed, blobs, known_parts(blobs), strict=True)
    return [Readied(one, blob, parts) for one, blob, parts in every]


def _blob(one: Enclosed) -> Blob:
    blob = Blob.objects.filter(pk=one.blob_id).first()
    if blob is None:
        raise NotFound("file", one.blob_id)
    if blob.size > MAX_ATTACHMENT_BYTES:
        raise AttachmentTooLarge(limit=MAX_ATTACHMENT_BYTES)
    return blob


def describe(files: Sequence[Readied]) -> list[Enclosure]:
    """Describe each file, with its custody to this very step; nothing is read for that."""
    return [_described(each.enclosed, each.blob, each.parts) for each in files]


def _described(one: Enclosed, blob: Blob, parts: Parts) -> Enclosure:
    add_custody(
        blob.id, "sent", by=one.by, source=one.by, target=one.to, purpose=one.purpose[:1000]
    )
    attachment = Attachment(
        id=uuid4(),
        name=plain_name(blob.file_name),
        media_type=blob.media_type if _MEDIA_TYPE.fullmatch(blob.media_type) else ANY_BYTES,
        size=blob.size,
        sha256=bytes(blob.sha256).hex(),
        part_size=parts.part_size,
        parts=parts.digests,
        key=new_key(),
        custody=tuple(_wire_step(step) for step in custody_of(blob.id)[-MOST_STEPS:]),
    )
    return Enclosure(attachment, blob)


def _wire_step(step: CustodyStep) -> WireStep:
    return WireStep(
        at=step.at,
        action=step.action,
        by=step.by,
        source=step.source,
        target=step.target,
        purpose=step.purpose,
    )


def plain_name(name: str) -> str:
    """A file's name as it may travel: one printable line without slashes, at most 200 characters.

    What comes before a slash is where the file lay on somebody's machine.
    """
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(sign if sign.isprintable() else " " for sign in last)
    return " ".join(kept.split())[:200] or "file"


def keep_outgoing(
    message: OutMessage, enclosed: Sequence[Enclosure], *, actor: Actor, compartment: str
) -> None:
    """Queue the files behind their message, each with its journal entry."""
    for one in enclosed:
        attachment = one.attachment
        OutAttachment.objects.create(
            id=attachment.id,
            message=message,
            blob_id=one.blob.id,
            description=without_key(attachment),
            key=lock(settings.VAULT_KEY, attachment.key, f"attachment key {attachment.id}"),
            case_id=message.case_id,
            compartment=compartment,
            team_id=message.team_id,
            created_by=actor.id,
        )
        record(
            "exchange.attachment_sent",
            actor=actor,
            subject=("blob", one.blob.id),
            case_id=message.case_id,
            compartment=compartment,
            to=message.peer,
            message=str(message.pk),
            sha256=attachment.sha256,
            size=attachment.size,
        )


def without_key(attachment: Attachment) -> dict[str, Any]:
    """The description as this node keeps it: the key is kept wrapped, elsewhere."""
    return {name: value for name, value in attachment.to_json().items() if name != "key"}


def without_keys(header: Header) -> dict[str, Any]:
    """The header as the outbox keeps it: keys of attachments stand in the sealed envelope only."""
    fields = header.to_json()
    if FIELD not in fields:
        return fields
    kept = [name for name in header.critical if name != FIELD]
    left_out = {FIELD, "critical"}
    fields = {name: value for name, value in fields.items() if name not in left_out}
    return {**fields, "critical": kept} if kept else fields


def with_files(messages: Collection[UUID]) -> set[UUID]:
    """Those of the messages whose files wait for what becomes of them."""
    waiting = OutAttachment.objects.filter(message__in=messages, state=Transfer.WAITING)
    return set(waiting.values_list("message_id", flat=True))


def follow_message(message: OutMessage, outcome: str, actor: Actor) -> None:
    """Begin to push the files of a message that was accepted; end those of another.

    Called in the transaction that settles the message.
    """
    from homeward.foundation.exchange.attachments.pushing import end, queue_push

    waiting = message.attachments.select_for_update().filter(state=Transfer.WAITING)
    for one in waiting:
        if outcome == Delivery.ACCEPTED:
            one.state, one.next_attempt_at = Transfer.ARRIVING, datetime.now(UTC)
            one.save(update_fields=["state", "next_attempt_at"])
            queue_push(one.pk, actor)
        else:
            state = Transfer.EXPIRED if outcome == Delivery.EXPIRED else Transfer.REFUSED
            end(one, state, "message_not_delivered", actor)
