"""Tables over States from the aggregates that stand: of a region, and of all.

A State that sent nothing has no value and says so. Totals are those of a constant panel; neither a
period that is not over nor one in which counting began enters a panel. The naive total is beside
it. What is a share or a median is never added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from homeward.oversight.reporting.lines import comparable, observation_of
from homeward.oversight.trends.queries import Totals, totals_of
from homeward.oversight.trends.regions import region_of
from homeward.oversight.trends.statistics.observations import Observation

Lines = Mapping[str, Sequence[Mapping[str, Any]]]
MOST_PERIODS = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """What a State told for one period; `partial` ones enter no panel."""

    observation: Observation
    partial: bool


@dataclass(frozen=True, slots=True)
class StateRow:
    """A State with its entries by period; `told` is False where it sent no aggregate."""

    state: str
    name: str
    told: bool
    entries: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class RegionTable:
    """The States of a region with their totals; None where nothing is added up."""

    region: str
    rows: tuple[StateRow, ...]
    totals: Totals | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """One indicator over all States: by region, and altogether."""

    periods: tuple[str, ...]
    regions: tuple[RegionTable, ...]
    totals: Totals | None

    @property
    def silent(self) -> list[str]:
        """Names of the States that sent nothing."""
        return [row.name for one in self.regions for row in one.rows if not row.told]


def compiled(
    indicator: str,
    names: Mapping[str, str],
    told: Lines,
    *,
    first: str = "",
    last: str = "",
) -> Compiled:
    """The tables of an indicator over the States `names` (code -> name) of which those in `told`
    sent lines. `first` and `last` bound the panel; without them the best window is taken."""
    rows = [_row(indicator, state, name, told.get(state)) for state, name in sorted(names.items())]
    panel = {
        state: {
            line["period"]: one
            for line in lines
            if line["indicator"] == indicator
            and not line["breakdown"]
            and (one := comparable(line, state)) is not None
        }
        for state, lines in told.items()
        if state in names
    }
    periods = sorted({period for row in rows for period in row.entries})[-MOST_PERIODS:]
    regions = []
    for region in sorted({region_of(row.state) for row in rows}, key=lambda code: (not code, code)):
        members = tuple(row for row in rows if region_of(row.state) == region)
        inside = {row.state: panel[row.state] for row in members if row.state in panel}
        regions.append(RegionTable(region, members, totals_of(inside, first, last)))
    return Compiled(tuple(periods), tuple(regions), totals_of(panel, first, last))


def _row(
    indicator: str, state: str, name: str, lines: Sequence[Mapping[str, Any]] | None
) -> StateRow:
    entries = {
        line["period"]: Entry(observation_of(line, state), line["partial"])
        for line in lines or ()
        if line["indicator"] == indicator and not line["breakdown"]
    }
    return StateRow(state, name, lines is not None, entries)


def observations(
    indicator: str, told: Lines, marks: Mapping[str, str] | None = None
) -> list[Observation]:
    """All that States told of an indicator, for an export: breakdowns and statuses with it. The
    note says what a period that is not over is, and of each State the mark of its aggregate."""
    found = []
    for state, lines in sorted(told.items()):
        for line in lines:
            if line["indicator"] == indicator:
                one = observation_of(line, state)
                said = (
                    one.note,
                    _("not a whole period") if line["partial"] else "",
                    (marks or {}).get(state, ""),
                )
                found.append(replace(one, note="; ".join(filter(None, said))))
    return found
