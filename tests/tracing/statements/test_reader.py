"""Several statements of an account: their order, their identifiers, which end is the morning."""

import time
from datetime import date
from decimal import Decimal
from itertools import pairwise, permutations
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from homeward.tracing.statements.entries import Statement
from homeward.tracing.statements.reader import by_account
from tests.tracing.statements.made import A, B, Line, camt, codes, mt940, payments, read, statement


def numbered(number: int, days: tuple[int, int], amounts: tuple[int, int], *lines: str) -> str:
    """A statement of A in March; a line is `DAY/MARK AMOUNT`."""
    fields = [
        (f"2603{line[:2]}03{line[:2]}{line[2:]},00NTRFNONREF", f"/CNTP/{B}/X/Y/") for line in lines
    ]
    opening, closing = (
        f"C2603{day:02d}XAD{held},00" for day, held in zip(days, amounts, strict=True)
    )
    return mt940(A, number, fields, opening=opening, closing=closing)


def test_statements_with_one_number_have_identifiers_of_their_own(tmp_path: Path) -> None:
    """Some banks write `STARTUMS` and number 0 every day."""
    days = [
        numbered(0, (1, 2), (1000, 900), "02D100"),
        numbered(0, (2, 3), (900, 850), "03D50"),
        numbered(0, (3, 4), (850, 800), "04D50"),
    ]
    for texts in permutations(days):
        found = read(tmp_path, *texts)
        ids = [f"{A}/EXAMPLE-2026-03-0{day}-001/1" for day in (2, 3, 4)]
        assert found.ledger.ids.to_pylist() == ids
        assert codes(found) == []
    alone = read(tmp_path, days[1]).ledger.ids.to_pylist()
    assert alone == [f"{A}/EXAMPLE-2026-03-03-001/1"], "the same when it is read alone"


def test_copies_of_a_statement_keep_its_identifier_and_several_of_a_day_are_counted(
    tmp_path: Path,
) -> None:
    one = numbered(0, (1, 2), (1000, 900), "02D100")
    found = read(tmp_path, one, one, accept_rejected=True)
    assert found.ledger.ids.to_pylist() == [f"{A}/EXAMPLE-2026-03-02-001/1"]
    two = numbered(0, (2, 2), (900, 850), "02D50")
    for texts in permutations([one, two, one]):
        found = read(tmp_path, *texts, accept_rejected=True)
        ids = [f"{A}/EXAMPLE-2026-03-02-001-{number}/1" for number in (1, 2)]
        assert found.ledger.ids.to_pylist() == ids
        assert [refused.code for refused in found.rejections] == ["entry_repeated"]


def test_pages_with_one_identifier_have_identifiers_of_their_own(tmp_path: Path) -> None:
    day = ("2026-03-02", "2026-03-02")
    lines = [[Line(f"-{amount}.00", day[0], B)] for amount in (1, 2, 3)]
    pages = [
        camt(statement(A, "A-1", lines[0], opening="100", period=day)),
        camt(statement(A, "A-1", lines[1], opening="99", period=day)),
        camt(statement(A, "A-1", lines[2], opening="97", period=day)),
    ]
    later = statement(A, "A-1", [Line("-4.00", "2026-03-09", B)], opening="94", period=None)
    for texts in permutations([*pages, camt(later)]):
        found = read(tmp_path, *texts)
        assert [amount for *_, amount in payments(found)] == [100, 200, 300, 400]
        assert found.ledger.ids.to_pylist() == [
            *(f"{A}/A-1-2026-03-02-{number}/1" for number in (1, 2, 3)),
            f"{A}/A-1-2026-03-09/1",
        ]
        assert codes(found) == []


def test_a_statement_without_entries_stands_in_its_place(tmp_path: Path) -> None:
    one = numbered(1, (1, 2), (1000, 900), "02D100")
    for two in (numbered(2, (2, 3), (900, 900)), numbered(2, (2, 2), (900, 900))):
        three = numbered(3, (3, 4), (900, 850), "04D50")
        for texts in permutations([one, two, three]):
            found = read(tmp_path, *texts)
            held = found.ledger
            openings = dict(zip(held.account_ids, held.openings.tolist(), strict=True))
            assert openings[A] == 100000
            assert codes(found) == []


def test_a_statement_begins_the_day_after_its_opening_balance(tmp_path: Path) -> None:
    """So what reached the account before its own first entry is not taken off the balance."""
    first = numbered(1, (1, 9), (1000, 900), "09D100")
    paid = camt(statement(B, "B-1", [Line("-5.00", "2026-03-05", A, end_to_end="E-1")]))
    held = read(tmp_path, first, paid).ledger
    assert dict(zip(held.account_ids, held.openings.tolist(), strict=True))[A] == 100000


def test_what_has_no_day_follows_what_it_continues(tmp_path: Path) -> None:
    empty = camt(statement(A, "A-2", [], opening="900", period=None))
    one = camt(statement(A, "A-1", [Line("-100", "2026-03-02", B)], period=None))
    for texts in permutations([empty, one]):
        found = read(tmp_path, *texts)
        assert codes(found) == []
        assert found.ledger.openings.tolist() == [100000, 0]


def _made(opening: int, closing: int, day: date | None = date(2026, 3, 2)) -> Statement:
    return Statement(
        0, "a", A, "XAD", first=day, opening=Decimal(opening), closing=Decimal(closing)
    )


def test_thousands_of_statements_of_one_day_are_put_in_order_at_once() -> None:
    size = 20_000
    chain = [_made(each * 7_919 % size, (each * 7_919 + 1) % size or -1) for each in range(size)]
    empty = [_made(5, 5) for _ in range(size)]
    undated = [_made(5, 5, None) for _ in range(size)]
    for held in (chain, empty, [*empty, *undated]):
        begin = time.perf_counter()
        (found,) = by_account(held).values()
        assert time.perf_counter() - begin < 5
        assert sorted(map(id, found)) == sorted(map(id, held))


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_a_chain_of_one_day_is_found_whatever_its_order(
    moves: list[tuple[int, int]], chance: Random
) -> None:
    held, balance = [], 0
    for amount, quiet in moves:
        held += [_made(balance, balance) for _ in range(quiet)]
        held.append(_made(balance, balance + amount))
        balance += amount
    shuffled = list(held)
    chance.shuffle(shuffled)
    (found,) = by_account(shuffled).values()
    assert all(one.closing == two.opening for one, two in pairwise(found))


def test_what_changes_nothing_does_not_break_a_chain() -> None:
    held = [_made(9, 8), _made(10, 9), _made(9, 9), _made(8, 7), _made(8, 8, None)]
    (found,) = by_account(held).values()
    assert [(each.opening, each.closing) for each in found] == [
        (10, 9), (9, 9), (9, 8), (8, 8), (8, 7)
    ]  # fmt: skip


def test_a_day_that_overdraws_the_account_only_as_it_stands_is_turned(tmp_path: Path) -> None:
    day = "2026-03-02"
    wages, rent = Line("50.00", day, B), Line("-120.00", day, B)
    for lines, opening, expected in (
        ([rent, wages], "100.00", [5000, 12000]),
        ([wages, rent], "100.00", [5000, 12000]),
        ([rent, wages], "150.00", [12000, 5000]),
        ([rent, wages], "20.00", [12000, 5000]),
        ([rent, wages], "-100.00", [12000, 5000]),
        ([rent, Line("50.00", "2026-03-03", B)], "100.00", [12000, 5000]),
    ):
        found = read(tmp_path, camt(statement(A, "A-1", lines, opening=opening)))
        assert [amount for *_, amount in payments(found)] == expected, (opening, lines)
