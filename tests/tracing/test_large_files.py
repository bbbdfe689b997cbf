"""Large files come in parts, limits are kept before anything is read, sheets are read exactly."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet
import pytest
import xlsxwriter

from homeward.tracing import Ledger, LedgerRejected, errors, read_ledger
from homeward.tracing.ledger import NO_ORDER
from homeward.tracing.reading import files
from tests.tracing.test_reading import GOOD, HEADER, write


def same(one: Ledger, other: Ledger) -> bool:
    columns = ("time", "order", "position", "source", "target", "amount", "credited")
    return (
        all(getattr(one, name).tolist() == getattr(other, name).tolist() for name in columns)
        and one.ids.to_pylist() == other.ids.to_pylist()
        and tuple(one.account_ids) == tuple(other.account_ids)
    )


def table(rows: int) -> pa.Table:
    return pa.table(
        {
            "time": [f"2026-01-01T00:00:{each % 60:02d}Z" for each in range(rows)],
            "source": [f"A{each % 7}" for each in range(rows)],
            "target": [f"A{each % 5 + 1}" for each in range(rows)],
            "amount": [each + 1 for each in range(rows)],
            "currency": ["XAD"] * rows,
            "letter": ["never read"] * rows,
        }
    )


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PART", 10)
    monkeypatch.setattr(files, "STREAMED_ABOVE", 0)
    monkeypatch.setattr(files, "_BLOCK", 400)


def test_parts_are_one_ledger(tmp_path: Path, in_parts: None) -> None:
    whole = table(95)
    expected = Ledger.from_rows(
        [{**row, "id": str(n)} for n, row in enumerate(whole.drop(["letter"]).to_pylist(), 1)]
    )
    pa.parquet.write_table(whole, tmp_path / "a.parquet", row_group_size=33)
    pa.csv.write_csv(whole, tmp_path / "b.csv")
    with pa.ipc.new_file(tmp_path / "c.arrow", whole.schema) as out:
        for batch in whole.to_batches(max_chunksize=20):
            out.write_batch(batch)
    for name in ("a.parquet", "b.csv", "c.arrow"):
        ledger = read_ledger(tmp_path / name).ledger
        assert sorted(ledger.ids.to_pylist()) == sorted(expected.ids.to_pylist())
        by_id = dict(zip(expected.ids.to_pylist(), expected.amount.tolist(), strict=True))
        assert [by_id[each] for each in ledger.ids.to_pylist()] == ledger.amount.tolist()
        assert ledger.time.tolist() == expected.time.tolist()
        assert ledger.origin["sources"][0]["rows"] == 95


def test_rows_keep_their_numbers_over_parts(tmp_path: Path, in_parts: None) -> None:
    rows = [f"P{n},2026-01-01T00:00:00Z,A,B,{n},XAD" for n in range(1, 81)]
    rows[4] = "too,short"
    rows[40] = "P41,2026-01-01T00:00:00Z,A,B,much,XAD"
    rows[60] = "P61,2026-01-01T00:00:00Z,A,B,61,XAD,and,more"
    rows[79] = "P5x"
    with pytest.raises(LedgerRejected) as caught:
        read_ledger(write(tmp_path, HEADER, *rows))
    assert [(each.row, each.code) for each in caught.value.rejections] == [
        (5, "row_malformed"),
        (41, "amount_not_number"),
        (61, "row_malformed"),
        (80, "row_malformed"),
    ]


def test_two_files_in_parts_keep_their_names(tmp_path: Path, in_parts: None) -> None:
    lines = [f"2026-01-01T00:00:00Z,A,B,{n},XAD" for n in range(1, 31)]
    header = HEADER.removeprefix("id,")
    paths = [write(tmp_path, header, *lines, name=name) for name in ("one.csv", "two.csv")]
    ledger = read_ledger(paths).ledger
    assert len(ledger) == 60
    assert {"one.csv:30", "two.csv:1"} <= set(ledger.ids.to_pylist())


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.csv"])
def test_more_rows_than_allowed_are_refused(tmp_path: Path, name: str) -> None:
    path, whole = tmp_path / name, table(30)
    if name.endswith("parquet"):
        pa.parquet.write_table(whole, path)
    elif name.endswith("arrow"):
        pa.feather.write_feather(whole, path)
    else:
        pa.csv.write_csv(whole, path)
    assert len(read_ledger(path, max_rows=30).ledger) == 30
    with pytest.raises(errors.TooManyRows) as caught:
        read_ledger(path, max_rows=29)
    assert caught.value.params == {"file": name, "limit": 29}
    with pytest.raises(errors.TooManyRows):
        read_ledger([path, path], max_rows=59)


def test_parquet_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.parquet"
    pa.parquet.write_table(table(30), path)

    def no_reading(*_: Any, **__: Any) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(files, "_part", no_reading)
    with pytest.raises(errors.TooManyRows):
        read_ledger(path, max_rows=1)


def test_a_stored_ledger_keeps_to_the_limit(tmp_path: Path) -> None:
    read_ledger(write(tmp_path, HEADER, GOOD)).ledger.save(tmp_path / "store")
    assert len(read_ledger(tmp_path / "store", max_rows=1).ledger) == 1
    with pytest.raises(errors.TooManyRows):
        read_ledger(tmp_path / "store", max_rows=0)


def test_truncated_parquet_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pa.parquet.write_table(table(300), path)
    whole = path.read_bytes()
    for size in (0, 3, 100, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(errors.FileUnreadable):
            read_ledger(path)


STATEMENT = ["P1,2026-01-02,A,B,5,XAD", "P2,2026-01-02,B,C,5,XAD", "P3,2026-01-03,C,D,5,XAD"]


def test_a_statements_sequence_orders_what_shares_a_moment(tmp_path: Path) -> None:
    ledger = read_ledger(write(tmp_path, HEADER, *STATEMENT), zone="UTC", in_sequence=True).ledger
    assert ledger.order.tolist() == [1, 2, NO_ORDER]
    newest_first = write(tmp_path, HEADER, *STATEMENT[::-1])
    turned = read_ledger(newest_first, zone="UTC", in_sequence=True).ledger
    assert turned.ids.to_pylist() == ["P1", "P2", "P3"]
    plain = read_ledger(newest_first, zone="UTC").ledger
    assert plain.ids.to_pylist() == ["P2", "P1", "P3"]
    assert set(plain.order.tolist()) == {NO_ORDER}


def test_a_declared_order_stays(tmp_path: Path) -> None:
    lines = [f"{each},{order}" for each, order in zip(STATEMENT, ("", "0", ""), strict=True)]
    path = write(tmp_path, HEADER + ",order", *lines)
    ledger = read_ledger(path, zone="UTC", in_sequence=True).ledger
    assert ledger.ids.to_pylist() == ["P2", "P1", "P3"]
    assert ledger.order.tolist() == [0, 1, NO_ORDER]


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    openpyxl = pytest.importorskip("openpyxl", reason="XLSX is read only where openpyxl is there")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_sheet_is_read_exactly(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - a workbook knows no zones
    rows: list[list[Any]] = [
        ["id", "time", "source", "target", "amount", "currency", None, "order"],
        [17, moment, "A", "B", 12.34, "XAD", "note", 3],
        [None] * 8,
        ["P2", date(2026, 1, 3), 400, "B", 1e15, "XAD"],
        ["P3", "2026-01-04T00:00:00Z", "A", "B", "0.10", "XAD", None, None],
    ]
    path = workbook(tmp_path / "bank.xlsx", rows)
    ledger = read_ledger(path, zone="UTC", exponent=2).ledger
    assert ledger.ids.to_pylist() == ["17", "P2", "P3"]
    assert ledger.amount.tolist() == [1234, 10**17, 10]
    assert ledger.time[0] == int(moment.replace(tzinfo=UTC).timestamp()) * 1_000_000
    assert "400" in tuple(ledger.account_ids)
    with pytest.raises(errors.TooManyRows):
        read_ledger(path, zone="UTC", exponent=2, max_rows=2)


def test_rows_of_a_sheet_are_refused_by_their_number(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["time", "source", "target", "amount", "currency"],
        ["2026-01-04T00:00:00Z", "A", "B", 5, "XAD"],
        [None] * 5,
        ["2026-01-04T00:00:00Z", "A", "B", 1.5, "XAD"],
    ]
    with pytest.raises(LedgerRejected) as caught:
        read_ledger(workbook(tmp_path / "bank.xlsx", rows))
    assert [(e.row, e.code) for e in caught.value.rejections] == [(3, "amount_not_integer")]


def test_what_is_no_workbook_is_unreadable(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl", reason="XLSX is read only where openpyxl is there")
    path = tmp_path / "bank.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(errors.FileUnreadable):
        read_ledger(path)
    with pytest.raises(errors.FileUnreadable, match="empty"):
        read_ledger(workbook(path, []))


def test_without_openpyxl_the_reader_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "x", name="bank.xlsx")
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(errors.FileUnreadable, match="openpyxl"):
        read_ledger(path)


def test_cells_that_hold_errors_or_truths_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bank.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "time", "source", "target", "amount", "currency", "credited"])
        for number, ends in enumerate([("V", "A"), ("W", None), ("A", "B"), (True, "C")], start=1):
            row = [f"P{number}", f"2026-01-0{number}T00:00:00Z", *ends, 5, "XAD", 5]
            sheet.write_row(number, 0, row)
        sheet.write_formula(2, 3, "=NA()", None, "#N/A")
        sheet.write_formula(3, 6, "=1/0", None, "#DIV/0!")
    reading = read_ledger(path, accept_rejected=True)
    assert [(each.row, each.field, each.code, each.params) for each in reading.rejections] == [
        (2, "target", "cell_unusable", {"value": "#N/A"}),
        (3, "credited", "cell_unusable", {"value": "#DIV/0!"}),
        (4, "source", "cell_unusable", {"value": "TRUE"}),
    ]
    assert list(reading.ledger.account_ids) == ["V", "A"]
    assert "holds #N/A" in reading.rejections[0].sentence()
