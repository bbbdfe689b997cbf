"""One statement delivered twice, pages of one day, a day beside its month: what counts once."""

from itertools import permutations
from pathlib import Path

from tests.tracing.statements.made import A, B, C, Line, camt, codes, payments, read, statement

DAY, MONTH = ("2026-03-10", "2026-03-10"), ("2026-03-01", "2026-03-31")


def test_equal_fees_on_pages_are_as_many_as_the_balances_prove(tmp_path: Path) -> None:
    """The first and the third page hold the same, and follow each other by their balances only."""
    for period in (DAY, MONTH):
        pages = [
            camt(statement(A, f"A-{number}", [Line(fee, DAY[0])], opening=opening, period=period))
            for number, (fee, opening) in enumerate(
                (("-1.00", "1000.00"), ("-2.00", "999.00"), ("-1.00", "997.00")), start=1
            )
        ]
        for order in permutations(pages):
            found = read(tmp_path, *order)
            assert len(payments(found)) == 3
            assert codes(found) == ["other_account_unnamed"]


def test_every_further_delivery_is_refused_whole(tmp_path: Path) -> None:
    lines = [Line("-1.00", "2026-03-10"), Line("-1.00", "2026-03-10"), Line("-3.00", "2026-03-11")]
    texts = [camt(statement(A, f"A-{number}", lines)) for number in range(3)]
    found = read(tmp_path, *texts, accept_rejected=True)
    assert len(payments(found)) == 3
    assert [each.code for each in found.rejections] == ["entry_repeated"] * 6


def test_two_deliveries_day_by_day_are_two_runs(tmp_path: Path) -> None:
    days = [
        statement(
            A,
            f"{mark}-{number}",
            [Line("-1.00", f"2026-03-1{number}")],
            opening=f"{1000 - number}.00",
            period=(f"2026-03-1{number}", f"2026-03-1{number}"),
        )
        for number in range(3)
        for mark in "AB"
    ]
    found = read(tmp_path, camt(*days), accept_rejected=True)
    assert len(payments(found)) == 3
    assert len(found.rejections) == 3


def test_references_or_accounts_that_differ_make_two(tmp_path: Path) -> None:
    one = statement(A, "A-1", [Line("-5.00", "2026-03-10", B, end_to_end="E2E-1")])
    for other in (
        Line("-5.00", "2026-03-10", B, end_to_end="E2E-2"),
        Line("-5.00", "2026-03-10", C),
    ):
        assert len(payments(read(tmp_path, camt(one, statement(A, "A-2", [other]))))) == 2


def test_without_balances_only_what_is_the_same_in_everything_is_one(tmp_path: Path) -> None:
    one = statement(A, "A-1", [Line("-5.00", "2026-03-10", servicer="S-1")], opening=None)
    for servicer, count in (("S-1", 1), ("S-2", 2)):
        other = statement(A, "A-2", [Line("-5.00", "2026-03-10", servicer=servicer)], opening=None)
        found = read(tmp_path, camt(one, other), accept_rejected=True)
        assert len(payments(found)) == count


def test_a_name_that_is_given_never_is_one_that_another_has(tmp_path: Path) -> None:
    """Two statements bear one number; with its last day one of them would be called as a third."""
    texts = [
        camt(statement(A, ident, [Line("-5.00", day, B)], opening=opening, period=(day, day)))
        for ident, day, opening in (
            ("S", "2026-03-19", "1000.00"),
            ("S", "2026-03-20", "995.00"),
            ("S-2026-03-20", "2026-03-20", "990.00"),
        )
    ]
    for order in permutations(texts):
        found = read(tmp_path, *order)
        assert len(set(found.ledger.ids.to_pylist())) == 3
