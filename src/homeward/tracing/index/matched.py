"""Which payments took which credit, last in first out: made once, for every account together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from homeward.tracing.index.groups import row_type
from homeward.tracing.ledger import Ints

if TYPE_CHECKING:
    from homeward.tracing.index.build import Index

MADE_UP_TO = 1 << 26
"""Payments above which the table is not made by itself: it would take 2 GB and more."""


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """The parts that payments took from credits, in the order in which they were taken.

    A credit's parts are a chain, the last taken first, which is the order of their place in it.
    Openings are left out, and linked reversals too, which take the money they return. At most two
    parts a payment, each 16 bytes, and 4 bytes a payment more (double above 2^30 payments, but for
    `stop`).
    """

    latest: Any
    """Per row: the part taken last from its credit, + 1; 0 where nothing was taken."""
    payment: Any
    """Per part: the row of the payment that took it."""
    earlier: Any
    """Per part: the one taken before it from the same credit, + 1; 0 for the first."""
    stop: Ints
    """Per part: where in its payment it ends, in minor units. It begins where the payment's part
    before it ends, the first at 0."""

    @classmethod
    def of(cls, index: "Index") -> "Matched":
        """Every part of a whole ledger."""
        from homeward.tracing.index.stack_loops import match_stacks
        from homeward.tracing.lines import order_events

        ledger, size = index.ledger, len(index)
        kind = kind_of(size)
        latest = np.zeros(size, dtype=kind)
        # memory that is not written to is not taken
        payment, earlier = (np.empty(2 * size, dtype=kind) for _ in range(2))
        stop = np.empty(2 * size, dtype=np.int64)
        events = order_events(ledger, size, None) if ledger.has_delays else np.zeros(0, np.int64)
        columns = (ledger.source, ledger.target, ledger.amount, ledger.credited)
        given = (events, *columns, index.outside, index.before)
        parts = match_stacks(*given, latest, payment, earlier, stop)
        return cls(latest, payment[:parts], earlier[:parts], stop[:parts])

    @classmethod
    def none(cls, size: int) -> "Matched":
        """What stands for a table that has not been made."""
        empty = np.zeros(0, dtype=kind_of(size))
        return cls(empty, empty, empty, np.zeros(0, dtype=np.int64))

    @property
    def columns(self) -> tuple[Any, Any, Any, Any]:
        """As the kernels take them."""
        return self.latest, self.payment, self.earlier, self.stop


def kind_of(size: int) -> type[np.int32] | type[np.int64]:
    """The type that numbers the parts of so many payments."""
    return row_type(2 * size + 2)
