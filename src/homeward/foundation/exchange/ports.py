"""What exchange needs of higher rooms: an effect for each type of message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from homeward.foundation.guard.actor import Actor


@dataclass(frozen=True, slots=True)
class Arrived:
    """A verified message: who sent it, what it says, in whose name it takes effect."""

    id: UUID
    sender: str
    thread: UUID
    type: str
    handling: str
    sent_at: datetime
    payload: dict[str, Any]
    actor: Actor


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a message was filed, so that its readers find its receipt: a case, a desk, or both."""

    case_id: int | None = None
    team_id: int | None = None


Effect = Callable[[Arrived], Filed]
OnAccepted = Callable[[UUID, datetime, Actor], None]
OnRefused = Callable[[UUID, datetime, str, Actor], None]
OnExpired = Callable[[UUID, datetime, Actor], None]


@dataclass(frozen=True, slots=True)
class MessageType:
    """A registered type and version: its effect on arrival, and what became of one sent from here.

    The hooks run in the transaction that settles the message, once for each message:

    - `on_accepted(message id, the receipt's time, actor)`: the other node took it in;
    - `on_refused(message id, the receipt's time, the receipt's reason, actor)`: the other node
      signed that it had no effect there. The reason is an error code or the peer's own words, up
      to 1,000 characters: show it as text, never act on it;
    - `on_expired(message id, when it was given up, actor)`: it was not delivered in its time, or
      the other node signed that it came too late.

    The actor is the service *exchange*. A hook that raises leaves the message unsettled.
    """

    type: str
    version: int
    effect: Effect
    on_accepted: OnAccepted | None = None
    on_refused: OnRefused | None = None
    on_expired: OnExpired | None = None


_types: dict[tuple[str, int], MessageType] = {}


def register_message_type(message_type: MessageType) -> None:
    """Add a type of message; a second one of the same type and version is refused."""
    key = (message_type.type, message_type.version)
    if key in _types:
        raise ValueError(f"The message type {key} is registered twice.")
    _types[key] = message_type


def message_type(type: str, version: int = 1) -> MessageType | None:
    """The registered type, or None."""
    return _types.get((type, version))


AtRisk = Callable[[str, Mapping[str, Any]], bool]
_at_risk: list[AtRisk] = []


def register_life_at_risk(check: AtRisk) -> None:
    """Add a judge of whether a message is about a life at risk, by its thread and payload."""
    _at_risk.append(check)


def is_life_at_risk(thread: str, payload: Mapping[str, Any]) -> bool:
    """Whether a life is at risk, as any room sees it: then no expired directory stands in the way.

    `thread` is text that a peer chose; a check must bear whatever it holds.
    """
    return any(check(thread, payload) for check in _at_risk)
