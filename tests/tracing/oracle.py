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
    out: Counter = field(default_factory=Counter)
    """By exit account and label; `fees` by the account that paid and label."""
    fees: Counter = field(default_factory=Counter)
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
                answer.out[p.target, label] += 1
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
            answer.fees[p.source, label] += before[label] - after[label]
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
                    answer.out[p.target, label] += amount
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
            answer.fees[p.source, label] += amount - arrived[label]
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
