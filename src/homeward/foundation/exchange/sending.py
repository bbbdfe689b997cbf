"""Writing a message: sealed and queued in the transaction that causes it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from homeward.foundation.authorities.errors import DirectoryLapsed
from homeward.foundation.authorities.queries import pinned_keys
from homeward.foundation.authorities.trust import check_usable
from homeward.foundation.exchange.errors import NotConnected
from homeward.foundation.exchange.models import OutMessage, Pair
from homeward.foundation.exchange.ports import is_life_at_risk
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire.envelope import message_digest, seal
from homeward.wire.header import Environment, Handling, Header
from homeward.wire.keys import PublicKeys

LIFETIME = timedelta(days=14)
EXCHANGE = service("exchange")


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
) -> UUID:
    """Seal `payload` for the node of State `to` and queue it; returns the message's id.

    Messages of one thread arrive in the order in which they were sent. Amounts travel as text.
    Raises NotConnected when the State has no pinned node, PeerRevoked, DirectoryLapsed.
    """
    try:
        check_usable(to)
    except DirectoryLapsed:
        if not is_life_at_risk(str(thread), payload):
            raise
    receiver = pinned_keys(to)
    if receiver is None:
        raise NotConnected(state=to)
    Pair.objects.get_or_create(peer=to)
    pair = Pair.objects.select_for_update().get(peer=to)
    now = datetime.now(UTC)
    header = Header(
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        id=uuid4(),
        sender=settings.HOMEWARD_STATE,
        receiver=to,
        type=type,
        type_version=1,
        handling=Handling(handling),
        thread=str(thread),
        sequence=pair.sequence + 1,
        previous=pair.digest or None,
        time=now,
        expires=now + LIFETIME,
    )
    return _queue(header, payload, receiver, pair, actor, case_id, team_id)


def _queue(
    header: Header,
    payload: dict[str, Any],
    receiver: PublicKeys,
    pair: Pair,
    actor: Actor,
    case_id: int | None,
    team_id: int | None,
) -> UUID:
    from homeward.foundation.exchange.jobs import deliver

    digest = message_digest(header, payload)
    message = OutMessage.objects.create(
        id=header.id,
        peer=header.receiver,
        thread=UUID(header.thread),
        sequence=header.sequence,
        type=header.type,
        handling=header.handling.value,
        digest=digest,
        header=header.to_json(),
        envelope=seal(header, payload, own_keys(), receiver),
        case_id=case_id,
        team_id=team_id,
        created_by=actor.id,
        created_at=header.time,
        expires_at=header.expires,
        next_attempt_at=header.time,
    )
    pair.sequence, pair.digest = header.sequence, digest
    pair.save()
    record(
        "exchange.sent",
        actor=actor,
        subject=("message", message.id),
        case_id=case_id,
        to=header.receiver,
        type=header.type,
        digest=digest,
    )
    deliver.defer(actor=EXCHANGE, message=str(message.id))
    return message.id
