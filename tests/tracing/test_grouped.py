"""Amounts whose points may mark thousands: taken as decimals, and told."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from homeward.tracing import Ledger, read_ledger
from homeward.tracing.reading import files
from tests.tracing.test_reading import HEADER, write

CODE = "amounts_look_grouped"


def file_of(folder: Path, *amounts: str, name: str = "ledger.csv") -> Path:
    rows = [f"{name}{n},2026-01-01T00:00:00Z,A,B,{each},XAD" for n, each in enumerate(amounts)]
    return write(folder, HEADER, *rows, name=name)


def told(paths: Path | list[Path], exponent: int | None = 2, **options: Any) -> list[str] | None:
    ledger = read_ledger(paths, exponent=exponent, **options).ledger
    notes = [each for each in ledger.warnings if each.code == CODE]
    return notes[0].params["rows"] if notes else None


@pytest.mark.parametrize(
    ("amounts", "rows"),
    [
        (["1.500", "2.000", "12"], ["ledger.csv:1", "ledger.csv:2"]),
        (["1.500", "12"], None),
        (["999.990", "5", "-1.500"], ["ledger.csv:1", "ledger.csv:3"]),
        (["1.500", "12.00"], None),
        (["1.500", "12.5"], None),
        (["1.500", "0.500"], None),
        (["1.500", "2500"], None),
        (["1.500", "2500.000"], None),
        (["1.500", "1.5000"], None),
        (["1.50", "2.00"], None),
        (["1500", "2"], None),
    ],
)
def test_points_that_may_mark_thousands_are_told(
    tmp_path: Path, amounts: list[str], rows: list[str] | None
) -> None:
    assert told(file_of(tmp_path, *amounts), reversals="turn") == rows


def test_what_is_told_was_taken_as_decimals(tmp_path: Path) -> None:
    ledger = read_ledger(file_of(tmp_path, "1.500", "2.000"), exponent=2).ledger
    assert ledger.amount.tolist() == [150, 200]
    (note,) = (each for each in ledger.warnings if each.code == CODE)
    assert note.params["count"] == 2
    assert "2 amounts have a point and three digits after it, where 2 decimals" in note.message


def test_three_decimals_declared_are_decimals(tmp_path: Path) -> None:
    assert told(file_of(tmp_path, "1.500", "2.000"), exponent=3) is None


def test_rounding_does_not_silence_it(tmp_path: Path) -> None:
    path = file_of(tmp_path, "1.234", "2.000")
    assert told(path, round_amounts=True) == ["ledger.csv:1", "ledger.csv:2"]
    assert told(path, exponent=None, round_amounts=True) == ["ledger.csv:1", "ledger.csv:2"]
    assert told(path, accept_rejected=True) == ["ledger.csv:2"]
    (refused,) = read_ledger(path, exponent=2, accept_rejected=True).rejections
    assert "Leave the point out if it marks thousands; else" in refused.sentence()


def test_each_file_is_judged_by_itself(tmp_path: Path) -> None:
    paths = [
        file_of(tmp_path, "1.500", "2.500", "20.50", name="a.csv"),
        file_of(tmp_path, "2.500", "20", "3.500", name="b.csv"),
    ]
    assert told(paths) == ["b.csv:1", "b.csv:3"]


@pytest.mark.parametrize("other", ["20.50", "2000"])
def test_parts_of_a_file_are_judged_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    monkeypatch.setattr(files, "STREAMED_ABOVE", 0)
    monkeypatch.setattr(files, "_BLOCK", 400)
    assert told(file_of(tmp_path, *["1.500"] * 9, *["7"] * 30)) is not None
    assert told(file_of(tmp_path, *["1.500"] * 9, *[other] * 30)) is None


def test_numbers_are_not_text(tmp_path: Path) -> None:
    row = {"time": "2026-01-01T00:00:00Z", "source": "A", "target": "B", "currency": "XAD"}
    made = Ledger.from_rows([row | {"amount": Decimal("1.500")}], exponent=2)
    assert (made.amount.tolist(), [each.code for each in made.warnings]) == ([150], [])
    columns = {name: [value] for name, value in row.items()}
    columns["amount"] = pa.array([Decimal("1.500")], pa.decimal128(10, 3))
    pa.parquet.write_table(pa.table(columns), tmp_path / "a.parquet")
    assert told(tmp_path / "a.parquet") is None
