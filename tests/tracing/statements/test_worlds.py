"""Random worlds: what their banks print is read back as the payments that were made.

Credits are booked up to three days after their debits; statements are cut and spread over files in
any way; days may stand without times. What a ledger of the payments themselves gives is wanted.
"""

import tempfile
from dataclasses import dataclass
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
_HOURS = 5


@dataclass(frozen=True)
class Payment:
    """One that was made; `late` is how many days later it was credited."""

    moment: int
    source: int
    target: int
    amount: int
    late: int
    reference: str

    @property
    def credited(self) -> int:
        return self.moment + _HOURS * self.late


@dataclass(frozen=True)
class World:
    """Payments in their order; the first `size` accounts have statements."""

    payments: list[Payment]
    size: int
    has_times: bool
    cuts: list[int]
    files: list[int]

    def time(self, moment: int) -> str:
        day = f"2026-03-{5 + moment // _HOURS:02d}"
        return f"{day}T{moment % _HOURS:02d}:00:00" if self.has_times else day


@st.composite
def worlds(draw: Any, *, all_have: bool) -> World:
    """A world; where not all accounts have statements no two events share a moment, as nothing
    would tell their order."""
    count = draw(st.integers(1, 12))
    has_times = not all_have or draw(st.booleans())
    payments: list[Payment] = []
    taken: set[int] = set()
    moments = sorted(draw(st.lists(st.integers(0, 40), min_size=count, max_size=count)))
    for number, moment in enumerate(moments):
        pair = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(
            lambda ends: ends[0] != ends[1]
        )
        source, target = draw(pair)
        amount, late = draw(st.integers(1, 20_000)), draw(st.integers(0, 3))
        kind = draw(st.sampled_from(["uetr", "end_to_end"]))
        made = Payment(moment, source, target, amount, late, f"{kind}:{number}")
        if not all_have and {made.moment, made.credited} & taken:
            continue
        taken |= {made.moment, made.credited}
        payments.append(made)
    return World(
        payments,
        6 if all_have else draw(st.integers(1, 6)),
        has_times,
        draw(st.lists(st.integers(1, 9), max_size=2)),
        draw(st.lists(st.integers(0, 3), min_size=1, max_size=8)),
    )


def _major(amount: int) -> str:
    return f"{Decimal(amount) / 100:.2f}"


def _keys(payment: Payment) -> dict[str, str]:
    kind, number = payment.reference.split(":")
    return {kind: f"00000000-0000-4000-8000-{int(number):012d}"}


def _statements(world: World, account: int) -> list[str]:
    """An account's statements, cut into parts; each with the balances at its ends."""
    events = []
    for number, each in enumerate(world.payments):
        if account == each.source:
            events.append(
                (
                    each.moment,
                    number,
                    Line(
                        "-" + _major(each.amount),
                        world.time(each.moment),
                        _NAMES[each.target],
                        **_keys(each),
                    ),
                )
            )
        elif account == each.target:
            events.append(
                (
                    each.credited,
                    number,
                    Line(
                        _major(each.amount),
                        world.time(each.credited),
                        _NAMES[each.source],
                        **_keys(each),
                    ),
                )
            )
    if not world.has_times:  # the order of a day is that of its payments
        events = [(moment // _HOURS, number, line) for moment, number, line in events]
    lines = [line for *_, line in sorted(events, key=lambda each: each[:2])]
    edges = sorted({0, len(lines), *(cut for cut in world.cuts if cut < len(lines))})
    found, held = [], Decimal(_OPENING) / 100
    for number, (begin, end) in enumerate(pairwise(edges)):
        part = lines[begin:end]
        found.append(
            statement(_NAMES[account], f"S-{number}", part, opening=f"{held:.2f}", period=None)
        )
        held += sum(Decimal(each.amount) for each in part)
    return found


def _expected(world: World) -> Ledger | None:
    """The payments as a ledger: by the credit alone where the payer has no statement."""
    rows = []
    for number, each in enumerate(world.payments):
        if min(each.source, each.target) >= world.size:
            continue
        begun = each.moment if each.source < world.size else each.credited
        arrived = each.credited if each.target < world.size else begun
        rows.append(
            {
                "id": f"P-{number}",
                "time": world.time(begun),
                "source": _NAMES[each.source],
                "target": _NAMES[each.target],
                "amount": each.amount,
                "currency": "XAD",
                "credited_time": world.time(arrived),
                "order": number,
            }
        )
    if not rows:
        return None
    moved = {each["source"] for each in rows} | {each["target"] for each in rows}
    openings = {name: _OPENING for name in _NAMES[: world.size] if name in moved}
    return Ledger.from_rows(rows, openings=openings, zone="UTC")


def _held(ledger: Ledger, claims: list[Claim], rule: str) -> dict[str, int]:
    result = trace(ledger, claims, rule=rule)
    return {each.account: each.amount for each in result.holdings if each.amount}


def _compare(world: World) -> None:
    expected = _expected(world)
    if expected is None:
        return
    texts = [text for each in range(world.size) for text in _statements(world, each)]
    grouped: dict[int, list[str]] = {}
    for number, text in enumerate(texts):
        grouped.setdefault(world.files[number % len(world.files)], []).append(text)
    with tempfile.TemporaryDirectory() as folder:
        reading = read(Path(folder), *(camt(*each) for each in grouped.values()))
    told = {each.code for each in reading.ledger.warnings}
    assert not told - {"opening_overdrawn"}, told
    assert len(reading.ledger) == len(expected)
    references = reading.ledger.references.to_pylist()
    known = dict(zip(references, reading.ledger.ids.to_pylist(), strict=True))
    assert len(known) == len(expected)
    for number in {0, len(expected) - 1}:
        claim = expected.ids[number].as_py()
        payment = world.payments[int(claim.removeprefix("P-"))]
        claimed = known[next(iter(_keys(payment).values()))]
        for rule in ("fifo", "lifo", "pro-rata"):
            got = _held(reading.ledger, [Claim(claimed, label="C")], rule)
            assert got == _held(expected, [Claim(claim, label="C")], rule), (rule, claim)


@given(worlds(all_have=False))
@settings(max_examples=150, deadline=None)
def test_statements_of_some_accounts_give_the_payments_that_touch_them(world: World) -> None:
    _compare(world)


@given(worlds(all_have=True))
@settings(max_examples=150, deadline=None)
def test_the_order_of_equal_moments_comes_from_the_statements_of_all(world: World) -> None:
    _compare(world)
