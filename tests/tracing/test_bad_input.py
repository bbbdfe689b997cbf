"""Bad input of every kind, as a user meets it: one clear sentence, and never a traceback.

`docs/reference/errors.md` lists them.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

import homeward.tracing as ht
from homeward.cli.trace import app
from homeward.tracing import errors
from homeward.tracing.reading.errors import ListColumnMissing, ListUnreadable

HEADER = "id,time,source,target,amount,currency\n"
FIRST = "P1,2026-03-02T08:00:00Z,A,B,100,XAD\n"
SECOND = "P2,2026-03-02T09:00:00Z,B,C,60,XAD\n"


def call(*words: str) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def traced(path: Path, *options: str, claim: str = "P1") -> Result:
    return call(str(path), "--claim", claim, "--rule", "fifo", *options)


def second(**changed: str) -> str:
    row = dict(zip(HEADER.strip().split(","), SECOND.strip().split(","), strict=True)) | changed
    return ",".join(row.values()) + "\n"


ROWS = [
    (second(id="P1"), "at id: the payment id P1 is used by an earlier row."),
    (second(amount='"1,000"'), "at amount: 1,000 is not an amount."),
    (second(amount="1 000"), "at amount: 1 000 is not an amount."),
    (second(amount="1'000"), "at amount: 1'000 is not an amount."),
    (second(amount="1.000"), "at amount: the amount 1.000 is not a whole number of minor units."),
    (second(amount="12.00"), "at amount: the amount 12.00 is not a whole number of minor units."),
    (second(time="2026-03-02T09:00:00"), "at time: the time 2026-03-02T09:00:00 carries no zone."),
    (second(currency="XBD"), "at source: the account B is kept in XAD elsewhere and here in XBD."),
    (second(amount="4611686018427387904"), "at amount: the amount 4611686018427387904 is 2^62"),
    (
        second(source="A", amount="4611686018427387900"),
        "at source: it takes the total of the account A to 2^62 minor units or more.",
    ),
]


@pytest.mark.parametrize(("line", "said"), ROWS)
def test_a_bad_row_is_named_with_its_field_and_the_reason(
    tmp_path: Path, line: str, said: str
) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(HEADER + FIRST + line)
    result = traced(path)
    assert (result.exit_code, result.stdout) == (2, "")
    told, last = result.stderr.splitlines()
    assert told.startswith(f"Row 2 of bank.csv is refused {said}")
    assert last.startswith("Problems found in the rows of the ledger: 1. So nothing was imported.")


def test_rows_that_are_not_in_order_are_put_in_order(tmp_path: Path) -> None:
    texts = (FIRST + SECOND, SECOND + FIRST)
    results = []
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.csv"
        path.write_text(HEADER + text)
        results.append(traced(path, "--json").stdout)
    assert results[0] == results[1] != ""


def test_decimals_without_an_exponent_are_taken_where_nobody_wrote_them(tmp_path: Path) -> None:
    """Floating point always has them; an exponent of 0 says that they mean nothing."""
    rows = [("P1", 0, "A", "B", 100.0, "XAD"), ("P2", 1, "A", "B", Decimal("60.00"), "XAD")]
    assert ht.Ledger.from_rows(rows).amount.tolist() == [100, 60]
    path = tmp_path / "bank.csv"
    path.write_text(HEADER + FIRST + second(amount="60.00"))
    assert ht.read_ledger(path, exponent=0).ledger.amount.tolist() == [100, 60]
    table = pa.table(
        {
            "time": [datetime(2026, 3, 2, tzinfo=UTC)] * 2,
            "source": ["A", "A"],
            "target": ["B", "B"],
            "amount": [100.0, 1.5e15],
            "currency": ["XAD", "XAD"],
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "bank.parquet")
    assert ht.read_ledger(tmp_path / "bank.parquet").ledger.amount.tolist() == [
        100,
        1_500_000_000_000_000,
    ]


def test_a_notebook_shows_how_much_a_ledger_holds(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(HEADER + FIRST + SECOND)
    assert repr(ht.read_ledger(path).ledger) == (
        "<Ledger of 2 payments between 3 accounts, 2026-03-02T08:00:00Z to 2026-03-02T09:00:00Z>"
    )


def test_a_number_too_large_is_named_as_it_stands(tmp_path: Path) -> None:
    columns = {
        "time": pa.array([datetime(2026, 3, 2, tzinfo=UTC)]),
        **{name: pa.array([name]) for name in ("source", "target", "currency")},
        "amount": pa.array([2**63], pa.uint64()),
    }
    pyarrow.parquet.write_table(pa.table(columns), tmp_path / "bank.parquet")
    with pytest.raises(ht.LedgerRejected) as caught:
        ht.read_ledger(tmp_path / "bank.parquet")
    assert caught.value.rejections[0].params["value"] == "9223372036854775808"


def test_ids_of_mixed_types_are_text(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    rows = [(1, moment, "A", "B", 5, "XAD"), ("P2", moment, "A", "B", 5, "XAD")]
    assert ht.Ledger.from_rows(rows).ids.to_pylist() == ["1", "P2"]
    with pytest.raises(ht.LedgerRejected) as caught:
        ht.Ledger.from_rows([rows[0], ("1", *rows[0][1:])])
    assert [each.code for each in caught.value.rejections] == ["id_repeated"]
    path = tmp_path / "bank.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.strip().split(","))
        for place, name in enumerate((7, "P2", True), start=1):
            sheet.write_row(place, 0, [name, "2026-03-02T08:00:00Z", "A", "B", 5, "XAD"])
    result = traced(path)
    assert result.exit_code == 2
    assert "Row 3 of bank.xlsx is refused at id: the cell of id holds TRUE" in result.stderr
    accepted = ht.read_ledger(path, accept_rejected=True)
    assert accepted.ledger.ids.to_pylist() == ["7", "P2"]


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def stream(path: Path) -> None:
    table = ht.read_ledger(path.with_suffix(".csv")).ledger.ids
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, pa.schema({"id": "string"})):
        assert len(table)


def parquet(path: Path) -> None:
    pyarrow.parquet.write_table(pa.table({"id": ["P1"] * 1000}), path)
    half(path)


def latin(path: Path) -> None:
    path.write_bytes((HEADER + FIRST).encode() + "P2,2026,\xe9,B,1,XAD\n".encode("latin-1"))


@pytest.mark.parametrize(
    ("name", "damage", "said"),
    [
        ("bank.parquet", parquet, "The file bank.parquet could not be read: Parquet magic bytes"),
        ("bank.arrow", stream, "The file bank.arrow could not be read: It is no Arrow file;"),
        ("other.csv", latin, "It is not text in UTF-8; the first line that is not is line 3."),
        ("gone.csv", None, "There is no file "),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, damage: Callable[[Path], None] | None, said: str
) -> None:
    (tmp_path / "bank.csv").write_text(HEADER + FIRST)
    if damage is not None:
        damage(tmp_path / name)
    result = traced(tmp_path / name)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert said in result.stderr


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_may_be_separated_by_commas_semicolons_or_tabs(
    tmp_path: Path, separator: str
) -> None:
    path, exits, openings = (tmp_path / name for name in ("bank.csv", "exits.csv", "open.csv"))
    table = [line.split(",") for line in (HEADER + FIRST + SECOND).split()]
    for place, row in enumerate(table):
        row.append("x" if place else "note; or, rather, none".replace(separator, ""))
    path.write_text("".join(separator.join(row) + "\n" for row in table))
    exits.write_text("account\nC\n")
    openings.write_text("account,amount\nA,100\n".replace(",", separator))
    ledger = ht.read_ledger(path, openings=openings, exits=exits).ledger
    assert ledger.openings.tolist() == [100, 0, 0]
    assert ht.trace(ledger, [ht.Claim("P1")], rule="fifo").claims[0].out == 60


def test_spaces_around_the_names_of_columns_mean_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(HEADER.replace(",", " , ") + (FIRST + SECOND).replace(",", ", "))
    reading = ht.read_ledger(path, mapping={"reference": " id "})
    assert reading.ledger.ids.to_pylist() == ["P1", "P2"]
    assert reading.ledger.amount.tolist() == [100, 60]
    path.write_text(HEADER.replace("target", "source "))
    with pytest.raises(errors.ColumnRepeated):
        ht.read_ledger(path, mapping={"target": "source"})


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--openings", "", "The list of openings in list.csv could not be read: It has no header"),
        ("--exits", "account\nA,5\n", "Expected 1 columns, got 2: A,5. Give CSV in UTF-8."),
        ("--openings", "name,amount\nA,5\n", "has no column account. Its columns are: name,"),
        ("--exits", "name\nA\n", "The list of exits in list.csv has no column account."),
        ("--openings", 'account,amount\nA,"1,000"\n', "1,000 is not an amount. Write digits,"),
    ],
)
def test_a_list_that_cannot_be_used_says_why_in_words(
    tmp_path: Path, option: str, text: str, said: str
) -> None:
    path, listed = tmp_path / "bank.csv", tmp_path / "list.csv"
    path.write_text(HEADER + FIRST)
    listed.write_text(text)
    result = traced(path, option, str(listed))
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)  # no advice on --map
    assert said in result.stderr
    given: dict[str, Any] = {option.removeprefix("--"): listed}
    with pytest.raises((ListColumnMissing, ListUnreadable, errors.AccountListUnusable)):
        ht.read_ledger(path, **given)


def test_opening_balances_are_never_cut_to_whole_units(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(HEADER + FIRST)
    with pytest.raises(errors.AccountListUnusable, match=r"1\.5 of A is not a whole number"):
        ht.read_ledger(path, openings={"A": 1.5})  # type: ignore[dict-item]


@pytest.mark.parametrize("claim", ["P1=1.5", "P1:", "P1=", "P1=many"])
def test_what_follows_a_payment_that_is_there_must_be_an_amount_or_a_label(
    tmp_path: Path, claim: str
) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(HEADER + FIRST)
    assert f"The claim {claim} cannot be read." in traced(path, claim=claim).stderr


def test_a_moment_that_cannot_be_is_refused_before_the_ledger_is_read(tmp_path: Path) -> None:
    result = traced(tmp_path / "not-there.csv", "--at", "yesterday")
    assert result.stderr.startswith("The moment yesterday cannot be used.")


NOTEBOOK: list[tuple[dict[str, Any], type[errors.TracingError]]] = [
    ({"claims": ["P1"]}, errors.ClaimUnreadable),
    ({"claims": ht.Claim("P1")}, errors.ClaimUnreadable),
    ({"claims": [ht.Claim(1)]}, errors.ClaimUnreadable),  # type: ignore[arg-type]
    ({"claims": [], "at": "2026-03-02T09:00:00"}, errors.MomentUnusable),
    ({"claims": [], "at": 5}, errors.MomentUnusable),
    ({"claims": [], "rule": "FIFO"}, errors.OptionUnusable),
]


@pytest.mark.parametrize(("given", "error"), NOTEBOOK)
def test_what_a_notebook_hands_over_wrongly_is_told(
    given: dict[str, Any], error: type[errors.TracingError]
) -> None:
    ledger = ht.Ledger.from_rows([("P1", 0, "A", "B", 5, "XAD")])
    with pytest.raises(error):
        ht.trace(ledger, given.pop("claims"), **{"rule": "fifo"} | given)
    with pytest.raises(errors.ExponentUnusable):
        ht.Ledger.from_rows([("P1", 0, "A", "B", 5, "XAD")], exponent="2")  # type: ignore[arg-type]


def test_what_reading_gives_is_told_from_its_ledger(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(HEADER + FIRST)
    reading = ht.read_ledger(path)
    with pytest.raises(errors.OptionUnusable, match=r"Reading cannot be .* its \.ledger"):
        ht.trace(reading, [ht.Claim("P1")], rule="fifo")  # type: ignore[arg-type]
    with pytest.raises(errors.OptionUnusable, match=r"Reading cannot be .* its \.ledger"):
        ht.backward(reading, account="B")  # type: ignore[arg-type]
    with pytest.raises(errors.OptionUnusable, match=r"Reading cannot be .* its \.ledger"):
        ht.detect(reading)  # type: ignore[arg-type]
    assert len(reading) == len(reading.ledger) == 1


def test_a_notebook_sees_what_is_wrong_with_the_first_rows(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(HEADER + "P1,2026-03-01T09:00:00Z,A,B,x,XAD\n" * 7)
    with pytest.raises(errors.LedgerRejected) as caught:
        ht.read_ledger(path)
    first, *rows = str(caught.value).splitlines()
    assert first == caught.value.message
    assert rows[0].startswith("Row 1 of bank.csv is refused at ")
    assert len(rows) == 5


def test_a_moment_may_be_given_as_text() -> None:
    rows = [("P1", 0, "A", "B", 5, "XAD"), ("P2", 5_000_000, "B", "C", 5, "XAD")]
    ledger, claims, end = ht.Ledger.from_rows(rows), [ht.Claim("P1")], "1970-01-01T01:00:02+01:00"
    found = ht.trace(ledger, claims, rule="fifo", at=end)
    assert found == ht.trace(
        ledger, claims, rule="fifo", at=datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC)
    )
    assert [each.account for each in found.holdings] == ["B"]
    assert ht.range_over_rules(ledger, claims, at=end).at == found.at
    assert [each.payment for each in ht.backward(ledger, account="B", at=end).origins] == ["P1"]
    assert ledger.indexed(opening=True, at=end).index.pinned_until == 2_000_000  # type: ignore[union-attr]


def test_followed_claims_give_tables_and_a_document_as_their_trace_does() -> None:
    ledger = ht.Ledger.from_rows([("P1", 0, "A", "B", 5, "XAD")])
    case = ht.follow(ledger, [ht.Claim("P1")], rule="fifo")
    assert ht.document(case) == ht.document(case.trace)
    assert ht.arrow_tables(case)["holdings"] == ht.arrow_tables(case.trace)["holdings"]


def test_one_pattern_one_payment_and_no_payments_are_taken_as_they_are() -> None:
    ledger = ht.generate(seed=7, payments=500).ledger
    (name,) = {each.payments[0] for each in ht.detect(ledger).findings[:1]}
    found = ht.detect(ledger, "cycle", around=name)
    assert [each.value for each in found.patterns] == ["cycle"]
    assert len(ht.Watch(ledger, [ht.Claim(name)], "fifo").append([])) == 0
