"""What one figure is: of where, of when, of what, counted how, and what is known of its quality.

A figure that is missing stays missing: it has a status and no value, and nothing here reads it as
zero. Codes of status and confidentiality are those of the SDMX lists CL_OBS_STATUS and
CL_CONF_STATUS.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

PERIOD = re.compile(r"(?:1[6-9]|20|21)\d\d(?:-(?:Q[1-4]|0[1-9]|1[0-2]))?")


class Unit(StrEnum):
    """What is counted. Figures of different units are never added or compared."""

    VICTIMS = "victims"
    INCIDENTS = "incidents"
    OFFENCES = "offences"
    SUSPECTS = "suspects"
    REQUESTS = "requests"
    PERSONS = "persons"
    HOURS = "hours"
    PERCENT = "percent"
    STATES = "states"
    PRACTICES = "practices"


#: Neither a share nor a median is added up over areas.
ADDED = frozenset(Unit) - {Unit.HOURS, Unit.PERCENT}
#: What happens to or is done by inhabitants, and so has a rate.
RATED = frozenset({Unit.VICTIMS, Unit.INCIDENTS, Unit.OFFENCES, Unit.SUSPECTS, Unit.PERSONS})


class Status(StrEnum):
    """CL_OBS_STATUS: what sort of value it is; one code, the gravest that applies."""

    NORMAL = "A"
    BREAK = "B"
    ESTIMATED = "E"
    PROVISIONAL = "P"
    UNRELIABLE = "U"
    MISSING = "O"
    NOT_COLLECTED = "L"
    SUPPRESSED = "Q"


class Confidentiality(StrEnum):
    """CL_CONF_STATUS: free, or held back. Which of two reasons held it back is never told."""

    FREE = "F"
    CONFIDENTIAL = "C"


ABSENT = frozenset({Status.MISSING, Status.NOT_COLLECTED, Status.SUPPRESSED})


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Where a value stands. `breakdown` is empty for the total, else `sex=F` or `sex=F;age=0-17`,
    names in alphabetical order."""

    indicator: str
    unit: Unit
    area: str
    period: str
    breakdown: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """A value with its quality; a value of None has a status that says why it is missing, or that
    the series breaks there.

    `coverage`, `note` are the source's words; `revised` tells that an earlier vintage of the same
    source gave another value. Raises ValueError where value and status contradict each other.
    """

    cell: Cell
    value: Decimal | None
    status: Status = Status.NORMAL
    revised: bool = False
    coverage: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) != (self.status in ABSENT) and (
            self.value is not None or self.status != Status.BREAK
        ):
            raise ValueError(f"Value {self.value} does not go with status {self.status}.")
        if self.value is not None and self.value < 0:
            raise ValueError(f"A count is never negative: {self.value}.")

    @property
    def confidentiality(self) -> Confidentiality:
        """Held back where it is suppressed."""
        hidden = self.status == Status.SUPPRESSED
        return Confidentiality.CONFIDENTIAL if hidden else Confidentiality.FREE


def breakdown_of(parts: Mapping[str, str]) -> str:
    """The text of a breakdown: names in alphabetical order."""
    return ";".join(f"{name}={parts[name]}" for name in sorted(parts))


def series_of(
    observations: Iterable[Observation], *, breakdown: str = ""
) -> dict[str, dict[str, Observation]]:
    """Area -> period -> observation, of one breakdown, in order of time.

    Raises ValueError where two units or indicators are mixed, or two values stand in one cell.
    """
    found: dict[str, dict[str, Observation]] = {}
    kinds = set()
    for one in sorted(observations, key=lambda held: held.cell):
        if one.cell.breakdown != breakdown:
            continue
        kinds.add((one.cell.indicator, one.cell.unit))
        line = found.setdefault(one.cell.area, {})
        if one.cell.period in line:
            raise ValueError(f"Two values for one cell: {one.cell}.")
        line[one.cell.period] = one
    if len(kinds) > 1:
        raise ValueError(f"Figures of different kinds are not one series: {sorted(kinds)}.")
    return found
