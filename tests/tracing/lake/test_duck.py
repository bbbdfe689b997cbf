"""DuckDB gives the very documents that the native engines give."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from homeward.tracing import Claim, Ledger, Rule, Shortfall, errors, read_ledger, trace
from homeward.tracing.generator import generate
from homeward.tracing.lake import errors as lake_errors
from homeward.tracing.lake.duck import DuckEngine, parquet_files
from homeward.tracing.lake.lake import Lake
from homeward.tracing.lake.tracer import extract
from homeward.tracing.lake.tracer import trace as trace_lake
from tests.examples import few
from tests.tracing.lake.many import claims_in, many_rows, payment, write
from tests.tracing.worlds import moment

RULES = [*Rule]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckEngine]:
    made = DuckEngine(folder=tmp_path, threads=1)
    yield made
    made.close()


def compare(lake: Lake, ledger: Ledger, claims: list[Claim], **options: Any) -> None:
    """The same document, to the last byte."""
    ours = trace_lake(lake, claims, **options).document()
    assert ours == trace(ledger, claims, **options).document()


@pytest.mark.parametrize("seed", range(few(6)))
def test_every_rule_on_many_random_ledgers(engine: DuckEngine, tmp_path: Path, seed: int) -> None:
    rows, openings, exits = many_rows(seed, 120)
    file = write(rows, tmp_path / "many.parquet")
    ledger = read_ledger([file], openings=openings, exits=exits).ledger
    lake = Lake(engine, [file], openings=openings, exits=exits)
    assert lake.warnings == ledger.warnings
    random = Random(seed)
    for rule in RULES:
        for at in (None, random.randint(0, 5)):
            usable = [row for row in rows if at is None or row["time"] <= at * 1_000_000]
            claims = claims_in(random, usable, 50)
            for shortfall in (Shortfall.BIRTH, Shortfall.OPENING):
                compare(lake, ledger, claims, rule=rule, at=moment(at), shortfall=shortfall)


@pytest.mark.parametrize("seed", range(few(3)))
def test_the_places_are_those_of_the_native_index(
    engine: DuckEngine, tmp_path: Path, seed: int
) -> None:
    rows, openings, exits = many_rows(seed, 150)
    file = write(rows, tmp_path / "many.parquet")
    index = read_ledger([file], openings=openings, exits=exits).ledger.indexed().index
    assert index is not None
    Lake(engine, [file], openings=openings, exits=exits)
    places = {(pos, side): each for pos, side, *each in engine.rows(PLACES)}
    ledger = index.ledger
    outside = index.outside
    for row, pos in enumerate(ledger.position.tolist()):
        source, target = int(ledger.source[row]), int(ledger.target[row])
        keeps_debit = source != target and not outside[source]
        debit = [index.taken_from[row], index.before[row]] if keeps_debit else None
        assert places.get((pos, 0)) == debit
        credit = places.get((pos, 1))
        assert (credit and credit[0]) == (
            index.placed_at[row] if source != target and not outside[target] else None
        )


PLACES = "select pos, side, start, held_before from places"


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule is not Rule.POISON])
def test_an_extract_traces_as_the_whole(engine: DuckEngine, tmp_path: Path, rule: Rule) -> None:
    rows, openings, exits = many_rows(11, 150)
    file = write(rows, tmp_path / "many.parquet")
    ledger = read_ledger([file], openings=openings, exits=exits).ledger
    lake = Lake(engine, [file], openings=openings, exits=exits)
    for at in (None, 2):
        usable = [row for row in rows if at is None or row["time"] <= at * 1_000_000]
        claims = claims_in(Random(3), usable, 40)
        part = extract(lake, claims, at=moment(at))
        assert len(part) < len(ledger)
        stored = Ledger.from_parquet(part.to_parquet())
        ours = trace(stored, claims, rule=rule, at=moment(at))
        whole = trace(ledger, claims, rule=rule, at=moment(at))
        assert ours.claims == whole.claims
        assert ours.holdings == whole.holdings
        assert ours.carriers == whole.carriers


def test_a_generated_ledger_of_a_hundred_thousand_in_little_memory(tmp_path: Path) -> None:
    engine = DuckEngine(folder=tmp_path, memory="64MB", threads=1)
    ledger = generate(payments=100_000, seed=4).ledger
    file = tmp_path / "generated.parquet"
    ledger.to_parquet(file)
    lake = Lake(engine, [file])
    sizes = np.argsort(-ledger.amount[50_000:60_000], kind="stable")[:3] + 50_000
    claims = [Claim(ledger.payment_id(row)) for row in sizes.tolist()]
    plain = replace(read_ledger([file]).ledger, warnings=())
    for rule in (Rule.FIFO, Rule.LIFO):
        assert_same_but_warnings(lake, plain, claims, rule)
    engine.close()
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


def assert_same_but_warnings(lake: Lake, ledger: Ledger, claims: list[Claim], rule: Rule) -> None:
    ours = trace_lake(lake, claims, rule=rule).document()
    theirs = trace(ledger, claims, rule=rule).document()
    assert [w for w in ours["warnings"] if w["code"] in ("unexplained", "order_depends")] == [
        w for w in theirs["warnings"] if w["code"] in ("unexplained", "order_depends")
    ]
    assert ours | {"warnings": []} == theirs | {"warnings": []}


def test_claytons_case(engine: DuckEngine, tmp_path: Path) -> None:
    """1816: the first money in is the first money out."""
    rows = [
        payment(1, "first", "account", 500),
        payment(2, "second", "account", 300),
        payment(3, "account", "shop", 600),
    ]
    file = write(rows, tmp_path / "clayton.parquet")
    found = trace_lake(Lake(engine, [file]), [Claim("P1"), Claim("P2")], rule="fifo")
    held = {(each.label, each.account): each.amount for each in found.holdings}
    assert held == {("P1", "shop"): 500, ("P2", "shop"): 100, ("P2", "account"): 200}


def test_products_beyond_64_bits_are_exact(engine: DuckEngine, tmp_path: Path) -> None:
    big = (1 << 62) - 1
    rows = [
        payment(1, "bank", "account", big),
        payment(2, "account", "shop", big, credited=big - 7, credited_currency="XBD"),
        payment(3, "shop", "end", big // 3, currency="XBD", credited_currency="XBD"),
    ]
    file = write(rows, tmp_path / "big.parquet")
    claims = [Claim("P1", big // 7, "a"), Claim("P1", big // 2, "b")]
    compare(Lake(engine, [file]), read_ledger([file]).ledger, claims, rule="fifo")


def test_several_files_keep_their_order(engine: DuckEngine, tmp_path: Path) -> None:
    rows, openings, exits = many_rows(21, 40)
    folder = tmp_path / "parts"
    folder.mkdir()
    files = [write(rows[:200], folder / "b.parquet"), write(rows[200:], folder / "a.parquet")]
    claims = claims_in(Random(5), rows, 20)
    known = {"openings": openings, "exits": exits}
    compare(Lake(engine, files, **known), read_ledger(files, **known).ledger, claims, rule="fifo")
    by_name = read_ledger(files[::-1], **known).ledger
    compare(Lake(engine, [folder], **known), by_name, claims, rule="fifo")


def test_shortfalls_are_refused_by_name(engine: DuckEngine, tmp_path: Path) -> None:
    file = write([payment(1, "a", "b", 5), payment(2, "b", "c", 7)], tmp_path / "short.parquet")
    lake = Lake(engine, [file], openings={"a": 5})
    with pytest.raises(errors.ShortfallNotExplained) as caught:
        trace_lake(lake, [Claim("P1")], rule="fifo", shortfall="error")
    assert caught.value.params["payment"] == "P2"
    assert caught.value.params["missing"] == 2


@pytest.mark.parametrize(
    ("claims", "error"),
    [
        ([Claim("P9")], errors.ClaimPaymentUnknown),
        ([Claim("P1", 6)], errors.ClaimAboveCredit),
        ([Claim("P2")], errors.ClaimOnSelfPayment),
        ([Claim("P3")], errors.ClaimAfterMoment),
        ([Claim("P1", 1, "x"), Claim("P1", 1, "x")], errors.ClaimLabelRepeated),
    ],
)
def test_claims_are_refused_as_ever(
    engine: DuckEngine, tmp_path: Path, claims: list[Claim], error: type[Exception]
) -> None:
    rows = [payment(1, "a", "b", 5), payment(2, "b", "b", 1), payment(3, "b", "c", 1)]
    lake = Lake(engine, [write(rows, tmp_path / "few.parquet")])
    with pytest.raises(error):
        trace_lake(lake, claims, rule="fifo", at=moment(2))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"amount": 0}, "amount_zero"),
        ({"amount": -3}, "amount_negative"),
        ({"source": None}, "value_missing"),
        ({"id": "P1"}, "id_repeated"),
        ({"currency": "XBD"}, "account_two_currencies"),
        ({"target": "c\x00d"}, "text_untidy"),
        ({"amount": 1 << 62}, "amount_too_large"),
        ({"target": "b"}, "self_payment_differs"),
    ],
)
def test_rows_that_cannot_be_used_are_refused(
    engine: DuckEngine, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    rows = [payment(1, "a", "b", 5), payment(2, "b", "c", 3, credited=2) | change]
    with pytest.raises(lake_errors.LakeRowsRefused) as caught:
        Lake(engine, [write(rows, tmp_path / "bad.parquet")])
    assert caught.value.params["reason"] == reason
    assert reason not in caught.value.message  # said in words
    if caught.value.params["field"] in change:
        assert f": the field {next(iter(change))} " in caught.value.message


def test_a_row_without_an_id_is_named_by_its_number(engine: DuckEngine, tmp_path: Path) -> None:
    rows = [payment(1, "a", "b", 5), payment(2, "b", "c", 3) | {"id": None}]
    with pytest.raises(lake_errors.LakeRowsRefused, match="1, among them row 2: the field id is"):
        Lake(engine, [write(rows, tmp_path / "bad.parquet")])


def test_totals_beyond_62_bits_are_refused(engine: DuckEngine, tmp_path: Path) -> None:
    rows = [payment(number, "a", "b", 1 << 61) for number in (1, 2)]
    with pytest.raises(lake_errors.LakeRowsRefused) as caught:
        Lake(engine, [write(rows, tmp_path / "large.parquet")])
    assert caught.value.params["reason"] == "account_total_too_large"


def test_linked_reversals_are_refused(engine: DuckEngine, tmp_path: Path) -> None:
    file = write([payment(1, "a", "b", 5), payment(2, "b", "a", 5)], tmp_path / "plain.parquet")
    table = pyarrow.parquet.read_table(file)
    linked = table.append_column("reverses", pa.array([None, "P1"]))
    pyarrow.parquet.write_table(linked, file)
    with pytest.raises(lake_errors.LakeUnsupported):
        Lake(engine, [file])


def test_times_without_a_zone_need_one(engine: DuckEngine, tmp_path: Path) -> None:
    file = write([payment(1, "a", "b", 5)], tmp_path / "plain.parquet")
    table = pyarrow.parquet.read_table(file).drop_columns(["credited_time"])
    naive = table.column("time").cast(pa.timestamp("us", tz=None))
    pyarrow.parquet.write_table(table.set_column(1, "time", naive), file)
    with pytest.raises(errors.OptionUnusable):
        Lake(engine, [file])
    with pytest.raises(errors.OptionUnusable):
        Lake(engine, [file], zone="Europe/Paris")
    Lake(engine, [file], zone="+02:00")
    assert engine.rows("select moment from payments") == [(1_000_000 - 7_200_000_000,)]


def test_columns_are_mapped_and_their_types_checked(engine: DuckEngine, tmp_path: Path) -> None:
    file = write([payment(1, "a", "b", 5)], tmp_path / "plain.parquet")
    lake = Lake(engine, [file], mapping={"currency": "=XBD", "credited_currency": "=XBD"})
    assert trace_lake(lake, [Claim("P1")], rule="fifo").claims[0].currency == "XBD"
    needed = "needs whole numbers for the field amount"
    with pytest.raises(errors.ColumnTypeUnusable, match=needed):
        Lake(engine, [file], mapping={"amount": "source"})
    with pytest.raises(errors.ColumnMissing):
        Lake(engine, [file], mapping={"amount": "nothing"})
    with pytest.raises(errors.FileMissing):
        Lake(engine, [tmp_path / "nowhere.parquet"])


def test_a_limit_on_memory_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(errors.OptionUnusable):
        DuckEngine(folder=tmp_path, memory="plenty")
    assert not list(tmp_path.iterdir())


def test_too_little_memory_is_told(tmp_path: Path) -> None:
    file = tmp_path / "generated.parquet"
    generate(payments=20_000, seed=4).ledger.to_parquet(file)
    engine = DuckEngine(folder=tmp_path, memory="1MB", threads=1)
    with pytest.raises(errors.OptionUnusable):
        Lake(engine, [file])
    engine.close()


def test_a_folders_name_is_no_column_and_a_files_name_no_pattern(
    engine: DuckEngine, tmp_path: Path
) -> None:
    folder = tmp_path / "currency=XYZ"
    folder.mkdir()
    file = write([payment(1, "a", "b", 5)], folder / "plain.parquet")
    (line,) = trace_lake(Lake(engine, [file]), [Claim("P1")], rule="fifo").claims
    assert line.currency == "XAD"
    file.rename(folder / "p*.parquet")
    with pytest.raises(errors.FileUnreadable, match=r"one of the characters"):
        Lake(engine, [folder / "p*.parquet"])


def test_times_with_a_zone_in_one_file_and_none_in_another(
    engine: DuckEngine, tmp_path: Path
) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    table = pyarrow.parquet.read_table(write([payment(1, "a", "b", 5)], folder / "a.parquet"))
    naive = table.column("time").cast(pa.timestamp("us"))
    pyarrow.parquet.write_table(table.set_column(1, "time", naive), folder / "b.parquet")
    with pytest.raises(errors.ColumnTypeUnusable, match="without in another"):
        Lake(engine, [folder], zone="UTC")


def test_files_of_a_folder_come_by_their_paths_and_work_in_progress_is_left(
    tmp_path: Path,
) -> None:
    names = ["a/b.parquet", "a-x.parquet", "a b.parquet", "_temporary/c.parquet", ".d/e.parquet"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write([payment(1, "a", "b", 5)], tmp_path / name)
    found = [each.relative_to(tmp_path).as_posix() for each in parquet_files(str(tmp_path))]
    assert found == ["a b.parquet", "a-x.parquet", "a/b.parquet"]
