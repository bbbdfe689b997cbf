"""Damaged and odd files end in an error of our own or in a ledger that can be traced."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, TracingError, read_ledger, trace
from tests.examples import examples

HEAD = ["id", "time", "source", "target", "amount", "currency", "credited", "order"]
ROWS = [
    ["P1", "2026-01-01T00:00:00Z", "A", "B", "10", "XAD", "10", "1"],
    ["P2", "2026-01-02T00:00:00+02:00", "B", "C", "7", "XAD", "6", "2"],
    ["P3", "2026-01-02", "C", "A", "-3", "XAD", "", ""],
    ["P4", "2026-01-03T10:00:00Z", "A", "A", "5", "XAD", "5", "3"],
]
KINDS = ("csv", "parquet", "arrow", "xlsx")


def write(path: Path, kind: str) -> None:
    columns = {name: [row[place] for row in ROWS] for place, name in enumerate(HEAD)}
    if kind == "csv":
        path.write_text("\n".join(",".join(row) for row in [HEAD, *ROWS]) + "\n")
    elif kind == "parquet":
        pyarrow.parquet.write_table(pa.table(columns), path)
    elif kind == "arrow":
        pyarrow.feather.write_feather(pa.table(columns), path, compression="uncompressed")
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([HEAD, *ROWS]):
                sheet.write_row(number, 0, row)


def damaged(content: bytes, random: Random) -> bytes:
    """A few bytes changed, cut out, doubled or put in; sometimes the end is missing."""
    found = bytearray(content)
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(found) or 1)
        what = random.choice(["change", "cut", "double", "put", "end"])
        if what == "change" and found:
            found[place] = random.choice([0, 10, 13, 34, 44, 45, 48, 59, 0x80, 0xFF, 0x2E, 0x7B])
        elif what == "cut":
            del found[place : place + random.randint(1, 9)]
        elif what == "double":
            found[place:place] = found[place : place + random.randint(1, 40)]
        elif what == "put":
            found[place:place] = random.randbytes(random.randint(1, 6))
        elif random.random() < 0.3:
            del found[place:]
    return bytes(found)


def outcome(path: Path) -> Ledger | None:
    """The ledger, or None where an error of our own says why there is none."""
    try:
        reading = read_ledger(path, zone="UTC", reversals="turn", accept_rejected=True)
    except TracingError:
        return None
    for each in reading.rejections:
        assert each.sentence()
    ledger = reading.ledger
    assert (ledger.amount > 0).all()
    assert (ledger.credited > 0).all()
    assert len(set(ledger.ids.to_pylist())) == len(ledger)
    moving = [n for n in range(len(ledger)) if ledger.source[n] != ledger.target[n]]
    if moving:
        (line,) = [
            each
            for each in trace(ledger, [Claim(ledger.payment_id(moving[0]))], rule="fifo").claims
            if each.claimed
        ]
        assert line.difference == 0
    return ledger


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files(kind: str, tmp_path: Path) -> None:
    whole = tmp_path / f"whole.{kind}"
    write(whole, kind)
    assert outcome(whole) is not None
    content, path = whole.read_bytes(), tmp_path / f"damaged.{kind}"
    read = 0
    for seed in range(40 if kind == "xlsx" else 300):
        path.write_bytes(damaged(content, Random(seed)))
        read += outcome(path) is not None
    if kind == "csv":
        assert read > 50  # what is damaged a little is still read


TEXT = st.text(
    st.sampled_from(list("01239-:.,;\"'\n\r\t TZP+eE%\u00a0\u0661\ufeff\x00ABX")), max_size=60
)


@settings(deadline=None, max_examples=examples(300))
@given(st.lists(st.lists(TEXT, min_size=1, max_size=9), max_size=4), st.sampled_from(",;"))
def test_odd_text(rows: list[list[str]], delimiter: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "odd.csv"
        lines = [delimiter.join(HEAD), *(delimiter.join(row) for row in rows)]
        path.write_bytes("\n".join(lines).encode())
        outcome(path)


def test_rows_without_any_account(tmp_path: Path) -> None:
    path = tmp_path / "nobody.csv"
    path.write_text(f"{','.join(HEAD)}\nP1,2026-01-01,,,5,XAD,,\nP2,2026-01-01,,,5,XBD,,\n")
    assert outcome(path) is None


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(max_size=200), st.sampled_from(KINDS))
def test_no_file_at_all(content: bytes, kind: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"noise.{kind}"
        path.write_bytes(content)
        outcome(path)
