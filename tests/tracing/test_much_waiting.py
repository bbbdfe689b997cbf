"""More waits, is laid or comes together than the kernels first make room for."""

from random import Random
from typing import Any

import pytest

from homeward.tracing import Claim, Ledger, trace
from tests.tracing.test_index import exact

ONCE = 100
"""Payments that take one credit: more than wait at first, in the middle of a stretch."""


def fan(*, seed: int, links: bool) -> Ledger:
    """A theft that one account pays on in small parts, which come together and part again."""
    random, rows = Random(seed), []

    def pay(source: str, target: str, amount: int, reverses: str | None = None) -> str:
        name = f"P{len(rows)}"
        row: dict[str, Any] = {"id": name, "time": len(rows) * 1_000_000, "source": source}
        row |= {"target": target, "amount": amount, "currency": "XAD", "reverses": reverses}
        rows.append(row)
        return name

    for number in range(20):
        pay(f"victim{number}", "hub", 50)
    sent = [pay("hub", f"mule{number % 7}", random.randint(3, 9)) for number in range(ONCE)]
    if links:
        pay("mule3", "hub", 2, sent[3])
    for _ in range(2 * ONCE):
        pay(f"mule{random.randrange(7)}", f"end{random.randrange(3)}", random.randint(1, 4))
    for number in range(3):
        pay(f"end{number}", "hub", 120)
    for number in range(ONCE):
        pay("hub", f"late{number}", 3)
    if links:
        pay("late5", "hub", 3, rows[-ONCE + 5]["id"])
        pay("hub", "late6", 9)
    return Ledger.from_rows(rows)


@pytest.mark.parametrize("links", [False, True])
@pytest.mark.parametrize("rule", ["fifo", "lifo"])
def test_it_is_followed_as_by_the_plain_engine(rule: str, links: bool) -> None:
    for seed in range(5):
        ledger = fan(seed=seed, links=links)
        claims = [Claim(f"P{number}", label=f"L{number}") for number in range(20)]
        plain, indexed = exact(trace(ledger, claims, rule=rule)), ledger.indexed()
        for _ in range(3):  # without what was matched, and with it
            assert exact(trace(indexed, claims, rule=rule)) == plain
        assert len(plain["carriers"]) > ONCE


def test_one_credit_is_taken_by_more_than_wait_at_first() -> None:
    rows = [("P0", 0, "victim", "hub", 1000, "XAD")]
    rows += [(f"P{1 + each}", 1 + each, "hub", f"M{each}", 3, "XAD") for each in range(300)]
    ledger = Ledger.from_rows(rows)
    for rule in ("fifo", "lifo"):
        claims = [Claim("P0", 900, label="L")]
        plain, indexed = exact(trace(ledger, claims, rule=rule)), ledger.indexed()
        for _ in range(3):
            assert exact(trace(indexed, claims, rule=rule)) == plain
