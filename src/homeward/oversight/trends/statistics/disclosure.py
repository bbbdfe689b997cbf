"""Disclosure control: which counts of a table are held back, so that none can be worked out.

Primary: every count below the threshold, zero among them, since *none* may say as much as *one*.
Secondary: further cells, until somebody who knows every published cell, every sum and the threshold
finds that each primary cell can be anything from 0 to the threshold less one. He is never told
which hidden cells are primary: all bear one mark. Bounds are exact, by integer programs (HiGHS,
through scipy). The method is cell suppression as the Handbook on Statistical Disclosure Control
describes it (from memory: 2nd edition, 2024, section 4); its known limit is somebody who runs this
very rule backwards, or who compares releases.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

THRESHOLD = 5


@dataclass(frozen=True, slots=True)
class Sum:
    """The cell `total` is the sum of the cells `parts`."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Controlled:
    """What may be shown: `shown` by name of the cell; the rest is held back, for one reason or the
    other."""

    shown: dict[str, int]
    primary: frozenset[str]
    secondary: frozenset[str]

    @property
    def hidden(self) -> frozenset[str]:
        """All that is held back."""
        return self.primary | self.secondary


def control(
    cells: Mapping[str, int], sums: Iterable[Sum] = (), *, threshold: int = THRESHOLD
) -> Controlled:
    """Decide which cells of a table with these sums are shown.

    Raises ValueError for a negative count, a sum of cells that are not there, and a sum that does
    not add up.
    """
    rules = tuple(sums)
    _check(cells, rules)
    primary = frozenset(name for name, value in cells.items() if value < threshold)
    secondary: set[str] = set()
    while exposed := _exposed(cells, rules, primary, secondary, threshold):
        secondary.add(_next(cells, rules, primary | secondary, exposed))
    for name in sorted(secondary, key=lambda one: (-cells[one], one)):
        fewer = secondary - {name}
        if not _exposed(cells, rules, primary, fewer, threshold):
            secondary = fewer
    hidden = primary | secondary
    shown = {name: value for name, value in cells.items() if name not in hidden}
    return Controlled(shown, primary, frozenset(secondary))


def bounds(shown: Mapping[str, int], sums: Iterable[Sum], wanted: str) -> tuple[int, int | None]:
    """The least and the largest that a hidden cell can be, given all that is shown.

    `wanted` is the hidden cell. A largest of None: without limit. Raises ValueError where nothing
    fits.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    rules = [one for one in sums if not {one.total, *one.parts} <= set(shown)]
    names = sorted({wanted}.union(*({one.total, *one.parts} for one in rules)) - set(shown))
    place = {name: at for at, name in enumerate(names)}
    rows, right = np.zeros((len(rules), len(names))), np.zeros(len(rules))
    for at, one in enumerate(rules):
        for name, sign in ((one.total, -1), *((part, 1) for part in one.parts)):
            if name in place:
                rows[at, place[name]] += sign
            else:
                right[at] -= sign * shown[name]
    fits = LinearConstraint(rows, right, right) if rules else ()
    found: list[int | None] = []
    for sign in (1, -1):
        aim = np.zeros(len(names))
        aim[place[wanted]] = sign
        result = milp(aim, constraints=fits, bounds=Bounds(0), integrality=np.ones(len(names)))
        if result.status == 2:
            raise ValueError("Nothing fits what is shown.")
        found.append(None if result.x is None else round(float(result.x[place[wanted]])))
    return found[0] or 0, found[1]


def _exposed(
    cells: Mapping[str, int],
    sums: Collection[Sum],
    primary: Collection[str],
    secondary: Collection[str],
    threshold: int,
) -> list[str]:
    """The primary cells that can be narrowed down, in order of name."""
    shown = {n: value for n, value in cells.items() if n not in primary and n not in secondary}
    return [one for one in sorted(primary) if _is_narrow(bounds(shown, sums, one), threshold)]


def _is_narrow(found: tuple[int, int | None], threshold: int) -> bool:
    least, most = found
    return least > 0 or (most is not None and most < threshold - 1)


def _next(
    cells: Mapping[str, int],
    sums: Collection[Sum],
    hidden: Collection[str],
    exposed: Sequence[str],
) -> str:
    """The cell to hold back next: of the sums that give the first exposed cell away, or else of any
    sum with a hidden cell; a part before a total, the smallest first."""
    totals = {one.total for one in sums}

    def beside(some: Collection[str]) -> set[str]:
        together = [{one.total, *one.parts} for one in sums]
        return set().union(*(one for one in together if one & set(some))) - set(hidden)

    candidates = beside(exposed[:1]) or beside(exposed) or beside(hidden)
    return min(candidates, key=lambda name: (name in totals, cells[name], name))


def _check(cells: Mapping[str, int], sums: Collection[Sum]) -> None:
    for name, value in cells.items():
        if value < 0:
            raise ValueError(f"{name}: a count is never negative: {value}.")
    for one in sums:
        if missing := {one.total, *one.parts} - set(cells):
            raise ValueError(f"{one.total}: the cells {sorted(missing)} are not in the table.")
        if cells[one.total] != sum(cells[part] for part in one.parts):
            raise ValueError(f"{one.total}: the parts do not add up to it.")
