"""The kernel of the rule `poison`: labels as bits on accounts, one pass over the payments."""

from typing import Any

import numpy as np

from homeward.tracing.kernels import kernel

_NONE = np.uint64(0)


@kernel
def reach(
    first: int,
    size: int,
    source: Any,
    target: Any,
    apart: Any,
    begins: Any,
    laid: Any,
    covers: Any,
    reached: Any,
    rows: Any,
    bits: Any,
) -> int:
    """Mark what labels reach where every credit comes with its debit; returns how many carried.

    `begins` are the rows that claims are made on, in order, with one more at the end that no row
    has; `laid` the bits of their claims and `covers` whether these leave no room for others.
    `reached` has the bits of each account; those in `apart` keep none. `rows` and `bits` take the
    payments that carried something, with room for one more than there are.
    """
    count, begin = 0, 0
    for row in range(first, size):
        paid, paid_to = source[row], target[row]
        found = _NONE if paid == paid_to else reached[paid]
        rows[count], bits[count] = row, found
        count += found != _NONE
        if row == begins[begin]:
            found = laid[begin] if covers[begin] else found | laid[begin]
            begin += 1
        if found != _NONE and not apart[paid_to]:
            reached[paid_to] |= found
    return count
