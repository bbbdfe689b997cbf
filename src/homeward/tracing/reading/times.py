"""Text and timestamps to microseconds since 1970-01-01T00:00Z."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing import errors
from homeward.tracing.ledger import Flags, Ints
from homeward.tracing.moments import to_microseconds
from homeward.tracing.reading.days import days_of
from homeward.tracing.reading.values import Column, as_text, flags

_ZONED = r"([zZ]|[+-]\d\d(:?\d\d)?)$"
_DATED = r"\d[Tt ]\d\d"
_ZEROS = (r"([.,]\d{6})0+(\D|$)", r"\1\2")
"""Zeros beyond the microsecond, and what is left without them."""

_MICROSECONDS = pa.timestamp("us")
_DATE_FIRST = re.compile(r"(\d{4}-\d\d-\d\d|\d{8}|\d{4}-?W\d\d(-?\d)?)([Tt ].*)?", re.DOTALL)
_MIDNIGHT = re.compile(r"(?<=\d[Tt ])24(?=(:?00(:?00([.,]0+)?)?)?([zZ+ -]|$))")
"""24:00, the end of a day: the midnight with which the next one begins."""
_PARTS = re.compile(r"[Tt ]\d\d(:?\d\d)?[.,]")
"""Decimals of an hour or a minute, which Python takes for those of a second."""
_DIGITS = re.compile(r"\d+([.,]\d+)?")
_DAY = timedelta(days=1) // timedelta(microseconds=1)
_FIRST = to_microseconds(datetime(1, 1, 3, tzinfo=UTC))
_LAST = to_microseconds(datetime(9999, 12, 29, tzinfo=UTC))
_FOLDED = "time_ambiguous"


def find_zone(name: str | None) -> tzinfo | None:
    """The zone of a name such as UTC, +02:00 or an IANA name; raises `ZoneUnknown`."""
    if name is None:
        return None
    if not isinstance(name, str):
        raise errors.ZoneUnknown(zone=name)
    if name[:1] in ("+", "-"):
        try:
            return datetime.strptime(name, "%z").tzinfo
        except ValueError as problem:
            raise errors.ZoneUnknown(zone=name) from problem
    if name.upper() in ("UTC", "Z"):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise errors.ZoneUnknown(zone=name) from problem


def read_times(file: str, name: str, column: Any, zone: tzinfo | None) -> Column:
    """Moments of a text, timestamp or date column. Ambiguous ones are problems of their own code
    (`time_ambiguous`) with the earlier moment as value."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return _typed_times(column, zone)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        raise errors.ColumnTypeUnusable(file=file, column=name, field=name, type=str(column.type))
    text = as_text(column)
    out = Column(np.zeros(len(text), dtype=np.int64), flags(pc.is_null(text)))
    zoned = flags(pc.match_substring_regex(text, _DATED + ".*" + _ZONED))
    _fill_zoned(text, zoned, out)
    naive = ~zoned & ~out.missing
    out.days = days_of(text, naive)
    _fill_naive(text, naive, zone, out)
    return out


def _typed_times(column: Any, zone: tzinfo | None) -> Column:
    missing = flags(pc.is_null(column))
    is_naive = pa.types.is_date(column.type) or column.type.tz is None
    kind = _MICROSECONDS if is_naive else pa.timestamp("us", tz="UTC")

    def shown(row: int) -> str:
        return str(column.slice(row, 1).cast(pa.string())[0])

    well = None if is_naive or column.null_count else _all_well(column, kind, missing)
    if well is not None:
        return well
    out = Column(np.zeros(len(column), dtype=np.int64), missing)
    out.days = ~missing if pa.types.is_date(column.type) else None
    try:
        plain = column.cast(kind)
        out.values[:] = pc.fill_null(plain.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:  # some are finer than microseconds, or beyond what 64 bits hold
        for row in np.flatnonzero(~missing):
            _one_typed(column, int(row), kind, out, shown)
    rows = _within_years(out, _read_rows(out, ~missing), shown)
    if is_naive:
        _localise(out, rows, zone, shown)
    return out


def _all_well(column: Any, kind: Any, missing: Flags) -> Column | None:
    """A column of which nothing is empty or refused, in one go; None where that is not so."""
    try:
        values = column.cast(kind).cast(pa.int64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return None
    is_well = int(values.min(initial=_FIRST)) >= _FIRST and int(values.max(initial=0)) <= _LAST
    return Column(values, missing) if is_well else None


def _one_typed(column: Any, row: int, kind: Any, out: Column, shown: Any) -> None:
    try:
        out.values[row] = column.slice(row, 1).cast(kind).cast(pa.int64())[0].as_py()
    except pa.ArrowInvalid:
        out.problems.append((row, "time_not_read", {"value": shown(row)}))


def _within_years(out: Column, rows: Ints, shown: Any) -> Ints:
    """The rows whose times have a date in every zone (years 1 to 9999); the others are refused."""
    values = out.values[rows]
    for row in rows[(values < _FIRST) | (values > _LAST)].tolist():
        out.values[row] = 0
        out.problems.append((row, "time_not_read", {"value": shown(row)}))
    kept: Ints = rows[(values >= _FIRST) & (values <= _LAST)]
    return kept


def _fill_zoned(text: Any, chosen: Flags, out: Column) -> None:
    if not chosen.any():
        return
    _fill_texts(text, chosen, pa.timestamp("us", tz="UTC"), out)
    _within_years(out, _read_rows(out, chosen), lambda row: text[row].as_py())


def _fill_texts(text: Any, chosen: Flags, kind: Any, out: Column) -> None:
    """Read the chosen rows, in one go where all are in the common forms."""
    for pattern in (None, _ZEROS):  # nothing but what Arrow did not read is looked at for zeros
        given = text.filter(pa.array(chosen))
        if pattern is not None:
            given = pc.replace_substring_regex(given, pattern[0], pattern[1])
        try:
            moments = given.cast(kind).cast(pa.int64())
        except pa.ArrowInvalid:
            continue
        out.values[chosen] = moments.to_numpy(zero_copy_only=False)
        return
    for row in np.flatnonzero(chosen):
        _one_text(text, int(row), out)


def _read_rows(out: Column, chosen: Flags) -> Ints:
    """The chosen rows that are not refused."""
    rows = np.flatnonzero(chosen)
    refused = [row for row, _, _ in out.problems]
    return np.asarray(np.setdiff1d(rows, refused) if refused else rows, dtype=np.int64)


def _fill_naive(text: Any, chosen: Flags, zone: tzinfo | None, out: Column) -> None:
    if not chosen.any():
        return
    _fill_texts(text, chosen, _MICROSECONDS, out)

    def shown(row: int) -> Any:
        return text[row].as_py()

    _localise(out, _within_years(out, _read_rows(out, chosen), shown), zone, shown)


def _one_text(text: Any, row: int, out: Column) -> None:
    """Read one value: zoned ones become UTC, naive ones stay local time for now."""
    given = text[row].as_py()
    value = re.sub(*_ZEROS, given)
    if _DIGITS.fullmatch(value):  # 20260105 may be a date, and some second of 1970
        out.problems.append((row, "time_digits_alone", {"value": given[:60]}))
        return
    value, is_end_of_day = _MIDNIGHT.subn("00", value, count=1)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    too_fine = re.search(r"[.,]\d{7}", value) is not None
    # Python takes any character between date and time: the offset of a date would be its time
    is_odd = _DATE_FIRST.fullmatch(value) is None or _PARTS.search(value) is not None
    if moment is None or too_fine or is_odd:
        out.problems.append((row, "time_not_read", {"value": given[:60]}))
        return
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    out.values[row] = to_microseconds(aware) + is_end_of_day * _DAY


def _localise(out: Column, rows: Ints, zone: tzinfo | None, shown: Any) -> None:
    """Shift local times of some rows to UTC."""
    if zone is None:
        for row in rows:
            out.values[row] = 0
            out.problems.append((int(row), "zone_missing", {"value": shown(int(row))}))
        return
    if isinstance(zone, timezone):
        offset = zone.utcoffset(None) // timedelta(microseconds=1)
        out.values[rows] -= offset
        return
    _localise_named(out, rows, zone, shown)


def _localise_named(out: Column, rows: Ints, zone: tzinfo, shown: Any) -> None:
    """Named zones: Arrow for whole columns, one by one where clocks went forward or back."""
    local = pa.array(out.values[rows]).cast(_MICROSECONDS)
    try:
        moments = pc.assume_timezone(local, str(zone))
        out.values[rows] = moments.cast(pa.int64()).to_numpy(zero_copy_only=False)
        return
    except pa.ArrowInvalid:
        pass
    for row in rows:
        naive = datetime(1970, 1, 1) + timedelta(microseconds=int(out.values[row]))  # noqa: DTZ001
        _localise_one(out, int(row), naive, zone, shown)


def _localise_one(out: Column, row: int, naive: datetime, zone: tzinfo, shown: Any) -> None:
    early, late = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        out.values[row] = 0
        params = {"value": shown(row), "zone": str(zone)}
        out.problems.append((row, "time_nonexistent", params))
        return
    if early.utcoffset() != late.utcoffset():
        out.problems.append((row, _FOLDED, {"value": shown(row), "zone": str(zone)}))
    out.values[row] = to_microseconds(early.astimezone(UTC))
