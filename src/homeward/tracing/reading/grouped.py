"""Amounts such as 1.500 where two decimals are kept: the point may mark thousands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing.ledger import Flags, Ints
from homeward.tracing.warning import TraceWarning

if TYPE_CHECKING:
    from homeward.tracing.reading.draft import Draft

DIGITS = 3
"""Digits between two marks of thousands; an exponent from here on says that they are decimals."""

_GROUPED = r"^-?[1-9]\d{0,2}\.\d{3}$"
_DECIMAL = r"^-?(\d*\.\d*|\d{4,})$"
"""What nobody writes whose points mark thousands, where it is not of the form above."""

_FEW = 2
"""Amounts of a file from which on they are a habit: one alone may be anything."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Grouped:
    """Rows of a part whose amounts look grouped, and whether others show that they are not."""

    rows: Ints
    are_decimals: bool


def grouped_of(text: Any, unusual: Flags) -> Grouped | None:
    """What a column of amounts tells, of which only some are of an `unusual` form."""
    rows = np.flatnonzero(unusual)
    looks = pc.match_substring_regex(text.take(pa.array(rows)), _GROUPED)
    rows = rows[looks.to_numpy(zero_copy_only=False)]
    if not len(rows):
        return None
    is_other = np.ones(len(text), dtype=np.bool_)
    is_other[rows] = False
    others = pc.match_substring_regex(text.filter(pa.array(is_other)), _DECIMAL)
    return Grouped(rows, bool(pc.any(others).as_py()))


def note_grouped(draft: "Draft", exponent: int | None) -> list[TraceWarning]:
    """A warning where amounts of a file look grouped and none of its others shows that they are
    not. It is to be asked before rows are turned round."""
    if not any(columns for _, columns in draft.grouped):
        return []
    unit = 10 ** (exponent or 0)
    looks = {name: np.zeros(len(draft), dtype=np.bool_) for name in ("amount", "credited")}
    decimals, start = set(), 0
    for (file, numbers), (_, columns) in zip(draft.parts, draft.grouped, strict=True):
        for name, each in columns.items():
            looks[name][start + each.rows] = True
            if each.are_decimals:
                decimals.add(file)
        start += len(numbers)
    found = np.zeros(len(draft), dtype=np.bool_)
    for file in range(len(draft.names)):
        here = draft.file == file
        own = (looks["amount"] | looks["credited"]) & here
        is_open = file not in decimals and np.count_nonzero(own) >= _FEW
        if is_open and not _is_told(draft, here, looks, unit):
            found |= own & draft.stands
    if not found.any():
        return []
    rows = np.flatnonzero(found)
    facts = {"exponent": exponent or 0, "count": len(rows)}
    return [TraceWarning("amounts_look_grouped", facts | {"rows": draft.named_rows(rows, _SHOWN)})]


def _is_told(draft: "Draft", here: Flags, looks: dict[str, Flags], unit: int) -> bool:
    """Whether other amounts of a file have decimals, or thousands without a mark: of its parts in
    which nothing looks grouped no text was kept."""
    for name, own in looks.items():
        others = draft.number[name][here & draft.given[name] & draft.stands & ~own]
        if (others % unit != 0).any() or (np.abs(others) >= 1000 * unit).any():
            return True
    return False
