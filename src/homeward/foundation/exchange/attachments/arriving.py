"""The receiving side: files announced by a message, and their parts as they come.

A part is opened while it is written, and kept only when it is whole; it, or the whole that it is
part of, is compared with the signed digest on the way. Which parts are there is read from the disk
each time, so nothing has to agree with it after a crash.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.attachments.enclosing import without_key
from homeward.foundation.exchange.attachments.limits import (
    check_limits,
    end_shortage,
    note_shortage,
    slot,
)
from homeward.foundation.exchange.attachments.running import Running
from homeward.foundation.exchange.errors import PeerQuotaReached, UnknownAttachment
from homeward.foundation.exchange.models import InAttachment, Transfer
from homeward.foundation.exchange.ports import ArrivingFile, Filed
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.limits import STRANGERS
from homeward.foundation.vault.errors import VaultFull
from homeward.foundation.vault.files import parts_there, remove_files, write_part
from homeward.foundation.vault.node_keys import own_keys
from homeward.foundation.vault.sealing import lock, new_key, unlock
from homeward.wire.attachments import (
    Attachment,
    AttachmentRef,
    AttachmentState,
    AttachmentStatus,
    Read,
    form_of,
    make_status,
)
from homeward.wire.attachments.status import stretches
from homeward.wire.encoding import MAX_INTEGER, to_base64url
from homeward.wire.envelope import OpenedMessage
from homeward.wire.errors import BadPart, WireError
from homeward.wire.header import Environment

_KEY = 32


def expected(message: OpenedMessage | None) -> tuple[ArrivingFile, ...]:
    """The files that a message announces, each with the id that it will have here."""
    if message is None:
        return ()
    return tuple(
        ArrivingFile(uuid4(), one.name, one.media_type, one.size, one.sha256)
        for one in message.attachments
    )


def ids_are_used(message: OpenedMessage) -> bool:
    """Whether another message of the sender announced an attachment with one of these ids."""
    ids = [one.id for one in message.attachments]
    known = InAttachment.objects.filter(sender=message.header.sender, attachment_id__in=ids)
    return bool(ids) and known.exists()


def announce(message: OpenedMessage, filed: Filed, files: tuple[ArrivingFile, ...]) -> None:
    """Expect the parts of what a message announces, in the transaction that took it in.

    A file larger than this node takes in is refused, and the message stands without it.
    """
    for file, attachment in zip(files, message.attachments, strict=True):
        too_large = attachment.size > settings.HOMEWARD_LARGEST_ATTACHMENT
        one = _expect(message, filed, file, attachment)
        record(
            "exchange.attachment_announced",
            actor=EXCHANGE,
            subject=("blob", one.id),
            case_id=one.case_id,
            compartment=one.compartment,
            sender=one.sender,
            message=str(one.message_id),
            sha256=attachment.sha256,
            size=attachment.size,
        )
        if too_large:
            from homeward.foundation.exchange.attachments.closing import end

            end(one, Transfer.REFUSED, "attachment_too_large")


def _expect(
    message: OpenedMessage, filed: Filed, file: ArrivingFile, attachment: Attachment
) -> InAttachment:
    now = datetime.now(UTC)
    keys = attachment.key + new_key()
    return InAttachment.objects.create(
        id=file.id,
        sender=message.header.sender,
        message_id=message.header.id,
        attachment_id=attachment.id,
        type=message.header.type,
        description=without_key(attachment),
        keys=lock(settings.VAULT_KEY, keys, f"attachment keys {file.id}"),
        announced_at=now,
        expires_at=message.header.expires,
        moved_at=now,
        case_id=filed.case_id,
        compartment=filed.compartment,
        team_id=filed.team_id,
    )


@dataclass(frozen=True, slots=True)
class Keys:
    """The key that an attachment travels under and the one that it lies under."""

    journey: bytes
    store: bytes


def keys_of(one: InAttachment) -> Keys:
    """The keys of an attachment that has not ended."""
    both = unlock(settings.VAULT_KEY, bytes(one.keys), f"attachment keys {one.id}")
    return Keys(both[:_KEY], both[_KEY:])


def described(one: InAttachment, journey: bytes) -> Attachment:
    """The attachment as the message describes it."""
    fields: dict[str, Any] = dict(one.description)
    return Attachment.from_json({**fields, "key": to_base64url(journey)})


def status_of(sender: str, attachment: UUID) -> bytes:
    """How far an attachment is, signed. Raises UnknownAttachment, PeerQuotaReached, VaultFull.

    The last two say that the next part would find no room, so that it is not sent in vain.
    """
    try:
        with opened(EXCHANGE):
            one = _known(sender, attachment)
            if one.state != Transfer.ARRIVING:
                return _signed(one)
            if not missing_parts(one):
                return _note_part(one.id)
            check_limits(one, min(one.description["part_size"], one.description["size"]))
            return _signed(one)
    except (PeerQuotaReached, VaultFull) as error:
        _note_no_room(sender, error)
        raise


def take_part(sender: str, attachment: UUID, number: int, announced: int, read: Read) -> bytes:
    """Take one sealed part in; the status after it, signed. A part that is there changes nothing.

    `announced` is the length that the sender gives, and `read` reads the bytes; no transaction is
    open then, and where it takes long it may close the database's connection. Raises
    UnknownAttachment, AttachmentBusy, PeerQuotaReached, VaultFull, BadPart; nothing is kept then.
    """
    try:
        with opened(EXCHANGE):
            one = _known(sender, attachment)
            if one.state != Transfer.ARRIVING:
                return _signed(one)
            if number in parts_there(one.id):
                return _note_part(one.id)
            keys = keys_of(one)
            part = described(one, keys.journey)
            form = form_of(part, number, announced)  # refused before anything of it is read
            check_limits(one, part.length_of(number))
        with slot(one.id, sender):
            running = Running(one.id, number)
            write_part(one.id, keys.store, number, running.opened(part, read, form))
            digest = running.keep()
    except (PeerQuotaReached, VaultFull) as error:
        _note_no_room(sender, error)
        raise
    except BadPart as error:
        _note_bad_part(one, error)
        raise
    with opened(EXCHANGE):
        return _note_part(one.id, digest if number == part.count else "")


def _known(sender: str, attachment: UUID) -> InAttachment:
    one = InAttachment.objects.filter(sender=sender, attachment_id=attachment).first()
    if one is None:
        raise UnknownAttachment
    return one


def _note_part(pk: UUID, digest: str = "") -> bytes:
    """Count what is on the disk. With the last part the whole is compared.

    `digest` is that of the whole where it was taken along. Without it, or where it is not what was
    signed, a job reads the whole from the disk.
    """
    from homeward.foundation.exchange.attachments.checking import Found, check, conclude

    one = InAttachment.objects.select_for_update().get(pk=pk)
    if one.state != Transfer.ARRIVING:
        if one.state not in (Transfer.CHECKING, Transfer.COMPLETE):
            remove_files(pk)  # it was closed while the part was written
        return _signed(one)
    one.arrived, one.moved_at = arrived_bytes(one), datetime.now(UTC)
    is_whole = not missing_parts(one)
    one.state = Transfer.CHECKING if is_whole else Transfer.ARRIVING
    one.save(update_fields=["arrived", "moved_at", "state"])
    end_shortage(one.sender)
    if is_whole and digest == one.description["sha256"]:
        conclude(one, Found(digest), EXCHANGE)
    elif is_whole:
        check.defer(actor=EXCHANGE, attachment=str(pk))
    return _signed(one)


def missing_parts(one: InAttachment) -> list[int]:
    """The numbers of the parts that are not on the disk."""
    there = set(parts_there(one.id))
    return [n for n in range(1, len(one.description["parts"]) + 1) if n not in there]


def arrived_bytes(one: InAttachment) -> int:
    """How many bytes of it are on the disk."""
    size, part_size = one.description["size"], one.description["part_size"]
    lengths = (min(part_size, size - (n - 1) * part_size) for n in parts_there(one.id))
    return sum(lengths)


def _signed(one: InAttachment) -> bytes:
    state = AttachmentState(one.state)
    is_arriving = state is AttachmentState.ARRIVING
    status = AttachmentStatus(
        ref=AttachmentRef(
            environment=Environment(settings.HOMEWARD_ENVIRONMENT),
            sender=one.sender,
            receiver=settings.HOMEWARD_STATE,
            message=one.message_id,
            attachment=one.attachment_id,
            sha256=one.description["sha256"],
        ),
        state=state,
        arrived=one.arrived,
        missing=stretches(missing_parts(one)) if is_arriving else (),
        at=datetime.now(UTC),
        reason=one.reason,
    )
    return make_status(own_keys(), status)


def _note_no_room(sender: str, error: HomewardError) -> None:
    with opened(EXCHANGE):
        note_shortage(sender, error.code, int(error.params["needed"]))


def _note_bad_part(one: InAttachment, error: WireError) -> None:
    """Journal it, so many times a minute: a carrier could spoil every part."""
    left_out = STRANGERS.left_out(error.code)
    if left_out is None:
        return
    more: dict[str, Any] = {"left_out": left_out} if left_out else {}
    with opened(EXCHANGE):
        record(
            "exchange.attachment_bad_part",
            actor=EXCHANGE,
            subject=("blob", one.id),
            case_id=one.case_id,
            compartment=one.compartment,
            sender=one.sender,
            # The address takes any number; the journal takes those that JSON can hold.
            number=min(int(str(error.params["number"])), MAX_INTEGER),
            **more,
        )
