"""The canonical bytes of an entry, from which its leaf in the tree is made."""

import uuid
from datetime import UTC, datetime
from typing import Any

import rfc8785

from homeward.foundation.guard.actor import Actor


def canonical_entry(
    entry_id: uuid.UUID,
    at: datetime,
    actor: Actor,
    verb: str,
    subject: tuple[str, str],
    case_id: int | None,
    compartment: str,
    data: dict[str, Any],
) -> bytes:
    """RFC 8785 bytes of everything an entry says; times in UTC with microseconds."""
    return rfc8785.dumps(
        {
            "id": str(entry_id),
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": [actor.kind.value, actor.id, actor.name],
            "verb": verb,
            "subject": list(subject),
            "case": case_id,
            "compartment": compartment,
            "data": data,
        }
    )
