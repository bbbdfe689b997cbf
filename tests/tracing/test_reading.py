"""Ledgers in: every rule of the import, and every reason for which a row is refused."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import (
    Claim,
    Ledger,
    LedgerRejected,
    errors,
    read_ledger,
    statement_words,
    trace,
)
from homeward.tracing.chains.reasons import CHAIN_REASONS
from homeward.tracing.moments import from_microseconds
from homeward.tracing.reading.rejections import REASONS
from homeward.tracing.reading.values import read_amounts

HEADER = "id,time,source,target,amount,currency"
GOOD = "P1,2026-01-01T00:00:00Z,A,B,100,XAD"


def write(folder: Path, *lines: str, name: str = "ledger.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rejected(path: Path, **options: Any) -> list[tuple[int, str, str]]:
    """(row, field, code) of everything refused; the sentences must be complete."""
    with pytest.raises(LedgerRejected) as caught:
        read_ledger([path], **options)
    for each in caught.value.rejections:
        assert each.sentence().endswith(".")
        assert "{" not in each.sentence()
        assert path.name in each.sentence()
        seen.add(each.code)
    return [(each.row, each.field, each.code) for each in caught.value.rejections]


seen: set[str] = set()


def test_a_plain_file(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, "P2,2026-01-02T00:00:00+02:00,B,C,40,XAD", GOOD)
    ledger = read_ledger([path]).ledger
    assert ledger.ids.to_pylist() == ["P1", "P2"]
    assert [from_microseconds(t) for t in ledger.time] == [
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 22, tzinfo=UTC),
    ]
    assert ledger.amount.tolist() == ledger.credited.tolist() == [100, 40]
    assert ledger.find("P2") == 1
    assert ledger.find("P3") is None


BAD_ROWS = [
    (",2026-01-01T00:00:00Z,A,B,1,XAD", "id", "value_missing"),
    ("P2,,A,B,1,XAD", "time", "value_missing"),
    ("P2,2026-01-01T00:00:00Z,,B,1,XAD", "source", "value_missing"),
    ("P2,2026-01-01T00:00:00Z,A, ,1,XAD", "target", "value_missing"),
    ("P2,2026-01-01T00:00:00Z,A,B,,XAD", "amount", "value_missing"),
    ("P2,2026-01-01T00:00:00Z,A,B,1,", "currency", "value_missing"),
    ("P2,yesterday,A,B,1,XAD", "time", "time_not_read"),
    ("P2,2026-02-30T00:00:00Z,A,B,1,XAD", "time", "time_not_read"),
    ("P2,1767225600,A,B,1,XAD", "time", "time_digits_alone"),
    ("P2,2026-01-01T00:00:00.1234567Z,A,B,1,XAD", "time", "time_not_read"),
    ("P2,2026-01-01 00:00:00,A,B,1,XAD", "time", "zone_missing"),
    ("P2,2026-01-01T00:00:00Z,A,B,12.5,XAD", "amount", "amount_not_integer"),
    ("P2,2026-01-01T00:00:00Z,A,B,1 000,XAD", "amount", "amount_not_number"),
    ("P2,2026-01-01T00:00:00Z,A,B,NaN,XAD", "amount", "amount_not_number"),
    ("P2,2026-01-01T00:00:00Z,A,B,0,XAD", "amount", "amount_zero"),
    ("P2,2026-01-01T00:00:00Z,A,B,4611686018427387904,XAD", "amount", "amount_too_large"),
    ("P2,2026-01-01T00:00:00Z,A,B,-5,XAD", "amount", "amount_negative"),
    ("P1,2026-01-01T00:00:00Z,A,B,1,XAD", "id", "id_repeated"),
    ("P2,2026-01-01T00:00:00Z,A,C,1,XBD", "source", "account_two_currencies"),
    ("P2,2026-01-01T00:00:00Z,A,B,1", "row", "row_malformed"),
    ("P2,2026-01-01T00:00:00Z,A\0x,B,1,XAD", "source", "nul_character"),
    ("P\0002,2026-01-01T00:00:00Z,A,B,1,XAD", "id", "nul_character"),
]


@pytest.mark.parametrize(("line", "field", "code"), BAD_ROWS)
def test_a_bad_row_is_named_and_nothing_is_imported(
    tmp_path: Path, line: str, field: str, code: str
) -> None:
    assert rejected(write(tmp_path, HEADER, GOOD, line)) == [(2, field, code)]


def test_rows_after_a_malformed_one_keep_their_numbers(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, "too,short", GOOD, "P2,2026-01-01T00:00:00Z,A,B,0,XAD")
    assert rejected(path) == [(1, "row", "row_malformed"), (3, "amount", "amount_zero")]


WIDE = HEADER + ",credited,credited_currency,credited_time,reference,order,reverses"


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("P2,2026-01-02T00:00:00Z,A,A,5,XAD,4,,,,,", "credited", "self_payment_differs"),
        ("P2,2026-01-02T00:00:00Z,A,B,5,XAD,-4,,,,,", "credited", "credited_sign"),
        ("P2,2026-01-02T00:00:00Z,A,B,5,XAD,0,,,,,", "credited", "amount_zero"),
        ("P2,2026-01-02T00:00:00Z,A,E,5,XAD,,XBD,,,,", "credited", "value_missing"),
        ("P2,2026-01-02T00:00:00Z,A,B,5,XAD,,,,,first,", "order", "order_not_integer"),
        ("P2,2026-01-02T00:00:00Z,B,A,5,XAD,,,,,,P9", "reverses", "reverses_unknown"),
        ("P2,2026-01-02T00:00:00Z,A,B,5,XAD,,,,,,P1", "reverses", "reverses_mismatch"),
        ("P2,2025-01-02T00:00:00Z,B,A,5,XAD,,,,,,P1", "reverses", "reverses_later"),
        ("P2,2026-01-02T00:00:00Z,B,A,101,XAD,,,,,,P1", "reverses", "reverses_above_original"),
    ],
)
def test_optional_columns_have_rules_too(tmp_path: Path, line: str, field: str, code: str) -> None:
    path = write(tmp_path, WIDE, GOOD + ",,,,,,", line)
    assert rejected(path) == [(2, field, code)]


def test_totals_of_an_account_stay_below_the_limit(tmp_path: Path) -> None:
    most = 2**62 - 1
    lines = [f"P{i},2026-01-01T00:00:00Z,A{i},B,{most},XAD" for i in (1, 2)]
    assert rejected(write(tmp_path, HEADER, *lines)) == [(2, "target", "account_total_too_large")]
    single = read_ledger([write(tmp_path, HEADER, lines[0])]).ledger
    result = trace(single, [Claim("P1")], rule="fifo")
    assert result.claims[0].held == most


def test_accepted_rejections_leave_the_rest_and_warn(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, GOOD, "P2,2026-01-01T00:00:00Z,A,B,0,XAD")
    reading = read_ledger([path], accept_rejected=True)
    assert [(r.row, r.code) for r in reading.rejections] == [(2, "amount_zero")]
    assert len(reading.ledger) == 1
    warnings = trace(reading.ledger, [Claim("P1")], rule="fifo").warnings
    assert ("rows_left_out", 1) in [(w.code, w.params.get("count")) for w in warnings]


def test_a_refused_original_takes_its_reversal_with_it(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        WIDE,
        "P1,2026-01-01T00:00:00Z,A,B,0,XAD,,,,,,",
        "P2,2026-01-02T00:00:00Z,B,A,5,XAD,,,,,,P1",
        "P3,2026-01-03T00:00:00Z,B,A,5,XAD,,,,,,",
    )
    reading = read_ledger([path], accept_rejected=True)
    assert [each.code for each in reading.rejections] == ["amount_zero", "reverses_unknown"]
    assert reading.ledger.ids.to_pylist() == ["P3"]


def test_row_numbers_serve_as_ids(tmp_path: Path) -> None:
    lines = ["time,source,target,amount,currency", "2026-01-01T00:00:00Z,A,B,100,XAD"]
    path = write(tmp_path, *lines)
    assert read_ledger([path]).ledger.ids.to_pylist() == ["1"]
    other = write(tmp_path, *lines, name="other.csv")
    assert read_ledger([path, other]).ledger.ids.to_pylist() == ["ledger.csv:1", "other.csv:1"]


def test_times_that_clocks_skip_or_repeat(tmp_path: Path) -> None:
    skipped = write(tmp_path, HEADER, "P1,2026-03-29 02:30:00,A,B,100,XAD")
    assert rejected(skipped, zone="Europe/Paris") == [(1, "time", "time_nonexistent")]
    twice = write(tmp_path, HEADER, "P1,2026-10-25 02:30:00,A,B,100,XAD")
    ledger = read_ledger([twice], zone="Europe/Paris").ledger
    assert from_microseconds(int(ledger.time[0])) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [warning.code for warning in ledger.warnings] == ["time_ambiguous"]


def test_decimals_with_an_exponent(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, GOOD.replace("100", "12.34"), GOOD.replace("P1", "P2"))
    reading = read_ledger([path], exponent=2)
    assert sorted(reading.ledger.amount.tolist()) == [1234, 10000]
    assert reading.ledger.exponent == 2


def test_an_amount_that_does_not_divide_is_refused_or_rounded(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, GOOD.replace("100", "1.005"), GOOD.replace("P1", "P2"))
    assert rejected(path, exponent=2) == [(1, "amount", "amount_does_not_divide")]
    reading = read_ledger([path], exponent=2, round_amounts=True)
    assert reading.ledger.amount.tolist() == [100, 10000]
    assert [(r.row, r.given, r.taken, r.moved) for r in reading.rounded] == [
        (1, "1.005", 100, Decimal("-0.5"))
    ]
    assert reading.moved == Decimal("0.5")
    note = trace(reading.ledger, [Claim("P2")], rule="fifo").warnings[0]
    assert (note.code, note.params["moved"]) == ("amounts_rounded", "0.5")
    assert "ledger.csv:1" in note.message


@settings(deadline=None)
@given(
    st.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=4),
    st.integers(0, 6),
    st.booleans(),
)
def test_amounts_equal_exact_decimals(value: Decimal, exponent: int, rounding: bool) -> None:
    column = read_amounts(pa.array([format(value, "f")]), exponent, rounding)
    exact = value * 10**exponent
    whole = exact.quantize(Decimal(1), ROUND_HALF_EVEN)
    if abs(whole) >= 2**62 or (whole != exact and not rounding):
        assert column.problems
    else:
        assert not column.problems
        assert int(column.values[0]) == whole


def test_one_currency_per_account_or_split(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, GOOD, "P2,2026-01-02T00:00:00Z,B,C,7,XBD")
    assert rejected(path) == [(2, "source", "account_two_currencies")]
    ledger = read_ledger([path], split_currencies=True, openings={("B", "XBD"): 9}).ledger
    result = trace(ledger, [Claim("P1")], rule="fifo")
    assert [(h.account, h.currency, h.amount) for h in result.holdings] == [("B", "XAD", 100)]
    assert {(u.account, u.currency) for u in result.unexplained} == {("A", "XAD")}


def test_reversals_turned_round(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        WIDE,
        "P1,2026-01-01T00:00:00Z,A,B,100,XAD,90,,,,,",
        "P2,2026-01-02T00:00:00Z,A,B,-100,XAD,-90,,,,,P1",
    )
    assert rejected(path) == [(2, "amount", "amount_negative")]
    ledger = read_ledger([path], reversals="turn").ledger
    assert [ledger.account_id(a) for a in (ledger.source[1], ledger.target[1])] == ["B", "A"]
    assert (int(ledger.amount[1]), int(ledger.credited[1])) == (90, 100)
    assert ledger.reverses is not None
    assert ledger.reverses.tolist() == [-1, 0]


@pytest.mark.parametrize("rule", ["fifo", "lowest-balance"])
def test_a_linked_reversal_returns_the_same_money(rule: str) -> None:
    rows = [
        ("P1", 0, "own", "B", 50, "XAD"),
        ("P2", 1, "family", "A", 30, "XAD"),
        ("P3", 2, "A", "B", 30, "XAD"),
        {
            "id": "P4", "time": 3, "source": "B", "target": "A", "amount": 30, "currency": "XAD",
            "reverses": "P3",
        },
    ]  # fmt: skip
    result = trace(Ledger.from_rows(rows), [Claim("P2")], rule=rule)
    assert [(h.account, h.amount) for h in result.holdings] == [("A", 30)]


def test_a_credit_before_its_debit_is_taken_at_the_debit(tmp_path: Path) -> None:
    path = write(tmp_path, WIDE, "P1,2026-01-02T00:00:00Z,A,B,100,XAD,,,2026-01-01T00:00:00Z,,,")
    ledger = read_ledger([path]).ledger
    assert ledger.credit_time.tolist() == ledger.time.tolist()
    assert ledger.warnings[0].code == "credit_before_debit"
    assert ledger.warnings[0].params["payments"] == ["P1"]


def test_order_is_time_then_declared_order_then_file_order() -> None:
    rows = [
        {"id": name, "time": 0, "source": "A", "target": "B", "amount": 1, "currency": "XAD",
         "order": order}
        for name, order in [("last", None), ("second", 2), ("first", 1), ("third", 2)]
    ]  # fmt: skip
    ledger = Ledger.from_rows(rows)
    assert ledger.ids.to_pylist() == ["first", "second", "third", "last"]


def test_mapping_constants_and_semicolons(tmp_path: Path) -> None:
    path = write(tmp_path, "hash;when;from;to;usd", "x1;2026-01-01T00:00:00Z;A;B;1.50")
    mapping = {
        "id": "hash",
        "time": "when",
        "source": "from",
        "target": "to",
        "amount": "usd",
        "currency": "=XUD",
    }
    ledger = read_ledger([path], mapping=mapping, exponent=2).ledger
    assert (ledger.ids.to_pylist(), ledger.amount.tolist()) == (["x1"], [150])
    assert ledger.account_currencies == ("XUD", "XUD")


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_typed_columns(tmp_path: Path, suffix: str) -> None:
    table = pa.table(
        {
            "id": pa.array([1, 2]),
            "time": pa.array([datetime(2026, 1, 1)] * 2, pa.timestamp("ns")),  # noqa: DTZ001
            "source": pa.array(["A", "A"]).dictionary_encode(),
            "target": ["B", "C"],
            "amount": pa.array([5, 2**63], pa.uint64()),
            "currency": ["XAD", "XAD"],
        }
    )
    path = tmp_path / f"ledger.{suffix}"
    if suffix == "parquet":
        pyarrow.parquet.write_table(table, path)
    else:
        pyarrow.feather.write_feather(table, path)
    assert rejected(path, zone="UTC") == [(2, "amount", "amount_too_large")]
    ledger = read_ledger([path], zone="+01:00", accept_rejected=True).ledger
    assert ledger.ids.to_pylist() == ["1"]
    assert from_microseconds(int(ledger.time[0])) == datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_openings_and_exits_from_files(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER, GOOD)
    openings = write(tmp_path, "account,amount,currency", "A,40,XAD", "Z,1,", name="o.csv")
    exits = write(tmp_path, "account", "B", "Y", name="e.csv")
    ledger = read_ledger([path], openings=openings, exits=exits).ledger
    result = trace(ledger, [Claim("P1")], rule="fifo")
    assert [u.amount for u in result.unexplained] == [60]
    assert (result.claims[0].out, result.claims[0].held) == (100, 0)
    codes = [warning.code for warning in ledger.warnings]
    assert codes == ["opening_account_unknown", "exit_account_unknown"]


@pytest.mark.parametrize(
    "line", ["A,-1,", "A,1.5,", "A,1,XBD", "A,5,\nA,6,", "A,4611686018427387904,", ",5,"]
)
def test_openings_that_cannot_be_used(tmp_path: Path, line: str) -> None:
    openings = write(tmp_path, "account,amount,currency", line, name="o.csv")
    with pytest.raises(errors.AccountListUnusable):
        read_ledger([write(tmp_path, HEADER, GOOD)], openings=openings)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"zone": "Mars/Olympus"}, errors.ZoneUnknown),
        ({"zone": "+99:99"}, errors.ZoneUnknown),
        ({"exponent": 19}, errors.ExponentUnusable),
        ({"reversals": "ignore"}, errors.OptionUnusable),
        ({"mapping": {"colour": "x"}}, errors.FieldUnknown),
        ({"mapping": {"id": "x"}}, errors.ColumnMissing),
        ({"openings": "nowhere.csv"}, errors.FileMissing),
    ],
)
def test_options_that_cannot_be_used(
    tmp_path: Path, options: dict[str, Any], error: type[errors.TracingError]
) -> None:
    with pytest.raises(error):
        read_ledger([write(tmp_path, HEADER, GOOD)], **options)


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(errors.FileMissing):
        read_ledger([tmp_path / "nowhere.csv"])
    with pytest.raises(errors.LedgerEmpty):
        read_ledger([write(tmp_path, HEADER)])
    with pytest.raises(errors.ColumnMissing, match="amount"):
        read_ledger([write(tmp_path, "id,time,source,target", "1,2,3,4")])
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"not parquet")
    with pytest.raises(errors.FileUnreadable):
        read_ledger([broken])
    latin = tmp_path / "latin.csv"
    latin.write_bytes((HEADER + "\n" + GOOD.replace("A", "\xe9")).encode("latin-1"))
    with pytest.raises(errors.FileUnreadable):
        read_ledger([latin])
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(errors.FileUnreadable):
        read_ledger([empty])
    with pytest.raises(errors.LedgerEmpty):
        Ledger.from_rows([])


def test_a_typed_column_of_the_wrong_type_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.parquet"
    columns = {"time": [1], "source": ["A"], "target": ["B"], "amount": [1], "currency": ["XAD"]}
    pyarrow.parquet.write_table(pa.table(columns), path)
    with pytest.raises(errors.ColumnTypeUnusable, match="time"):
        read_ledger([path])


def test_cells_that_say_nothing_sure_are_refused(tmp_path: Path) -> None:
    path, day = tmp_path / "bank.xlsx", datetime(2026, 3, 1)  # noqa: DTZ001
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["time", "source", "target", "amount", "currency"])
        for row, ends in enumerate([("A", None), (10**15, "B"), (day, "B")], start=1):
            sheet.write_row(row, 0, ["2026-01-01T00:00:00Z", *ends, 5, "XAD"])
        sheet.write_formula(1, 2, "=NA()", None, "#N/A")
    codes = [(1, "target", "cell_unusable"), (2, "source", "identifier_as_number")]
    assert rejected(path) == [*codes, (3, "source", "identifier_as_date")]


def test_every_reason_was_met_above() -> None:
    """Runs last in this file: a reason that no test meets is one nobody has seen. Those of bank
    statements and of chains are met by their own tests."""
    assert set(REASONS) - set(statement_words.REASONS) - set(CHAIN_REASONS) <= seen
