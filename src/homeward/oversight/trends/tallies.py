"""What is tallied from nameless facts beside cases and victims: requests that were executed or
refused, persons who were assisted or harmed, tests that were passed, first contacts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from homeward.casework.cases.vocabulary.people import Cause, HarmKind
from homeward.casework.cooperation.kinds.grounds import MONEY_GROUNDS

EXECUTED = frozenset({"execute", "surrender"})
#: The kinds of request that say that assets were traced, restrained, confiscated, returned.
ASSETS = {
    "traced": frozenset({"tracing"}),
    "restrained": frozenset({"freezing", "seizure"}),
    "confiscated": frozenset({"confiscation"}),
    "returned": frozenset({"asset_return"}),
}
#: The kinds of harm of which 59/154 §2 speaks.
BODILY = frozenset(
    {HarmKind.INJURY, HarmKind.SERIOUS_INJURY, HarmKind.SEXUAL_VIOLENCE, HarmKind.DEATH}
)
_GROUNDS = frozenset(one.code for one in MONEY_GROUNDS)


@dataclass(frozen=True, slots=True)
class FactRow:
    """A nameless fact as the journal keeps it."""

    kind: str
    at: datetime
    case: int | None
    data: Mapping[str, Any]

    @property
    def year(self) -> int:
        """The year in UTC."""
        return self.at.astimezone(UTC).year


@dataclass(slots=True)
class Tallies:
    """By name of the rule and year what is counted: each unit with the traits that are shown."""

    units: dict[tuple[str, int], list[Mapping[str, Any]]] = field(default_factory=dict)
    hours: dict[int, list[int]] = field(default_factory=dict)

    def add(self, name: str, year: int, **traits: Any) -> None:
        """Count one."""
        self.units.setdefault((name, year), []).append(traits)

    def take_back(self, name: str, year: int) -> None:
        """Count one less; nothing where none was counted, as of years before facts were kept."""
        found = self.units.get((name, year))
        if found:
            found.pop()


#: The rules of which `Tallies.units` holds the units.
TALLIED = frozenset({*ASSETS, "refusals", "assisted", "harmed", "trained"})


def tallies(facts: Iterable[FactRow], standing_steps: Iterable[FactRow]) -> Tallies:
    """Tally facts in order of time; of the steps of requests only those that have their effect."""
    made = Tallies()
    for one in standing_steps:
        _step(made, one)
    known = list(facts)
    _assisted(made, known)
    _harmed(made, known)
    for one in known:
        if one.kind == "training.tested" and one.data.get("passed"):
            made.add("trained", one.year)
        elif one.kind == "training.revoked":
            made.take_back("trained", int(one.data["passed_in"]))
        elif one.kind == "victims.family_contact" and _is_first(one.data):
            made.hours.setdefault(one.year, []).append(int(one.data["hours"]))
    return made


def _is_first(data: Mapping[str, Any]) -> bool:
    return bool(data.get("first") and data.get("reached")) and data.get("hours") is not None


def _step(made: Tallies, one: FactRow) -> None:
    if one.data.get("side") != "requesting":
        return
    ended = one.data.get("step") in EXECUTED or one.data.get("step") == "refuse"
    if ended and isinstance(one.data.get("complete"), bool):  # older facts do not say it
        made.add("complete", one.year, complete="yes" if one.data["complete"] else "no")
    if one.data.get("step") in EXECUTED:
        for name, kinds in ASSETS.items():
            if one.data.get("request_kind") in kinds:
                made.add(name, one.year)
    elif one.data.get("step") == "refuse":
        first = next(iter(one.data.get("grounds") or ()), "")
        ground = first if first in _GROUNDS else "other" if first else "unknown"
        made.add("refusals", one.year, ground=ground)


def _assisted(made: Tallies, facts: Iterable[FactRow]) -> None:
    """Each person once: a file that was opened from another row is of the same person."""
    seen: set[int] = set()
    for one in facts:
        if one.kind != "victims.file":
            continue
        rows = {int(one.data[name]) for name in ("person", "known_as") if name in one.data}
        if not rows & seen:
            made.add("assisted", one.year, standing=one.data.get("standing"))
        seen |= rows


def _harmed(made: Tallies, facts: Iterable[FactRow]) -> None:
    """Each person once, in the year of the first line that stands."""
    standing: dict[int, tuple[int, int]] = {}
    for one in facts:
        if one.kind != "case.harm":
            continue
        line = int(one.data["harm"])
        if one.data.get("withdrawn"):
            standing.pop(line, None)
        elif one.data.get("harm_kind") in BODILY and one.data.get("cause") == Cause.CAUSED:
            standing[line] = (int(one.data["person"]), one.year)
    first: dict[int, int] = {}
    for person, year in standing.values():
        first[person] = min(year, first.get(person, year))
    for year in first.values():
        made.add("harmed", year)
