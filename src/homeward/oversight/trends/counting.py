"""Counting the node's nameless facts by the rules of the indicators, and holding back small counts.

What is counted ends with the last full quarter, so that nobody watches one case come. The present
year is provisional. Every count and its breakdowns go through disclosure control together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from homeward.oversight.trends.indicators import BREAKDOWNS, INDICATORS, Indicator
from homeward.oversight.trends.statistics.disclosure import THRESHOLD, Sum, control
from homeward.oversight.trends.statistics.observations import Cell, Observation, Status
from homeward.oversight.trends.tallies import EXECUTED, TALLIED, FactRow, tallies

#: Which steps of a request say that it was acknowledged, executed, refused.
STEPS = {
    "acknowledged": frozenset({"acknowledge"}),
    "executed": EXECUTED,
    "refused": frozenset({"refuse"}),
}
ADULT = 18


@dataclass(slots=True)
class _Case:
    opened: datetime | None = None
    codes: Mapping[str, Any] = field(default_factory=dict)
    into: int | None = None
    victims: dict[int, Mapping[str, Any]] = field(default_factory=dict)


def end_of_last_quarter(now: datetime) -> datetime:
    """The moment at which the present quarter began (UTC)."""
    return datetime(now.year, (now.month - 1) // 3 * 3 + 1, 1, tzinfo=UTC)


def count(facts: Iterable[FactRow], area: str, until: datetime) -> list[Observation]:
    """The observations of every indicator that has a rule, for the years up to `until`.

    A year begins with the first in which the node has a fact: before it nothing was counted.
    """
    known = sorted((one for one in facts if one.at < until), key=lambda one: one.at)
    if not known:
        return []
    years = range(known[0].at.astimezone(UTC).year, until.year + 1)
    cases, standing = _cases(known), _standing(known)
    tallied = tallies(known, standing)
    found: list[Observation] = []
    for indicator in INDICATORS.values():
        for year in years:
            if datetime(year, 1, 1, tzinfo=UTC) >= until:
                continue
            partly = until < datetime(year + 1, 1, 1, tzinfo=UTC)
            status = Status.PROVISIONAL if partly else Status.NORMAL
            if indicator.counted in STEPS:
                hours = _hours(indicator, standing, year)
                found.append(_median(indicator, hours, area, year, status))
            elif indicator.counted == "first_contact":
                hours = tallied.hours.get(year, [])
                found.append(_median(indicator, hours, area, year, status))
            elif indicator.counted == "complete":
                units = tallied.units.get(("complete", year), [])
                found.append(_share(indicator, units, area, year, status))
            elif indicator.counted in TALLIED:
                units = tallied.units.get((indicator.counted, year), [])
                found += _counted(indicator, units, area, year, status)
            elif indicator.counted in ("incidents", "victims"):
                found += _counted(indicator, _units(indicator, cases, year), area, year, status)
    return found


def _cases(facts: Sequence[FactRow]) -> list[_Case]:
    """What each case had become by its last facts; a file that remains has the victims of those
    that were merged into it, each person once."""
    cases: dict[int, _Case] = {}
    pairs: dict[tuple[int, int], bool] = {}
    for fact in facts:
        if fact.case is None:
            continue
        case = cases.setdefault(fact.case, _Case())
        if fact.kind == "case.opened":
            case.opened, case.codes = fact.at, fact.data
        elif fact.kind == "case.classified":
            case.codes = fact.data
        elif fact.kind in ("case.merged", "case.unmerged"):
            case.into = int(fact.data["into"]) if fact.kind == "case.merged" else None
        elif fact.kind == "case.same_person":
            pairs[int(fact.data["person"]), int(fact.data["other"])] = bool(fact.data["joined"])
        elif fact.kind == "case.person":
            number = int(fact.data["person"])
            # Who is a victim beside another part is told of later by the part that he had first.
            if fact.data.get("role") == "victim" or number in case.victims:
                case.victims[number] = fact.data
    joined = [pair for pair, holds in pairs.items() if holds]
    for case in cases.values():
        if case.into is not None and case.into in cases:
            cases[case.into].victims |= case.victims
    for case in cases.values():
        case.victims = _once(case.victims, joined)
    return list(cases.values())


def _once(
    victims: Mapping[int, Mapping[str, Any]], joined: Sequence[tuple[int, int]]
) -> dict[int, Mapping[str, Any]]:
    """The victims without the records that are of a person who is among them already."""
    group = {number: number for number in victims}
    for one, other in joined:
        if one in group and other in group:
            old, new = group[other], group[one]
            group = {number: new if of == old else of for number, of in group.items()}
    first = {of: number for number, of in reversed(group.items())}
    return {number: victims[number] for number in first.values()}


def _units(indicator: Indicator, cases: Sequence[_Case], year: int) -> list[Mapping[str, Any]]:
    """What is counted: incidents or victims of the class, in the year."""
    found: list[Mapping[str, Any]] = []
    for case in cases:
        if case.opened is None or case.opened.astimezone(UTC).year != year or case.into:
            continue
        codes = case.codes
        if codes.get("iccs_code") != indicator.iccs or codes.get("confirmation") == "other":
            continue
        found += [codes] if indicator.counted == "incidents" else list(case.victims.values())
    return found


def trait(name: str, unit: Mapping[str, Any]) -> str:
    """Which code of a breakdown a victim or case belongs to; `unknown` where nothing says so."""
    if name == "age":
        age = unit.get("age")
        return "unknown" if age is None else "0-17" if int(age) < ADULT else "18+"
    code = str(unit.get(name) or "")
    return code if code in BREAKDOWNS[name] else "unknown"


def _counted(
    indicator: Indicator,
    units: Sequence[Mapping[str, Any]],
    area: str,
    year: int,
    status: Status,
) -> list[Observation]:
    cells, sums = {"": len(units)}, []
    for name in indicator.breakdowns:
        parts = {f"{name}={code}": 0 for code in BREAKDOWNS[name]}
        for unit in units:
            parts[f"{name}={trait(name, unit)}"] += 1
        cells |= parts
        sums.append(Sum("", tuple(parts)))
    shown = control(cells, sums).shown
    return [
        Observation(
            Cell(indicator.code, indicator.unit, area, str(year), name),
            Decimal(shown[name]) if name in shown else None,
            status if name in shown else Status.SUPPRESSED,
        )
        for name in cells
    ]


def _standing(facts: Sequence[FactRow]) -> list[FactRow]:
    """The steps of requests that have their effect: one that lost it is told a second time, as
    lost, so the first telling falls away with it."""
    steps = [one for one in facts if one.kind == "cooperation.step"]
    lost = Counter(_told(one) for one in steps if one.data.get("lost"))
    standing = []
    for one in steps:
        if one.data.get("lost"):
            continue
        if lost[_told(one)]:
            lost[_told(one)] -= 1
        else:
            standing.append(one)
    return standing


def _told(one: FactRow) -> tuple[object, ...]:
    same = ("side", "step", "partner", "request_kind", "hours")
    return (one.at, one.case, *(one.data.get(name) for name in same))


def _hours(indicator: Indicator, standing: Sequence[FactRow], year: int) -> list[int]:
    return [
        int(one.data["hours"])
        for one in standing
        if one.year == year
        and one.data.get("side") == "requesting"
        and one.data.get("step") in STEPS[indicator.counted]
        and one.data.get("hours") is not None
    ]


def _median(
    indicator: Indicator, hours: Sequence[int], area: str, year: int, status: Status
) -> Observation:
    cell = Cell(indicator.code, indicator.unit, area, str(year))
    if len(hours) < THRESHOLD:
        return Observation(cell, None, Status.SUPPRESSED)
    return Observation(cell, Decimal(str(median(hours))), status)


def _share(
    indicator: Indicator,
    units: Sequence[Mapping[str, Any]],
    area: str,
    year: int,
    status: Status,
) -> Observation:
    """Per cent of the units that are complete. Together with a count of all it would tell how many
    of either kind there were, so it is given only where both kinds may be told."""
    cell = Cell(indicator.code, indicator.unit, area, str(year))
    yes = sum(unit["complete"] == "yes" for unit in units)
    if min(yes, len(units) - yes) < THRESHOLD:
        return Observation(cell, None, Status.SUPPRESSED)
    share = Decimal(100 * yes) / len(units)
    return Observation(cell, share.quantize(Decimal("0.1"), ROUND_HALF_UP), status)
