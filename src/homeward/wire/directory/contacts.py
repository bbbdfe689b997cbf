"""How an authority is reached, and for what it is competent, as its State's entry says it.

Both came after the first entries: an entry without them is read as before, and written as before.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Self

from homeward.wire.encoding import check_fields, from_time, to_time
from homeward.wire.errors import Malformed

CHANNELS: Final = ("node", "secure_mail", "phone", "interpol", "diplomatic")

_WHAT: Final = "directory entry"
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_POINT = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
_CODE = re.compile(r"[A-Z]{2}-[A-Z0-9-]{1,17}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,2}")
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,30}(/[A-Za-z0-9_+-]{1,30}){0,2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_COMPETENCE: Final = frozenset({"treaty", "kinds"})
_HOURS: Final = frozenset({"zone", "days", "opens", "closes"})
_FIELDS: Final = frozenset(
    {
        "point",
        "channel",
        "address",
        "languages",
        "hours",
        "notified",
        "valid_from",
        "valid_to",
        "verified_at",
        "verified_by",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetenceEntry:
    """Under which treaty an authority acts, and for which kinds of request; no kinds: for all.

    Both are words such as `untoc` and `freezing`; a follower keeps those that it does not know.
    """

    treaty: str
    kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(_matches(_WORD, self.treaty), "the treaty of a competence")
        fits = len(self.kinds) <= 50 and all(_matches(_WORD, one) for one in self.kinds)
        _check(fits, "the kinds of a competence")

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        return {"treaty": self.treaty, "kinds": list(self.kinds)}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`. Raises Malformed."""
        fields = check_fields(value, _COMPETENCE, _WHAT)
        _check(isinstance(fields["kinds"], list), "the kinds of a competence")
        return cls(treaty=fields["treaty"], kinds=tuple(fields["kinds"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursEntry:
    """When somebody answers: days of the week (1 is Monday), from and to, in an IANA time zone.

    Where it closes before it opens, it stays open over midnight into the next day.
    """

    zone: str
    days: tuple[int, ...]
    opens: str
    closes: str

    def __post_init__(self) -> None:
        _check(_matches(_ZONE, self.zone), "the time zone of a contact point")
        known = all(type(day) is int and 1 <= day <= 7 for day in self.days)
        _check(known and 0 < len(set(self.days)) == len(self.days), "the days of a contact point")
        times = _matches(_TIME, self.opens) and _matches(_TIME, self.closes)
        _check(times and self.opens != self.closes, "the hours of a contact point")

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        return {
            "zone": self.zone,
            "days": list(self.days),
            "opens": self.opens,
            "closes": self.closes,
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`. Raises Malformed."""
        fields = check_fields(value, _HOURS, _WHAT)
        _check(isinstance(fields["days"], list), "the days of a contact point")
        return cls(**{**fields, "days": tuple(fields["days"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPointEntry:
    """One way to an authority. `hours` is None where somebody answers day and night.

    `point` names it within its authority. `notified` are the articles for which it was notified,
    such as `UNTOC 18(13)`. `verified_by` is the authority that verified it, never a person; both
    it and `verified_at` are missing where nobody did yet. An address may be empty.
    """

    point: str
    channel: str
    address: str = ""
    languages: tuple[str, ...] = ()
    hours: HoursEntry | None = None
    notified: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    verified_at: datetime | None = None
    verified_by: str = ""

    def __post_init__(self) -> None:
        _check(_matches(_POINT, self.point), "the name of a contact point")
        _check(self.channel in CHANNELS, "the channel of a contact point")
        _check(_is_line(self.address, 254), "the address of a contact point")
        known = all(_matches(_LANGUAGE, one) for one in self.languages)
        _check(len(self.languages) <= 20 and known, "the languages of a contact point")
        articles = all(_is_line(one, 40) and one.strip() for one in self.notified)
        _check(len(self.notified) <= 20 and articles, "the articles of a contact point")
        ends = self.valid_from and self.valid_to
        _check(not ends or self.valid_from <= self.valid_to, "the validity of a contact point")  # type: ignore[operator]
        both = (self.verified_at is None) == (self.verified_by == "")
        by = self.verified_by == "" or _matches(_CODE, self.verified_by)
        _check(both and by, "the verification of a contact point")
        if self.verified_at is not None:
            to_time(self.verified_at, _WHAT, "verified_at")

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        at = self.verified_at
        return {
            "point": self.point,
            "channel": self.channel,
            "address": self.address,
            "languages": list(self.languages),
            "hours": self.hours.to_json() if self.hours else None,
            "notified": list(self.notified),
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "verified_at": to_time(at, _WHAT, "verified_at") if at else None,
            "verified_by": self.verified_by,
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`. Raises Malformed."""
        fields = check_fields(value, _FIELDS, _WHAT)
        for name in ("languages", "notified"):
            _check(isinstance(fields[name], list), f"{name} of a contact point")
        at, hours = fields["verified_at"], fields["hours"]
        return cls(
            **{
                **fields,
                "languages": tuple(fields["languages"]),
                "notified": tuple(fields["notified"]),
                "hours": None if hours is None else HoursEntry.from_json(hours),
                "valid_from": _day(fields["valid_from"]),
                "valid_to": _day(fields["valid_to"]),
                "verified_at": None if at is None else from_time(at, _WHAT, "verified_at"),
            }
        )


def _day(value: object) -> date | None:
    if value is None:
        return None
    try:
        read = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        read = None
    _check(read is not None and read.isoformat() == value, "a day of a contact point")
    return read


def _is_line(value: object, longest: int) -> bool:
    fits = isinstance(value, str) and len(value) <= longest
    return fits and (value == "" or str(value).isprintable())


def _matches(form: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _check(holds: object, what: str) -> None:
    if not holds:
        raise Malformed(what=_WHAT, problem=f"{what} does not have its form")
