"""Times as they are written: decimals of a second, marks of zones, dates alone among moments."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from homeward.tracing import read_ledger
from homeward.tracing.moments import from_microseconds
from tests.tracing.test_reading import HEADER, rejected, write


def moments(path: Path, **options: Any) -> list[datetime]:
    return [from_microseconds(int(time)) for time in read_ledger([path], **options).ledger.time]


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-01-05T09:00:00.0000000Z", 0),
        ("2026-01-05T10:00:00.123456000+01:00", 123456),
        ("2026-01-05 09:00:00.1234560", 123456),
        ("20260105T090000,000001000Z", 1),
        ("2026-01-05t09:00:00Z", 0),
        ("2026-W02-1T09:00:00Z", 0),
    ],
)
@pytest.mark.parametrize("beside", ["2026-01-05T08:00:00Z", "20260105T080000.000000000Z"])
def test_decimals_beyond_the_microsecond_may_be_zeros(
    tmp_path: Path, text: str, microsecond: int, beside: str
) -> None:
    """Whatever stands in the next row: whole columns and single values are read alike."""
    quoted = f'"{text}"'
    path = write(tmp_path, HEADER, f"P0,{beside},A,B,1,XAD", f"P1,{quoted},A,B,1,XAD")
    zone = {} if text[-1] == "Z" or "+" in text else {"zone": "UTC"}
    expected = datetime(2026, 1, 5, 9, 0, 0, microsecond, tzinfo=UTC)
    assert moments(path, **zone)[1] == expected


def test_a_zone_that_a_time_carries_counts_before_the_zone_of_all(tmp_path: Path) -> None:
    lines = ["P1,2026-01-05t09:00:00Z,A,B,1,XAD", "P2,2026-W02-1T10:00:00Z,A,B,1,XAD"]
    found = moments(write(tmp_path, HEADER, *lines), zone="+02:00")
    assert [each.hour for each in found] == [9, 10]


def test_what_is_finer_than_a_microsecond_is_refused(tmp_path: Path) -> None:
    texts = ["2026-01-05T09:00:00.0000001Z", "2026-01-05T09:00:00.000000001Z"]
    lines = [f"P{number},{text},A,B,1,XAD" for number, text in enumerate(texts)]
    path = write(tmp_path, HEADER, *lines)
    assert rejected(path) == [(1, "time", "time_not_read"), (2, "time", "time_not_read")]
