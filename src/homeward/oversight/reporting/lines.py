"""The lines of an aggregate: one figure each, with all that is known of its quality.

A line is a plain object, as it is kept and as it travels. Its State is that of the aggregate. A
value is text in plain digits or nothing; nothing has a status that says why. `partial` marks a
period that is not comparable because it is not over or the count began within it; `at` is the day
up to which was counted, or the day of the source; `source` is empty for the node's own count.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from homeward.oversight.trends.indicators import INDICATORS
from homeward.oversight.trends.statistics.disclosure import THRESHOLD
from homeward.oversight.trends.statistics.observations import (
    PERIOD,
    Cell,
    Observation,
    Status,
    Unit,
)

Line = dict[str, Any]
MOST_LINES = 5000
LONGEST_SOURCE, LONGEST_NOTE = 200, 500
_CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")
_BREAKDOWN = re.compile(r"(?:[\w.-]+=[\w.+ -]+(?:;[\w.-]+=[\w.+ -]+)*)?")
_VALUE = re.compile(r"\d{1,14}(?:\.\d{1,6})?")


class BadLine(ValueError):
    """A line that cannot stand, with the field that is wrong."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def line_of(one: Observation, *, partial: bool, at: date, source: str = "") -> Line:
    """An observation as a line."""
    return {
        "indicator": one.cell.indicator,
        "unit": one.cell.unit.value,
        "period": one.cell.period,
        "breakdown": one.cell.breakdown,
        "value": None if one.value is None else text_of(one.value),
        "status": one.status.value,
        "revised": one.revised,
        "partial": partial,
        "at": at.isoformat(),
        "source": source[:LONGEST_SOURCE],
        "note": one.note[:LONGEST_NOTE],
    }


def text_of(value: Decimal) -> str:
    """A value in plain digits, without zeros that say nothing."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def observation_of(line: Mapping[str, Any], state: str) -> Observation:
    """A line as an observation of the State's area."""
    value = None if line["value"] is None else Decimal(line["value"])
    cell = Cell(line["indicator"], Unit(line["unit"]), state, line["period"], line["breakdown"])
    return Observation(cell, value, Status(line["status"]), line["revised"], note=line["note"])


def comparable(line: Mapping[str, Any], state: str) -> Observation | None:
    """The observation where it may enter a constant panel, else None: neither a period that is
    partial nor one that is provisional may."""
    one = observation_of(line, state)
    return None if line["partial"] or one.status == Status.PROVISIONAL else one


def key_of(line: Mapping[str, Any]) -> tuple[str, str, str]:
    """What a line is the figure of: indicator, period, breakdown."""
    return line["indicator"], line["period"], line["breakdown"]


def read_lines(given: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Check what came from elsewhere. Raises BadLine: a value that is none, a status that
    contradicts it, a unit that is not the indicator's, two values for one cell."""
    found: dict[tuple[str, str, str], Line] = {}
    for one in given:
        line = _read(one)
        if key_of(line) in found:
            raise BadLine("lines")
        found[key_of(line)] = line
    return list(found.values())


def _read(given: Mapping[str, Any]) -> Line:
    line: Line = {
        "indicator": _matching(given, "indicator", _CODE),
        "unit": _matching(given, "unit", re.compile("|".join(Unit))),
        "period": _matching(given, "period", PERIOD),
        "breakdown": _matching(given, "breakdown", _BREAKDOWN, longest=200),
        "value": _value(given.get("value", False)),
        "status": _matching(given, "status", re.compile("|".join(Status))),
        "revised": _flag(given, "revised"),
        "partial": _flag(given, "partial"),
        "at": _day(given, "at"),
        "source": _text(given, "source", LONGEST_SOURCE),
        "note": _text(given, "note", LONGEST_NOTE),
    }
    known = INDICATORS.get(line["indicator"])
    if known is not None and known.unit.value != line["unit"]:
        raise BadLine("unit")
    try:
        observation_of(line, "XA")
    except (ValueError, InvalidOperation):
        raise BadLine("status") from None
    return line


def _matching(
    given: Mapping[str, Any], name: str, form: re.Pattern[str], *, longest: int = 60
) -> str:
    written = _text(given, name, longest)
    if not form.fullmatch(written):
        raise BadLine(name)
    return written


def _text(given: Mapping[str, Any], name: str, longest: int) -> str:
    written = given.get(name)
    if not isinstance(written, str) or len(written) > longest:
        raise BadLine(name)
    return written


def _flag(given: Mapping[str, Any], name: str) -> bool:
    found = given.get(name)
    if not isinstance(found, bool):
        raise BadLine(name)
    return found


def _day(given: Mapping[str, Any], name: str) -> str:
    written = _text(given, name, 10)
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise BadLine(name) from None


def _value(written: Any) -> str | None:
    if written is None:
        return None
    if not isinstance(written, str) or not _VALUE.fullmatch(written):
        raise BadLine("value")
    return written


def marked_revised(lines: Iterable[Line], before: Iterable[Line]) -> list[Line]:
    """The lines, each marked where an earlier aggregate gave another value for its cell."""
    old = {key_of(one): one["value"] for one in before}
    return [
        one
        | {"revised": one["revised"] or (key_of(one) in old and old[key_of(one)] != one["value"])}
        for one in lines
    ]


def changes(before: Iterable[Line], after: Iterable[Line]) -> list[tuple[Line, Line]]:
    """The cells of both whose value or status changed, as they were and as they are."""
    old = {key_of(one): one for one in before}
    pairs = [(old[key_of(one)], one) for one in after if key_of(one) in old]
    return [(o, n) for o, n in pairs if (o["value"], o["status"]) != (n["value"], n["status"])]


def telling(before: Iterable[Line], after: Iterable[Line]) -> list[Line]:
    """The changed counts that tell of fewer people than may be shown, to whoever kept the last
    aggregate: they moved by less than the threshold of disclosure control."""
    found = []
    for old, new in changes(before, after):
        if old["value"] is None or new["value"] is None or new["unit"] in ("hours", "percent"):
            continue
        if 0 < abs(Decimal(new["value"]) - Decimal(old["value"])) < THRESHOLD:
            found.append(new)
    return found
