"""What exchange needs of higher rooms: an effect for each type of message."""

from collections.abc import Callable
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


@dataclass(frozen=True, slots=True)
class MessageType:
    """A registered type and version: its effect on arrival, and what its acceptance means here."""

    type: str
    version: int
    effect: Effect
    on_accepted: OnAccepted | None = None


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
