"""Reading what another State's node put into a payload: each field with its type and its bounds.

The envelope was checked before an effect runs, the payload was not: a genuine node may still send
a number where a text belongs. An effect therefore reads every field through these functions, which
raise MalformedPayload; the receipt then says `malformed_payload`, the journal which field it was,
and nothing of the effect is kept.

    thread = payloads.uuid(arrived.payload, "run")
    answer = payloads.mapping(arrived.payload, "data")
    words = payloads.text(answer, "words", max=2000)
    due = payloads.optional(payloads.moment, arrived.payload, "due")
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from homeward.foundation.exchange.errors import MalformedPayload

Payload = Mapping[str, Any]
T = TypeVar("T")
_DIGEST = re.compile(r"[0-9a-f]{64}")
MAX_WHOLE = 2**53 - 1  # what canonical JSON holds; a column of 63 bits holds it too


def text(payload: Payload, name: str, *, max: int, min: int = 1) -> str:
    """The text of a field, of `min` to `max` characters; nothing is cut off. `min=0`: may be empty.

    Raises MalformedPayload, as all these functions do, when the field is missing or otherwise.
    """
    value = _present(payload, name)
    if not isinstance(value, str) or not min <= len(value) <= max:
        raise MalformedPayload(field=name)
    return value


def choice(payload: Payload, name: str, allowed: Collection[str]) -> str:
    """The text of a field that takes one of the listed words."""
    value = _present(payload, name)
    if not isinstance(value, str) or value not in allowed:
        raise MalformedPayload(field=name)
    return value


def uuid(payload: Payload, name: str) -> UUID:
    """A UUID in its one spelling: lower case, with hyphens."""
    value = _present(payload, name)
    try:
        read = UUID(value) if isinstance(value, str) else None
    except ValueError:
        read = None
    if read is None or str(read) != value:
        raise MalformedPayload(field=name)
    return read


def whole(payload: Payload, name: str, *, min: int = 0, max: int = MAX_WHOLE) -> int:
    """A whole number within bounds; `true` is none. Amounts travel as text: see `amount`."""
    value = _present(payload, name)
    if isinstance(value, bool) or not isinstance(value, int) or not min <= value <= max:
        raise MalformedPayload(field=name)
    return value


def amount(payload: Payload, name: str, *, min: int = 0, max: int = 10**27) -> int:
    """Whole minor units written as text: an optional minus and plain digits, no leading zeros."""
    value = _present(payload, name)
    fits = isinstance(value, str) and len(value) <= 40 and value.isascii()
    try:
        read = int(value) if fits else None
    except ValueError:
        read = None
    if read is None or str(read) != value or not min <= read <= max:
        raise MalformedPayload(field=name)
    return read


def digest(payload: Payload, name: str) -> str:
    """A SHA-256 digest as 64 lower-case hexadecimal digits."""
    value = _present(payload, name)
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise MalformedPayload(field=name)
    return value


def moment(payload: Payload, name: str) -> datetime:
    """A time in ISO 8601 with its zone, turned into UTC."""
    value = _present(payload, name)
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        if read is not None and read.utcoffset() is not None:
            return read.astimezone(UTC)
    except (ValueError, OverflowError):  # turning the zone overflows in the first and last year
        pass
    raise MalformedPayload(field=name)


def flag(payload: Payload, name: str) -> bool:
    """True or false."""
    value = _present(payload, name)
    if not isinstance(value, bool):
        raise MalformedPayload(field=name)
    return value


def texts(payload: Payload, name: str, *, max: int, most: int = 1000) -> list[str]:
    """A list of at most `most` texts, each of at most `max` characters; it may be empty."""
    value = _present(payload, name)
    if not isinstance(value, list) or len(value) > most:
        raise MalformedPayload(field=name)
    if not all(isinstance(one, str) and len(one) <= max for one in value):
        raise MalformedPayload(field=name)
    return list(value)


def mapping(payload: Payload, name: str, *, most: int = 1000) -> dict[str, Any]:
    """An object of at most `most` fields, to be read field by field in its turn."""
    value = _present(payload, name)
    if not isinstance(value, dict) or len(value) > most:
        raise MalformedPayload(field=name)
    return dict(value)


def mappings(payload: Payload, name: str, *, most: int = 100_000) -> list[dict[str, Any]]:
    """A list of at most `most` objects; it may be empty."""
    value = _present(payload, name)
    if not isinstance(value, list) or len(value) > most:
        raise MalformedPayload(field=name)
    if not all(isinstance(one, dict) for one in value):
        raise MalformedPayload(field=name)
    return [dict(one) for one in value]


def optional(reader: Callable[..., T], payload: Payload, name: str, **bounds: Any) -> T | None:
    """What `reader` makes of a field; None where the field is missing or null."""
    return None if payload.get(name) is None else reader(payload, name, **bounds)


def _present(payload: Payload, name: str) -> Any:
    if not isinstance(payload, Mapping) or name not in payload:
        raise MalformedPayload(field=name)
    return payload[name]
