"""What exchange needs of higher rooms: an effect for each type of message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from homeward.foundation.guard.actor import Actor


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A blob that a room hands over with a message: by and to which authority, what for."""

    blob_id: UUID
    by: str
    to: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ArrivingFile:
    """An attachment that a message announces. `id` is its own here, and its blob's once complete.

    It is still on its way when the effect runs; `MessageType.on_attachment` says what became of it.
    """

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str


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
    attachments: tuple[ArrivingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a message was filed, so that its readers find its receipt: a case, a desk, or both.

    Its attachments are seen by the desk and by the members of the `compartment` of the case.
    """

    case_id: int | None = None
    team_id: int | None = None
    compartment: str = ""


Effect = Callable[[Arrived], Filed]
OnAccepted = Callable[[UUID, datetime, Actor], None]
OnRefused = Callable[[UUID, datetime, str, Actor], None]
OnExpired = Callable[[UUID, datetime, Actor], None]
OnAttachment = Callable[[UUID, str, Actor], None]


@dataclass(frozen=True, slots=True)
class MessageType:
    """A registered type and version: its effect on arrival, and what became of one sent from here.

    The hooks run in the transaction that settles the message, once for each message:

    - `on_accepted(message id, the receipt's time, actor)`: the other node took it in;
    - `on_refused(message id, the receipt's time, the receipt's reason, actor)`: the other node
      signed that it had no effect there. The reason is an error code or the peer's own words, up
      to 1,000 characters: show it as text, never act on it;
    - `on_expired(message id, when it was given up, actor)`: it was not delivered in its time, or
      the other node signed that it came too late;
    - `on_attachment(id of the ArrivingFile, state, actor)`: one that arrived with a message is
      `complete`, and lies in the vault as the blob of that id, or is `refused`, `closed`, `expired`
      and will not come.

    The actor is the service *exchange*. A hook that raises leaves the message unsettled.
    """

    type: str
    version: int
    effect: Effect
    on_accepted: OnAccepted | None = None
    on_refused: OnRefused | None = None
    on_expired: OnExpired | None = None
    on_attachment: OnAttachment | None = None


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
