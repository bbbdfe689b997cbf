"""Random small worlds for the property tests, and how the library sees them.

A world is drawn from a seed: drawn value by value, almost all of them would be too thin for
claims, fees, reversals and borders to meet.
"""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger
from tests.tracing.oracle import Payment, World


def worlds(**shape: Any) -> st.SearchStrategy[World]:
    """Worlds of 3 to 24 payments; `shape` as for `random_world`."""
    return st.builds(
        lambda seed, size: random_world(Random(seed), size, **shape),
        st.integers(0, 2**48),
        st.integers(3, 24),
    )


def random_world(
    random: Random, size: int, *, unique_times: bool = False, states: int = 0, delays: bool = True
) -> World:
    """Small amounts, equal moments, fees, exchange, delays, self payments, exits, openings."""
    accounts = [f"A{i}" for i in range(random.randint(2, 4))]
    currency = {a: random.choice(["XAD", "XAD", "XAD", "XBD"]) for a in accounts}
    payments = [
        _payment(random, i, accounts, currency, unique_times=unique_times, delays=delays)
        for i in range(size)
    ]
    random.shuffle(payments)
    link_reversals(random, payments)
    return World(
        payments=payments,
        currency=currency,
        claims=some_claims(random, payments),
        openings={a: random.randint(1, 8) for a in accounts if random.random() < 0.25},
        exits={a for a in accounts if random.random() < 0.1},
        state={a: f"X{random.choice('ABCD'[:states])}" for a in accounts} if states else {},
    )


def _payment(
    random: Random,
    number: int,
    accounts: list[str],
    currency: dict[str, str],
    *,
    unique_times: bool,
    delays: bool,
) -> Payment:
    source, target = random.choice(accounts), random.choice(accounts)
    time = number * 2 if unique_times else random.randint(0, 4)
    amount = credited = random.randint(1, 9)
    if source != target and currency[source] != currency[target]:
        credited = random.randint(1, 12)
    elif source != target and random.random() < 0.4:
        credited = random.randint(1, amount)
    late = random.choice([0, 0, 0, 0, -1, 1, 3]) if delays else 0
    order = None if unique_times else random.choice([None, None, 0, 1])
    return Payment(f"P{number}", time, source, target, amount, credited, time + late, order)


def link_reversals(random: Random, payments: list[Payment]) -> None:
    """Turn some payments into reversals of an earlier one."""
    ordered = sorted(
        enumerate(payments),
        key=lambda e: (e[1].time, (1, 0) if e[1].order is None else (0, e[1].order), e[0]),
    )
    ranked = [payment for _, payment in ordered]
    for place, later in enumerate(ranked):
        for earlier in ranked[:place]:
            fits = (later.source, later.target) == (earlier.target, earlier.source)
            small = later.amount <= earlier.credited and later.source != later.target
            if fits and small and random.random() < 0.4:
                later.reverses = earlier.id
                break


def some_claims(random: Random, payments: list[Payment]) -> list[tuple[str, int, str]]:
    """One to four claims on payments, together within what each credits."""
    left = {p.id: p.credited for p in payments if p.source != p.target}
    claims = []
    for number in range(random.randint(1, 4)):
        usable = sorted(name for name, amount in left.items() if amount)
        if not usable:
            break
        payment = random.choice(usable)
        amount = random.randint(1, left[payment])
        left[payment] -= amount
        claims.append((payment, amount, f"L{number}"))
    return claims


def cut(world: World, at: int | None) -> World:
    """The same world up to a moment, without the claims on later payments."""
    late = {p.id for p in world.payments if at is not None and p.time > at}
    return replace(world, at=at, claims=[each for each in world.claims if each[0] not in late])


def moment(seconds: int | None) -> datetime | None:
    """An aware datetime, or None."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def rows_of(world: World) -> list[dict[str, Any]]:
    """Rows for `Ledger.from_rows`; one unit of time is a second."""
    return [
        {
            "id": p.id,
            "time": p.time * 1_000_000,
            "source": p.source,
            "target": p.target,
            "amount": p.amount,
            "currency": world.currency[p.source],
            "credited": p.credited,
            "credited_currency": world.currency[p.target],
            "credited_time": p.credit_time * 1_000_000,
            "order": p.order,
            "reverses": p.reverses,
        }
        for p in world.payments
    ]


def ledger_of(world: World) -> Ledger:
    """The world's ledger."""
    return Ledger.from_rows(rows_of(world), openings=world.openings, exits=sorted(world.exits))


def claims_of(world: World) -> list[Claim]:
    """The world's claims."""
    return [Claim(payment, amount, label) for payment, amount, label in world.claims]
