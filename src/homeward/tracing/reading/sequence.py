"""The statement's own sequence as the declared order, where times alone do not tell."""

import numpy as np

from homeward.tracing.ledger import NO_ORDER, Flags
from homeward.tracing.reading.draft import Draft


def fill_order(draft: Draft) -> None:
    """Give payments that share their moment the numbers of their rows, file by file.

    What is declared stays. A statement that runs from the newest to the oldest is read from its
    end, so that its sequence runs with time. The caller vouches that the files are statements.
    """
    order = draft.number["order"].copy()
    for file in range(len(draft.names)):
        rows = np.flatnonzero(draft.file == file)
        time = draft.number["time"][rows]
        is_backwards = len(time) > 1 and bool((np.diff(time) <= 0).all()) and time[0] > time[-1]
        number = -draft.row[rows] if is_backwards else draft.row[rows]
        open_rows = (order[rows] == NO_ORDER) & _shared(time)
        order[rows[open_rows]] = number[open_rows]
    draft.number["order"] = order


def _shared(time: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Flags:
    """Which moments occur more than once."""
    _, place, count = np.unique(time, return_inverse=True, return_counts=True)
    return np.asarray(count[place.ravel()] > 1)
