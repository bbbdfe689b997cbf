"""Later receipts: read, answered. They are signed when it happens, and sent together.

`exchange.receipts` carries up to a hundred receipts, each a signed statement that the receiver
keeps as proof (protocol §8).
"""

from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.control.common import RECEIPTS, send_control
from homeward.foundation.exchange.deadlines import STATES
from homeward.foundation.exchange.errors import EffectRefused
from homeward.foundation.exchange.keys import keys_of
from homeward.foundation.exchange.models import GivenReceipt, InMessage, OutMessage
from homeward.foundation.exchange.ports import Arrived, Filed
from homeward.foundation.exchange.settling import Word, note_receipts
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire.errors import WireError
from homeward.wire.header import Environment, MessageRef
from homeward.wire.receipts import Receipt, ReceiptState, make_receipt, verify_receipt
from homeward.wire.signatures import MAX_STATEMENT_BYTES, read_statement

_TOGETHER = 100


def give(message: InMessage, state: ReceiptState, actor: Actor) -> bool:
    """Sign a receipt for a message that arrived, once for each state; a courier takes it along.

    The sweep calls one each second, so that receipts travel together.

    Nothing is given for what was refused or recalled, nor an earlier state after a later one.
    Returns whether one was given.
    """
    if message.refused or message.recalled_at is not None:
        return False
    later = [s.value for s in STATES[STATES.index(state) :]]
    now = datetime.now(UTC)
    row = GivenReceipt(
        message=message,
        peer=message.sender,
        state=state.value,
        at=now,
        statement=make_receipt(own_keys(), ref_of(message), state=state, at=now),
        case_id=message.case_id,
        team_id=message.team_id,
    )
    if message.given.filter(state__in=later).exists() or not _is_first_to_keep(row):
        return False
    record(
        "exchange.receipt_given",
        actor=actor,
        subject=("message", message.message_id),
        case_id=message.case_id,
        state=state.value,
        to=message.sender,
    )
    return True


def _is_first_to_keep(row: GivenReceipt) -> bool:
    """Keep it, unless somebody who opened the page in the same moment has done so."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def ref_of(message: InMessage) -> MessageRef:
    """What a receipt for a message that arrived is about."""
    from django.conf import settings

    return MessageRef(
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        sender=message.sender,
        receiver=settings.HOMEWARD_STATE,
        id=message.message_id,
        digest=message.digest,
    )


def note_read(thread: UUID, actor: Actor) -> None:
    """An officer has the messages of a thread before him: their senders get the receipt *read*."""
    _give_in(thread, ReceiptState.READ, actor)


def note_answered(thread: UUID, actor: Actor, *, types: tuple[str, ...]) -> None:
    """An officer answered what arrived in a thread with messages of these types."""
    _give_in(thread, ReceiptState.ANSWERED, actor, types)


def _give_in(thread: UUID, state: ReceiptState, actor: Actor, types: tuple[str, ...] = ()) -> None:
    later = [s.value for s in STATES[STATES.index(state) :]]
    filed = Q(case_id__isnull=False) | Q(team__isnull=False)
    waiting = InMessage.objects.filter(filed, thread=str(thread), refused="")
    waiting = waiting.exclude(type__startswith="exchange.")
    if types:
        waiting = waiting.filter(type__in=types)
    given = GivenReceipt.objects.filter(state__in=later).values("message")
    for message in waiting.filter(recalled_at__isnull=True).exclude(pk__in=given):
        give(message, state, actor)


def send_given(peer: str, actor: Actor) -> int:
    """Put the receipts that wait for a peer into one message; returns how many."""
    waiting = list(
        GivenReceipt.objects.select_for_update(skip_locked=True)
        .filter(peer=peer, sent_in__isnull=True)
        .order_by("pk")[:_TOGETHER]
    )
    if not waiting:
        return 0
    statements = [bytes(each.statement).decode("ascii") for each in waiting]
    sent = send_control(RECEIPTS, {"receipts": statements}, to=peer, actor=actor)
    GivenReceipt.objects.filter(pk__in=[each.pk for each in waiting]).update(sent_in=sent)
    return len(waiting)


def on_receipts(arrived: Arrived) -> Filed:
    """Receipts for messages of ours: each is verified and kept.

    Refused as a whole where one is not the sender's: a node that signs such things is not trusted
    with the others. One for a message that is not known here (this node was restored, and has not
    got it back yet) is left out and journalled; the message comes back with its receipts.
    """
    words = []
    for text in payloads.texts(
        arrived.payload, "receipts", max=MAX_STATEMENT_BYTES, most=_TOGETHER
    ):
        raw = text.encode("utf-8")
        message = _spoken_of(raw, arrived)
        if message is not None:
            words.append(Word(message.pk, _verified(raw, message, arrived.sender), raw))
    note_receipts(words, arrived.actor)
    return Filed()


def _spoken_of(raw: bytes, arrived: Arrived) -> OutMessage | None:
    try:
        named = UUID(str(read_statement(raw, "receipt").get("message")))
    except (WireError, ValueError):
        raise EffectRefused("bad_receipt") from None
    message = OutMessage.objects.filter(pk=named, peer=arrived.sender).first()
    if message is None:
        record(
            "exchange.receipt_of_unknown",
            actor=arrived.actor,
            subject=("message", named),
            sender=arrived.sender,
        )
    return message


def _verified(raw: bytes, message: OutMessage, peer: str) -> Receipt:
    from homeward.wire.header import Header

    ref = Header.from_json(message.header).ref(message.digest)
    try:
        return verify_receipt(raw, keys=keys_of(peer), message=ref, now=datetime.now(UTC))
    except WireError:
        raise EffectRefused("bad_receipt") from None
