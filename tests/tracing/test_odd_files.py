"""Files that look right and are not: each is read as meant, or refused by name."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from homeward.tracing import LedgerRejected, errors, read_ledger
from homeward.tracing.federation.pooled import states_from_rows
from homeward.tracing.moments import read_moment
from homeward.tracing.reading.accounts import read_account_table

HEAD = "id,time,source,target,amount,currency"
ROW = "P1,2024-01-01T00:00:00Z,NA,B,10,XTS"
NANOSECONDS = 1_700_000_000_000_000_000


def written(folder: Path, *lines: str, name: str = "bank.csv") -> Path:
    file = folder / name
    file.write_text("\n".join(lines) + "\n")
    return file


def parquet(folder: Path, **columns: Any) -> Path:
    """One row, with some columns of other types."""
    plain = dict(zip(HEAD.split(","), ([each] for each in ROW.split(",")), strict=True))
    file = folder / "bank.parquet"
    pyarrow.parquet.write_table(pa.table({**plain, **columns}), file)
    return file


@pytest.mark.parametrize("repeated", ["amount", "source"])
def test_a_column_that_is_read_and_there_twice_is_refused(tmp_path: Path, repeated: str) -> None:
    file = written(tmp_path, f"{HEAD},{repeated}", f"{ROW},4")
    with pytest.raises(errors.ColumnRepeated, match=f"2 columns named {repeated}"):
        read_ledger(file)


def test_columns_that_are_not_read_may_share_a_name(tmp_path: Path) -> None:
    assert len(read_ledger(written(tmp_path, f"{HEAD},note,note", f"{ROW},x,y")).ledger) == 1


@pytest.mark.parametrize("code", ["NA", "null", "NaN", "N/A", "nan", "NULL"])
def test_codes_that_look_like_nothing_are_text(tmp_path: Path, code: str) -> None:
    file = written(tmp_path, "account,state", f"{code},{code}", name="states.csv")
    states = states_from_rows(read_account_table(file, "states", ("account", "state")))
    assert states == {code: code}


def test_an_opening_of_the_account_na_counts(tmp_path: Path) -> None:
    openings = written(tmp_path, "account,amount", "NA,7", name="openings.csv")
    ledger = read_ledger(written(tmp_path, HEAD, ROW), openings=openings).ledger
    assert int(ledger.openings.sum()) == 7


def test_an_empty_state_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "account,state", "A,", name="states.csv")
    with pytest.raises(errors.AccountListUnusable, match="its state is empty"):
        read_account_table(file, "states", ("account", "state"))


@pytest.mark.parametrize("text", ["account,amount\nCaf\xe9,3\n", "caf\xe9,amount\nNA,3\n"])
def test_a_list_that_is_not_utf8_is_refused(tmp_path: Path, text: str) -> None:
    openings = tmp_path / "openings.csv"
    openings.write_bytes(text.encode("latin-1"))
    with pytest.raises(errors.FileUnreadable, match=r"openings\.csv"):
        read_ledger(written(tmp_path, HEAD, ROW), openings=openings)


def test_openings_are_rounded_as_amounts_are(tmp_path: Path) -> None:
    file = written(tmp_path, HEAD, ROW)
    openings = written(tmp_path, "account,amount", "NA,3.7", name="openings.csv")
    with pytest.raises(errors.AccountListUnusable, match=r"3\.7 is not a whole number"):
        read_ledger(file, openings=openings)
    reading = read_ledger(file, openings=openings, round_amounts=True)
    (rounded,) = reading.rounded
    assert (rounded.file, rounded.row, rounded.given, rounded.taken) == (
        "openings.csv",
        1,
        "3.7",
        4,
    )
    assert reading.moved == Decimal("0.3")
    (warning,) = reading.ledger.warnings
    assert warning.code == "amounts_rounded"
    assert warning.params["rows"] == ["openings.csv:1"]


@pytest.mark.parametrize(
    "time",
    ["2024-01-01+02:00", "2024-01-01-02", "20240101+0200", "2024-01-01Z", "2024-01-01x10:00",
     "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-05:00"],
)  # fmt: skip
def test_a_date_with_an_offset_or_beyond_all_years_is_refused(tmp_path: Path, time: str) -> None:
    file = written(tmp_path, HEAD, ROW.replace("2024-01-01T00:00:00Z", time))
    with pytest.raises(LedgerRejected) as refused:
        read_ledger(file, zone="Europe/Paris")
    assert [each.code for each in refused.value.rejections] == ["time_not_read"]
    assert time in refused.value.rejections[0].sentence()


@pytest.mark.parametrize("time", ["2024-01-01", "2024-01-01 10:00", "20240101T10", "2024-W01-1T10"])
def test_other_forms_of_iso_8601_are_read(tmp_path: Path, time: str) -> None:
    file = written(tmp_path, HEAD, ROW.replace("2024-01-01T00:00:00Z", time))
    assert len(read_ledger(file, zone="UTC").ledger) == 1


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_nanoseconds_are_read_where_they_are_whole_microseconds(
    tmp_path: Path, zone: str | None
) -> None:
    kind = pa.timestamp("ns", tz=zone)
    file = parquet(tmp_path, time=pa.array([NANOSECONDS], kind))
    assert read_ledger(file, zone="UTC").ledger.time.tolist() == [NANOSECONDS // 1000]
    file = parquet(tmp_path, time=pa.array([NANOSECONDS + 1], kind))
    with pytest.raises(LedgerRejected) as refused:
        read_ledger(file, zone="UTC")
    assert "Row 1 of bank.parquet is refused at time" in refused.value.rejections[0].sentence()


def test_a_timestamp_beyond_year_9999_is_refused_by_row(tmp_path: Path) -> None:
    file = parquet(tmp_path, time=pa.array([NANOSECONDS], pa.timestamp("us", tz="UTC")))
    with pytest.raises(LedgerRejected) as refused:
        read_ledger(file)
    assert [each.code for each in refused.value.rejections] == ["time_not_read"]


@pytest.mark.parametrize("field", HEAD.split(","))
@pytest.mark.parametrize(
    "column",
    [pa.array([[1]]), pa.array([b"\xff"]), pa.array([{"a": 1}])],
    ids=lambda c: str(c.type),
)
def test_columns_of_lists_and_bytes_are_refused_by_name(
    tmp_path: Path, field: str, column: Any
) -> None:
    with pytest.raises(errors.ColumnTypeUnusable, match=field):
        read_ledger(parquet(tmp_path, **{field: column}), zone="UTC")


def test_an_order_beyond_64_bits_is_refused_by_row(tmp_path: Path) -> None:
    with pytest.raises(LedgerRejected) as refused:
        read_ledger(parquet(tmp_path, order=pa.array([2**64 - 1], pa.uint64())), zone="UTC")
    assert [each.code for each in refused.value.rejections] == ["order_not_integer"]


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"])
def test_a_moment_outside_the_years_of_utc_cannot_be_used(text: str) -> None:
    with pytest.raises(errors.MomentUnusable):
        read_moment(text)
