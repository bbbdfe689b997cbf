"""What became of each claim, term by term: the conservation line."""

from collections.abc import Iterator
from typing import Literal, Protocol, TypeAlias

from homeward.tracing.errors import ConservationBroken
from homeward.tracing.lazy import LazyDict

Term: TypeAlias = Literal[
    "claimed",
    "received",
    "converted_in",
    "held",
    "in_transit",
    "out",
    "handed",
    "fees",
    "converted_out",
    "displaced",
]
LEFT: tuple[Term, ...] = ("claimed", "received", "converted_in")
RIGHT: tuple[Term, ...] = (
    "held",
    "in_transit",
    "out",
    "handed",
    "fees",
    "converted_out",
    "displaced",
)
TERMS = LEFT + RIGHT

Amount: TypeAlias = int | float
_NOTHING: dict[Term, Amount] = dict.fromkeys(TERMS, 0)
Key: TypeAlias = tuple[str, str]
"""Label and currency: sums never cross currencies."""

TOLERANCE = 1e-9
"""Relative difference allowed to the share rules before rounding; the lot rules have none."""


class Sums(Protocol):
    """Whole amounts added up elsewhere, which need not be read to be checked."""

    def is_even(self) -> bool:
        """True where both sides of every line are equal, exactly."""

    def read(self) -> dict[Key, dict[Term, Amount]]:
        """The amounts of all terms."""


class Tally:
    """Amounts per label, currency and term; both sides of the conservation line must be equal."""

    def __init__(self, sums: Sums | None = None) -> None:
        self._sums = sums
        self._amounts = LazyDict[Key, dict[Term, Amount]](None if sums is None else sums.read)

    def add(self, term: Term, label: str, currency: str, amount: Amount) -> None:
        """Add an amount in minor units to one term."""
        self._sums = None
        terms = self._amounts.get((label, currency))
        if terms is None:
            terms = self._amounts[label, currency] = {}
        terms[term] = terms.get(term, 0) + amount

    def arrive(self, label: str, units: tuple[str, str], left: Amount, arrived: Amount) -> None:
        """Account for what became of an amount on its way: a fee, or an exchange.

        `units` are the currency it left in and the one it arrived in.
        """
        if units[0] == units[1]:
            if left != arrived:
                self.add("fees", label, units[0], left - arrived)
            return
        self.add("converted_out", label, units[0], left)
        self.add("converted_in", label, units[1], arrived)

    def get(self, key: Key, term: Term) -> Amount:
        """The amount of one term, 0 where there is none."""
        return self._amounts.get(key, _NOTHING).get(term, 0)

    def line(self, key: Key) -> list[Amount]:
        """The amounts of all `TERMS`, in their order, 0 where there is none."""
        return [*{**_NOTHING, **self._amounts.get(key, {})}.values()]

    def __iter__(self) -> Iterator[Key]:
        """Labels and currencies in the order in which they appeared."""
        return iter(self._amounts)

    def left(self, key: Key) -> Amount:
        """What came in."""
        return sum(self.line(key)[: len(LEFT)])

    def right(self, key: Key) -> Amount:
        """What is accounted for."""
        return sum(self.line(key)[len(LEFT) :])

    def verify(self, *, exact: bool) -> None:
        """Raise `ConservationBroken` where the two sides differ."""
        if exact and self._sums is not None and self._sums.is_even():
            return
        for key in self._amounts:
            line = self.line(key)
            left, right = sum(line[: len(LEFT)]), sum(line[len(LEFT) :])
            if left == right:
                continue
            scale = max(sum(abs(amount) for amount in line[len(LEFT) :]), 1.0)
            if exact or abs(left - right) > TOLERANCE * scale:
                raise ConservationBroken(label=key[0], currency=key[1], left=left, right=right)

    def merge(self, other: "Tally") -> None:
        """Add another tally to this one."""
        for (label, currency), terms in other._amounts.items():
            for term, amount in terms.items():
                self.add(term, label, currency, amount)
