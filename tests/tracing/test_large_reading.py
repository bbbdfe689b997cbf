"""The ways that a large file is read by give what the plain ways give."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import LedgerRejected, errors, read_ledger
from homeward.tracing.reading import checks
from tests.examples import examples


def test_currencies_that_a_file_keeps_as_numbers(tmp_path: Path) -> None:
    """A dictionary may hold values no row has, untrimmed ones and null: rows alone count."""
    path = tmp_path / "coded.parquet"
    units = pa.DictionaryArray.from_arrays(
        pa.array([1, 2, 1, 0, None]), pa.array(["XBD", " XAD ", "XAD", "XCD"])
    )
    columns: dict[str, Any] = {
        "id": ["P1", "P2", "P3", "P4", "P5"],
        "time": [f"2026-01-0{day}T00:00:00Z" for day in range(1, 6)],
        "source": pa.array(["A", "A", "B", "C", "A"]).dictionary_encode(),
        "target": ["B", "B", "A", "D", "B"],
        "amount": [5, 4, 3, 2, 1],
        "currency": units,
    }
    pyarrow.parquet.write_table(pa.table(columns), path)
    reading = read_ledger(path, accept_rejected=True)
    assert [(each.row, each.field, each.code) for each in reading.rejections] == [
        (5, "currency", "value_missing")
    ]
    ledger = reading.ledger
    assert dict(zip(ledger.account_ids, ledger.account_currencies, strict=True)) == {
        "A": "XAD", "B": "XAD", "C": "XBD", "D": "XBD",
    }  # fmt: skip
    columns["currency"] = pa.array(["XAD", "X\0D", "XAD", "XAD", "XAD"]).dictionary_encode()
    pyarrow.parquet.write_table(pa.table(columns), path)
    with pytest.raises(LedgerRejected) as caught:
        read_ledger(path)
    assert [(each.row, each.code) for each in caught.value.rejections] == [(2, "nul_character")]


def test_accounts_that_no_row_has_are_no_accounts(tmp_path: Path) -> None:
    path = tmp_path / "cut.parquet"
    table = pa.table(
        {
            "id": ["P1", "P2"],
            "time": ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"],
            "source": pa.array(["A", "GONE"]).dictionary_encode(),
            "target": pa.array(["B", "LOST"]).dictionary_encode(),
            "amount": [5, 4],
            "currency": pa.array(["XAD", "XBD"]).dictionary_encode(),
        }
    )
    pyarrow.parquet.write_table(table.slice(0, 1), path)
    assert list(read_ledger(path).ledger.account_ids) == ["A", "B"]


AMOUNTS = st.sampled_from([1, 2, 7, 0, -3, 2**61, 2**62 - 1])


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("AB"), AMOUNTS, AMOUNTS),
                min_size=1, max_size=5), st.booleans())  # fmt: skip
def test_looking_a_long_ledger_over_at_once_refuses_the_same(
    rows: list[tuple[str, str, int, int]], has_credits: bool
) -> None:
    header = "id,time,source,target,amount,currency" + (",credited" if has_credits else "")
    lines = [
        f"P{n},2026-01-01T00:00:{n:02d}Z,{one},{other},{amount},XAD"
        + (f",{credited}" if has_credits else "")
        for n, (one, other, amount, credited) in enumerate(rows)
    ]
    found = []
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "rows.csv"
        path.write_text("\n".join([header, *lines]) + "\n")
        for above in (400_000, 0):
            patch.setattr(checks, "COMPILE_ABOVE", above)
            try:
                reading = read_ledger(path, accept_rejected=True)
            except errors.LedgerEmpty as problem:
                found.append((problem.rejections, None))
            else:
                ledger = reading.ledger
                kept = [ledger.amount.tolist(), ledger.credited.tolist(), ledger.source.tolist()]
                found.append((reading.rejections, kept))
    assert found[0] == found[1]


def test_refused_rows_make_no_accounts_where_currencies_are_split(tmp_path: Path) -> None:
    path, head = tmp_path / "split.csv", "id,time,source,target,amount,currency"
    moment = "2026-01-01T00:00:00Z"
    path.write_text(f"{head}\n1,{moment},a,b,5,XAD\n2,{moment},,b,5,XBD\n3,{moment},a,b,5,\n")
    reading = read_ledger(path, split_currencies=True, accept_rejected=True)
    ledger = reading.ledger
    found = list(zip(ledger.account_ids, ledger.account_currencies, strict=True))
    assert found == [("a", "XAD"), ("b", "XAD")]
    with pytest.raises(LedgerRejected):
        read_ledger(path, split_currencies=True)


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    paths = []
    for month in ("01", "02"):
        path = tmp_path / month / "bank.csv"
        path.parent.mkdir()
        path.write_text(
            f"time,source,target,amount,currency\n2026-{month}-01T00:00:00Z,A,B,5,XAD\n"
        )
        paths.append(path)
    ledger = read_ledger(paths).ledger
    assert ledger.ids.to_pylist() == [f"{path}:1" for path in paths]
    paths[1].write_text("time,source,target,amount,currency\nnever,A,B,5,XAD\n")
    rejected = read_ledger(paths, accept_rejected=True).rejections
    assert [each.file for each in rejected] == [str(paths[1])]


def test_dictionaries_of_bytes_are_refused_and_of_times_read(tmp_path: Path) -> None:
    path = tmp_path / "coded.parquet"
    columns: dict[str, Any] = {
        "id": ["P1", "P2"],
        "time": pa.array(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]).dictionary_encode(),
        "source": ["A", "B"],
        "target": ["B", "C"],
        "amount": [5, 4],
        "currency": ["XAD", "XAD"],
    }
    pyarrow.parquet.write_table(pa.table(columns), path)
    assert read_ledger(path).ledger.time.tolist() == [1767225600000000, 1767312000000000]
    columns["source"] = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array([b"V", b"\xff"]))
    pyarrow.parquet.write_table(pa.table(columns), path)
    with pytest.raises(errors.ColumnTypeUnusable, match="source"):
        read_ledger(path)
