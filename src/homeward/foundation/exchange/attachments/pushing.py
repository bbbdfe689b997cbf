"""Pushing the parts of an attachment: only those that the other node says are missing.

A job works for a while and then goes to the end of its queue, so that several attachments share a
line. It remembers nothing: the first thing it does is to ask what is missing. Whatever is killed
on either side, the next job goes on from there.

One job is at work for a file: whoever begins takes the lease, `next_attempt_at`, and one that finds
it taken since ends without leaving another behind.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings

from homeward.foundation.authorities.queries import pinned_keys
from homeward.foundation.authorities.trust import node_of
from homeward.foundation.exchange.keys import keys_of
from homeward.foundation.exchange.links import pause_after
from homeward.foundation.exchange.models import FileRecall, OutAttachment, Recall, Transfer
from homeward.foundation.exchange.posting import Answer, post, put_part
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import SLOW, job
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import add_custody, part_reader
from homeward.foundation.vault.behind import Ahead
from homeward.foundation.vault.errors import LockedForEver
from homeward.foundation.vault.models import Blob
from homeward.foundation.vault.sealing import unlock
from homeward.wire.attachments import (
    Attachment,
    AttachmentRef,
    AttachmentStatus,
    Form,
    seal_part,
    sealed_length,
    verify_status,
)
from homeward.wire.encoding import to_base64url
from homeward.wire.errors import WireError
from homeward.wire.header import Environment
from homeward.wire.keys import PublicKeys

#: For so long the sweep leaves an attachment alone that a job was given to.
LEASE = timedelta(minutes=3)
_AT_A_STRETCH = 20.0  # seconds of one job
_LOOKED_EVERY = 1.0  # seconds: whether the file is still to go, and how far it is
_CHECKING_PAUSE = timedelta(seconds=2)
_CHECKING_PATIENCE = timedelta(hours=1)  # beyond the message's end: the whole is there, after all
_SWEPT_AT_ONCE = 100
_MOVING = (Transfer.ARRIVING, Transfer.CHECKING)
# What the other node may have said, for the officer to read; believed no more than that.
_SAID = {"vault_full", "attachment_quota", "attachment_busy", "unknown_attachment"}


@dataclass(frozen=True, slots=True)
class Push:
    """What pushing needs while no transaction is open; `lease` is this job's, aware.

    `failures` is how often in a row pushing it failed before.
    """

    attachment: Attachment
    blob: Blob
    url: str
    keys: tuple[PublicKeys, ...]
    ref: AttachmentRef
    lease: datetime
    failures: int = 0

    @property
    def path(self) -> str:
        """Where the other node tells how far it is; parts lie below."""
        return f"/exchange/v1/attachments/{self.ref.sender}/{self.ref.attachment}"


@dataclass(frozen=True, slots=True)
class Heard:
    """The other node's signed status and its bytes, or why there is none.

    `pause` is for how many seconds the other node asked to be left alone.
    """

    status: AttachmentStatus | None = None
    statement: bytes = b""
    failure: str = ""
    pause: int = 0


@job("exchange.push_attachment", in_transaction=False, queue=SLOW, again=False)
def push(*, actor: Actor, attachment: str) -> None:
    """Push missing parts for a while. Repeating it is harmless."""
    pk, look_at = UUID(attachment), time.monotonic()
    end_at = look_at + _AT_A_STRETCH
    with opened(actor):
        work = take(pk)
        if work is None:
            return
    lease: datetime | None = work.lease
    asked = post(work.url, work.path, b"", method="GET")
    heard, line = _heard(work, asked), _Line(work, _form(work, asked))
    try:
        while heard.status is not None and heard.status.missing and time.monotonic() < end_at:
            number = heard.status.missing[0][0]
            if time.monotonic() >= look_at:
                with opened(actor):
                    one = _held(pk, lease)
                    if one is None or not note_status(one, heard, actor):
                        return
                    lease = one.next_attempt_at
                    line.read = part_reader(work.blob, work.attachment.part_size)
                look_at = time.monotonic() + _LOOKED_EVERY
            pieces = line.begun(number, _after(number, heard.status.missing))
            length = sealed_length(work.attachment.length_of(number), line.form)
            heard = _heard(work, put_part(work.url, f"{work.path}/{number}", pieces, length))
            missing = heard.status.missing if heard.status is not None else ()
            if missing and missing[0][0] == number:
                heard = Heard(failure="part_not_kept")
    finally:
        line.close()
    with opened(actor):
        _go_on(pk, lease, heard, actor)


class _Line:
    """The part that is sent, and the beginning of the next one, sealed while its answer is awaited.

    Of a part no more is held than is sealed ahead; nothing of the next one is sent before the other
    node asked for it.
    """

    read: Callable[[int], Iterator[bytes]]  # the parts of the file, by their numbers

    def __init__(self, work: Push, form: Form) -> None:
        self._work, self.form = work, form
        self._following = 0
        self._now: Ahead | None = None
        self._next: Ahead | None = None

    def begun(self, number: int, following: int) -> Iterator[bytes]:
        """The part as it travels, and then the one that probably follows is begun, 0 for none.

        The files are read while the part is sent.
        """
        if self._next is not None and number == self._following:
            self._now = self._next
        else:
            self.close()
            self._now = Ahead(self._sealed(number))
        self._following, self._next = following, None
        then = self._sealed(following) if following else None
        return self._sent(self._now, then)

    def _sealed(self, number: int) -> Iterator[bytes]:
        return seal_part(self._work.attachment, number, self.read(number), self.form)

    def _sent(self, now: Ahead, then: Iterator[bytes] | None) -> Iterator[bytes]:
        yield from now
        if then is not None:
            self._next = Ahead(then)

    def close(self) -> None:
        """Nothing more is sent."""
        for one in (self._now, self._next):
            if one is not None:
                one.close()


def _form(work: Push, asked: Answer) -> Form:
    """The form in which parts go: the quicker one where the other node says that it takes it.

    That word is not signed; false, it costs an attempt, and after one the form is that of all.
    """
    is_taken = str(Form.GCM.value) in asked.forms and not work.failures
    return Form.GCM if is_taken else Form.SECRETSTREAM


def _after(number: int, missing: tuple[tuple[int, int], ...]) -> int:
    """The missing part behind the first one, `number`; 0 for none."""
    if number < missing[0][1]:
        return number + 1
    return missing[1][0] if len(missing) > 1 else 0


def queue_push(pk: UUID, actor: Actor, at: datetime | None = None) -> None:
    """Queue a job for a file now or for the aware time `at`, unless one waits already."""
    lock = f"push {pk}" if at is None else f"push {pk} later"
    push.defer_once(lock, actor=actor, at=at, attachment=str(pk))


def take(pk: UUID) -> Push | None:
    """The attachment and where to push it; None when it has ended or its message has not arrived.

    Where the State's node is not pinned any more, the message or the file was recalled, or the file
    was destroyed, nothing is pushed.
    """
    one = OutAttachment.objects.select_for_update().filter(pk=pk).first()
    if one is None or one.state not in _MOVING:
        return None
    lease = one.next_attempt_at = datetime.now(UTC) + LEASE
    one.save(update_fields=["next_attempt_at"])
    message = one.message
    is_recalled = Recall.objects.filter(message=message).exists()
    if is_recalled or FileRecall.objects.filter(attachment=one).exists():
        end(one, Transfer.CLOSED, "recalled", EXCHANGE)
        return None
    node, blob = node_of(message.peer), Blob.objects.filter(pk=one.blob_id).first()
    if blob is None:
        end(one, Transfer.CLOSED, "file_destroyed", EXCHANGE)
        return None
    if node is None or pinned_keys(message.peer) is None:
        _fail(one, "not_connected", EXCHANGE)
        return None
    key = unlock(settings.VAULT_KEY, bytes(one.key), f"attachment key {one.pk}")
    ref = AttachmentRef(
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        sender=settings.HOMEWARD_STATE,
        receiver=message.peer,
        message=message.pk,
        attachment=one.pk,
        sha256=one.description["sha256"],
    )
    described = Attachment.from_json({**one.description, "key": to_base64url(key)})
    keys = keys_of(message.peer)
    return Push(described, blob, node.url, keys, ref, lease, one.failures)


def end_pushing(message_id: UUID) -> None:
    """The message is recalled: the next job of each of its files ends it, and that is now.

    Whoever recalls may not change these rows; the jobs are the exchange's own. A file whose message
    is still on its way is ended when that one is settled.
    """
    rows = OutAttachment.objects.filter(message_id=message_id, state__in=_MOVING)
    for pk in rows.values_list("pk", flat=True):
        queue_push(pk, EXCHANGE)


def end_pushing_of(pk: UUID) -> None:
    """The same of one file that is recalled by itself."""
    if OutAttachment.objects.filter(pk=pk, state__in=_MOVING).exists():
        queue_push(pk, EXCHANGE)


def _heard(work: Push, answer: Answer) -> Heard:
    """The signed status in an answer, or why there is none. Nothing unsigned is believed."""
    if answer.failure or answer.status != 200:
        failure = answer.failure or f"http_{answer.status}"
        said = failure.rsplit(" ", 1)[-1]
        if said == LockedForEver.code:  # our own file could not be read while it was sent
            failure = "file_unreadable"
        return Heard(failure=said if said in _SAID else failure, pause=answer.pause or 0)
    try:
        status = verify_status(answer.body, keys=work.keys, ref=work.ref, now=datetime.now(UTC))
    except WireError as error:
        return Heard(failure=error.code)
    return Heard(status, answer.body)


def _held(pk: UUID, lease: datetime | None) -> OutAttachment | None:
    """The attachment, while it has not ended and no other job has taken it since `lease`."""
    one = OutAttachment.objects.select_for_update().get(pk=pk)
    return one if one.state in _MOVING and one.next_attempt_at == lease else None


def note_status(one: OutAttachment, heard: Heard, actor: Actor) -> bool:
    """Keep how far the other node signed to be; whether there is more to push."""
    status = heard.status
    if status is None:
        return False
    if status.arrived > one.arrived or not status.missing:
        one.failures, one.last_error = 0, ""  # a part that is never kept must not seem to go well
    one.arrived = status.arrived
    one.next_attempt_at = datetime.now(UTC) + LEASE
    one.state, one.statement = Transfer(status.state.value), heard.statement
    if one.state in _MOVING:
        one.save()
        return one.state == Transfer.ARRIVING
    end(one, Transfer(status.state.value), status.reason, actor)
    return False


def _go_on(pk: UUID, lease: datetime | None, heard: Heard, actor: Actor) -> None:
    """What a job leaves behind: the end, a job to go on with, or one to try again later."""
    one, now = _held(pk, lease), datetime.now(UTC)
    if one is None:
        return
    if heard.status is None:
        _fail(one, heard.failure, actor, timedelta(seconds=heard.pause))
        return
    note_status(one, heard, actor)
    is_checking = one.state == Transfer.CHECKING
    patience = _CHECKING_PATIENCE if is_checking else timedelta()
    if one.state not in _MOVING:
        return
    if now >= one.message.expires_at + patience:
        end(one, Transfer.EXPIRED, "message_expired", actor)
        return
    queue_push(pk, actor, now + _CHECKING_PAUSE if is_checking else None)


def _fail(one: OutAttachment, failure: str, actor: Actor, asked: timedelta = timedelta()) -> None:
    """Try again after a pause that grows, until the message has ended; `asked` is the least."""
    now = datetime.now(UTC)
    one.failures, one.last_error = one.failures + 1, failure[:60]
    if now >= one.message.expires_at:
        end(one, Transfer.EXPIRED, failure[:60], actor)
        return
    one.next_attempt_at = min(now + max(pause_after(one.failures), asked), one.message.expires_at)
    one.save()
    queue_push(one.pk, actor, one.next_attempt_at)


def end(one: OutAttachment, state: Transfer, reason: str, actor: Actor) -> None:
    """Nothing more is pushed; the key of the journey is forgotten."""
    one.state, one.reason, one.ended_at = state, reason[:200], datetime.now(UTC)
    one.next_attempt_at, one.key = None, b""
    if state == Transfer.COMPLETE:
        one.arrived = one.description["size"]
    one.save()
    is_complete = state == Transfer.COMPLETE
    if is_complete:
        _note_custody(one)
    record(
        "exchange.attachment_delivered" if is_complete else "exchange.attachment_not_delivered",
        actor=actor,
        subject=("blob", one.blob_id),
        case_id=one.case_id,
        compartment=one.compartment,
        to=one.message.peer,
        message=str(one.message_id),
        sha256=one.description["sha256"],
        state=state.value,
        reason=reason[:60],
    )


def _note_custody(one: OutAttachment) -> None:
    """That it arrived is a step of custody here too, on the other node's signed word."""
    sent = one.description["custody"][-1]
    sides = {"source": sent["from"], "target": sent["to"], "purpose": sent["purpose"]}
    add_custody(one.blob_id, "delivered", by=sent["to"], **sides)


def overdue(now: datetime) -> list[UUID]:
    """Attachments whose job was lost with its worker; each is then left alone for a while."""
    due = OutAttachment.objects.filter(state__in=_MOVING, next_attempt_at__lte=now)
    found = list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    OutAttachment.objects.filter(pk__in=found).update(next_attempt_at=datetime.now(UTC) + LEASE)
    return found
