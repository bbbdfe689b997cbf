"""Bytes and JSON as they travel: canonical JSON, strict base64url, one form of time.

Canonical JSON is RFC 8785 narrowed to what every language holds exactly: no floats, whole numbers
up to 2^53-1, well-formed text without U+0000 (which PostgreSQL cannot store), at most 32 levels.
"""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NoReturn, TypeAlias

import rfc8785

from homeward.wire.errors import (
    ClockOutOfBounds,
    Compressed,
    FloatForbidden,
    IntegerTooLarge,
    Malformed,
    NotCanonical,
    TooLarge,
)

MAX_DEPTH: Final = 32
MAX_INTEGER: Final = 2**53 - 1
CLOCK_AHEAD: Final = timedelta(minutes=5)

#: The way to a value: (path of its parent, name or position). Text is only made for an error.
_Path: TypeAlias = "tuple[_Path | None, str | int]"

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_TIME = re.compile(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}\.[0-9]{6}Z")
_HEX_DIGEST = re.compile(r"[0-9a-f]{64}")
_COMPRESSION_MAGIC: Final = (
    b"\x1f\x8b",  # gzip
    b"\x78\x01",  # zlib, three levels
    b"\x78\x9c",
    b"\x78\xda",
    b"\x28\xb5\x2f\xfd",  # zstandard
    b"BZh",
    b"\xfd7zXZ",
    b"PK\x03\x04",
)


def canonical(value: dict[str, Any], *, root: str = "$") -> bytes:
    """The one byte string that stands for `value` (RFC 8785, narrowed as the module says).

    `root` begins the path that errors name. Raises NotCanonical, FloatForbidden, IntegerTooLarge.
    """
    _check(value, (None, root), 0)
    return rfc8785.dumps(value)


def parse_object(raw: bytes | str, what: str) -> dict[str, Any]:
    """Read one JSON object strictly: UTF-8 without mark, no name twice, no NaN, bounded depth.

    Numbers keep the kind they were written in; `canonical` judges them. Raises Malformed.
    """
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Malformed(what=what, problem="it is not UTF-8 text") from None
    except RecursionError:
        raise Malformed(what=what, problem="it is nested too deeply") from None
    except _RepeatedNameError as repeated:
        raise Malformed(what=what, problem=f"the name {repeated} occurs twice") from None
    except ValueError:
        raise Malformed(what=what, problem="it is not valid JSON") from None
    if not isinstance(value, dict):
        raise Malformed(what=what, problem="it is not a JSON object")
    return value


def to_base64url(raw: bytes) -> str:
    """Base64url without padding (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_base64url(text: object, what: str, field: str) -> bytes:
    """The inverse; only the one spelling `to_base64url` makes is accepted. Raises Malformed."""
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text):
        raise Malformed(what=what, problem=f"{field} is not base64url without padding")
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Malformed(what=what, problem=f"{field} is cut short") from None
    if to_base64url(raw) != text:
        raise Malformed(what=what, problem=f"{field} has stray bits at its end")
    return raw


def to_time(moment: datetime, what: str, field: str) -> str:
    """`2026-11-22T09:30:00.000000Z`: UTC, always six decimals. Raises Malformed if naive."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise Malformed(what=what, problem=f"{field} is not a time with a zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def from_time(text: object, what: str, field: str) -> datetime:
    """The inverse of `to_time`, in exactly that form. Raises Malformed."""
    if isinstance(text, str) and _TIME.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # the 31st of February and its like fall through to the same answer
    raise Malformed(what=what, problem=f"{field} is not a UTC time with six decimals")


def check_digest(text: object, what: str, field: str) -> str:
    """A SHA-256 value as 64 lower-case hexadecimal digits. Raises Malformed."""
    if not isinstance(text, str) or not _HEX_DIGEST.fullmatch(text):
        raise Malformed(what=what, problem=f"{field} is not 64 lower-case hexadecimal digits")
    return text


def check_fields(
    value: object, required: frozenset[str], what: str, optional: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """An object with all of `required` and nothing beyond `required | optional`, else Malformed."""
    if not isinstance(value, dict):
        raise Malformed(what=what, problem="it is not a JSON object")
    if missing := sorted(required - value.keys()):
        raise Malformed(what=what, problem=f"{', '.join(missing)} is missing")
    if unknown := sorted(value.keys() - required - optional):
        raise Malformed(what=what, problem=f"it has {len(unknown)} fields that are not defined")
    return value


def check_size(raw: bytes, limit: int, what: str) -> None:
    """Raises TooLarge beyond `limit` bytes."""
    if len(raw) > limit:
        raise TooLarge(what=what, size=len(raw), limit=limit)


def check_uncompressed(raw: bytes, what: str) -> None:
    """Raises Compressed where the first bytes are those of a compressed format."""
    if raw.startswith(_COMPRESSION_MAGIC):
        raise Compressed(what=what)


def check_not_ahead(moment: datetime, now: datetime, what: str, field: str) -> None:
    """Raises ClockOutOfBounds for a moment more than CLOCK_AHEAD after `now` (both aware)."""
    own = to_time(now, "clock of this node", "now")
    if moment - now > CLOCK_AHEAD:
        problem = f"that is more than five minutes after {own}, the time of this node"
        raise ClockOutOfBounds(what=what, time=to_time(moment, what, field), problem=problem)


class _RepeatedNameError(Exception):
    """A name occurs twice in one JSON object."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _RepeatedNameError(ascii(name)[:80])
        found[name] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _check(value: object, path: _Path, depth: int) -> None:
    """Walk `value`; the first thing that canonical JSON cannot hold raises, with its path."""
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, dict | list):
        _check_container(value, path, depth)
    elif isinstance(value, float):
        raise FloatForbidden(path=_shown(path))
    elif isinstance(value, int):  # true and false are whole numbers here, and pass
        if abs(value) > MAX_INTEGER:
            raise IntegerTooLarge(path=_shown(path))
    elif value is not None:
        raise NotCanonical(path=_shown(path), problem=f"{type(value).__name__} has no JSON form")


def _check_container(value: dict[Any, Any] | list[Any], path: _Path, depth: int) -> None:
    if depth >= MAX_DEPTH:
        raise NotCanonical(path=_shown(path), problem=f"it lies deeper than {MAX_DEPTH} levels")
    if isinstance(value, list):
        for position, element in enumerate(value):
            _check(element, (path, position), depth + 1)
        return
    for name, element in value.items():
        if not isinstance(name, str):
            raise NotCanonical(path=_shown(path), problem="a name in the object is not text")
        _check_text(name, path)
        _check(element, (path, name), depth + 1)


def _check_text(text: str, path: _Path) -> None:
    if "\x00" in text:
        raise NotCanonical(path=_shown(path), problem="text holds the character U+0000")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            problem = "text holds half of a surrogate pair"
            raise NotCanonical(path=_shown(path), problem=problem) from None


def _shown(path: _Path) -> str:
    """`$.payload.amounts[0]`; long names are cut, because a stranger may have chosen them."""
    parts: list[str] = []
    step: _Path | None = path
    while step is not None:
        step, name = step
        cut = name if isinstance(name, int) else name[:40]
        parts.append(f"[{cut}]" if isinstance(cut, int) else f".{cut}")
    return "".join(reversed(parts)).removeprefix(".")
