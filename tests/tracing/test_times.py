"""Times as they are written: decimals of a second, marks of zones, dates alone among moments."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter

from homeward.tracing import Claim, Ledger, read_ledger, trace
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


@pytest.mark.parametrize(
    ("zone", "text", "expected"),
    [
        ("UTC", "2026-07-01 12:00:00", "2026-07-01T12:00:00+00:00"),
        ("+02:00", "2026-07-01 12:00:00", "2026-07-01T10:00:00+00:00"),
        ("Europe/Paris", "2026-07-01 12:00:00", "2026-07-01T10:00:00+00:00"),
        ("Europe/Paris", "2026-01-01", "2025-12-31T23:00:00+00:00"),
        ("Europe/Paris", "2026-07-01T12:00:00Z", "2026-07-01T12:00:00+00:00"),
        ("Europe/Paris", "20260701T120000", "2026-07-01T10:00:00+00:00"),
    ],
)
def test_zones(tmp_path: Path, zone: str, text: str, expected: str) -> None:
    path = write(tmp_path, HEADER, f"P1,{text},A,B,100,XAD")
    ledger = read_ledger([path], zone=zone).ledger
    assert from_microseconds(int(ledger.time[0])).isoformat() == expected


def test_a_zone_that_a_time_carries_counts_before_the_zone_of_all(tmp_path: Path) -> None:
    lines = ["P1,2026-01-05t09:00:00Z,A,B,1,XAD", "P2,2026-W02-1T10:00:00Z,A,B,1,XAD"]
    found = moments(write(tmp_path, HEADER, *lines), zone="+02:00")
    assert [each.hour for each in found] == [9, 10]


def test_what_is_finer_than_a_microsecond_is_refused(tmp_path: Path) -> None:
    texts = ["2026-01-05T09:00:00.0000001Z", "2026-01-05T09:00:00.000000001Z"]
    lines = [f"P{number},{text},A,B,1,XAD" for number, text in enumerate(texts)]
    path = write(tmp_path, HEADER, *lines)
    assert rejected(path) == [(1, "time", "time_not_read"), (2, "time", "time_not_read")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-05T24:00:00Z", "2026-01-06T00:00:00+00:00"),
        ("2026-01-05T24:00", "2026-01-05T23:00:00+00:00"),
        ("2026-01-05 24:00", "2026-01-05T23:00:00+00:00"),
        ("2026-01-05T24", "2026-01-05T23:00:00+00:00"),
        ("20260105T24", "2026-01-05T23:00:00+00:00"),
        ("20260105T2400Z", "2026-01-06T00:00:00+00:00"),
        ("20260105T240000+0100", "2026-01-05T23:00:00+00:00"),
        ("2025-12-31t24:00:00.000000000-02:00", "2026-01-01T02:00:00+00:00"),
        ("2026-W02-1T24:00:00,000Z", "2026-01-06T00:00:00+00:00"),
        ("2026-03-28T24:00", "2026-03-28T23:00:00+00:00"),
        ("2026-03-29T24:00", "2026-03-29T22:00:00+00:00"),
    ],
)
def test_a_day_may_end_at_24(tmp_path: Path, text: str, expected: str) -> None:
    lines = [f'P1,"{text}",A,B,1,XAD', "P2,2026-06-05T09:00:00Z,A,B,1,XAD"]
    found = moments(write(tmp_path, HEADER, *lines), zone="Europe/Paris")
    assert found[0].isoformat() == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "time_digits_alone") for text in ("20260105", "1767603600", "1767603600.5")),
        *((text, "time_not_read") for text in ("2026-01-05T24:00:01Z", "2026-01-05T24:30Z")),
        *((text, "time_not_read") for text in ("2026-01-05T25:00Z", "9999-12-31T24:00Z")),
        *((text, "time_not_read") for text in ("2026-01-05T09.5Z", "2026-01-05T09:30.5Z")),
        *((text, "time_not_read") for text in ("20260105T0930,5Z", "2026-02-30T24:00Z")),
    ],
)
def test_what_may_mean_several_moments_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = write(tmp_path, HEADER, f'P1,"{text}",A,B,1,XAD')
    assert rejected(path, zone="UTC") == [(1, "time", code)]


TIMED = "T{0},2026-01-05T09:00:00Z,VICTIM,MULE,1000,XAD"
DAY = "D{0},2026-01-05,MULE,CASHOUT,1000,XAD"


def told(ledger: Ledger) -> list[tuple[int, list[str]]]:
    """Count and rows of what is said of dates alone."""
    notes = [each for each in ledger.warnings if each.code == "dates_alone"]
    return [(each.params["count"], each.params["rows"]) for each in notes]


def test_dates_alone_beside_moments_are_told(tmp_path: Path) -> None:
    timed = write(tmp_path, HEADER, TIMED.format(1), name="timed.csv")
    days = write(tmp_path, HEADER, *(DAY.format(number) for number in range(12)), name="days.csv")
    ledger = read_ledger([timed, days], zone="UTC").ledger
    assert told(ledger) == [(12, [f"days.csv:{row}" for row in range(1, 11)])]
    (note,) = (
        each
        for each in trace(ledger, [Claim("T1")], rule="fifo").warnings
        if each.code == "dates_alone"
    )
    assert "midnight" in note.message
    assert told(read_ledger(days, zone="UTC").ledger) == []
    assert told(read_ledger(timed).ledger) == []


@pytest.mark.parametrize("alone", ["2026-01-05", "2026-W02-1", "2026W021", "2026-W02"])
@pytest.mark.parametrize("moment", ["2026W02T12", "2026-01-05 09:00", "2026-01-05T09:00:00Z"])
def test_every_form_of_a_date_is_known(tmp_path: Path, alone: str, moment: str) -> None:
    lines = [f"P1,{moment},A,B,5,XAD", f"P2,{alone},B,C,5,XAD", "P3,2026-01-07,B,C,5,XAD"]
    path = write(tmp_path, HEADER, *lines)
    ledger = read_ledger(path, zone="UTC").ledger
    assert told(ledger) == [(2, ["ledger.csv:2", "ledger.csv:3"])]
    path = write(tmp_path, HEADER, lines[0], lines[0].replace("P1", "P2"))
    assert told(read_ledger(path, zone="UTC").ledger) == []


def test_refused_rows_say_nothing_of_dates(tmp_path: Path) -> None:
    wrong = DAY.format(1).replace("1000", "none")
    path = write(tmp_path, HEADER, wrong, TIMED.format(1), "P3,,A,B,1,XAD", "P4,soon,A,B,1,XAD")
    assert told(read_ledger(path, zone="UTC", accept_rejected=True).ledger) == []
    wrong = TIMED.format(1).replace("1000", "none")
    path = write(tmp_path, HEADER, DAY.format(1), wrong)
    assert told(read_ledger(path, zone="UTC", accept_rejected=True).ledger) == []


def test_a_credit_may_be_the_date_alone(tmp_path: Path) -> None:
    lines = [f"{TIMED.format(1)},2026-01-06", f"{TIMED.format(2)},"]
    path = write(tmp_path, HEADER + ",credited_time", *lines)
    assert told(read_ledger(path, zone="UTC").ledger) == [(1, ["ledger.csv:1"])]


def parquet(path: Path, name: str, times: list[Any], kind: Any) -> Path:
    columns = {"id": [f"{name}{number}" for number in range(len(times))]}
    columns |= {"source": ["A"] * len(times), "target": ["B"] * len(times)}
    table = pa.table({**columns, "amount": [1] * len(times), "currency": ["XAD"] * len(times)})
    path = path / f"{name}.parquet"
    pyarrow.parquet.write_table(table.append_column("time", pa.array(times, kind)), path)
    return path


def test_columns_of_dates_are_dates_alone(tmp_path: Path) -> None:
    days = parquet(tmp_path, "days", [date(2026, 1, 5), date(2026, 1, 6)], pa.date32())
    timed = parquet(tmp_path, "timed", [datetime(2026, 1, 5, 9, tzinfo=UTC)], pa.timestamp("us"))
    ledger = read_ledger([days, timed], zone="UTC").ledger
    assert told(ledger) == [(2, ["days.parquet:1", "days.parquet:2"])]
    assert told(read_ledger(days, zone="UTC").ledger) == []
    assert told(read_ledger(timed, zone="UTC").ledger) == []


def test_a_cell_shown_as_a_date_is_a_date_alone(tmp_path: Path) -> None:
    path = tmp_path / "bank.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        full = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, ["time", "source", "target", "amount", "currency"])
        shown = [(datetime(2026, 1, 5), day), (datetime(2026, 1, 6), full)]  # noqa: DTZ001
        for row, (moment, form) in enumerate(shown, start=1):
            sheet.write_datetime(row, 0, moment, form)
            sheet.write_row(row, 1, ["A", "B", 1, "XAD"])
    assert told(read_ledger(path, zone="UTC").ledger) == [(1, ["bank.xlsx:1"])]
