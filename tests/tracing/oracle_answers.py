"""What the answers about a trace must be, computed in the simplest way imaginable.

Written apart from the library, as `oracle.py` is.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.tracing.oracle import Payment, World, events


@dataclass
class Sources:
    """What the oracle found backwards. Keys of `origins`: (kind, account, payment, label)."""

    asked: int = 0
    origins: Counter = field(default_factory=Counter)
    passed: dict = field(default_factory=dict)
    """By payment: units of the debit and of the credit."""


def backward(
    world: World, *, account: str | None, payment: str | None, last_first: bool
) -> Sources:
    """The units of a balance or a payment, followed back payment by payment, the latest first."""
    queue, debits, order = replay(world, last_first=last_first)
    found = Sources()
    wanted = queue[account] if account else debits[payment]
    found.asked = len(wanted)
    asked: dict[str, set[int]] = defaultdict(set)
    _ask(found, asked, wanted)
    for p in reversed(order):
        if asked[p.id]:
            _back(world, found, asked, p, debits[p.id])
    return found


def _ask(found: Sources, asked: Any, units: list[tuple]) -> None:
    for unit in units:
        if len(unit) == 2:
            asked[unit[0]].add(unit[1])
        else:
            found.origins[unit] += 1


def _back(world: World, found: Sources, asked: Any, p: Payment, debit: list[tuple]) -> None:
    places, front = asked[p.id], 0
    for name, amount, label in world.claims:
        if name == p.id:
            mine = {place for place in places if front <= place < front + amount}
            if mine:
                found.origins["claim", p.target, p.id, label] += len(mine)
            places = places - mine
            front += amount
    parent = parents(p)
    covering: set[int] = set()
    for place in places:  # each run of units next to one another is covered as one
        last = place
        while last + 1 in places:
            last += 1
        covering |= set(range(parent[place], parent[last] + 1))
    if places:
        found.passed[p.id] = (len(covering), len(places))
    _ask(found, asked, [debit[i] for i in covering])


def replay(world: World, *, last_first: bool) -> tuple[Any, Any, list[Payment]]:
    """Every unit knows what it is: (payment, place in its credit), or where it was born."""
    queue: dict[str, list[tuple]] = defaultdict(list)
    for name, amount in world.openings.items():
        queue[name] = [("opening", name, None, None)] * amount
    debits: dict[str, list[tuple]] = {}
    order: list[Payment] = []
    for _, _, _, is_credit, p in events(world):
        if p.source == p.target:
            continue
        if is_credit:
            if p.target not in world.exits:
                queue[p.target].extend((p.id, place) for place in range(p.credited))
            continue
        order.append(p)
        if p.source in world.exits:
            debits[p.id] = [("exit", p.source, p.id, None)] * p.amount
            continue
        waiting = queue[p.source][::-1] if last_first else queue[p.source][:]
        waiting += [("birth", p.source, p.id, None)] * max(0, p.amount - len(waiting))
        same = [i for i, u in enumerate(waiting) if p.reverses and u[0] == p.reverses]
        first = same[: p.amount]
        others = [i for i in range(len(waiting)) if i not in first]
        taken = (first + others)[: p.amount]
        debits[p.id] = [waiting[i] for i in taken]
        rest = [unit for i, unit in enumerate(waiting) if i not in taken]
        queue[p.source] = rest[::-1] if last_first else rest
    return queue, debits, order


def parents(p: Payment) -> dict[int, int]:
    """The unit of the debit from which each unit of the credit comes."""
    return {
        j: i
        for i in range(p.amount)
        for j in range(i * p.credited // p.amount, (i + 1) * p.credited // p.amount)
    }


def lot_paths(
    world: World, *, account: str | None, payment: str | None, last_first: bool
) -> Counter:
    """Units by label and path."""
    queue, debits, _ = replay(world, last_first=last_first)
    known = {p.id: p for p in world.payments}
    found: Counter = Counter()
    for unit in queue[account] if account else debits[payment]:
        path = [] if account else [payment]
        while len(unit) == 2:
            name, place = unit
            path.append(name)
            label = _label_at(world, name, place)
            if label:
                found[label, tuple(path[::-1])] += 1
                break
            unit = debits[name][parents(known[name])[place]]
    return found


def _label_at(world: World, payment: str, place: int) -> str | None:
    front = 0
    for name, amount, label in world.claims:
        if name == payment:
            if front <= place < front + amount:
                return label
            front += amount
    return None


WANTED = {
    "pro-rata": lambda total, balance, amount: total * amount / balance,
    "lowest-balance": lambda total, balance, amount: max(Fraction(0), total - (balance - amount)),
    "claimant-first": lambda total, balance, amount: min(total, amount),
}


def share_paths(world: World, rule: str) -> tuple[dict[str, Counter], dict[str, Counter]]:
    """By account, and by payment: amounts by label and path, each path an account of its own."""
    balance: Counter = Counter(world.openings)
    held: dict[str, Counter] = defaultdict(Counter)
    took: dict[str, Counter] = {}
    flying: dict[str, Counter] = {}
    for _, _, _, is_credit, p in events(world):
        if p.source == p.target:
            continue
        if is_credit:
            if p.target not in world.exits:
                balance[p.target] += p.credited
                held[p.target].update(flying.pop(p.id))
            continue
        load: Counter = Counter()
        if p.source not in world.exits:
            balance[p.source] = max(balance[p.source], p.amount)
            total = sum(held[p.source].values())
            if total:
                part = Fraction(WANTED[rule](total, Fraction(balance[p.source]), p.amount)) / total
                for (label, path), amount in list(held[p.source].items()):
                    load[label, (*path, p.id)] = amount * part
                    held[p.source][label, path] -= amount * part
            balance[p.source] -= p.amount
        took[p.id] = +load
        claims = [each for each in world.claims if each[0] == p.id]
        free = 1 - Fraction(sum(amount for _, amount, _ in claims), p.credited)
        scale = Fraction(p.credited, p.amount) * free
        flying[p.id] = Counter({key: amount * scale for key, amount in load.items()})
        for _, amount, label in claims:
            flying[p.id][label, (p.id,)] += Fraction(amount)
    return held, took


def label_of(world: World, debits: Any, unit: tuple) -> str | None:
    """The label of a unit that `replay` knows, found by walking back to its claim."""
    known = {p.id: p for p in world.payments}
    while len(unit) == 2:
        label = _label_at(world, *unit)
        if label:
            return label
        unit = debits[unit[0]][parents(known[unit[0]])[unit[1]]]
    return None


def lot_speed(world: World, windows: list[int], *, last_first: bool) -> dict[str, list[int]]:
    """By account: units of proceeds received, and gone within each window of their arrival."""
    _, debits, order = replay(world, last_first=last_first)
    arrival = {p.id: max(p.time, p.credit_time) for p in world.payments}
    found: dict[str, list[int]] = defaultdict(lambda: [0] * (1 + len(windows)))
    for p in order:
        landed = world.at is None or arrival[p.id] <= world.at
        if p.target not in world.exits and landed:
            units = ((p.id, place) for place in range(p.credited))
            found[p.target][0] += sum(1 for unit in units if label_of(world, debits, unit))
        for unit in debits[p.id]:
            if label_of(world, debits, unit):
                for n, window in enumerate(windows, start=1):
                    found[p.source][n] += p.time - arrival[unit[0]] <= window
    return found


def share_speed(world: World, windows: list[int], rule: str) -> dict[str, list[Fraction]]:
    """The same under a share rule: each credit's money is a mass of its own."""
    balance: Counter = Counter(world.openings)
    held: dict[str, Counter] = defaultdict(Counter)
    flying: dict[str, Counter] = {}
    found: dict[str, list] = defaultdict(lambda: [Fraction(0)] * (1 + len(windows)))
    for time, _, _, is_credit, p in events(world):
        if p.source == p.target:
            continue
        if is_credit:
            if p.target not in world.exits:
                balance[p.target] += p.credited
                for label, amount in flying.pop(p.id).items():
                    held[p.target][label, p.id, time] += amount
                    found[p.target][0] += amount
            continue
        load: Counter = Counter()
        if p.source not in world.exits:
            balance[p.source] = max(balance[p.source], p.amount)
            total = sum(held[p.source].values())
            if total:
                part = Fraction(WANTED[rule](total, Fraction(balance[p.source]), p.amount)) / total
                for key, amount in list(held[p.source].items()):
                    load[key[0]] += amount * part
                    held[p.source][key] -= amount * part
                    for n, window in enumerate(windows, start=1):
                        found[p.source][n] += amount * part * (time - key[2] <= window)
            balance[p.source] -= p.amount
        claims = [each for each in world.claims if each[0] == p.id]
        free = 1 - Fraction(sum(amount for _, amount, _ in claims), p.credited)
        scale = Fraction(p.credited, p.amount) * free
        flying[p.id] = Counter({label: amount * scale for label, amount in load.items()})
        for _, amount, label in claims:
            flying[p.id][label] += Fraction(amount)
    return found


def pool(world: World, accounts: set[str]) -> tuple[int, dict[str, int]]:
    """What a pool holds at the end, and its lowest balance from each payment into it on."""
    alone: Counter = Counter(world.openings)
    inside = 0
    lowest: dict[str, int] = {}
    for _, _, _, is_credit, p in events(world):
        if p.source == p.target:
            continue
        if is_credit:
            if p.target in accounts:
                alone[p.target] += p.credited
                if p.source in accounts:
                    inside -= p.credited
                else:
                    lowest[p.id] = 10**9
        elif p.source in accounts:
            alone[p.source] = max(alone[p.source], p.amount) - p.amount
            inside += p.credited if p.target in accounts else 0
        balance = sum(alone[account] for account in accounts) + inside
        lowest = {name: min(low, balance) for name, low in lowest.items()}
    return sum(alone[account] for account in accounts) + inside, lowest


def ways_back(world: World, *, last_first: bool) -> dict[tuple[str, str], Counter]:
    """Units by source and way, of every balance and of what every payment took."""
    queue, debits, _ = replay(world, last_first=last_first)
    known = {p.id: p for p in world.payments}
    kept = {name for p in world.payments for name in (p.source, p.target)} - world.exits
    asked = [("account", name, units, []) for name, units in queue.items() if name in kept]
    asked += [
        ("payment", name, units, [name])
        for name, units in debits.items()
        if known[name].source not in world.exits
    ]
    found: dict[tuple[str, str], Counter] = {}
    for kind, name, units, begun in asked:
        ways = found[kind, name] = Counter()
        for unit in units:
            path = list(begun)
            while len(unit) == 2:
                payment, place = unit
                path.append(payment)
                label = _label_at(world, payment, place)
                if label:
                    unit = ("claim", known[payment].target, payment, label)
                else:
                    unit = debits[payment][parents(known[payment])[place]]
            ways[unit, tuple(path[::-1])] += 1
    return found
