"""Messages that travel inside others: what a node lost, from a node that kept it.

`exchange.returned` holds the signed contents of one message and the receipts for it. Nothing in it
rests on the word of the node that returns it: the contents are signed by their sender and the
receipts by their receiver, and one of the two is this node.
"""

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings

from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.attachments.enclosing import without_keys
from homeward.foundation.exchange.contents import contents_of, locked
from homeward.foundation.exchange.control.common import RETURNED, refuse_unless, send_control
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload
from homeward.foundation.exchange.keys import all_own_keys, keys_of
from homeward.foundation.exchange.models import (
    Delivery,
    GivenReceipt,
    InMessage,
    OutMessage,
    Receipt,
    Returned,
)
from homeward.foundation.exchange.ports import Arrived, Filed, message_type
from homeward.foundation.exchange.settling import note_receipt
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.envelope import OpenedMessage, verify_contents
from homeward.wire.errors import TooLarge, WireError
from homeward.wire.outer import MAX_ENVELOPE_BYTES
from homeward.wire.receipts import Receipt as WireReceipt
from homeward.wire.receipts import ReceiptState, verify_receipt
from homeward.wire.signatures import MAX_STATEMENT_BYTES

_MOST_RECEIPTS = 6
_STATES = [state.value for state in ReceiptState]
"""In their order: what settles a message comes before what happens to it afterwards."""
_DELIVERIES = {
    ReceiptState.REFUSED: Delivery.REFUSED,
    ReceiptState.EXPIRED: Delivery.EXPIRED,
}


def give_back(message: OutMessage | InMessage, *, to: str, thread: UUID, actor: Actor) -> bool:
    """Return a message to a node that lost it, with every receipt there is for it.

    The first receipt is the one by which it was settled. False, and an entry in the journal, where
    it is too large to travel inside another.
    """
    if isinstance(message, OutMessage):
        came = sorted(message.receipts.all(), key=lambda each: _STATES.index(each.state))
        receipts = [bytes(each.statement) for each in came]
    else:
        given = sorted(message.given.all(), key=lambda each: _STATES.index(each.state))
        receipts = [bytes(message.receipt), *(bytes(each.statement) for each in given)]
    payload = {
        "contents": base64.urlsafe_b64encode(contents_of(message)).rstrip(b"=").decode(),
        "receipts": [each.decode("ascii") for each in receipts],
    }
    try:
        send_control(RETURNED, payload, to=to, thread=thread, actor=actor)
    except TooLarge as error:
        record(
            "exchange.not_returned",
            actor=actor,
            subject=("message", _id_of(message)),
            case_id=message.case_id,
            to=to,
            code=error.code,
        )
        return False
    return True


def _id_of(message: OutMessage | InMessage) -> UUID:
    return message.id if isinstance(message, OutMessage) else message.message_id


def on_returned(arrived: Arrived) -> Filed:
    """A message that this node sent or took in, and does not know any more, comes back."""
    contents = _contents(arrived)
    receipts = payloads.texts(
        arrived.payload, "receipts", max=MAX_STATEMENT_BYTES, most=_MOST_RECEIPTS
    )
    theirs = _opened(contents, arrived.sender)
    if theirs.header.sender == arrived.sender:
        return _taken_in_again(theirs, receipts, arrived)
    return _known_as_sent(theirs, receipts, arrived)


def _contents(arrived: Arrived) -> bytes:
    text = payloads.text(arrived.payload, "contents", max=MAX_ENVELOPE_BYTES)
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise MalformedPayload(field="contents") from None


def _opened(contents: bytes, peer: str) -> OpenedMessage:
    """The message, whose sender signed it: the peer or this node."""
    own = tuple(keys.public for keys in all_own_keys())
    try:
        message = verify_contents(contents, (*own, *keys_of(peer)))
    except WireError:
        raise EffectRefused("bad_contents") from None
    header, ours = message.header, settings.HOMEWARD_STATE
    signed_by_us = message.signed_by in own
    parties = (ours, peer) if signed_by_us else (peer, ours)
    refuse_unless((header.sender, header.receiver) == parties, "bad_contents")
    refuse_unless(header.environment.value == settings.HOMEWARD_ENVIRONMENT, "bad_contents")
    return message


def _verified(texts: list[str], message: OpenedMessage, signer: str) -> list[WireReceipt]:
    ours = signer == settings.HOMEWARD_STATE
    keys = tuple(each.public for each in all_own_keys()) if ours else keys_of(signer)
    now = datetime.now(UTC)
    try:
        return [
            verify_receipt(text.encode(), keys=keys, message=message.ref, now=now) for text in texts
        ]
    except (WireError, UnicodeEncodeError):
        raise EffectRefused("bad_receipt") from None


def _taken_in_again(message: OpenedMessage, texts: list[str], arrived: Arrived) -> Filed:
    """What this node signed for, it takes in again with the very receipt that it gave then."""
    from homeward.foundation.exchange.receiving import take_in_returned

    header = message.header
    here = InMessage.objects.filter(sender=header.sender, message_id=header.id).first()
    if here is not None:
        refuse_unless(here.digest == message.digest, "id_reused")
        return Filed(here.case_id, here.team_id)
    receipts = _verified(texts, message, settings.HOMEWARD_STATE)
    refuse_unless(bool(receipts), "no_receipt")
    row = take_in_returned(message, receipts[0], texts[0].encode())
    for receipt, text in zip(receipts[1:], texts[1:], strict=True):
        GivenReceipt.objects.create(
            message=row,
            peer=header.sender,
            state=receipt.state.value,
            at=receipt.at,
            statement=text.encode(),
            sent_in=arrived.id,
            case_id=row.case_id,
            team_id=row.team_id,
        )
    _journal(message, arrived, is_ours=False)
    return Filed(row.case_id, row.team_id)


def _known_as_sent(message: OpenedMessage, texts: list[str], arrived: Arrived) -> Filed:
    """What this node sent it knows again, with the receipts that it had for it."""
    receipts = _verified(texts, message, arrived.sender)
    refuse_unless(bool(receipts), "no_receipt")
    header = message.header
    known = OutMessage.objects.filter(pk=header.id).first()
    if known is not None:
        refuse_unless(known.digest == message.digest, "id_reused")
        for receipt, text in zip(receipts, texts, strict=True):
            note_receipt(known.id, receipt, text.encode(), arrived.actor)
        return Filed(known.case_id, known.team_id)
    sent = _sent_again(message, receipts)
    for receipt, text in zip(receipts, texts, strict=True):
        Receipt.objects.create(
            message=sent, state=receipt.state.value, at=receipt.at, statement=text.encode()
        )
    Returned.objects.create(
        message=sent, at=datetime.now(UTC), is_rebuilt=_rebuilt(message, arrived)
    )
    _journal(message, arrived, is_ours=True)
    return Filed()


def _sent_again(message: OpenedMessage, receipts: list[WireReceipt]) -> OutMessage:
    header = message.header
    settled = [_DELIVERIES.get(each.state, Delivery.ACCEPTED) for each in receipts]
    return OutMessage.objects.create(
        id=header.id,
        peer=header.receiver,
        thread=UUID(header.thread),
        epoch=header.epoch,
        sequence=header.sequence,
        type=header.type,
        type_version=header.type_version,
        handling=header.handling.value,
        digest=message.digest,
        header=without_keys(header),
        contents=locked(message.contents, header.id),
        created_at=header.time,
        expires_at=header.expires,
        delivery=settled[0],
        attempts=1,
        reason=receipts[0].reason or "",
    )


def _rebuilt(message: OpenedMessage, arrived: Arrived) -> bool:
    """Whether the room of the type could make its record of the message again."""
    header = message.header
    kind = message_type(header.type, header.type_version)
    if kind is None or kind.on_returned is None:
        return False
    return kind.on_returned(
        Arrived(
            id=header.id,
            sender=header.receiver,
            thread=UUID(header.thread),
            type=header.type,
            handling=header.handling.value,
            sent_at=header.time,
            payload=kind.lifted(message.payload, header.type_version),
            actor=arrived.actor,
        )
    )


def _journal(message: OpenedMessage, arrived: Arrived, *, is_ours: bool) -> None:
    record(
        "exchange.returned",
        actor=arrived.actor,
        subject=("message", message.header.id),
        sender=arrived.sender,
        type=message.header.type,
        digest=message.digest,
        ours=is_ours,
    )
