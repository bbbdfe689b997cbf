"""What receipts make of the messages that this node sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from homeward.foundation.exchange.attachments.enclosing import follow_message, with_files
from homeward.foundation.exchange.deadlines import meet_deadlines
from homeward.foundation.exchange.models import Delivery, OutMessage, Receipt
from homeward.foundation.exchange.ports import message_type
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.receipts import Receipt as WireReceipt
from homeward.wire.receipts import ReceiptState

_ACCEPTED = {
    ReceiptState.ACCEPTED,
    ReceiptState.DELIVERED,
    ReceiptState.READ,
    ReceiptState.ANSWERED,
}


@dataclass(frozen=True, slots=True)
class Word:
    """A peer's signed word on one message of ours, verified, and as it was signed."""

    message_id: UUID
    receipt: WireReceipt
    raw: bytes

    def at(self, message: OutMessage) -> datetime:
        """When it happened, for whoever counts: nothing happens to a message before it was made.

        A clock there may be slow, or a State may wish to look quick; its word stays as signed.
        """
        return max(self.receipt.at, message.created_at)


def note_receipt(message_id: UUID, receipt: WireReceipt, raw: bytes, actor: Actor) -> None:
    """Keep the peer's signed word, settle the message, and let its type's room know.

    A receipt of a state that is known already changes nothing.
    """
    note_receipts([Word(message_id, receipt, raw)], actor)


def note_receipts(words: Sequence[Word], actor: Actor) -> None:
    """The same for many messages, asking the database once for what can be asked at once."""
    named = {word.message_id for word in words}
    # In one order, so that two who note receipts of the same messages do not wait for each other.
    rows = OutMessage.objects.select_for_update().defer("contents").filter(pk__in=named)
    messages = {message.pk: message for message in rows.order_by("pk")}
    known = set(Receipt.objects.filter(message__in=named).values_list("message_id", "state"))
    new = list(_unknown(words, known))
    if not new:
        return
    Receipt.objects.bulk_create(
        Receipt(
            message=messages[word.message_id],
            state=word.receipt.state.value,
            at=word.receipt.at,
            statement=word.raw,
            case_id=messages[word.message_id].case_id,
            team_id=messages[word.message_id].team_id,
        )
        for word in new
    )
    for word in new:
        message = messages[word.message_id]
        record(
            "exchange.receipt_received",
            actor=actor,
            subject=("message", message.id),
            case_id=message.case_id,
            state=word.receipt.state.value,
        )
    special = {w.message_id for w in new if not _is_regular(messages[w.message_id], w.receipt)}
    _accept([word for word in new if word.message_id not in special], messages, actor)
    for word in new:
        if word.message_id in special:
            message = messages[word.message_id]
            _settle_by(message, word.receipt, word.at(message), actor)
    meet_deadlines(
        [(m, w.receipt.state, w.at(m)) for w in new for m in [messages[w.message_id]]], actor
    )


def _unknown(words: Iterable[Word], known: set[tuple[UUID, str]]) -> Iterable[Word]:
    """Those of a state that no receipt for the message has yet, each once."""
    for word in words:
        key = (word.message_id, word.receipt.state.value)
        if key not in known:
            known.add(key)
            yield word


def _is_regular(message: OutMessage, receipt: WireReceipt) -> bool:
    """Whether the receipt says what is nearly always said: taken in, without further words."""
    is_accepted = receipt.state in _ACCEPTED and not receipt.reason
    return is_accepted and message.delivery == Delivery.PENDING


def _accept(words: Sequence[Word], messages: dict[UUID, OutMessage], actor: Actor) -> None:
    """Messages that were on their way were taken in: settled together, each by its first word."""
    first: dict[UUID, datetime] = {}
    for word in words:
        first.setdefault(word.message_id, word.at(messages[word.message_id]))
    if not first:
        return
    OutMessage.objects.filter(pk__in=first).update(
        delivery=Delivery.ACCEPTED, next_attempt_at=None, reason="", last_error=""
    )
    files = with_files(first)
    for message_id, at in first.items():
        message = messages[message_id]
        message.delivery, message.next_attempt_at = Delivery.ACCEPTED, None
        message.reason = message.last_error = ""
        if message_id in files:
            follow_message(message, Delivery.ACCEPTED, actor)
        _tell(message, Delivery.ACCEPTED, at, actor)


def _settle_by(message: OutMessage, receipt: WireReceipt, at: datetime, actor: Actor) -> None:
    outcome = _outcome(receipt.state)
    if message.delivery == Delivery.PENDING:
        message.reason, message.last_error = receipt.reason or "", ""
        settle(message, outcome, at, actor)
    elif message.delivery == Delivery.EXPIRED and outcome == Delivery.ACCEPTED:
        # We had given it up, and it had arrived: the receipt was what came late.
        record(
            "exchange.receipt_after_expiry",
            actor=actor,
            subject=("message", message.id),
            case_id=message.case_id,
        )
        settle(message, outcome, at, actor)
    elif message.delivery != outcome:
        record(
            "exchange.receipt_contradicts",
            actor=actor,
            subject=("message", message.id),
            case_id=message.case_id,
            state=receipt.state.value,
            delivery=message.delivery,
        )


def _outcome(state: ReceiptState) -> Delivery:
    if state in _ACCEPTED:
        return Delivery.ACCEPTED
    return Delivery.REFUSED if state is ReceiptState.REFUSED else Delivery.EXPIRED


def settle(message: OutMessage, outcome: Delivery, at: datetime, actor: Actor) -> None:
    """The message is on its way no longer; whoever wrote it learns what became of it."""
    message.delivery, message.next_attempt_at = outcome, None
    message.save(update_fields=["delivery", "next_attempt_at", "reason", "last_error"])
    follow_message(message, outcome, actor)
    if outcome != Delivery.ACCEPTED:
        # No receipt is awaited any more.
        meet_deadlines([(message, ReceiptState.EXPIRED, at)], actor)
    _tell(message, outcome, at, actor)


def _tell(message: OutMessage, outcome: Delivery, at: datetime, actor: Actor) -> None:
    kind = message_type(message.type, message.type_version)
    if outcome == Delivery.EXPIRED:
        record(
            "exchange.expired",
            actor=actor,
            subject=("message", message.id),
            case_id=message.case_id,
        )
    if kind is None:
        return
    if outcome == Delivery.ACCEPTED and kind.on_accepted is not None:
        kind.on_accepted(message.id, at, actor)
    if outcome == Delivery.REFUSED and kind.on_refused is not None:
        kind.on_refused(message.id, at, message.reason, actor)
    if outcome == Delivery.EXPIRED and kind.on_expired is not None:
        kind.on_expired(message.id, at, actor)
