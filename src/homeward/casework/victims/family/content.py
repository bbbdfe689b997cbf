"""What a page says: the parts that a worker writes, kept as they are shown.

Words are kept as written and lists as codes, so that fixed words follow the reader's language.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Promise:
    """Something promised: by which day, if one was named, and how it stands (a code of `texts`)."""

    what: str
    by: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who may call: a role and a channel (codes of `texts`), and when. Never a name."""

    role: str
    channel: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A page's own words."""

    name: str
    doing: str
    promises: tuple[Promise, ...] = field(default=())
    callers: tuple[Caller, ...] = field(default=())
    complain: str = ""
    help_now: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        plain = asdict(self)
        for one in plain["promises"]:
            one["by"] = one["by"].isoformat() if one["by"] else None
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """As it was kept."""
        promises = tuple(
            Promise(one["what"], date.fromisoformat(one["by"]) if one["by"] else None, one["state"])
            for one in plain["promises"]
        )
        callers = tuple(Caller(**one) for one in plain["callers"])
        return cls(**{**plain, "promises": promises, "callers": callers})

    def texts(self) -> list[str]:
        """Everything that a person wrote into it, beside where help is found."""
        promised = (one.what for one in self.promises)
        return [self.name, self.doing, *promised, *(one.when for one in self.callers)]
