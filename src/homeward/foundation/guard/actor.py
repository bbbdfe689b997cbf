"""Who acts: a person, another node, or a named service of this node."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What sort of actor stands behind a transaction."""

    USER = "user"
    SERVICE = "service"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor by kind, number and name; the name is for services and for reading the journal.

    `id` is the person's number, and None for services and visitors who have not signed in.
    """

    kind: ActorKind
    id: int | None
    name: str

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.id if self.id is not None else self.name}"


def service(name: str) -> Actor:
    """The service principal `name` of this node, such as `exchange` or `sequencer`."""
    return Actor(ActorKind.SERVICE, None, name)


ANONYMOUS = Actor(ActorKind.ANONYMOUS, None, "visitor")
