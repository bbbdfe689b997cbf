"""Payments being drawn, and the people and firms they are drawn for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

from homeward.tracing.detection.patterns import Pattern
from homeward.tracing.ledger import Ints

START = 1_767_225_600_000_000
"""2026-01-01T00:00Z in microseconds."""
HOUR = 3_600_000_000
DAY = 24 * HOUR

PER_PERSON = 28
"""Ordinary payments for each person in the world, by and large."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Payments as arrays of one length; `plant` is -1 for ordinary ones."""

    time: Ints
    source: Ints
    target: Ints
    amount: Ints
    plant: Ints


@dataclass(slots=True)
class Draft:
    """Payments in the order in which they are drawn."""

    parts: list[tuple[Ints, Ints, Ints, Ints, Ints]] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)
    _plant: int = -1

    @contextmanager
    def planting(self, pattern: Pattern) -> Iterator[None]:
        """What is paid meanwhile belongs to one planted pattern."""
        self.patterns.append(pattern)
        self._plant = len(self.patterns) - 1
        yield
        self._plant = -1

    def pay(self, time: Any, source: Any, target: Any, amount: Any) -> None:
        """Add payments: arrays of one length, or single values; amounts below 1 become 1."""
        moment, payer, payee, units = np.broadcast_arrays(
            *(np.asarray(each, dtype=np.int64) for each in (time, source, target, amount))
        )
        kept = np.ravel(payer != payee)
        columns = [np.ravel(each)[kept] for each in (moment, payer, payee, np.maximum(units, 1))]
        plant = np.full(int(kept.sum()), self._plant, dtype=np.int64)
        self.parts.append((columns[0], columns[1], columns[2], columns[3], plant))

    def columns(self) -> Columns:
        """Everything drawn."""
        return Columns(*(np.concatenate(each) for each in zip(*self.parts, strict=True)))


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Account numbers by what their holders do."""

    random: Generator
    payments: int
    days: int
    accounts: int
    people: Ints
    shops: Ints
    suppliers: Ints
    employers: Ints
    landlords: Ints
    processors: Ints
    dealers: Ints
    offices: Ints
    """Notaries and lenders: money of others passes through them."""
    cash: int
    openings: Ints

    def moments(self, size: int) -> Ints:
        """Moments of waking hours, spread evenly over the days."""
        day = self.random.integers(0, self.days, size)
        hour = self.random.triangular(6, 14, 23, size)
        return START + day * DAY + (hour * HOUR).astype(np.int64)

    def moment(self, margin: int = 0) -> int:
        """One moment, at least `margin` days before the end."""
        last = max(self.days - margin, 1)
        return int(START + self.random.uniform(0, last) * DAY)

    def some_people(self, number: int) -> Ints:
        """Different people."""
        chosen: set[int] = set()
        while len(chosen) < number:
            chosen.add(int(self.random.choice(self.people)))
        found: Ints = self.random.permutation(np.fromiter(chosen, dtype=np.int64))
        return found

    def ranked(self, group: Ints, size: int, power: float = 0.8) -> Ints:
        """Members of a group, the first far oftener than the last (rank ^ -power)."""
        weight = np.cumsum(np.arange(1, len(group) + 1) ** -power)
        picked = np.searchsorted(weight, self.random.random(size) * weight[-1])
        members: Ints = group[np.minimum(picked, len(group) - 1)]
        return members

    def about(self, middle: float, spread: float, size: int | None = None) -> Any:
        """Lognormal amounts in minor units around a middle."""
        drawn = self.random.lognormal(np.log(middle), spread, size)
        return np.asarray(drawn).astype(np.int64)


_SHARES = {
    "shops": 0.03,
    "suppliers": 0.006,
    "employers": 0.02,
    "landlords": 0.03,
    "processors": 0.0004,
    "dealers": 0.002,
    "offices": 0.002,
}


def people_world(random: Generator, payments: int, days: int) -> World:
    """A world large enough for the payments, with balances to begin with."""
    people = max(payments // PER_PERSON, 200)
    first, groups = people, {}
    for name, share in _SHARES.items():
        size = max(int(people * share), 4)
        groups[name] = np.arange(first, first + size, dtype=np.int64)
        first += size
    openings = random.lognormal(np.log(60_000), 1.4, first + 1).astype(np.int64)
    openings[people:] *= 100
    return World(
        random=random,
        payments=payments,
        days=days,
        accounts=first + 1,
        people=np.arange(people, dtype=np.int64),
        cash=first,
        openings=openings,
        **groups,
    )
