"""Kernels that look over a whole draft at once, so that only a bad one is looked at in detail."""

from typing import Any

import numpy as np

from homeward.tracing.index.machine_loops import fetch
from homeward.tracing.kernels import kernel

AHEAD = 24
_LIMIT = np.int64(1 << 62)


@kernel
def is_well(amount: Any, credited: Any, source: Any, target: Any, went: Any, came: Any) -> bool:
    """True where all amounts are above zero, payments to oneself credit what they debit, and no
    account's total reaches 2^62; `went` and `came` are zeros, one for each account."""
    size = len(amount)
    for row in range(size):
        if row + AHEAD < size:
            fetch(went, np.int64(source[row + AHEAD]))
            fetch(came, np.int64(target[row + AHEAD]))
        out, back = amount[row], credited[row]
        if out <= 0 or back <= 0:
            return False
        if source[row] == target[row] and out != back:
            return False
        # both are below the limit, so the sums are below 2^63
        went[source[row]] += out
        came[target[row]] += back
        if went[source[row]] >= _LIMIT or came[target[row]] >= _LIMIT:
            return False
    return True
