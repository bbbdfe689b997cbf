"""Whole minor units at output, so that rounded lines still add up."""

import math
from collections.abc import Sequence
from fractions import Fraction

from homeward.tracing.tally import Amount

_DECIMALS = 6
"""Decimals of a minor unit beyond which amounts count as equal where they are ranked."""


def largest_remainder(amounts: Sequence[Amount | Fraction], total: int) -> list[int]:
    """Round amounts to integers that add up to `total`, the largest remainders upwards.

    Ties, and what only the float error tells apart, go to the earlier amount. What is nothing stays
    nothing. `total` must be the rounded sum, give or take the float error; where that error is
    larger than rounding can be (amounts above 2^53), the largest amount bears it.
    """
    floors = [math.floor(amount) for amount in amounts]
    present = [place for place, amount in enumerate(amounts) if amount] or list(range(len(amounts)))
    missing = total - sum(floors)
    if not present or not missing:
        return floors
    ranked = sorted(present, key=lambda i: round(floors[i] - amounts[i], _DECIMALS))
    step = 1 if missing > 0 else -1
    beyond = abs(missing) - len(ranked)
    if beyond > 0:
        floors[max(present, key=lambda i: abs(float(amounts[i])))] += step * beyond
    for place in (ranked if missing > 0 else ranked[::-1])[: abs(missing)]:
        floors[place] += step
    return floors


def nearest(amount: Amount) -> int:
    """The nearest integer, halves to even.

    An amount that only the float error keeps from a half is one: so a sum is rounded alike in
    whatever order its parts were added up.
    """
    return amount if isinstance(amount, int) else round(ranked_amount(amount))


def ranked_amount(amount: Amount) -> Amount:
    """An amount to rank by: what only the float error tells apart is equal."""
    return amount if isinstance(amount, int) else round(amount, _DECIMALS)
