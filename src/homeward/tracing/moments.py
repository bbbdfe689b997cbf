"""Moments: aware UTC datetimes outside, microseconds since 1970-01-01T00:00Z inside."""

from datetime import UTC, datetime, timedelta

from homeward.tracing.errors import MomentUnusable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Microseconds since the epoch of an aware datetime; a naive one, and what is none, raises
    `MomentUnusable`."""
    if not isinstance(moment, datetime):
        raise MomentUnusable(moment=f"{moment!r} (no datetime)")
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise MomentUnusable(moment=moment.isoformat())
    return (moment - _EPOCH) // _MICROSECOND


def as_moment(given: datetime | str | None) -> datetime | None:
    """A moment given as a datetime, or as ISO 8601 text with a zone; raises `MomentUnusable`."""
    return read_moment(given) if isinstance(given, str) else given


def from_microseconds(value: int) -> datetime:
    """The aware UTC datetime of microseconds since the epoch."""
    return _EPOCH + timedelta(microseconds=int(value))


def moment_text(value: int) -> str:
    """ISO 8601 in UTC with a final Z."""
    return from_microseconds(value).isoformat().replace("+00:00", "Z")


def read_moment(text: str) -> datetime:
    """An aware UTC datetime from ISO 8601 text with a zone; raises `MomentUnusable`."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as problem:
        raise MomentUnusable(moment=text) from problem
    if moment.tzinfo is None:
        raise MomentUnusable(moment=text)
    try:
        return moment.astimezone(UTC)
    except OverflowError as problem:  # in UTC it is before year 1 or after year 9999
        raise MomentUnusable(moment=text) from problem
