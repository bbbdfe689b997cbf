"""Which payments took which credit: made once, for every account together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from homeward.tracing.index.groups import row_type
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
    """Per row, and one more: the number of the first part of its credit."""
    payment: Any
    """Per part: the row of the payment that took it."""
    begin: Ints
    """Per part: where in the credit it begins, in minor units. It ends where the next begins."""
    into: Ints
    """Per part: where in its payment it begins, in minor units."""

    @classmethod
    def of(cls, index: "Index") -> "Matched":
        """Every part of a whole ledger."""
        from homeward.tracing.index.stack_loops import match_stacks, sort_parts
        from homeward.tracing.lines import order_events

        ledger, size = index.ledger, len(index)
        number = part_type(size)
        latest = np.zeros(size, dtype=number)
        # memory that is not written to is not taken
        payment, earlier = (np.empty(2 * size, dtype=number) for _ in range(2))
        stop = np.empty(2 * size, dtype=np.int64)
        events = order_events(ledger, size, None) if ledger.has_delays else np.zeros(0, np.int64)
        columns = (ledger.source, ledger.target, ledger.amount, ledger.credited)
        given = (events, *columns, index.outside, index.before)
        count = match_stacks(*given, latest, payment, earlier, stop)
        first, by = np.empty(size + 1, dtype=number), np.empty(count, dtype=number)
        begin, into = (np.empty(count, dtype=np.int64) for _ in range(2))
        sort_parts(ledger.credited, latest, payment, earlier, stop, first, by, begin, into)
        return cls(first, by, begin, into)

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
    going, coming = index.outgoing, index.incoming
    orders = (going.first, going.rows, coming.first, coming.rows)
    places = (index.taken_from, index.ledger.amount, index.placed_at)
    find_takers(index.outside, *orders, *places, takers)
    return takers
