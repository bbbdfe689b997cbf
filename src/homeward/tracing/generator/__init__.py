"""Seeded traffic of a made-up country's banks, with patterns of laundering planted in it.

    from homeward.tracing.generator import generate

    made = generate(seed=1, payments=100_000)
    made.ledger, made.planted

Everything is drawn from one seed with a NumPy `Generator`, so a world can be made again. The
ordinary traffic holds what detectors mistake for laundering: pay days, rent, takings swept through
processors, collections, price points, house purchases, circles of invoices, round withdrawals. The
planted patterns vary on both sides of what detectors look for, so none is found for certain. It
serves to measure detectors; it is no picture of how anyone launders money.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from homeward.tracing.detection.patterns import Pattern, known_pattern
from homeward.tracing.generator.benign import pour_benign
from homeward.tracing.generator.draft import Draft, World, people_world
from homeward.tracing.generator.plants import PLANTERS
from homeward.tracing.ledger import Ints, Ledger
from homeward.tracing.limits import refuse_number

PER_PLANT = 4_000
"""Ordinary payments for each planted pattern of a kind, unless told otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """One planted pattern: its kind, and the rows of its payments in the ledger."""

    pattern: Pattern
    rows: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Generated:
    """A made ledger, and what was planted in it."""

    ledger: Ledger
    planted: tuple[Planted, ...]


def generate(
    *,
    seed: int,
    payments: int = 100_000,
    plants: Mapping[Pattern, int] | int | None = None,
    days: int = 120,
) -> Generated:
    """A ledger of about `payments` ordinary payments over some days, and planted patterns.

    `plants` says how many of each kind (one number for all kinds; default: one of each kind for
    every 4,000 payments). The ledger is in XAD with two decimals and has one exit, a cash account.
    Raises `OptionUnusable`.
    """
    for name, value, least in (("seed", seed, 0), ("payments", payments, 0), ("days", days, 1)):
        refuse_number(name, value, least)
    random = np.random.default_rng(seed)
    world = people_world(random, payments, days)
    draft = Draft()
    pour_benign(draft, world)
    for pattern, number in _wanted(plants, payments).items():
        for _ in range(number):
            with draft.planting(pattern):
                PLANTERS[pattern](draft, world)
    return _ledger(draft, world)


def _wanted(plants: Mapping[Pattern, int] | int | None, payments: int) -> dict[Pattern, int]:
    number = max(payments // PER_PLANT, 1) if plants is None else plants
    given = number if isinstance(number, Mapping) else dict.fromkeys(PLANTERS, number)
    for each in given.values():
        refuse_number("plants", each, 0)
    return {known_pattern(pattern): each for pattern, each in given.items()}


def _ledger(draft: Draft, world: World) -> Generated:
    """Sort the draft by time and give rows to the ledger and to what was planted."""
    columns = draft.columns()
    ordered = np.argsort(columns.time, kind="stable")
    plant = columns.plant[ordered]
    marked = np.flatnonzero(plant >= 0)
    by_plant = marked[np.argsort(plant[marked], kind="stable")]
    bounds = np.searchsorted(plant[by_plant], np.arange(len(draft.patterns) + 1))
    planted = tuple(
        Planted(pattern, by_plant[bounds[number] : bounds[number + 1]])
        for number, pattern in enumerate(draft.patterns)
    )
    time, amount = columns.time[ordered], columns.amount[ordered]
    size, accounts = len(time), world.accounts
    exits = np.zeros(accounts, dtype=np.bool_)
    exits[world.cash] = True
    ledger = Ledger(
        ids=_ids(size),
        time=time,
        order=np.arange(size, dtype=np.int64),
        position=np.arange(size, dtype=np.int64),
        source=columns.source[ordered].astype(np.int32),
        target=columns.target[ordered].astype(np.int32),
        amount=amount,
        credited=amount,
        credit_time=time,
        account_ids=tuple(f"XA00TEST{number:010d}" for number in range(accounts)),
        account_currencies=("XAD",) * accounts,
        openings=world.openings,
        exits=exits,
        foreign=np.zeros(accounts, dtype=np.bool_),
        exponent=2,
    )
    return Generated(ledger, planted)


def _ids(size: int) -> object:
    """P1, P2, ... as Arrow text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = pc.cast(pa.array(np.arange(1, size + 1)), pa.string())
    return pc.binary_join_element_wise(pa.scalar("P"), numbers, "")
