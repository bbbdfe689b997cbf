"""What a trace must be, computed in the simplest way imaginable.

Nothing here is shared with the library. The lot rules move single units of money, one list entry
per minor unit; the share rules use exact fractions. Slow, and meant to be.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass
class Payment:
    """One row, in file order. Times are plain integers."""

    id: str
    time: int
    source: str
    target: str
    amount: int
    credited: int
    credit_time: int
    order: int | None = None
    reverses: str | None = None


@dataclass
class Answer:
    """What the oracle found. Keys of `terms`: (label, currency, term)."""

    terms: Counter = field(default_factory=Counter)
    held: Counter = field(default_factory=Counter)
    carried: dict = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    births: Counter = field(default_factory=Counter)
    transit: Counter = field(default_factory=Counter)
    balances: Counter = field(default_factory=Counter)
    crossings: int = 0
    """The most borders that one unit of proceeds has crossed."""


@dataclass
class World:
    """A ledger and the circumstances of a trace."""

    payments: list[Payment]
    currency: dict[str, str]
    claims: list[tuple[str, int, str]]
    openings: dict[str, int] = field(default_factory=dict)
    exits: set[str] = field(default_factory=set)
    at: int | None = None
    state: dict[str, str] = field(default_factory=dict)


def events(world: World) -> list[tuple[Any, ...]]:
    """Debits and credits in order: time, declared order, place in the file, debit first."""
    out = []
    for place, p in enumerate(world.payments):
        order = (1, 0) if p.order is None else (0, p.order)
        if world.at is None or p.time <= world.at:
            out.append((p.time, order, place, 0, p))
            arrives = max(p.time, p.credit_time)
            if world.at is None or arrives <= world.at:
                out.append((arrives, order, place, 1, p))
    return sorted(out, key=lambda event: event[:4])


def fifo(world: World, extra: dict[str, int] | None = None) -> Answer:
    """The unit that came in first leaves first."""
    return lots(world, extra, last_first=False)


def lifo(world: World, extra: dict[str, int] | None = None) -> Answer:
    """The unit that came in last leaves first."""
    return lots(world, extra, last_first=True)


def lots(world: World, extra: dict[str, int] | None, *, last_first: bool) -> Answer:
    """Every unit of money is a list entry [label, payment that brought it, borders crossed]."""
    answer = Answer()
    queue: dict[str, list[list[Any]]] = defaultdict(list)
    for account, amount in (Counter(world.openings) + Counter(extra or {})).items():
        queue[account] = [[None, None, 0] for _ in range(amount)]
    flying: dict[str, list[list[Any]]] = {}
    for _, _, _, is_credit, p in events(world):
        if p.source == p.target:
            continue
        if is_credit:
            _land(world, answer, queue, p, flying.pop(p.id))
        else:
            flying[p.id] = _fly(world, answer, queue, p, last_first)
    for units in flying.values():
        assert units is not None
    for name, units in flying.items():
        payment = next(p for p in world.payments if p.id == name)
        for label, _, _ in units:
            if label:
                answer.terms[label, world.currency[payment.target], "in_transit"] += 1
                answer.transit[name, label] += 1
    for account, units in queue.items():
        answer.balances[account] = len(units)
        for label, _, _ in units:
            if label:
                answer.held[account, label] += 1
                answer.terms[label, world.currency[account], "held"] += 1
    return answer


def _land(world: World, answer: Answer, queue: Any, p: Payment, units: list[list[Any]]) -> None:
    if p.target in world.exits:
        for label, _, _ in units:
            if label:
                answer.terms[label, world.currency[p.target], "out"] += 1
    else:
        queue[p.target].extend([label, p.id, crossed] for label, _, crossed in units)


def _fly(world: World, answer: Answer, queue: Any, p: Payment, last_first: bool) -> list[list[Any]]:
    """Take the units of a payment, shrink or stretch them to the credit, lay the claims."""
    if p.source in world.exits:
        units = [[None, None, 0] for _ in range(p.amount)]
    else:
        waiting = queue[p.source][::-1] if last_first else queue[p.source]
        short = p.amount - len(waiting)
        if short > 0:
            answer.births[p.source] += short
            waiting.extend([None, None, 0] for _ in range(short))
        same = [unit for unit in waiting if p.reverses and unit[1] == p.reverses][: p.amount]
        others = [unit for unit in waiting if not any(unit is each for each in same)]
        units = same + others[: p.amount - len(same)]
        left_over = others[p.amount - len(same) :]
        queue[p.source] = left_over[::-1] if last_first else left_over
    crosses = world.state.get(p.source) != world.state.get(p.target)
    left, right = world.currency[p.source], world.currency[p.target]
    arrived: list[list[Any]] = [[None, None, 0] for _ in range(p.credited)]
    before: Counter = Counter()
    after: Counter = Counter()
    for i, (label, _, crossed) in enumerate(units):
        if not label:
            continue
        before[label] += 1
        if crosses:
            answer.crossings = max(answer.crossings, crossed + 1)
        for j in range(i * p.credited // p.amount, (i + 1) * p.credited // p.amount):
            arrived[j] = [label, None, crossed + crosses]
            after[label] += 1
    for label in before:
        answer.carried[p.id, label][0] += before[label]
        answer.carried[p.id, label][1] += after[label]
        if left == right:
            answer.terms[label, left, "fees"] += before[label] - after[label]
        else:
            answer.terms[label, left, "converted_out"] += before[label]
            answer.terms[label, right, "converted_in"] += after[label]
    place = 0
    for payment, amount, label in world.claims:
        if payment == p.id:
            answer.terms[label, right, "claimed"] += amount
            for _ in range(amount):
                if arrived[place][0]:
                    answer.terms[arrived[place][0], right, "displaced"] += 1
                arrived[place] = [label, None, 0]
                place += 1
    return arrived


def pro_rata(world: World, extra: dict[str, int] | None = None) -> Answer:
    """Of each label the part that the debit is of the balance."""
    return shares(world, extra, lambda total, balance, amount: total * amount / balance)


def lowest_balance(world: World, extra: dict[str, int] | None = None) -> Answer:
    """Clean money leaves first."""
    return shares(
        world, extra, lambda total, balance, amount: max(Fraction(0), total - (balance - amount))
    )


def claimant_first(world: World, extra: dict[str, int] | None = None) -> Answer:
    """The labels leave first."""
    return shares(world, extra, lambda total, balance, amount: min(total, amount))


def shares(world: World, extra: dict[str, int] | None, wanted: Any) -> Answer:
    """Balances are integers, labels exact fractions of them."""
    answer = Answer()
    balance: Counter = Counter(world.openings) + Counter(extra or {})
    tainted: dict[str, Counter] = defaultdict(Counter)
    brought: dict[str, Counter] = {}
    credited = {p.id: p.credited for p in world.payments}
    flying: dict[str, Counter] = {}
    for _, _, _, is_credit, p in events(world):
        if p.source == p.target:
            continue
        if is_credit:
            load = flying.pop(p.id)
            if p.target in world.exits:
                for label, amount in load.items():
                    answer.terms[label, world.currency[p.target], "out"] += amount
                continue
            balance[p.target] += p.credited
            tainted[p.target].update(load)
            brought[p.id] = load
            continue
        load = Counter()
        if p.source not in world.exits:
            short = p.amount - balance[p.source]
            if short > 0:
                answer.births[p.source] += short
                balance[p.source] += short
            load = _leave(tainted[p.source], balance[p.source], p, brought, credited, wanted)
            balance[p.source] -= p.amount
        flying[p.id] = _travel(world, answer, p, load)
    for name, load in flying.items():
        payment = next(p for p in world.payments if p.id == name)
        for label, amount in load.items():
            answer.terms[label, world.currency[payment.target], "in_transit"] += amount
            answer.transit[name, label] += amount
    for account, labels in tainted.items():
        for label, amount in labels.items():
            if amount:
                answer.held[account, label] += amount
                answer.terms[label, world.currency[account], "held"] += amount
    answer.balances = balance
    return answer


def _leave(
    labels: Counter, balance: int, p: Payment, brought: Any, credited: Any, wanted: Any
) -> Counter:
    out: Counter = Counter()
    amount, left = Fraction(p.amount), Fraction(balance)
    if p.reverses in brought:
        part = Fraction(p.amount, credited[p.reverses])
        for label, came in brought[p.reverses].items():
            same = min(labels[label], came * part)
            out[label] += same
            labels[label] -= same
            amount -= same
            left -= same
    total = sum(labels.values())
    if total:
        leaving = wanted(total, left, amount)
        for label in labels:
            share = leaving * labels[label] / total
            out[label] += share
            labels[label] -= share
    return out


def _travel(world: World, answer: Answer, p: Payment, load: Counter) -> Counter:
    left, right = world.currency[p.source], world.currency[p.target]
    arrived: Counter = Counter()
    for label, amount in load.items():
        if not amount:
            continue
        arrived[label] = amount * Fraction(p.credited, p.amount)
        answer.carried[p.id, label][0] += amount
        answer.carried[p.id, label][1] += arrived[label]
        if left == right:
            answer.terms[label, left, "fees"] += amount - arrived[label]
        else:
            answer.terms[label, left, "converted_out"] += amount
            answer.terms[label, right, "converted_in"] += arrived[label]
    claims = [each for each in world.claims if each[0] == p.id]
    covered = Fraction(sum(amount for _, amount, _ in claims), p.credited)
    for label in list(arrived):
        if covered:
            answer.terms[label, right, "displaced"] += arrived[label] * covered
            arrived[label] *= 1 - covered
    for _, amount, label in claims:
        answer.terms[label, right, "claimed"] += amount
        arrived[label] += Fraction(amount)
    return arrived


def poison(world: World) -> Answer:
    """Once reached, always reached, and wholly. `held`: the balances; `carried`: whole payments."""
    balances = fifo(world).balances
    answer = Answer(balances=balances)
    reached: set[tuple[str, str]] = set()
    flying: dict[str, set[str]] = {}
    for _, _, _, is_credit, p in events(world):
        if p.source == p.target:
            continue
        if is_credit:
            if p.target not in world.exits:
                reached |= {(p.target, label) for label in flying.pop(p.id)}
            continue
        labels = {label for account, label in reached if account == p.source}
        for label in labels:
            answer.carried[p.id, label] = [p.amount, p.credited]
        claims = [each for each in world.claims if each[0] == p.id]
        if sum(amount for _, amount, _ in claims) == p.credited:
            labels = set()
        flying[p.id] = labels | {label for _, _, label in claims}
    for account, label in reached:
        answer.held[account, label] = balances[account]
    for name, labels in flying.items():
        payment = next(p for p in world.payments if p.id == name)
        if world.at is not None and max(payment.time, payment.credit_time) > world.at:
            for label in labels:
                answer.transit[name, label] = payment.credited
    return answer


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
