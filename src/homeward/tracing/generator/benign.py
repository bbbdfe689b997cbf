"""Ordinary traffic, with everything in it that detectors mistake for laundering."""

from itertools import pairwise

import numpy as np

from homeward.tracing.generator.draft import DAY, HOUR, START, Draft, World
from homeward.tracing.ledger import Ints

MONTH = 30


def pour_benign(draft: Draft, world: World) -> None:
    """Draw all ordinary payments of a world."""
    _pay_days(draft, world)
    _trade(draft, world)
    _friends(draft, world)
    _withdrawals(draft, world)
    _price_points(draft, world)
    for _ in range(max(world.payments // 6_000, 1)):
        _collection(draft, world)
        _bonus(draft, world)
        _house(draft, world)
        _circle(draft, world)
        _family(draft, world)
    _shopping(draft, world)


def _pay_days(draft: Draft, world: World) -> None:
    """Salaries on one day of the month, and the rent some days later."""
    random, people = world.random, world.people
    employer = world.ranked(world.employers, len(people), 0.6)
    landlord = random.choice(world.landlords, len(people))
    salary = world.about(260_000, 0.45, len(people))
    rent = (salary * random.uniform(0.22, 0.42, len(people))).astype(np.int64)
    pay_day = random.integers(0, MONTH, world.accounts)[employer]
    rent_day = random.integers(1, 7, len(people))
    for first in range(0, world.days, MONTH):
        moment = START + (first + pay_day) * DAY + random.integers(5 * HOUR, 9 * HOUR, len(people))
        due = moment + rent_day * DAY
        here = due < START + world.days * DAY
        draft.pay(moment[here], employer[here], people[here], salary[here])
        draft.pay(due[here], people[here], landlord[here], rent[here])


def _trade(draft: Draft, world: World) -> None:
    """Shops pay suppliers, and suppliers each other, within days and with a margin."""
    random = world.random
    for _ in range(max(world.days // 7, 1)):
        size = len(world.shops)
        moment = world.moments(size)
        bill = world.about(180_000, 0.9, size)
        supplier = world.ranked(world.suppliers, size)
        draft.pay(moment, world.shops, supplier, bill)
        onward = random.random(size) < 0.5
        later = moment[onward] + random.integers(HOUR, 6 * DAY, int(onward.sum()))
        part = (bill[onward] * random.uniform(0.3, 0.95, int(onward.sum()))).astype(np.int64)
        draft.pay(later, supplier[onward], world.ranked(world.suppliers, len(part)), part)


def _friends(draft: Draft, world: World) -> None:
    """Small sums among acquaintances; a third is paid back in full within weeks."""
    random, size = world.random, world.payments // 12
    one = random.choice(world.people, size)
    other = (one + random.integers(1, 12, size)) % len(world.people)
    moment, amount = world.moments(size), world.about(4_000, 1.0, size)
    draft.pay(moment, one, other, amount)
    back = random.random(size) < 0.33
    later = moment[back] + random.integers(HOUR, 20 * DAY, int(back.sum()))
    draft.pay(later, other[back], one[back], amount[back])


def _withdrawals(draft: Draft, world: World) -> None:
    """Cash in round sums; some people live on cash and take all they earn, in few days."""
    random, size = world.random, world.payments // 14
    notes = random.integers(1, 20, size) * 2_000
    draft.pay(world.moments(size), random.choice(world.people, size), world.cash, notes)
    for person in random.choice(world.people, max(len(world.people) // 60, 1)).tolist():
        first, number = world.moment(10), int(random.integers(2, 6))
        taken = random.integers(10, 60, number) * 2_000
        draft.pay(first + random.integers(0, 4 * DAY, number), person, world.cash, taken)


def _price_points(draft: Draft, world: World) -> None:
    """Dealers sell at prices around a round figure, many just below it."""
    random, size = world.random, max(world.payments // 150, 20)
    price = (random.normal(10_000, 1_500, size) * 100).astype(np.int64)
    listed = random.random(size) < 0.35
    price[listed] = random.choice([989_000, 990_000, 995_000, 999_900], int(listed.sum()))
    buyer = random.choice(np.concatenate([world.people, world.shops]), size)
    draft.pay(world.moments(size), buyer, world.ranked(world.dealers, size, 0.3), price)


def _collection(draft: Draft, world: World) -> None:
    """A group pays one of them for a journey or a gift, who then pays a firm."""
    random, number = world.random, int(world.random.integers(5, 25))
    members = world.some_people(number + 1)
    host, givers = members[0], members[1:]
    share = int(world.about(9_000, 0.9))
    first, spread = world.moment(12), random.uniform(0.5, 10) * DAY
    moment = (first + random.uniform(0, spread, number)).astype(np.int64)
    draft.pay(moment, givers, host, share)
    later = int(first + spread + random.uniform(0.1, 5) * DAY)
    draft.pay(later, host, random.choice(world.shops), int(share * number * random.uniform(0.7, 1)))


def _bonus(draft: Draft, world: World) -> None:
    """A firm pays many people once: a bonus, a dividend, prizes."""
    random, number = world.random, int(world.random.integers(5, 30))
    firm = random.choice(np.concatenate([world.shops, world.employers]))
    moment = world.moment(2) + random.integers(0, 8 * HOUR, number)
    draft.pay(moment, firm, world.some_people(number), world.about(30_000, 0.6, number))


def _house(draft: Draft, world: World) -> None:
    """A loan passes from lender to buyer, notary, seller, and pays the seller's own loan."""
    random = world.random
    buyer, seller = world.some_people(2)
    lender, notary, other = random.choice(world.offices, 3, replace=False)
    price, moment = int(world.about(20_000_000, 0.5)), world.moment(20)
    for payer, payee in ((lender, buyer), (buyer, notary), (notary, seller), (seller, other)):
        draft.pay(moment, payer, payee, price)
        moment += int(random.uniform(0.1, 5) * DAY)
        price = int(price * random.uniform(0.9, 1.0))


def _circle(draft: Draft, world: World) -> None:
    """Firms that settle invoices round a circle."""
    random, number = world.random, int(world.random.integers(3, 6))
    firms = random.choice(np.concatenate([world.shops, world.suppliers]), number, replace=False)
    amount, moment = float(world.about(150_000, 0.8)), world.moment(30)
    for place in range(number):
        draft.pay(moment, firms[place], firms[(place + 1) % number], int(amount))
        moment += int(random.uniform(0.2, 6) * DAY)
        amount *= random.uniform(0.6, 1.15)


def _family(draft: Draft, world: World) -> None:
    """A sum handed on in a family, within hours or days, most of it."""
    random, members = world.random, world.some_people(3)
    amount, moment = float(world.about(60_000, 0.9)), world.moment(12)
    for payer, payee in pairwise(members):
        draft.pay(moment, payer, payee, int(amount))
        moment += int(random.uniform(0.02, 4) * DAY)
        amount *= random.uniform(0.5, 1.0)


def _shopping(draft: Draft, world: World) -> None:
    """The rest of the payments: purchases, a third of them through processors that settle daily."""
    random = world.random
    drawn = sum(len(part[0]) for part in draft.parts)
    size = max(world.payments - drawn, world.payments // 4)
    buyer, shop = random.choice(world.people, size), world.ranked(world.shops, size)
    moment, amount = world.moments(size), world.about(3_500, 1.1, size)
    via = random.random(size) < 0.3
    draft.pay(moment[~via], buyer[~via], shop[~via], amount[~via])
    processor = world.processors[shop[via] % len(world.processors)]
    draft.pay(moment[via], buyer[via], processor, amount[via])
    _settle(draft, moment[via], processor, shop[via], amount[via])


def _settle(draft: Draft, moment: Ints, processor: Ints, shop: Ints, amount: Ints) -> None:
    """Each shop gets its takings of a day on the next morning, less a fee."""
    day = (moment - START) // DAY
    key = day * (int(shop.max(initial=0)) + 1) + shop
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    takings = np.bincount(group, weights=amount).astype(np.int64)
    morning = START + (day[first] + 1) * DAY + 4 * HOUR
    draft.pay(morning, processor[first], shop[first], takings * 985 // 1000)
