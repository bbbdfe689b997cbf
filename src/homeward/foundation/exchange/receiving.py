"""Taking a message in: verified, stored, effective, journalled and receipted in one transaction."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homeward.foundation.authorities.queries import pinned_keys
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.errors import EffectRefused, IdReused
from homeward.foundation.exchange.models import InMessage
from homeward.foundation.exchange.ports import Arrived, Filed, message_type
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire.envelope import OpenedMessage, open_envelope
from homeward.wire.errors import WireError
from homeward.wire.header import Environment
from homeward.wire.outer import peek
from homeward.wire.receipts import JournalPromise, ReceiptState, make_receipt

_PROMISE = 60  # seconds within which the journal places the entry that a receipt names


def receive(raw: bytes) -> tuple[int, bytes]:
    """HTTP status and signed receipt for an envelope. The same message gets the same receipt.

    Raises WireError or IdReused, having changed nothing but the journal, when the envelope is not
    genuine; there is no signed answer to what cannot be trusted.
    """
    try:
        with opened(EXCHANGE):
            stored = _receive(raw)
    except (WireError, IdReused) as error:
        with opened(EXCHANGE):
            _journal_bad(raw, error)
        raise
    return (422 if stored.refused else 200), bytes(stored.receipt)


def _receive(raw: bytes) -> InMessage:
    outer = peek(raw)
    _one_at_a_time(outer.sender, str(outer.id))
    earlier = InMessage.objects.filter(sender=outer.sender, message_id=outer.id).first()
    message = open_envelope(
        raw,
        own=own_keys(),
        own_state=settings.HOMEWARD_STATE,
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        sender_keys=pinned_keys,
        # A retry of what was taken in is judged at the time it was taken in.
        now=earlier.received_at if earlier else datetime.now(UTC),
    )
    if earlier is None:
        return _take_in(raw, message)
    if earlier.digest != message.digest:
        raise IdReused
    return earlier


def _one_at_a_time(sender: str, message_id: str) -> None:
    """Two deliveries of one message wait for each other, so that only one has the effect."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{sender} {message_id}"]
        )


def _take_in(raw: bytes, message: OpenedMessage) -> InMessage:
    now, header = datetime.now(UTC), message.header
    filed, refused = _take_effect(message)
    leaf = record(
        "exchange.refused" if refused else "exchange.received",
        actor=EXCHANGE,
        subject=("message", header.id),
        case_id=filed.case_id,
        sender=header.sender,
        type=header.type,
        digest=message.digest,
        reason=refused,
    )
    receipt = make_receipt(
        own_keys(),
        message.ref,
        state=ReceiptState.REFUSED if refused else ReceiptState.ACCEPTED,
        at=now,
        reason=refused or None,
        journal=JournalPromise(leaf, _PROMISE),
    )
    return InMessage.objects.create(
        message_id=header.id,
        sender=header.sender,
        thread=header.thread,
        sequence=header.sequence,
        type=header.type,
        handling=header.handling.value,
        digest=message.digest,
        envelope=raw,
        receipt=receipt,
        received_at=now,
        refused=refused,
        case_id=filed.case_id,
        team_id=filed.team_id,
    )


def _take_effect(message: OpenedMessage) -> tuple[Filed, str]:
    """Where the message was filed, or why it was refused; a refusal leaves no effect."""
    header = message.header
    kind = message_type(header.type, header.type_version)
    if kind is None:
        return Filed(), "unknown_type"
    payload: dict[str, Any] = message.payload
    arrived = Arrived(
        id=header.id,
        sender=header.sender,
        thread=UUID(header.thread),
        type=header.type,
        handling=header.handling.value,
        sent_at=header.time,
        payload=payload,
        actor=EXCHANGE,
    )
    try:
        with transaction.atomic():
            return kind.effect(arrived), ""
    except EffectRefused as error:
        return Filed(), str(error.params["reason"])[:60]
    except HomewardError as error:
        return Filed(), error.code[:60]


def _journal_bad(raw: bytes, error: Exception) -> None:
    code = getattr(error, "code", "error")
    record("exchange.bad_message", actor=EXCHANGE, code=code, size=len(raw))
