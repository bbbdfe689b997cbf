"""Which payments took which credit: made once, for every account together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from homeward.tracing.index.groups import moments_of, orders_of, row_type
from homeward.tracing.ledger import Ints

if TYPE_CHECKING:
    from homeward.tracing.index.build import Index

MADE_UP_TO = 1 << 26
"""Payments above which stacks are not matched unasked: the table would take 2 GB and more."""


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """The parts that payments took from credits last in, first out, by credit and place in it.

    Openings are left out, and linked reversals too, which take the money they return. At most two
    parts a payment, each 20 bytes, and 4 bytes a payment more (8 where there are very many parts).
    """

    first: Any
    """Per row: the number of the first part of its credit, -1 where nothing was taken."""
    payment: Any
    """Per part: the row of the payment that took it; its bits turned round (`~`), so negative, in
    the last part of a credit."""
    begin: Ints
    """Per part: where in the credit it begins, in minor units. It ends where the next begins, the
    last one at the end of the credit."""
    into: Ints
    """Per part: where in its payment it begins, in minor units."""

    @classmethod
    def of(cls, index: "Index") -> "Matched":
        """Every part of a whole ledger."""
        from homeward.tracing.index.stack_loops import match_stacks

        ledger, size, number = index.ledger, len(index), part_type(len(index))
        first = np.full(size, -1, dtype=number)
        # memory that is not written to is not taken
        payment = np.empty(2 * size, dtype=number)
        begin, into = (np.empty(2 * size, dtype=np.int64) for _ in range(2))
        columns = (ledger.amount, ledger.credited, index.before)
        given = (index.outside, orders_of(index), moments_of(ledger), *columns)
        count = match_stacks(*given, first, payment, begin, into)
        return cls(first, payment[:count], begin[:count], into[:count])

    @classmethod
    def none(cls, size: int) -> "Matched":
        """What stands for a table that has not been made."""
        empty, none = np.zeros(0, dtype=part_type(size)), np.zeros(0, dtype=np.int64)
        return cls(empty, empty, none, none)

    @property
    def columns(self) -> tuple[Any, Any, Any, Any]:
        """As the kernels take them."""
        return self.first, self.payment, self.begin, self.into


def part_type(size: int) -> type[np.int32] | type[np.int64]:
    """The type that numbers the parts of so many payments."""
    return row_type(2 * size + 2)


def takers_of(index: "Index") -> Any:
    """Per row: where among the outgoing rows the payment stands that takes the first unit of its
    credit first in, first out; the end of its account's where none does."""
    from homeward.tracing.index.taking_loops import find_takers

    takers = np.zeros(len(index), dtype=part_type(len(index)))
    places = (index.taken_from, index.ledger.amount, index.placed_at)
    find_takers(index.outside, *orders_of(index), *places, takers)
    return takers
