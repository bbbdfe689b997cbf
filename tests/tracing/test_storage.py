"""A ledger kept as one blob comes back the same."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings

from homeward.tracing import Ledger, errors, read_ledger, trace
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, ledger_of, worlds


@settings(deadline=None)
@given(worlds())
def test_a_stored_ledger_traces_the_same(world: oracle.World) -> None:
    ledger = ledger_of(world)
    again = Ledger.from_parquet(ledger.to_parquet())
    for name in ("time", "order", "position", "source", "target", "amount", "credited"):
        assert getattr(again, name).tolist() == getattr(ledger, name).tolist()
    assert (again.account_ids, again.warnings) == (ledger.account_ids, ledger.warnings)
    claims = claims_of(world)
    one, other = trace(ledger, claims, rule="fifo"), trace(again, claims, rule="fifo")
    assert one.document() == other.document()


def test_to_a_file_and_readable_as_a_ledger(tmp_path: Path) -> None:
    ledger = Ledger.from_rows([("P1", 0, "A", "B", 5, "XAD")], openings={"A": 3}, exits=["B"])
    path = tmp_path / "stored.parquet"
    assert ledger.to_parquet(path) == b""
    assert Ledger.from_parquet(path).openings.tolist() == [3, 0]
    assert read_ledger(path).ledger.amount.tolist() == [5]
    with path.open("rb") as file:
        assert Ledger.from_parquet(file).exits.tolist() == [False, True]


def test_what_is_not_a_stored_ledger_is_refused(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    with pytest.raises(errors.FileUnreadable):
        Ledger.from_parquet(b"not parquet")
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pa.table({"id": ["a"]}), buffer)
    with pytest.raises(errors.FileUnreadable):
        Ledger.from_parquet(buffer.getvalue())
