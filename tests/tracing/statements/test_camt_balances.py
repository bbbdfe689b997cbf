"""camt.053: which balances begin and end a statement, and the days that they tell."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from homeward.tracing.errors import FileUnreadable
from tests.tracing.statements.made import A, codes, read
from tests.tracing.statements.raw import balance, detail, entry, read_all, read_one, whole

PAID = entry("-5.00", day="2026-03-02")


@pytest.mark.parametrize(
    ("held", "opening", "closing"),
    [
        ([("OPBD", "100"), ("PRCD", "90"), ("CLBD", "95")], "100", "95"),
        ([("PRCD", "90"), ("OPBD", "100"), ("CLBD", "95")], "100", "95"),
        ([("PRCD", "100"), ("CLBD", "-95")], "100", "-95"),
        ([("ITBD", "100"), ("CLBD", "95")], "100", "95"),
        ([("CLBD", "95"), ("ITBD", "100")], "100", "95"),
        ([("OPBD", "100"), ("ITBD", "95")], "100", "95"),
        ([("ITBD", "95"), ("OPBD", "100")], "100", "95"),
        ([("ITBD", "100"), ("ITBD", "95")], "100", "95"),
        ([("OPBD", "100"), ("CLBD", "95"), ("ITBD", "3"), ("CLAV", "1")], "100", "95"),
        ([("ITBD", "100")], "100", None),
        ([("CLBD", "95")], "100", "95"),
        ([("CLAV", "95"), ("OPAV", "1,00")], None, None),
    ],
)
def test_the_balances_of_a_statement(
    tmp_path: Path, held: list[tuple[str, str]], opening: str | None, closing: str | None
) -> None:
    found = read_one(tmp_path, whole(*(balance(*each) for each in held), PAID))
    expected = [None if each is None else Decimal(each) for each in (opening, closing)]
    assert [found.opening, found.closing] == expected


@pytest.mark.parametrize("turned", [False, True])
def test_of_a_pair_for_each_day_the_first_and_the_last_count(
    tmp_path: Path, *, turned: bool
) -> None:
    pairs = [
        balance("OPBD", "100", "2026-03-02"),
        balance("CLBD", "95", "2026-03-02"),
        balance("OPBD", "95", "2026-03-03"),
        balance("CLBD", "89", "2026-03-03"),
    ]
    pairs = pairs[::-1] if turned else pairs
    found = read_one(tmp_path, whole(*pairs, PAID, entry("-6", day="2026-03-03")))
    assert (found.opening, found.closing) == (Decimal(100), Decimal(89))
    assert (found.first, found.last) == (date(2026, 3, 2), date(2026, 3, 3))


def test_pairs_without_days_count_in_their_order(tmp_path: Path) -> None:
    pairs = [balance("OPBD", "100"), balance("CLBD", "95"), balance("OPBD", "95")]
    found = read_one(tmp_path, whole(*pairs, balance("CLBD", "89", "2026-01-01"), PAID))
    assert (found.opening, found.closing) == (Decimal(100), Decimal(89))


def test_a_balance_in_another_currency_does_not_count(tmp_path: Path) -> None:
    held = [
        balance("OPBD", "7", currency="XBD"),
        balance("OPBD", "100"),
        balance("CLBD", "95", currency=""),
        balance("CLBD", "8", currency="XBD"),
    ]
    for currency in ("XAD", ""):
        found = read_one(tmp_path, whole(*held, PAID, currency=currency))
        assert (found.currency, found.opening, found.closing) == ("XAD", Decimal(100), Decimal(95))


def test_a_statement_without_entries_has_the_currency_of_its_balance(tmp_path: Path) -> None:
    assert read_one(tmp_path, whole(balance("OPBD", "7"), currency="")).currency == "XAD"


def test_a_closing_balance_alone_tells_what_the_account_held(tmp_path: Path) -> None:
    found = read(tmp_path, whole(balance("CLBD", "95"), PAID))
    held = dict(zip(found.ledger.account_ids, found.ledger.openings.tolist(), strict=True))
    assert held[A] == 10000
    assert codes(found) == ["other_account_unnamed"]


def test_refused_entries_are_part_of_what_the_account_held(tmp_path: Path) -> None:
    refused = entry("-6", detail("1") + detail("2"))
    found = read_one(tmp_path, whole(balance("CLBD", "89"), PAID, refused))
    assert found.opening == 100
    unknown = entry("-6").replace(">6<", ">six<")
    text = whole(balance("CLBD", "89"), PAID, unknown)
    assert read_one(tmp_path, text).opening is None
    both = text.replace("</Stmt>", "</Stmt>" + _only_statement(whole(balance("CLBD", "95"), PAID)))
    assert [each.opening for each in read_all(tmp_path, both)] == [None, 100]


def _only_statement(text: str) -> str:
    return "<Stmt>" + text.split("<Stmt>")[1].split("</Stmt>")[0] + "</Stmt>"


@pytest.mark.parametrize(
    "amount", ["1,00", "NaN", "sNaN", "Infinity", "1E+999999999", "1_0", "٥", ""]
)
def test_a_balance_that_is_no_amount_makes_the_file_unreadable(tmp_path: Path, amount: str) -> None:
    text = whole(balance("OPBD", "33"), PAID).replace(">33<", f">{amount}<")
    with pytest.raises(
        FileUnreadable, match=r"statement A-1 the balance OPBD is '.*', which is no"
    ):
        read(tmp_path, text)


def test_a_balance_without_a_direction_makes_the_file_unreadable(tmp_path: Path) -> None:
    text = whole(balance("CLBD", "33"), PAID).replace("<CdtDbtInd>CRDT", "<CdtDbtInd>BOTH")
    with pytest.raises(FileUnreadable, match="balance CLBD is neither"):
        read(tmp_path, text)
    text = whole(balance("CLBD", "0.00"), PAID).replace("<CdtDbtInd>CRDT", "<CdtDbtInd>BOTH")
    assert read_one(tmp_path, text).closing == 0


@pytest.mark.parametrize(
    ("kind", "day", "first"),
    [
        ("OPBD", "2026-03-01", date(2026, 3, 1)),
        ("PRCD", "2026-02-28", date(2026, 3, 1)),
        ("OPBD", "9999-12-31", date(2026, 3, 2)),
        ("PRCD", "9999-12-31", date(2026, 3, 2)),
        ("OPBD", "", date(2026, 3, 2)),
    ],
)
def test_the_days_of_balances_are_the_period_where_none_is_stated(
    tmp_path: Path, kind: str, day: str, first: date
) -> None:
    held = [balance(kind, "100", day), balance("CLBD", "95", "2026-03-31")]
    found = read_one(tmp_path, whole(*held, PAID))
    assert (found.first, found.last) == (first, date(2026, 3, 31))
    span = "<FrToDt><FrDt>2026-02-01</FrDt><ToDt>2026-04-30</ToDt></FrToDt>"
    found = read_one(tmp_path, whole(*held, PAID, span=span))
    assert (found.first, found.last) == (date(2026, 2, 1), date(2026, 4, 30))


def test_a_zone_of_the_account_may_stand_beside_the_day_of_a_balance(tmp_path: Path) -> None:
    held = balance("CLBD", "95", "2026-03-31+01:00")
    assert read_one(tmp_path, whole(held, PAID)).last == date(2026, 3, 31)
    held = held.replace("<Dt><Dt>2026-03-31+01:00</Dt>", "<Dt><DtTm>2026-03-31T23:00:00Z</DtTm>")
    assert read_one(tmp_path, whole(held, PAID)).last == date(2026, 3, 31)
