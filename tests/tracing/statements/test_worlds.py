"""Random worlds: what their banks print is read back as the payments that were made."""

import tempfile
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, trace
from tests.tracing.statements.made import Line, camt, read, statement

_NAMES = [f"X{chr(65 + each)}{each:02d}EXAM{each:010d}" for each in range(6)]
_OPENING = 50_000
_START = 5

Payment = tuple[int, int, int, int]


@st.composite
def worlds(draw: Any, *, ties: bool) -> tuple[list[Payment], int]:
    """Payments (moment, source, target, amount) in order, and how many accounts have statements."""
    size = draw(st.integers(1, 14))
    moments = sorted(
        draw(st.lists(st.integers(0, 6 if ties else 60), min_size=size, max_size=size))
    )
    if not ties:
        moments = sorted(set(moments))
    pairs = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1])
    payments = [(moment, *draw(pairs), draw(st.integers(1, 20_000))) for moment in moments]
    return payments, 6 if ties else draw(st.integers(1, 6))


def _day(moment: int) -> str:
    return f"2026-03-{_START + moment // 5:02d}T{moment % 5:02d}:00:00"


def _major(amount: int) -> str:
    return f"{Decimal(amount) / 100:.2f}"


def _statements(payments: list[Payment], account: int, cuts: list[int]) -> list[str]:
    """An account's statements, cut into parts; each with the balances at its ends."""
    lines = []
    for number, (moment, source, target, amount) in enumerate(payments):
        if account in (source, target):
            sign, other = ("-", target) if account == source else ("", source)
            known = {"uetr": f"00000000-0000-4000-8000-{number:012d}"}
            lines.append(Line(sign + _major(amount), _day(moment), _NAMES[other], **known))
    edges = sorted({0, len(lines), *(cut for cut in cuts if cut < len(lines))})
    found, held = [], Decimal(_OPENING) / 100
    for number, (begin, end) in enumerate(pairwise(edges)):
        part = lines[begin:end]
        text = statement(_NAMES[account], f"S-{number}", part, opening=f"{held:.2f}", period=None)
        held += sum(Decimal(each.amount) for each in part)
        found.append(text)
    return found


def _held(ledger: Ledger, claims: list[Claim], rule: str) -> dict[str, int]:
    result = trace(ledger, claims, rule=rule)
    return {each.account: each.amount for each in result.holdings if each.amount}


def _compare(payments: list[Payment], size: int, cuts: list[int], files: list[int]) -> None:
    held = [(moment, s, t, a) for moment, s, t, a in payments if min(s, t) < size]
    if not held:
        return
    texts = [text for each in range(size) for text in _statements(payments, each, cuts)]
    grouped: dict[int, list[str]] = {}
    for number, text in enumerate(texts):
        grouped.setdefault(files[number % len(files)], []).append(text)
    with tempfile.TemporaryDirectory() as folder:
        reading = read(Path(folder), *(camt(*each) for each in grouped.values()))
    told = {each.code for each in reading.ledger.warnings}
    assert not told - {"opening_overdrawn", "sequence_between_statements"}
    rows = [
        {
            "id": f"P-{number}",
            "time": _day(moment) + "Z",
            "source": _NAMES[source],
            "target": _NAMES[target],
            "amount": amount,
            "currency": "XAD",
            "order": number,
        }
        for number, (moment, source, target, amount) in enumerate(held)
    ]
    moved = {each["source"] for each in rows} | {each["target"] for each in rows}
    openings = {name: _OPENING for name in _NAMES[:size] if name in moved}
    expected = Ledger.from_rows(rows, openings=openings)
    assert len(reading.ledger) == len(expected)
    known = dict(
        zip(reading.ledger.references.to_pylist(), reading.ledger.ids.to_pylist(), strict=True)
    )
    first = payments.index(held[0])
    claimed = known[f"00000000-0000-4000-8000-{first:012d}"]
    for rule in ("fifo", "lifo", "pro-rata"):
        got = _held(reading.ledger, [Claim(claimed, label="C")], rule)
        assert got == _held(expected, [Claim("P-0", label="C")], rule), rule


@given(
    worlds(ties=False),
    st.lists(st.integers(1, 9), max_size=2),
    st.lists(st.integers(0, 3), min_size=1, max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_statements_of_some_accounts_give_the_payments_that_touch_them(
    world: tuple[list[Payment], int], cuts: list[int], files: list[int]
) -> None:
    _compare(*world, cuts, files)


@given(
    worlds(ties=True),
    st.lists(st.integers(1, 9), max_size=2),
    st.lists(st.integers(0, 3), min_size=1, max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_the_order_of_equal_moments_comes_from_the_statements_of_all(
    world: tuple[list[Payment], int], cuts: list[int], files: list[int]
) -> None:
    _compare(*world, cuts, files)
