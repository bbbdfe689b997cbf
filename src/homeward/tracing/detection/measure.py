"""Measure the detectors: how many findings are right, and how much of what is planted is found.

A finding is right when at least half of its payments belong to one planted pattern of its kind. A
planted pattern is found when the findings of its kind together name at least half of its payments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from homeward.tracing.detection.book import Book
from homeward.tracing.detection.figures import Figures
from homeward.tracing.detection.finding import Lead
from homeward.tracing.detection.patterns import DEFAULTS, Parameters, Pattern
from homeward.tracing.detection.scan import leads_of
from homeward.tracing.ledger import Ints

if TYPE_CHECKING:
    from homeward.tracing.generator import Generated, Planted

HALF = 0.5


@dataclass(slots=True)
class Count:
    """Findings and planted patterns counted over several worlds."""

    findings: int = 0
    right: int = 0
    related: int = 0
    planted: int = 0
    found: int = 0
    payments: int = 0

    def figures(self) -> Figures:
        """Precision and recall to three decimals; 0 where nothing was found or planted."""
        return Figures(
            precision=round(self.right / max(self.findings, 1), 3),
            recall=round(self.found / max(self.planted, 1), 3),
            findings=self.findings,
            right=self.right,
            related=self.related,
            planted=self.planted,
            found=self.found,
            payments=self.payments,
        )


def measure(
    worlds: "Iterable[Generated]", parameters: Mapping[Pattern, Parameters] = DEFAULTS
) -> dict[Pattern, Figures]:
    """Precision and recall of every pattern over worlds of the generator."""
    counts = {pattern: Count() for pattern in parameters}
    for world in worlds:
        book = Book(world.ledger)
        for pattern, values in parameters.items():
            leads, _ = leads_of(book, pattern, values)
            tally(counts[pattern], pattern, leads, world)
    return {pattern: count.figures() for pattern, count in counts.items()}


def tally(count: Count, pattern: Pattern, leads: Sequence[Lead], world: "Generated") -> None:
    """Count one world's findings and planted patterns of one kind."""
    size = len(world.ledger)
    any_plant, own_plant = _plants(world.planted, size), np.full(size, -1, dtype=np.int64)
    own = [each for each in world.planted if each.pattern is pattern]
    for number, each in enumerate(own):
        own_plant[each.rows] = number
    named = np.zeros(size, dtype=np.bool_)
    for lead in leads:
        rows = np.array(lead.rows, dtype=np.int64)
        named[rows] = True
        count.right += _is_mostly_one(own_plant[rows])
        count.related += _is_mostly_one(any_plant[rows])
    count.findings += len(leads)
    count.planted += len(own)
    count.found += sum(bool(named[each.rows].mean() >= HALF) for each in own)
    count.payments += size


def _plants(planted: "Sequence[Planted]", size: int) -> Ints:
    """The number of the planted pattern that each row belongs to, -1 where none."""
    found = np.full(size, -1, dtype=np.int64)
    for number, each in enumerate(planted):
        found[each.rows] = number
    return found


def _is_mostly_one(plants: Ints) -> bool:
    inside = plants[plants >= 0]
    return len(inside) > 0 and bool(np.bincount(inside).max() >= HALF * len(plants))
