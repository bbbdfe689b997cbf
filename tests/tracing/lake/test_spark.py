"""Spark, in local mode, gives the very documents that the native engines give.

Runs where Java and pyspark are: `make spark` installs the latter and runs this file.
"""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet
import pytest

from homeward.tracing import Claim, Rule, Shortfall, errors, read_ledger, trace
from homeward.tracing.lake import errors as lake_errors
from homeward.tracing.lake.duck import DuckEngine
from homeward.tracing.lake.lake import Lake
from homeward.tracing.lake.spark import SparkEngine
from homeward.tracing.lake.tracer import trace as trace_lake
from tests.tracing.lake.many import claims_in, many_rows, payment, write
from tests.tracing.worlds import moment

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="Spark is NOT tested here: it needs Java 17 and pyspark; run `make spark`",
)


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    made = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    yield made
    made.stop()


@pytest.mark.parametrize("rule", [Rule.FIFO, Rule.LIFO, Rule.PRO_RATA])
def test_the_document_is_the_native_one(session: Any, tmp_path: Path, rule: Rule) -> None:
    rows, openings, exits = many_rows(7, 100)
    folder = tmp_path / "parts"
    folder.mkdir()
    files = [write(rows[:600], folder / "a.parquet"), write(rows[600:], folder / "b.parquet")]
    ledger = read_ledger(files, openings=openings, exits=exits).ledger
    engine = SparkEngine(str(tmp_path / "work"), session=session)
    lake = Lake(engine, [folder], openings=openings, exits=exits)
    assert lake.warnings == ledger.warnings
    claims = claims_in(Random(2), [row for row in rows if row["time"] <= 3_000_000], 40)
    for shortfall in (Shortfall.BIRTH, Shortfall.OPENING):
        options: dict[str, Any] = {"rule": rule, "at": moment(3), "shortfall": shortfall}
        ours = trace_lake(lake, claims, **options).document()
        assert ours == trace(ledger, claims, **options).document()
    engine.close()


def test_spark_places_every_payment_where_duckdb_does(session: Any, tmp_path: Path) -> None:
    rows, openings, exits = many_rows(8, 60)
    file = write(rows, tmp_path / "many.parquet")
    spark, duck = SparkEngine(str(tmp_path / "work"), session=session), DuckEngine(folder=tmp_path)
    places = "select * from places order by account, turn"
    found = []
    for engine in (spark, duck):
        Lake(engine, [file], openings=openings, exits=exits)
        found.append([tuple(int(each) for each in row) for row in engine.rows(places)])
        engine.close()
    assert found[0] == found[1]


def test_spark_refuses_what_duckdb_refuses(session: Any, tmp_path: Path) -> None:
    rows, _, _ = many_rows(9, 3)
    engine = SparkEngine(str(tmp_path / "work"), session=session)
    for name, change in (
        ("text_untidy", {"target": "\u00a0c"}),
        ("amount_zero", {"amount": 0}),
        ("id_repeated", {"id": rows[1]["id"]}),
    ):
        file = write([rows[0] | change, *rows[1:]], tmp_path / f"{name}.parquet")
        with pytest.raises(lake_errors.LakeRowsRefused) as caught:
            Lake(engine, [file])
        assert caught.value.params["reason"] == name
    with pytest.raises(errors.FileMissing):
        Lake(engine, [tmp_path / "nowhere.parquet"])


def test_files_with_other_columns_in_folders_that_look_like_partitions(
    session: Any, tmp_path: Path
) -> None:
    """As on DuckDB: columns by name over all files, and a folder's name is no column."""
    first, second = tmp_path / "lake" / "currency=XYZ", tmp_path / "lake" / "currency=XBD"
    for folder in (first, second):
        folder.mkdir(parents=True)
    plain = pyarrow.parquet.read_table(write([payment(1, "a", "b", 5)], tmp_path / "one.parquet"))
    pyarrow.parquet.write_table(plain, first / "a.parquet")
    write([payment(2, "b", "c", 5) | {"reference": "R2"}], second / "b.parquet")
    found = []
    for engine in (SparkEngine(str(tmp_path / "work"), session=session), DuckEngine()):
        lake = Lake(engine, [tmp_path / "lake"])
        found.append(trace_lake(lake, [Claim("P1")], rule="fifo").document())
        rows = engine.rows("select id, currency, reference from raw order by id")
        assert [tuple(row) for row in rows] == [("P1", "XAD", None), ("P2", "XAD", "R2")]
        engine.close()
    assert found[0] == found[1]
    assert [(each["account"], each["amount"]) for each in found[0]["holdings"]] == [("c", 5)]


def test_two_engines_of_one_session_keep_apart(session: Any, tmp_path: Path) -> None:
    lakes = []
    for number in (1, 2):
        file = write([payment(1, "a", f"b{number}", number)], tmp_path / f"{number}.parquet")
        lakes.append(Lake(SparkEngine(str(tmp_path / "work"), session=session), [file]))
    for number, lake in enumerate(lakes, start=1):
        (held,) = trace_lake(lake, [Claim("P1")], rule="fifo").holdings
        assert (held.account, held.amount) == (f"b{number}", number)
    assert not session.catalog.listTables()
