"""Reversals that name the payment whose money they return."""

import numpy as np
import pyarrow.compute as pc

from homeward.tracing.ledger import Ints
from homeward.tracing.reading.checks import Numbered
from homeward.tracing.reading.draft import Draft


def link_reversals(draft: Draft, numbered: Numbered, ranked: Ints) -> Ints | None:
    """The draft row of each row's original (-1 where none), or None when no row has one.

    `ranked` is every row's place in time. Refuses links that do not fit; a refused original takes
    its reversals with it.
    """
    wanted = draft.text["reverses"]
    if wanted is None or wanted.null_count == len(wanted):
        return None
    place = pc.index_in(wanted, value_set=draft.text["id"].cast(wanted.type))
    original = pc.fill_null(place, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    linked = np.asarray(pc.is_valid(wanted).to_numpy(zero_copy_only=False), dtype=np.bool_)
    while True:
        before = int(draft.stands.sum())
        for row in np.flatnonzero(linked & draft.stands):
            _check_link(draft, numbered, int(row), int(original[row]), ranked)
        if int(draft.stands.sum()) == before:
            return np.where(linked, original, -1)


def _check_link(draft: Draft, numbered: Numbered, row: int, original: int, ranked: Ints) -> None:
    facts = {"value": draft.text["reverses"][row].as_py()}
    amount, credited = int(draft.number["amount"][row]), 0
    code = None
    if original < 0 or not draft.stands[original]:
        code = "reverses_unknown"
    else:
        credited = int(draft.number["credited"][original])
        back = (numbered.source[row], numbered.target[row])
        if back != (numbered.target[original], numbered.source[original]):
            code = "reverses_mismatch"
        elif ranked[original] >= ranked[row]:
            code = "reverses_later"
        elif amount > credited:
            code = "reverses_above_original"
    if code is not None:
        facts.update(amount=amount, credited=credited)
        draft.reject([row], "reverses", code, facts)


def followed(original: Ints, rows: Ints) -> Ints:
    """Originals as places among the kept rows, in their order."""
    place = np.full(len(original), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    kept = original[rows]
    return np.where(kept >= 0, place[np.maximum(kept, 0)], -1)
