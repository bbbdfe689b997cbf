"""Where a page of a list ends, written into the address of the next one.

Pages are taken by key: the next begins after the last row shown, and costs the same however far
down it is. A row that comes in meanwhile shifts nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

PAGE = 25
_NONE = "-"


@dataclass(frozen=True, slots=True)
class Place:
    """The last row shown: its heap, its time in that heap (or none), its number."""

    heap: str
    at: datetime | None
    number: UUID

    def __str__(self) -> str:
        return "~".join((self.heap, self.at.isoformat() if self.at else _NONE, str(self.number)))

    @classmethod
    def read(cls, text: str, heaps: tuple[str, ...]) -> Self | None:
        """What an address says; None for what no page wrote, so that the first one shows."""
        parts = text.split("~")
        if len(parts) != 3 or parts[0] not in heaps:
            return None
        try:
            at = None if parts[1] == _NONE else datetime.fromisoformat(parts[1])
            number = UUID(parts[2])
        except ValueError:
            return None
        if at is not None and at.tzinfo is None:
            return None
        return cls(parts[0], at, number)
