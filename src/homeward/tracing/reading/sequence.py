"""The statement's own sequence as the declared order, where times alone do not tell."""

import numpy as np

from homeward.tracing.ledger import NO_ORDER, Flags, Ints
from homeward.tracing.reading.draft import Draft
from homeward.tracing.warning import TraceWarning

OLDEST, NEWEST = "oldest first", "newest first"
"""How the rows of a file were taken to run."""


def fill_order(draft: Draft) -> list[TraceWarning]:
    """Give payments that share their moment the numbers of their rows, file by file.

    What is declared stays. A statement that runs from the newest to the oldest is read from its
    end, so that its sequence runs with time; the direction is that of most neighbouring rows of
    different moments. The caller vouches that the files are statements. Gives a warning for each
    file that runs neither way, and for each whose rows do not tell.
    """
    order = draft.number["order"].copy()
    notes: list[TraceWarning] = []
    for file, name in enumerate(draft.names):
        rows = np.flatnonzero((draft.file == file) & draft.stands)  # a time not read is none
        time, number = draft.number["time"][rows], draft.row[rows]
        later, earlier = time[1:] > time[:-1], time[1:] < time[:-1]
        is_backwards = bool(np.count_nonzero(earlier) > np.count_nonzero(later))
        open_rows = (order[rows] == NO_ORDER) & _shared(time)
        notes.extend(_unclear(name, number, earlier, later, is_backwards=is_backwards))
        if np.count_nonzero(open_rows) > 1 and not (later.any() or earlier.any()):
            notes.append(TraceWarning("sequence_unknown", {"file": name, "taken": OLDEST}))
        order[rows[open_rows]] = (-number if is_backwards else number)[open_rows]
    draft.number["order"] = order
    return notes


def _unclear(
    file: str, number: Ints, earlier: Flags, later: Flags, *, is_backwards: bool
) -> list[TraceWarning]:
    """What to say of a file in which a row goes against the others."""
    against = later if is_backwards else earlier
    if not against.any():
        return []
    row = int(number[1 + int(np.argmax(against))])
    facts = {"file": file, "row": row, "taken": NEWEST if is_backwards else OLDEST}
    return [TraceWarning("sequence_unclear", facts)]


def _shared(time: Ints) -> Flags:
    """Which moments occur more than once."""
    _, place, count = np.unique(time, return_inverse=True, return_counts=True)
    return np.asarray(count[place.ravel()] > 1)
