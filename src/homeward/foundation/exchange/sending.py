"""Writing a message: signed and queued in the transaction that causes it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from homeward.foundation.authorities.errors import DirectoryLapsed
from homeward.foundation.authorities.queries import pinned_keys
from homeward.foundation.authorities.trust import check_usable
from homeward.foundation.exchange.attachments.enclosing import (
    describe,
    keep_outgoing,
    readied,
    without_keys,
)
from homeward.foundation.exchange.contents import locked
from homeward.foundation.exchange.errors import NotConnected
from homeward.foundation.exchange.models import Deadline, OutMessage, Pair
from homeward.foundation.exchange.ports import Enclosed, is_life_at_risk, newest
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.exchange.versions import worded_for
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import remembering
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire.attachments import header_fields
from homeward.wire.envelope import message_digest, needs_second, sign_message
from homeward.wire.header import Environment, Handling, Header
from homeward.wire.keys import PublicKeys
from homeward.wire.receipts import ReceiptState

LIFETIME = timedelta(days=14)

__all__ = ["EXCHANGE", "LIFETIME", "send"]

Deadlines = Mapping[ReceiptState, datetime]


def send(
    type: str,
    payload: dict[str, Any],
    *,
    to: str,
    thread: UUID,
    actor: Actor,
    handling: str = "H2",
    case_id: int | None = None,
    team_id: int | None = None,
    urgent: bool = False,
    lifetime: timedelta = LIFETIME,
    deadlines: Deadlines | None = None,
    derived_from: Sequence[UUID] = (),
    attachments: Sequence[Enclosed] = (),
    compartment: str = "",
) -> UUID:
    """Sign `payload` for the node of State `to` and queue it; returns the message's id.

    Messages of one thread arrive in the order in which they were sent; one that is `urgent` goes
    before the others and is tried even where the peer is being left alone. Amounts travel as text.
    `deadlines` say by when a receipt of a state is awaited, beside those of the type.
    `derived_from` names messages of other States that this one passes on, so that a recall of them
    reaches it. `attachments` follow once the message was accepted; members of the `compartment`
    see how far they are. Raises NotConnected when the State has no pinned node, PeerRevoked,
    DirectoryLapsed, NoCommonVersion, AttachmentTooLarge, TooManyAttachments, FileBeingRead where
    large files of another State are not read through yet, LockedForEver for one that does not
    open, and NotFound for a blob that the actor may not see.
    """
    receiver = _usable_keys(to, lambda: urgent or is_life_at_risk(str(thread), payload))
    version, worded = worded_for(to, type, payload)
    files = readied(attachments)  # may read them: every other message to this State would wait
    pair = _locked_pair(to)
    now, enclosed = datetime.now(UTC), describe(files)
    header = Header(
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        id=uuid4(),
        sender=settings.HOMEWARD_STATE,
        receiver=to,
        type=type,
        type_version=version,
        handling=Handling(handling),
        thread=str(thread),
        epoch=own_epoch(),
        sequence=pair.sequence + 1,
        previous=pair.digest or None,
        time=now,
        expires=now + lifetime,
        **header_fields([one.attachment for one in enclosed]),
    )
    message = _queued(header, worded, receiver, actor, case_id, team_id)
    message.is_urgent, message.derived_from = urgent, list(derived_from)
    message.save(force_insert=True)
    pair.sequence, pair.digest = header.sequence, message.digest
    pair.save()
    keep_outgoing(message, enclosed, actor=actor, compartment=compartment)
    _await_receipts(message, deadlines or {})
    record(
        "exchange.sent",
        actor=actor,
        subject=("message", message.id),
        case_id=case_id,
        to=to,
        type=type,
        digest=message.digest,
    )
    wake(to)
    return message.id


def _usable_keys(to: str, may_lapse: Callable[[], bool]) -> PublicKeys:
    """The keys to seal to. Raises NotConnected, PeerRevoked, DirectoryLapsed."""
    with remembering():
        receiver = pinned_keys(to)
        try:
            check_usable(to, has_keys=receiver is not None)
        except DirectoryLapsed:
            if not may_lapse():
                raise
    if receiver is None:
        raise NotConnected(state=to)
    return receiver


def _locked_pair(peer: str) -> Pair:
    found = Pair.objects.select_for_update().filter(peer=peer).first()
    if found is None:
        Pair.objects.get_or_create(peer=peer)
        found = Pair.objects.select_for_update().get(peer=peer)
    return found


def own_epoch() -> int:
    """The epoch in which this node counts what it sends."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(number), 1) from exchange_epoch")
        return int(cursor.fetchone()[0])


def wake(peer: str) -> None:
    """Have a courier look for what waits for a peer, once the present transaction is committed.

    The row is what counts; the job only says that there is one. Where the process dies before it
    has said so, the sweep does.
    """
    from homeward.foundation.exchange.jobs import call_courier

    transaction.on_commit(lambda: call_courier(peer))


def _queued(
    header: Header,
    payload: dict[str, Any],
    receiver: PublicKeys,
    actor: Actor,
    case_id: int | None,
    team_id: int | None,
) -> OutMessage:
    keys = own_keys()
    second = needs_second(keys.public, receiver)
    return OutMessage(
        id=header.id,
        peer=header.receiver,
        thread=UUID(header.thread),
        epoch=header.epoch,
        sequence=header.sequence,
        type=header.type,
        type_version=header.type_version,
        handling=header.handling.value,
        digest=message_digest(header, payload),
        header=without_keys(header),
        contents=locked(sign_message(header, payload, keys, second=second), header.id),
        case_id=case_id,
        team_id=team_id,
        created_by=actor.id,
        created_at=header.time,
        expires_at=header.expires,
        next_attempt_at=header.time,
    )


def _await_receipts(message: OutMessage, deadlines: Deadlines) -> None:
    kind = newest(message.type)
    due = {
        ReceiptState(s): message.created_at + p for s, p in (kind.deadlines if kind else {}).items()
    }
    due |= deadlines
    Deadline.objects.bulk_create(
        Deadline(
            message=message,
            state=state.value,
            due_at=at,
            case_id=message.case_id,
            team_id=message.team_id,
            created_by=message.created_by,
        )
        for state, at in due.items()
    )
