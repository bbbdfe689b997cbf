"""The digests of a received file's parts, taken here before it is sent onward.

What the sender said of the parts was not compared where the digest of the whole was taken along
(ADR 0010), and this node signs only what it knows. Some minutes after the file is complete, when
what came with it is done, a job reads it, so that no officer waits for that. What is not large is
read at once, piece by piece, where it goes onward before, or where the job could not read it.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from homeward.foundation.exchange.errors import FileBeingRead
from homeward.foundation.exchange.models import InAttachment, Transfer
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import SLOW, job
from homeward.foundation.vault.actions import Parts, file_key_of, part_reader, parts_of
from homeward.foundation.vault.errors import LockedForEver
from homeward.foundation.vault.models import Blob

AT_ONCE = 256 << 20
"""Bytes of all the files of a message that are read where it is sent: a second or so."""

_AFTER = timedelta(minutes=5)
# A job that has not ended by then was lost: 10 GB take less than a minute on an idle machine.
_LOST = timedelta(minutes=10)
# A disk may be away for a while: what could not be read is tried again.
_AGAIN = timedelta(hours=1)
_SWEPT_AT_ONCE = 100


def known_parts(blobs: Sequence[Blob]) -> list[Parts]:
    """How each file of a message falls into parts, without reading more than AT_ONCE.

    Raises FileBeingRead where the digests of more that arrived are not taken yet, and
    LockedForEver where one was destroyed or altered, or is not on the disk.
    """
    known = [parts_of(blob) or _kept(blob) for blob in blobs]
    unread = [blob for blob, parts in zip(blobs, known, strict=True) if parts is None]
    if sum(blob.size for blob in unread) > AT_ONCE:
        raise FileBeingRead(name=max(unread, key=lambda blob: blob.size).file_name)
    return [parts or _read_now(blob) for blob, parts in zip(blobs, known, strict=True)]


def _kept(blob: Blob) -> Parts | None:
    """The parts whose digests the job has taken; None where the file must be read."""
    file_key_of(blob)
    digests = InAttachment.objects.filter(pk=blob.pk).values_list("own_parts", flat=True).first()
    if digests:
        return Parts(blob.part_size or blob.size, tuple(digests))
    if digests is not None and blob.size > AT_ONCE:  # the job could not read it
        raise LockedForEver(f"blob {blob.pk}")
    return None


def _read_now(blob: Blob) -> Parts:
    digests = _digests(blob, part_reader(blob))
    if not digests:
        raise LockedForEver(f"blob {blob.pk}")
    return Parts(blob.part_size or blob.size, tuple(digests))


def ask_for_digests(one: InAttachment) -> None:
    """Have the sweep call a job for a file that is complete; the caller saves the row."""
    one.parts_due_at = datetime.now(UTC) + _AFTER


@job("exchange.digest_parts", in_transaction=False, queue=SLOW)
def digest_parts(*, actor: Actor, attachment: str) -> None:
    """Read a file that arrived, piece by piece, and keep its parts' digests. Harmless if again."""
    pk = UUID(attachment)
    waiting = InAttachment.objects.filter(
        pk=pk, state=Transfer.COMPLETE, parts_due_at__isnull=False
    )
    with opened(actor):
        blob = Blob.objects.filter(pk=pk).first() if waiting.exists() else None
        read = _reader(blob) if blob is not None else None
        if blob is None or read is None:
            waiting.update(parts_due_at=None)
            return
    connection.close()  # reading may take long
    digests = _digests(blob, read)
    again = None if digests else datetime.now(UTC) + _AGAIN
    with opened(actor):
        waiting.update(own_parts=digests, parts_due_at=again)


def _reader(blob: Blob) -> Callable[[int], Iterator[bytes]] | None:
    """None where it was destroyed: its key, or its case's, is gone for good."""
    try:
        return part_reader(blob)
    except LockedForEver:
        return None


def _digests(blob: Blob, read: Callable[[int], Iterator[bytes]]) -> list[str]:
    """The SHA-256 of each part; none at all where the file cannot be read whole."""
    found, size = [], blob.part_size or blob.size
    try:
        for number in range(1, -(-blob.size // size) + 1):
            digest = hashlib.sha256()
            for piece in read(number):
                digest.update(piece)
            found.append(digest.hexdigest())
    except LockedForEver:
        return []
    return found


def read_due(now: datetime) -> None:
    """Call a job for each file that is due, again where it was lost with its worker."""
    due = InAttachment.objects.filter(state=Transfer.COMPLETE, parts_due_at__lte=now).order_by(
        "parts_due_at"
    )
    found = list(due.values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    InAttachment.objects.filter(pk__in=found).update(parts_due_at=now + _LOST)
    for pk in found:
        digest_parts.defer_once(f"digests {pk}", actor=EXCHANGE, attachment=str(pk))
