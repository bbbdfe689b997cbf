"""Text to amounts, whole numbers and names, whole columns at a time.

The common forms are read by Arrow; what is left is read row by row with exact decimals.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing import errors
from homeward.tracing.ledger import LIMIT, Flags, Ints
from homeward.tracing.reading.encode import is_plain, raw_text
from homeward.tracing.reading.grouped import DIGITS, Grouped, grouped_of

Problem = tuple[int, str, dict[str, Any]]
"""Row, code and params of a value that is refused."""

Rounding = tuple[int, str, int, Decimal]
"""Row, what was given, what was taken, by how much it moved."""

_EXACT = Context(prec=200)
_LONGEST = 150


@dataclass(slots=True)
class Column:
    """A parsed column: values (0 where refused or empty), empties, problems, roundings; of times
    which are dates alone, of amounts which look grouped (None where none is)."""

    values: Ints
    missing: Flags
    problems: list[Problem] = field(default_factory=list)
    rounded: list[Rounding] = field(default_factory=list)
    days: Flags | None = None
    grouped: Grouped | None = None


def as_text(column: Any) -> Any:
    """An Arrow text column, trimmed; empty text counts as missing."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not pa.types.is_large_string(column.type):
        column = column.cast(pa.string())
    if is_plain(column):
        return column
    text = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, text.type), text)


def rows_with_nul(text: Any) -> list[int]:
    """Rows of a text column that hold the character NUL, which no database and no form takes."""
    raw, places, missing = raw_text(text)
    used = raw[int(places[0]) : int(places[-1])]
    if used.all():
        return []
    found = np.flatnonzero(used == 0) + int(places[0])
    rows = np.unique(np.searchsorted(places, found, side="right") - 1)
    return [row for row in rows.tolist() if not (len(missing) and missing[row])]


def flags(column: Any) -> Flags:
    """A boolean Arrow column as a numpy array; empties are False."""
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def refuse_type(file: str, name: str, column: Any) -> None:
    """Raise `ColumnTypeUnusable` where a column holds neither text nor numbers."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    if not (is_number or is_text or pa.types.is_string_view(kind) or pa.types.is_null(kind)):
        raise errors.ColumnTypeUnusable(file=file, column=name, field=name, type=str(column.type))


def read_amounts(column: Any, exponent: int | None, rounding: bool) -> Column:
    """Minor units. With an exponent, values are major units with decimals; else whole units.

    Without one, decimals are refused even where they are zeros: 1.000 may be a thousand, and 12.00
    twelve hundred minor units. Floating point always writes them.
    """
    if pa.types.is_integer(column.type) and exponent is None:
        return _integers(column)
    text = as_text(column)
    places = exponent or 0
    out = Column(np.zeros(len(text), dtype=np.int64), flags(pc.is_null(text)))
    fast = _fast_amounts(text, places, out)
    is_whole = exponent is None and not rounding and not pa.types.is_floating(column.type)
    slow = ~fast & ~out.missing
    if places < DIGITS and slow.any() and _is_text(column.type):
        out.grouped = grouped_of(text, slow)
    for row in np.flatnonzero(slow):
        given = text[int(row)].as_py()
        if is_whole and "." in given and _decimal(given) is not None:
            facts = {"value": given, "exponent": None}
            out.problems.append((int(row), "amount_not_integer", facts))
        else:
            _slow_amount(out, int(row), given, exponent, rounding)
    return out


def _is_text(kind: Any) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(kind) for test in tests)


def _integers(column: Any) -> Column:
    missing, given = flags(pc.is_null(column)), column
    if pa.types.is_uint64(column.type):  # the one integer type that int64 may not hold
        column = pc.min_element_wise(column, pa.scalar(LIMIT, pa.uint64()), skip_nulls=False)
    values = pc.fill_null(column, 0).cast(pa.int64()).to_numpy(zero_copy_only=False)
    if len(values) and int(values.min()) > -LIMIT and int(values.max()) < LIMIT:
        return Column(values, missing)
    out = Column(np.array(values, dtype=np.int64), missing)
    for row in np.flatnonzero((out.values >= LIMIT) | (out.values <= -LIMIT)):
        out.problems.append((int(row), "amount_too_large", {"value": str(given[int(row)])}))
        out.values[row] = 0
    return out


def _fast_amounts(text: Any, places: int, out: Column) -> Flags:
    """Read what 18 digits can hold; return which rows were read."""
    whole = max(18 - places, 1)
    decimals = rf"(\.\d{{1,{places}}})?" if places else ""
    fast = flags(pc.match_substring_regex(text, rf"^-?\d{{1,{whole}}}{decimals}$"))
    if places > 17 or not fast.any():
        return np.zeros(len(text), dtype=np.bool_)
    chosen = text.filter(pa.array(fast))
    if places:
        parts = pc.extract_regex(chosen, r"^(?P<whole>-?\d+)(?:\.(?P<rest>\d*))?$")
        rest = pc.utf8_rpad(pc.struct_field(parts, "rest"), width=places, padding="0")
        chosen = pc.binary_join_element_wise(pc.struct_field(parts, "whole"), rest, "")
    out.values[fast] = chosen.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return fast


def _slow_amount(out: Column, row: int, text: str, exponent: int | None, rounding: bool) -> None:
    value = _decimal(text)
    if value is None:
        out.problems.append((row, "amount_not_number", {"value": text[:60]}))
        return
    exact = value.scaleb(exponent or 0, _EXACT)
    whole = exact.quantize(Decimal(1), ROUND_HALF_EVEN, _EXACT)
    if whole != exact and not rounding:
        code = "amount_not_integer" if exponent is None else "amount_does_not_divide"
        out.problems.append((row, code, {"value": text, "exponent": exponent}))
    elif abs(whole) >= LIMIT:
        out.problems.append((row, "amount_too_large", {"value": text}))
    else:
        out.values[row] = int(whole)
        if whole != exact:
            out.rounded.append((row, text, int(whole), _EXACT.subtract(whole, exact)))


def _decimal(text: str) -> Decimal | None:
    """An exact decimal of moderate size, or None (also for NaN, infinity and separators)."""
    if len(text) > _LONGEST or "_" in text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and -100 < value.adjusted() < 60 else None


def read_whole_numbers(column: Any, empty: int) -> Column:
    """64-bit whole numbers, for declared orders; empties get the value `empty`."""
    if pa.types.is_integer(column.type):
        out = _integers_of_order(column)
    else:
        out = _whole_from_text(as_text(column))
    out.values[out.missing] = empty
    return out


def _integers_of_order(column: Any) -> Column:
    if pa.types.is_uint64(column.type):  # the one integer type that int64 may not hold
        return _whole_from_text(as_text(column))
    values = pc.fill_null(column, 0).cast(pa.int64()).to_numpy(zero_copy_only=False)
    return Column(np.array(values, dtype=np.int64), flags(pc.is_null(column)))


def _whole_from_text(text: Any) -> Column:
    out = Column(np.zeros(len(text), dtype=np.int64), flags(pc.is_null(text)))
    good = flags(pc.match_substring_regex(text, r"^-?\d{1,18}$"))
    out.values[good] = text.filter(pa.array(good)).cast(pa.int64()).to_numpy(zero_copy_only=False)
    for row in np.flatnonzero(~good & ~out.missing):
        out.problems.append((int(row), "order_not_integer", {"value": text[int(row)].as_py()}))
    return out


def _is_name(kind: Any) -> bool:
    return any(
        test(kind) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer)
    )


def text_column(file: str, name: str, column: Any) -> Any:
    """A column of names or ids as text; numbers are allowed, anything else is refused."""
    kind = column.type
    usable = (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_integer(kind)
        or (pa.types.is_dictionary(kind) and _is_name(kind.value_type))
        or pa.types.is_null(kind)
    )
    if not usable:
        raise errors.ColumnTypeUnusable(file=file, column=name, field=name, type=str(kind))
    return as_text(column)
