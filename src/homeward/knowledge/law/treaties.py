"""What is known of States and treaties: who is a party, which treaties there are between two."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from homeward.knowledge.law.matching import KnownCell


class Asked(StrEnum):
    """What is asked of the other State."""

    EXTRADITION = "extradition"
    ASSISTANCE = "assistance"
    CONFISCATION = "confiscation"
    POLICE = "police"


class Standing(StrEnum):
    """What is known of a State and a treaty."""

    PARTY = "party"
    NOT_PARTY = "not_party"
    UNKNOWN = "unknown"


# The day on which the General Assembly adopted each: its resolutions 55/25, 34/146, 58/4, 54/109,
# 55/25 and 61/177.
ADOPTED = {
    "untoc": date(2000, 11, 15),
    "hostages": date(1979, 12, 17),
    "uncac": date(2003, 10, 31),
    "terrorism_financing": date(1999, 12, 9),
    "trafficking": date(2000, 11, 15),
    "disappearance": date(2006, 12, 20),
}


@dataclass(frozen=True, slots=True)
class Membership:
    """A State's standing to a treaty: since when, and what it declared of using it to extradite.

    `since` is the day of its deposit, from which the treaty counts its own days.
    """

    treaty: str
    state: str
    standing: Standing = Standing.UNKNOWN
    since: date | None = None
    is_basis: bool | None = None  # UNTOC 16(5): taken as the basis of extradition


@dataclass(frozen=True, slots=True)
class OtherTreaty:
    """A bilateral or regional treaty between two States, or another sectoral one.

    `since` is the day from which it is in force; `is_read` is False for what is from memory only.
    """

    key: str
    name: str
    covers: frozenset[Asked]
    sectoral: bool = False
    since: date | None = None
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class OwnRules:
    """What the requested State's own law says of being asked; None is "not read".

    `needs_treaty` says of extradition and of assistance whether it acts by treaty only; `dual_for`
    is for what it asks that the conduct is punishable in both States (`elements.SUBJECTS`).
    """

    needs_treaty: dict[Asked, bool] = field(default_factory=dict)
    dual_for: frozenset[str] | None = None


def own_rules(cells: Iterable[KnownCell]) -> OwnRules:
    """The rules of a State by its cells; what is from memory only is as if it was not read."""
    known = {one.element: one.value for one in cells if one.status.decides}
    needed, dual = known.get("treaty_required", {}), known.get("double_criminality")
    words = {"for_extradition": [Asked.EXTRADITION],
             "for_assistance": [Asked.ASSISTANCE, Asked.CONFISCATION]}  # fmt: skip
    needs = {one: needed[name] for name, asked in words.items() if name in needed for one in asked}
    return OwnRules(needs, frozenset(dual["required_for"]) if dual else None)
