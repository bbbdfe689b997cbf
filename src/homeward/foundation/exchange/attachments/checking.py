"""Reading an attachment once more from the disk, before anybody sees it.

It is read where its digest was not taken along while the parts came (`running`), or was not the one
that was signed: that what lies on the disk opens, and that it is what the message's signature
covers; and if it is not, which parts are to blame. Then it becomes a blob, and its custody goes on
here.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from homeward.foundation.exchange.attachments.arriving import (
    arrived_bytes,
    described,
    keys_of,
    missing_parts,
)
from homeward.foundation.exchange.attachments.closing import end
from homeward.foundation.exchange.attachments.own_digests import ask_for_digests
from homeward.foundation.exchange.attachments.running import forget
from homeward.foundation.exchange.models import InAttachment, Transfer
from homeward.foundation.exchange.ports import newest
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import SLOW, job
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import add_custody, keep_file
from homeward.foundation.vault.errors import LockedForEver
from homeward.foundation.vault.files import read_part, remove_part
from homeward.foundation.vault.intake import Taken
from homeward.wire.attachments import Attachment


@dataclass(frozen=True, slots=True)
class Found:
    """What reading the whole showed: its digest, and the parts that do not open or are others."""

    sha256: str
    spoilt: tuple[int, ...] = ()


@job("exchange.check_attachment", in_transaction=False, queue=SLOW)
def check(*, actor: Actor, attachment: str) -> None:
    """Check the whole and make it a blob. Repeating it is harmless."""
    pk = UUID(attachment)
    with opened(actor):
        one = InAttachment.objects.select_for_update().get(pk=pk)
        if one.state != Transfer.CHECKING:
            return
        one.moved_at = datetime.now(UTC)
        one.save(update_fields=["moved_at"])
        keys = keys_of(one)
        whole = described(one, keys.journey)
    connection.close()
    found = _read(pk, whole, keys.store)
    with opened(actor):
        one = InAttachment.objects.select_for_update().get(pk=pk)
        if one.state == Transfer.CHECKING:
            conclude(one, found, actor)


def _read(pk: UUID, whole: Attachment, key: bytes) -> Found:
    digest, spoilt = hashlib.sha256(), []
    for number in range(1, whole.count + 1):
        try:
            for piece in read_part(pk, key, number, whole.length_of(number)):
                digest.update(piece)
        except LockedForEver:
            spoilt.append(number)
    if not spoilt and digest.hexdigest() != whole.sha256:
        spoilt = [n for n in range(1, whole.count + 1) if _differs(pk, whole, key, n)]
    return Found(digest.hexdigest(), tuple(spoilt))


def _differs(pk: UUID, whole: Attachment, key: bytes, number: int) -> bool:
    """Whether a part is not the one that was signed: it came while the whole was taken along."""
    digest = hashlib.sha256()
    for piece in read_part(pk, key, number, whole.length_of(number)):
        digest.update(piece)
    return digest.hexdigest() != whole.parts[number - 1]


def conclude(one: InAttachment, found: Found, actor: Actor) -> None:
    """Complete; or parts that are not what was signed travel again; or the whole is not.

    The row is locked by the caller, and stands as being checked.
    """
    forget(one.id)
    if found.spoilt:
        for number in found.spoilt:
            remove_part(one.id, number)
        one.state, one.arrived = Transfer.ARRIVING, arrived_bytes(one)
        one.save(update_fields=["state", "arrived"])
    elif found.sha256 != one.description["sha256"] or missing_parts(one):
        end(one, Transfer.REFUSED, "attachment_digest")
    else:
        _complete(one, actor)


def _complete(one: InAttachment, actor: Actor) -> None:
    keys = keys_of(one)
    whole = described(one, keys.journey)
    # Parts' digests are the sender's word where the whole's was taken along: a job takes them anew,
    # for whoever sends the file onward.
    compared = whole.parts if whole.count == 1 else ()
    taken = Taken(one.id, keys.store, whole.size, whole.sha256, whole.part_size, compared)
    keep_file(
        taken,
        case_id=one.case_id,
        compartment=one.compartment,
        team_id=one.team_id,
        file_name=whole.name,
        media_type=whole.media_type,
    )
    _carry_on_custody(one, whole)
    one.state, one.arrived, one.keys = Transfer.COMPLETE, whole.size, b""
    one.ended_at = datetime.now(UTC)
    if not compared:
        ask_for_digests(one)
    one.save()
    record(
        "exchange.attachment_arrived",
        actor=actor,
        subject=("blob", one.id),
        case_id=one.case_id,
        compartment=one.compartment,
        sender=one.sender,
        message=str(one.message_id),
        sha256=whole.sha256,
        size=whole.size,
    )
    kind = newest(one.type)
    if kind is not None and kind.on_attachment is not None:
        kind.on_attachment(one.id, Transfer.COMPLETE.value, actor)


def _carry_on_custody(one: InAttachment, whole: Attachment) -> None:
    """The steps that came with it, and its arrival as one of this node's own."""
    for step in whole.custody:
        add_custody(
            one.id,
            step.action,
            by=step.by,
            source=step.source,
            target=step.target,
            purpose=step.purpose,
            at=step.at,
            state=one.sender,
        )
    last = whole.custody[-1] if whole.custody else None
    add_custody(
        one.id,
        "arrived",
        by=last.target if last and last.target else settings.HOMEWARD_STATE,
        source=last.source if last else one.sender,
        target=last.target if last else settings.HOMEWARD_STATE,
        purpose=last.purpose if last else "",
    )


def stalled(before: datetime) -> list[UUID]:
    """Attachments whose check was lost with its worker; each is then left alone for a while."""
    rows = InAttachment.objects.filter(state=Transfer.CHECKING, moved_at__lt=before)
    found = list(rows.order_by("moved_at").values_list("pk", flat=True)[:100])
    InAttachment.objects.filter(pk__in=found).update(moved_at=datetime.now(UTC))
    return found
