"""What exchange needs of higher rooms: an effect for each type of message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from homeward.foundation.guard.actor import Actor

Payload = dict[str, Any]


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
    payload: Payload
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


@dataclass(frozen=True, slots=True)
class Kept:
    """A room's answer to a recall: this copy is kept, and why, in words for the other State."""

    reason: str


@dataclass(frozen=True, slots=True)
class Older:
    """An earlier version of a type that is still spoken.

    `lower` turns a payload of the next version into this one, `lift` one of this into the next.
    Both return a new payload and may raise `ValueError` where nothing fits.
    """

    version: int
    lower: Callable[[Payload], Payload]
    lift: Callable[[Payload], Payload]


Effect = Callable[[Arrived], Filed]
OnAccepted = Callable[[UUID, datetime, Actor], None]
OnRefused = Callable[[UUID, datetime, str, Actor], None]
OnExpired = Callable[[UUID, datetime, Actor], None]
OnRecall = Callable[[str, UUID, str, Actor], Kept | None]


def keeps(reason: str | Promise) -> OnRecall:
    """The hook of a type whose messages stay for a reason of their kind, whatever they say."""

    def on_recall(sender: str, message_id: UUID, why: str, actor: Actor) -> Kept:
        return Kept(str(reason))

    return on_recall


OnFileRecall = Callable[[UUID, str, Actor], Kept | None]
OnReturned = Callable[[Arrived], bool]
OnAttachment = Callable[[UUID, str, Actor], None]


@dataclass(frozen=True, slots=True)
class MessageType:
    """A registered type: its newest version, its effect on arrival, what became of one sent.

    The hooks run in the transaction that settles the message, once for each message:

    - `on_accepted(message id, the receipt's time, actor)`: the other node took it in;
    - `on_refused(message id, the receipt's time, the receipt's reason, actor)`: the other node
      signed that it had no effect there. The reason is an error code or the peer's own words, up
      to 1,000 characters: show it as text, never act on it;
    - `on_expired(message id, when it was given up, actor)`: it was not delivered in its time, or
      the other node signed that it came too late. A receipt of acceptance may still follow;
    - `on_recall(sender, message id, reason, actor)`: the sender recalls what it sent here; what it
      caused is closed, or a `Kept` says why it stays. Ids are chosen by senders, so only sender
      and id together name a message. Without the hook the message alone is closed;
    - `on_file_recall(id of the ArrivingFile, reason, actor)`: the sender recalls one file of what
      it sent here; a `Kept` says why it stays. Without the hook the file is closed;
    - `on_returned(message as we sent it)`: after a restore, a message of ours that our records
      do not know; True where the room could make its record again;
    - `on_attachment(id of the ArrivingFile, state, actor)`: one that arrived with a message is
      `complete`, and lies in the vault as the blob of that id, or is `refused`, `closed`, `expired`
      and will not come.

    The actor is the service *exchange*. A hook that raises leaves the message unsettled.

    `older` are earlier versions that are still read and, for nodes that know no later one, written.
    `deadlines` say after how long a receipt of a state is missed; `page` gives the address of the
    page that shows a thread. `schemas` are the files of the JSON Schema of each version.
    """

    type: str
    version: int
    effect: Effect
    on_accepted: OnAccepted | None = None
    on_refused: OnRefused | None = None
    on_expired: OnExpired | None = None
    on_recall: OnRecall | None = None
    on_file_recall: OnFileRecall | None = None
    on_returned: OnReturned | None = None
    on_attachment: OnAttachment | None = None
    older: tuple[Older, ...] = ()
    deadlines: Mapping[str, timedelta] = field(default_factory=dict)
    page: Callable[[UUID], str] | None = None
    schemas: Mapping[int, Path] = field(default_factory=dict)

    @property
    def versions(self) -> list[int]:
        """Every version that this node reads, in order."""
        return sorted({self.version, *(each.version for each in self.older)})

    def lowered(self, payload: Payload, version: int) -> Payload:
        """A payload of the newest version as an earlier one."""
        for step in sorted(self.older, key=lambda each: -each.version):
            if step.version >= version:
                payload = step.lower(payload)
        return payload

    def lifted(self, payload: Payload, version: int) -> Payload:
        """A payload of an earlier version as the newest one."""
        for step in sorted(self.older, key=lambda each: each.version):
            if step.version >= version:
                payload = step.lift(payload)
        return payload


_types: dict[tuple[str, int], MessageType] = {}


def register_message_type(message_type: MessageType) -> None:
    """Add a type of message; a second one of the same type and version is refused.

    Its versions must follow on one another, so that every step between two of them is there, and
    each has its schema, so that others can write and read it. Raises ValueError.
    """
    versions = message_type.versions
    if versions != list(range(versions[0], message_type.version + 1)):
        raise ValueError(f"The versions of {message_type.type} leave one out.")
    for version in versions:
        if version not in message_type.schemas:
            raise ValueError(f"{message_type.type} has no schema of version {version}.")
        if (message_type.type, version) in _types:
            raise ValueError(
                f"The message type {(message_type.type, version)} is registered twice."
            )
    for version in versions:
        _types[(message_type.type, version)] = message_type


def message_type(type: str, version: int = 1) -> MessageType | None:
    """The type that reads this version, or None."""
    return _types.get((type, version))


def newest(type: str) -> MessageType | None:
    """The registered type, whatever its version, or None."""
    found = [kind for (name, _), kind in _types.items() if name == type]
    return max(found, key=lambda kind: kind.version, default=None)


def spoken() -> dict[str, list[int]]:
    """Every type that this node reads, with its versions: what it tells other nodes."""
    table: dict[str, list[int]] = {}
    for name, version in sorted(_types):
        table.setdefault(name, []).append(version)
    return table


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
