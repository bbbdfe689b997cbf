"""Which payments took which credit: made once, for every account together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from homeward.tracing.index.groups import moments_of, orders_of, row_type
from homeward.tracing.rules import Rule

if TYPE_CHECKING:
    from homeward.tracing.index.build import Index

MADE_UP_TO = 1 << 25
"""Payments above which nothing is matched unasked: the parts would take 1.6 GB and more."""


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """The parts that payments took from credits under a lot rule, by credit and place in it.

    Openings are left out, and linked reversals too, which take the money they return. At most two
    parts a payment, each 24 bytes (32 where there are very many), and 4 bytes a payment more (8).
    Whatever a step of a trace asks for lies in one part: memory is slow where it is read here and
    there.
    """

    first: Any
    """Per row: the number of the first part of its credit, -1 where nothing was taken."""
    parts: Any
    """Records, of `parts_type`."""
    folder: str = ""
    """Where it was read from, if it was."""

    @classmethod
    def of(cls, index: "Index", rule: Rule) -> "Matched":
        """Every part of a whole ledger."""
        from homeward.tracing.index.matching_loops import join_parts, match_queues
        from homeward.tracing.index.stack_loops import match_stacks

        ledger, size = index.ledger, len(index)
        kind = parts_type(size)
        first = np.full(size, -1, dtype=kind["later"])
        parts = np.empty(2 * size, dtype=kind)  # memory that is not written to is not taken
        given, columns = (index.outside, orders_of(index)), (ledger.amount, ledger.credited)
        if rule is Rule.LIFO:
            count = match_stacks(*given, moments_of(ledger), *columns, index.before, first, parts)
        else:
            nobody = np.iinfo(kind["payment"]).max
            count = match_queues(*given, index.placed_at, *columns, nobody, first, parts)
        join_parts(first, parts[:count])
        return cls(first, parts[:count])

    @classmethod
    def none(cls, size: int) -> "Matched":
        """What stands for a table that has not been made."""
        kind = parts_type(size)
        return cls(np.zeros(0, dtype=kind["later"]), np.zeros(0, dtype=kind))


def parts_type(size: int) -> "np.dtype[np.void]":
    """What is known of each part, for so many payments.

    `begin`: where in the credit it begins, in minor units; it ends where the next begins, the last
    one at the end of the credit. `base`: what gives its place in the payment: first in first out,
    the place in the credit less its place in the payment is added to this; last in first out, the
    place of its end in the credit is taken from it. `payment`: the row of the payment that took it,
    a row beyond all others where none did; its bits turned round (`~`), so negative, in the last
    part of a credit. `later`: the first part of that payment's own credit, or -1.
    """
    number = row_type(2 * size + 2)
    kinds: list[tuple[str, type]] = [("begin", np.int64), ("base", np.int64)]
    return np.dtype([*kinds, ("payment", number), ("later", number)], align=True)
