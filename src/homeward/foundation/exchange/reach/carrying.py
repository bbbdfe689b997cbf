"""The directory's messages: `authorities.ping`, its answer, and `authorities.contacts`.

A ping and its answer make a thread of their own, whose id is the ping's. They are no messages about
messages: a ping is receipted, ordered and journalled as a request is, and so tests the same way.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.urls import reverse

from homeward.foundation.authorities.actions.announced import keep_announced
from homeward.foundation.authorities.actions.pings import (
    note_not_delivered,
    take_answer,
    take_ping,
    why_not_taken,
)
from homeward.foundation.authorities.jobs import DIRECTORY, take_contacts
from homeward.foundation.authorities.ports import register_carrier
from homeward.foundation.authorities.vocabulary import PING_LIFETIME
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.exchange.ports import (
    Arrived,
    Filed,
    MessageType,
    register_message_type,
)
from homeward.foundation.exchange.schemas import schemas_in
from homeward.foundation.exchange.sending import send
from homeward.foundation.guard.actor import Actor
from homeward.wire.directory.entries import read_entry
from homeward.wire.encoding import canonical
from homeward.wire.errors import ClockOutOfBounds, HeaderMismatch, WireError, WrongEnvironment
from homeward.wire.header import Environment

PING, ANSWER, CONTACTS = "authorities.ping", "authorities.ping_answer", "authorities.contacts"
_SCHEMAS = Path(__file__).parent / "messages"
_ROLES = ("duty", "desk")


class ByMessage:
    """The carrier that the directory is given: signed, sealed and receipted messages."""

    def ping(
        self,
        ping_id: UUID,
        *,
        to: str,
        authority: str,
        point: str,
        code: str,
        due: datetime,
        actor: Actor,
    ) -> None:
        """Queue a ping. Raises what `send` raises."""
        payload = {
            "authority": authority,
            "point": point,
            "code": code,
            "due": due.astimezone(UTC).isoformat(),
        }
        send(
            PING,
            payload,
            to=to,
            thread=ping_id,
            actor=actor,
            handling="H0",
            lifetime=PING_LIFETIME,
        )

    def answer(
        self, ping_id: UUID, *, to: str, answered_at: datetime, answered_as: str, actor: Actor
    ) -> None:
        """Queue the answer to a ping. Raises what `send` raises."""
        payload = {
            "answered_at": answered_at.astimezone(UTC).isoformat(),
            "answered_as": answered_as,
        }
        send(
            ANSWER,
            payload,
            to=to,
            thread=ping_id,
            actor=actor,
            handling="H0",
            lifetime=PING_LIFETIME,
        )

    def announce(self, content: dict[str, Any], *, to: str, actor: Actor) -> None:
        """Queue what this State says of its authorities. Raises what `send` raises."""
        send(CONTACTS, {"entry": content}, to=to, thread=uuid4(), actor=actor, handling="H0")


def on_ping(arrived: Arrived) -> Filed:
    """Another State tests whether an authority here is reached: its officer on duty answers."""
    payload = arrived.payload
    authority = payloads.text(payload, "authority", max=20)
    point = payloads.text(payload, "point", max=20, min=0)
    code = payloads.text(payload, "code", max=16, min=4)
    due = payloads.moment(payload, "due")
    if not code.isdecimal():
        raise MalformedPayload(field="code")
    reason = why_not_taken(arrived.sender, authority, due, datetime.now(UTC))
    if reason:
        raise EffectRefused(reason)
    desk = take_ping(
        arrived.thread,
        sender=arrived.sender,
        authority=authority,
        point=point,
        code=code,
        sent_at=arrived.sent_at,
        due=due,
        actor=arrived.actor,
    )
    return Filed(team_id=desk.pk if desk else None)


def on_answer(arrived: Arrived) -> Filed:
    """A duty officer of the other State read our ping."""
    at = payloads.moment(arrived.payload, "answered_at")
    role = payloads.choice(arrived.payload, "answered_as", _ROLES)
    known = take_answer(
        arrived.thread,
        sender=arrived.sender,
        answered_at=at,
        answered_as=role,
        actor=arrived.actor,
    )
    if not known:
        raise EffectRefused("unknown_ping")
    return Filed()


def on_contacts(arrived: Arrived) -> Filed:
    """A State says how its own authorities are reached; of another State it may say nothing."""
    raw = canonical(payloads.mapping(arrived.payload, "entry"))
    try:
        entry = read_entry(
            raw,
            state=arrived.sender,
            environment=Environment(settings.HOMEWARD_ENVIRONMENT),
            now=datetime.now(UTC),
        )
    except (HeaderMismatch, WrongEnvironment):
        raise EffectRefused("not_their_entry") from None
    except ClockOutOfBounds as error:
        raise EffectRefused(error.code) from None
    except WireError:
        raise MalformedPayload(field="entry") from None
    if keep_announced(entry, message_id=arrived.id, actor=arrived.actor):
        take_contacts.defer(actor=DIRECTORY, state=arrived.sender)
    return Filed()


def on_ping_refused(message_id: UUID, at: datetime, reason: str, actor: Actor) -> None:
    """The other node signed that the ping had no effect there."""
    for ping_id in _thread(message_id):
        note_not_delivered(ping_id, reason, actor=actor)


def on_ping_expired(message_id: UUID, at: datetime, actor: Actor) -> None:
    """The ping could not be handed over in its time."""
    on_ping_refused(message_id, at, "expired", actor)


def _thread(message_id: UUID) -> list[UUID]:
    return list(OutMessage.objects.filter(pk=message_id).values_list("thread", flat=True))


def _page(thread: UUID) -> str:
    return reverse("authorities:ping", args=[thread])


def register() -> None:
    """Register the types, and this carrier with the directory."""
    register_carrier(ByMessage())
    register_message_type(
        MessageType(
            PING,
            1,
            on_ping,
            on_refused=on_ping_refused,
            on_expired=on_ping_expired,
            page=_page,
            schemas=schemas_in(_SCHEMAS, PING),
        )
    )
    register_message_type(
        MessageType(ANSWER, 1, on_answer, page=_page, schemas=schemas_in(_SCHEMAS, ANSWER))
    )
    register_message_type(
        MessageType(CONTACTS, 1, on_contacts, schemas=schemas_in(_SCHEMAS, CONTACTS))
    )
