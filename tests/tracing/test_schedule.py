"""The schedule of an account can be recomputed by hand, and by its own formulas."""

from collections import Counter, defaultdict
from io import BytesIO
from math import isclose
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, errors
from homeward.tracing.answers import workbook
from homeward.tracing.answers.errors import ScheduleTooLong
from homeward.tracing.answers.schedule import Schedule, ScheduleLine, schedule
from homeward.tracing.answers.workbook import write_workbook
from homeward.tracing.rules import AVAILABLE
from homeward.tracing.tracer import Followed, follow
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.sheets import Book
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds


def kept(case: Followed) -> list[str]:
    ledger = case.lines.ledger
    return [name for n, name in enumerate(ledger.account_ids) if not ledger.exits[n]]


def by_hand(found: Schedule) -> None:
    """What an expert would check, line by line."""
    balance = 0
    held: Counter = Counter()
    for line in found.lines:
        came = line.amount if line.direction != "out" else -line.amount
        assert line.birth == (max(0, line.amount - balance) if line.direction == "out" else 0)
        balance += came + line.birth
        assert line.balance == balance
        for step in line.labels:
            assert step.before == held[step.label]
            held[step.label] = step.after
        assert sum(held.values()) <= balance + 1e-6
        if found.rule.is_exact:
            check_lots(line)


def check_lots(line: ScheduleLine) -> None:
    assert sum(lot.length for lot in line.lots) == line.amount
    labels: Counter = Counter()
    for lot in line.lots:
        labels[lot.label] += lot.length
    assert {s.label: s.moved for s in line.labels if s.moved} == {
        label: n for label, n in labels.items() if label
    }
    assert sum(lot.length for lot in line.lots if lot.start is None) == line.birth


@settings(deadline=None, max_examples=examples(500))
@given(worlds(), st.sampled_from([None, 2, 3]), st.sampled_from(AVAILABLE))
def test_lines_add_up_and_end_at_the_trace(world: oracle.World, at: int | None, rule: str) -> None:
    world = cut(world, at)
    case = follow(ledger_of(world), claims_of(world), rule=rule, at=moment(at))
    result = case.trace
    ends = {(h.account, h.label): h.exact for h in result.holdings}
    carried = {(c.payment, c.label): c.exact_amount for c in result.carriers}
    for account in kept(case):
        found = schedule(case, account)
        by_hand(found)
        for step in found.lines[-1].labels:
            assert isclose(step.after, ends.get((account, step.label), 0), abs_tol=1e-9)
        for line in found.lines:
            if line.direction == "out":
                for step in line.labels:
                    expected = carried.get((line.payment, step.label), 0)
                    assert isclose(step.moved, expected, abs_tol=1e-9)


@settings(deadline=None, max_examples=examples(300))
@given(worlds(), st.sampled_from(["fifo", "lifo"]))
def test_each_lot_leaves_once(world: oracle.World, rule: str) -> None:
    """Every unit of the line comes once, and leaves at most once, with the label it came with."""
    case = follow(ledger_of(world), claims_of(world), rule=rule)
    for account in kept(case):
        came: dict[int, str | None] = {}
        gone: set[int] = set()
        for line in schedule(case, account).lines:
            for lot in line.lots:
                if lot.start is None:
                    continue
                units = range(lot.start, lot.start + lot.length)
                if line.direction == "out":
                    assert all(came[unit] == lot.label for unit in units)
                    assert not gone & set(units)
                    gone |= set(units)
                else:
                    assert not came.keys() & set(units)
                    came.update(dict.fromkeys(units, lot.label))
        held = Counter(label for unit, label in came.items() if unit not in gone and label)
        assert held == {h.label: h.amount for h in case.trace.holdings if h.account == account}


@settings(deadline=None, max_examples=examples(250))
@given(worlds(), st.sampled_from(AVAILABLE))
def test_the_formulas_recompute_the_schedule(world: oracle.World, rule: str) -> None:
    case = follow(ledger_of(world), claims_of(world), rule=rule)
    for account in kept(case):
        found, target = schedule(case, account), BytesIO()
        write_workbook(found, target)
        book = Book(target.getvalue())
        columns = {
            book.cached("Schedule", f"{workbook._column(n)}1"): workbook._column(n)
            for n in range(60)
        }
        for row, line in enumerate(found.lines, start=2):
            assert book.compute("Schedule", f"G{row}") == line.birth
            assert book.compute("Schedule", f"H{row}") == line.balance
            for step in line.labels:
                for word in ("moved", "after"):
                    cell = f"{columns[f'{step.label}: {word}']}{row}"
                    computed = book.compute("Schedule", cell)
                    assert isclose(computed, getattr(step, word), rel_tol=1e-9, abs_tol=1e-9)
        for key in book.formulas:
            assert isclose(book.compute(*key), book.cached(*key), rel_tol=1e-9, abs_tol=1e-9)


ROWS = [
    ("P1", 0, "family", "A", 1000, "XAD"),
    ("P2", 1_000_000, "own", "A", 500, "XAD"),
    ("P3", 2_000_000, "A", "=B", 600, "XAD"),
    ("P4", 3_000_000, "A", "C", 1000, "XAD"),
]


def test_a_schedule_reads_as_a_person_would_write_it() -> None:
    case = follow(Ledger.from_rows(ROWS), [Claim("P1", label="=ransom")], rule="lowest-balance")
    found = schedule(case, "A")
    rows = [
        (line.direction, line.payment, line.amount, line.birth, line.balance, line.labels[0].after)
        for line in found.lines
    ]
    assert rows == [
        ("opening", None, 0, 0, 0, 0),
        ("in", "P1", 1000, 0, 1000, 1000),
        ("in", "P2", 500, 0, 1500, 1000),
        ("out", "P3", 600, 0, 900, 900),
        ("out", "P4", 1000, 100, 0, 0),
    ]
    assert found.lines[1].time == moment(0)


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    case = follow(Ledger.from_rows(ROWS), [Claim("P1", label="=ransom*")], rule="fifo")
    path = tmp_path / "schedule.xlsx"
    write_workbook(schedule(case, "A"), path)
    book = Book(path.read_bytes())
    assert book.cached("Schedule", "D5") == "=B"
    assert book.cached("Schedule", "I1") == "=ransom*: moved"
    assert all("ransom" not in formula for formula in book.formulas.values())


def test_what_a_schedule_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger.from_rows(ROWS, exits=["C"])
    case = follow(ledger, [Claim("P1")], rule="fifo")
    with pytest.raises(errors.AccountNotKept):
        schedule(case, "C")
    with pytest.raises(errors.NotDefinedUnderRule):
        schedule(follow(ledger, [Claim("P1")], rule="poison"), "A")
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with pytest.raises(ScheduleTooLong):
        write_workbook(schedule(case, "A"), BytesIO())


def test_an_identifier_in_two_currencies_needs_one_named() -> None:
    rows = [("P1", 0, "x", "A", 5, "XAD"), ("P2", 1, "y", "A", 5, "XBD")]
    case = follow(Ledger.from_rows(rows, split_currencies=True), [Claim("P1")], rule="fifo")
    with pytest.raises(errors.AccountAmbiguous, match="XAD, XBD"):
        schedule(case, "A")
    assert schedule(case, "A", "XBD").labels == ()
    with pytest.raises(errors.AccountUnknown):
        schedule(case, "A", "XCD")


def test_all_accounts_show_every_payment_twice() -> None:
    case = follow(Ledger.from_rows(ROWS), [Claim("P1")], rule="fifo")
    seen = defaultdict(set)
    for account in kept(case):
        for line in schedule(case, account).lines[1:]:
            seen[line.payment].add(line.direction)
    assert all(each == {"in", "out"} for each in seen.values())
