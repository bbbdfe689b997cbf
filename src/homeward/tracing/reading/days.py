"""Dates alone: which times are such, and what is told where others have a time of day."""

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing.ledger import Flags
from homeward.tracing.reading.values import Column, flags
from homeward.tracing.warning import TraceWarning

if TYPE_CHECKING:
    from homeward.tracing.reading.draft import Draft

Packed: TypeAlias = npt.NDArray[np.uint8] | bool
"""Which values are dates alone, as bits; or one answer for all that are given."""

_LONGEST = 10
"""Characters of the longest date, such as 2026-01-05; all but one form of moments have more."""
_SHOWN = 10


def days_of(text: Any, naive: Flags) -> Flags | None:
    """Which texts without a zone are dates alone, by their lengths; None where none is."""
    if not naive.any():
        return None
    is_short = flags(pc.less_equal(pc.binary_length(text), _LONGEST)) & naive
    if not is_short.any():
        return None
    weeks = flags(pc.match_substring(text, "W")) & is_short
    if weeks.any():  # 2026W01T12 has a time of day and ten characters
        given = text.filter(pa.array(weeks))
        is_short[weeks] = ~flags(pc.match_substring_regex(given, "[Tt ]"))
    return is_short


def packed(column: Column) -> Packed:
    """The dates alone of a column, in a bit each where they are mixed with moments."""
    if column.days is None or not column.days.any():
        return False
    if (column.days | column.missing).all():
        return True
    return np.packbits(column.days)


def note_days(draft: "Draft") -> list[TraceWarning]:
    """A warning where some rows that stand give a date alone, and some a time of day."""
    if all(each is False for _, columns in draft.days for each in columns.values()):
        return []
    is_timed, count, start = False, 0, 0
    shown: list[int] = []
    for size, columns in draft.days:
        part = slice(start, start + size)
        alone = np.zeros(size, dtype=np.bool_)
        for name, bits in columns.items():
            given = draft.given[name][part] & draft.stands[part]
            days = (
                bits if isinstance(bits, bool) else np.unpackbits(bits, count=size).view(np.bool_)
            )
            alone |= given & days
            is_timed = is_timed or bool((given & np.logical_not(days)).any())
        count += int(np.count_nonzero(alone))
        if len(shown) < _SHOWN:
            shown += (np.flatnonzero(alone)[: _SHOWN - len(shown)] + start).tolist()
        start += size
    if not (is_timed and count):
        return []
    return [TraceWarning("dates_alone", {"count": count, "rows": draft.named_rows(shown)})]
