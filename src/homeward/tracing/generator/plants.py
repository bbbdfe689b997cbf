"""Planted patterns: each call draws one, its size and pace on both sides of the usual."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from homeward.tracing.detection.patterns import Pattern
from homeward.tracing.generator.draft import DAY, HOUR, Draft, World

THRESHOLD = 1_000_000


def structuring(draft: Draft, world: World) -> None:
    """One account pays, or is paid, many amounts below one threshold."""
    random, number = world.random, int(world.random.integers(4, 16))
    amount = (THRESHOLD * random.uniform(0.88, 0.999, number)).astype(np.int64)
    moment = world.moment(10) + (random.uniform(0, 8, number) * DAY).astype(np.int64)
    people = world.some_people(number + 1)
    if random.random() < 0.5:
        draft.pay(moment, people[0], people[1:], amount)
    else:
        draft.pay(moment, people[1:], people[0], amount)


def fan_in(draft: Draft, world: World) -> None:
    """Many accounts pay one within days."""
    people, moment, amount = _fan(world)
    draft.pay(moment, people[1:], people[0], amount)


def fan_out(draft: Draft, world: World) -> None:
    """One account pays many within days."""
    people, moment, amount = _fan(world)
    draft.pay(moment, people[0], people[1:], amount)


def _fan(world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random, number = world.random, int(world.random.integers(6, 40))
    spread = random.uniform(0.1, 4)
    moment = world.moment(6) + (random.uniform(0, spread, number) * DAY).astype(np.int64)
    return world.some_people(number + 1), moment, world.about(80_000, 0.7, number)


def pass_through(draft: Draft, world: World) -> None:
    """An account passes on most of what it gets, some times in a row."""
    random, account = world.random, int(world.some_people(1)[0])
    moment = world.moment(12)
    for _ in range(int(random.integers(2, 7))):
        amount = int(world.about(250_000, 0.6))
        moment += int(random.uniform(0.05, 2.5) * DAY)
        draft.pay(moment, world.some_people(1)[0], account, amount)
        moment += int(random.uniform(0.2, 26) * HOUR)
        parts = int(random.integers(1, 4))
        passed = int(amount * random.uniform(0.85, 1.0)) // parts
        wait = random.integers(0, 2 * HOUR, parts)
        draft.pay(moment + wait, account, world.some_people(parts), passed)


def cycle(draft: Draft, world: World) -> None:
    """Money comes back to where it began through several accounts."""
    random = world.random
    people = world.some_people(int(random.integers(3, 8)))
    amount, moment = float(world.about(300_000, 0.8)), world.moment(14)
    for place, payer in enumerate(people):
        draft.pay(moment, payer, people[(place + 1) % len(people)], int(amount))
        moment += int(random.uniform(0.05, 2.2) * DAY)
        amount *= random.uniform(0.82, 1.0)


def chain(draft: Draft, world: World) -> None:
    """Money goes from account to account and little of it stays."""
    random = world.random
    people = world.some_people(int(random.integers(4, 10)))
    amount, moment = float(world.about(400_000, 0.8)), world.moment(14)
    for payer, payee in pairwise(people):
        draft.pay(moment, payer, payee, int(amount))
        moment += int(random.uniform(0.02, 2.3) * DAY)
        amount *= random.uniform(0.84, 1.0)


def peel_chain(draft: Draft, world: World) -> None:
    """At every hop a smaller part is paid away and the rest goes on."""
    random = world.random
    people = world.some_people(int(random.integers(4, 10)))
    amount, moment = float(world.about(900_000, 0.7)), world.moment(20)
    for place, (payer, payee) in enumerate(pairwise(people)):
        draft.pay(moment, payer, payee, int(amount))
        if place == len(people) - 2:
            break
        moment += int(random.uniform(0.02, 1.2) * DAY)
        peel = amount * random.uniform(0.03, 0.35)
        wait = int(random.uniform(0, 10) * HOUR)
        draft.pay(moment + wait, payee, world.some_people(1)[0], int(peel))
        amount = (amount - peel) * random.uniform(0.97, 1.0)


def cash_out(draft: Draft, world: World) -> None:
    """What an account got leaves for cash in several steps."""
    random, account = world.random, int(world.some_people(1)[0])
    amount, moment = int(world.about(500_000, 0.6)), world.moment(12)
    draft.pay(moment, world.some_people(1)[0], account, amount)
    number = int(random.integers(2, 9))
    parts = random.dirichlet(np.full(number, 6.0)) * amount * random.uniform(0.7, 1.0)
    wait = (random.uniform(0.02, 4) * DAY * random.uniform(0, 1, number)).astype(np.int64)
    draft.pay(moment + HOUR + wait, account, world.cash, parts.astype(np.int64))


PLANTERS: dict[Pattern, Callable[[Draft, World], None]] = {
    Pattern.STRUCTURING: structuring,
    Pattern.FAN_IN: fan_in,
    Pattern.FAN_OUT: fan_out,
    Pattern.PASS_THROUGH: pass_through,
    Pattern.CYCLE: cycle,
    Pattern.CHAIN: chain,
    Pattern.PEEL_CHAIN: peel_chain,
    Pattern.CASH_OUT: cash_out,
}
"""How each kind is drawn."""
