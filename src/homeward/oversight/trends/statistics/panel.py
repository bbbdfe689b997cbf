"""Totals over areas: of a constant panel, beside the naive total that misleads.

Who reports changes from year to year. A sum over whoever reported therefore moves when a large
State enters or leaves, although nothing happened. A constant panel holds the areas that have a
comparable value in every period of a window, and no other. An area that is a total of others is in
neither total: it would count its members twice.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from homeward.oversight.trends.statistics.observations import Observation, Status

Lines = Mapping[str, Mapping[str, Observation]]


@dataclass(frozen=True, slots=True)
class Total:
    """The totals of one period. `entered` and `left` are areas that reported now and not in the
    period before, and the reverse; the values beside them are what the naive total gained or lost
    by that alone. `panel` is None for an empty panel: no total is not a total of zero."""

    period: str
    naive: Decimal | None
    reporting: int
    panel: Decimal | None
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    gained: Decimal = Decimal(0)
    lost: Decimal = Decimal(0)
    misleads: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """The areas of a constant panel, those left out for a break inside it, and its totals."""

    areas: tuple[str, ...]
    broken: tuple[str, ...]
    totals: tuple[Total, ...]


def members_of(lines: Lines, aggregates: Collection[str]) -> Lines:
    """The lines that may be added: those of areas that are no totals of others."""
    return {area: line for area, line in lines.items() if area not in aggregates}


def panel_of(lines: Lines, periods: Sequence[str], *, across_breaks: bool = False) -> Panel:
    """The constant panel of `lines` (of members, see `members_of`) over `periods`, with naive
    totals beside it.

    An area with a break after the first period is left out, unless `across_breaks`: its values
    before and after are not comparable. Raises ValueError for no period.
    """
    if not periods:
        raise ValueError("A panel needs a period.")
    complete = [area for area, line in lines.items() if all(_value(line, p) for p in periods)]
    broken = [area for area in complete if _breaks(lines[area], periods)]
    areas = sorted(complete if across_breaks else set(complete) - set(broken))
    totals: list[Total] = []
    for at, period in enumerate(periods):
        totals.append(_total(lines, areas, periods[at - 1] if at else "", period, totals))
    return Panel(tuple(areas), tuple(sorted(broken)), tuple(totals))


def _total(
    lines: Lines, areas: Sequence[str], before: str, period: str, made: Sequence[Total]
) -> Total:
    now = {a: v for a, line in lines.items() if (v := _value(line, period)) is not None}
    naive = sum((one.value or Decimal(0) for one in now.values()), Decimal(0)) if now else None
    panel = sum((now[a].value or Decimal(0) for a in areas), Decimal(0)) if areas else None
    if not made:
        return Total(period, naive, len(now), panel)
    then = {a: v for a, line in lines.items() if (v := _value(line, before)) is not None}
    entered, left = sorted(set(now) - set(then)), sorted(set(then) - set(now))
    return Total(
        period,
        naive,
        len(now),
        panel,
        tuple(entered),
        tuple(left),
        sum((now[a].value or Decimal(0) for a in entered), Decimal(0)),
        sum((then[a].value or Decimal(0) for a in left), Decimal(0)),
        _misleads(made[-1], naive, panel),
    )


def _misleads(before: Total, naive: Decimal | None, panel: Decimal | None) -> bool:
    """Whether the naive total moves the other way than the panel, or more than twice as far."""
    if naive is None or panel is None or not before.naive or not before.panel:
        return False
    seen = (naive - before.naive) / before.naive
    real = (panel - before.panel) / before.panel
    if seen * real < 0:
        return True
    return abs(seen - real) > Decimal("0.05") and abs(seen) > 2 * abs(real)


def best_window(lines: Lines, periods: Sequence[str], *, shortest: int = 5) -> tuple[str, str]:
    """First and last of the consecutive periods with most values in their panel.

    The product of length and areas decides; among equals the later and then the longer one. With
    fewer periods than `shortest` the whole range is taken. Raises ValueError for no period.
    """
    if not periods:
        raise ValueError("A window needs a period.")
    best: tuple[int, int, int] | None = None
    chosen = (periods[0], periods[-1])
    for first in range(len(periods)):
        for last in range(first + shortest - 1, len(periods)):
            window = periods[first : last + 1]
            size = len(panel_of_areas(lines, window))
            score = (size * len(window), last, len(window))
            if best is None or score > best:
                best, chosen = score, (periods[first], periods[last])
    return chosen


def panel_of_areas(lines: Lines, periods: Sequence[str]) -> list[str]:
    """The areas with a comparable value in every period, without their totals."""
    return [
        area
        for area, line in lines.items()
        if all(_value(line, p) for p in periods) and not _breaks(line, periods)
    ]


def _value(line: Mapping[str, Observation], period: str) -> Observation | None:
    found = line.get(period)
    return found if found is not None and found.value is not None else None


def _breaks(line: Mapping[str, Observation], periods: Sequence[str]) -> bool:
    """A break counts also in a period between these in which nobody reported."""
    first, last = periods[0], periods[-1]
    return any(o.status == Status.BREAK for p, o in line.items() if first < p <= last)
