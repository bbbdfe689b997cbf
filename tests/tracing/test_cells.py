"""Cells of a workbook that name payments and accounts are what was typed, or are refused."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from homeward.tracing import read_ledger
from tests.tracing.test_large_files import workbook
from tests.tracing.test_reading import rejected

HEADER = ["id", "time", "source", "target", "amount", "currency", "reference"]
MOMENT = datetime(2026, 1, 1, 9).isoformat()  # noqa: DTZ001


def row(field: str, value: Any) -> list[Any]:
    cells = dict(zip(HEADER, ["P1", MOMENT, "A", "B", 5, "XAD", "R1"], strict=True))
    return list((cells | {field: value}).values())


@pytest.mark.parametrize("field", ["id", "source", "target", "reference"])
@pytest.mark.parametrize(
    ("value", "code"),
    [
        (12345678901234567890, "identifier_as_number"),
        (-1234567890123456, "identifier_as_number"),
        (1234567890.1234567, "identifier_as_number"),
        (date(2026, 3, 1), "identifier_as_date"),
        (datetime(2026, 3, 1, 12), "identifier_as_date"),  # noqa: DTZ001
        (time(12, 30), "identifier_as_date"),
        (timedelta(hours=30), "identifier_as_date"),
    ],
)
def test_what_a_workbook_changed_is_no_identifier(
    tmp_path: Path, field: str, value: Any, code: str
) -> None:
    path = workbook(tmp_path / "bank.xlsx", [HEADER, row("id", "P0"), row(field, value)])
    assert rejected(path, zone="UTC") == [(2, field, code)]
    reading = read_ledger(path, zone="UTC", accept_rejected=True)
    assert reading.ledger.ids.to_pylist() == ["P0"]
    assert "column of text" in reading.rejections[0].sentence()


@pytest.mark.parametrize("value", ["12345678901234567890", "2026-03-01", 123456789012345, 0.1, 7.0])
def test_text_and_short_numbers_are_identifiers(tmp_path: Path, value: Any) -> None:
    path = workbook(tmp_path / "bank.xlsx", [HEADER, row("source", value)])
    expected = "7" if value == 7 else str(value)
    assert list(read_ledger(path, zone="UTC").ledger.account_ids) == [expected, "B"]


def test_amounts_and_times_are_numbers_and_dates(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 1, 9)  # noqa: DTZ001
    rows = [row("time", moment), [*row("id", "P2")[:4], 10**15, "XAD", None]]
    ledger = read_ledger(workbook(tmp_path / "bank.xlsx", [HEADER, *rows]), zone="UTC").ledger
    assert ledger.amount.tolist() == [5, 10**15]
    assert ledger.time[0] == datetime(2026, 1, 1, 9, tzinfo=UTC).timestamp() * 10**6
