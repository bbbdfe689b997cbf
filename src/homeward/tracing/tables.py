"""From a raw flow to the tables of a result."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import neg
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from homeward.tracing.carriers import carrier_rows
from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Flow
from homeward.tracing.lazy import LazyRows
from homeward.tracing.ledger import Ledger
from homeward.tracing.lines import Lines
from homeward.tracing.names import taken
from homeward.tracing.result import Carrier, ClaimLine, Holding, Transit
from homeward.tracing.rounding import largest_remainder, nearest, ranked_amount
from homeward.tracing.rules import Rule
from homeward.tracing.tally import LEFT, RIGHT, Amount, Key, Tally, Term

Tables: TypeAlias = tuple[Sequence[ClaimLine], Sequence[Holding]]


class HeldRow(NamedTuple):
    """One holding before rounding."""

    account: str
    currency: str
    balance: int
    label: str
    exact: Amount


def held_rows(lines: Lines, flow: Flow, rule: Rule) -> Sequence[HeldRow]:
    """Holdings above zero before rounding, and where they are bounds those of empty accounts too.

    What is held under an exact rule is always above zero, and need not be read to be counted.
    """
    if rule.is_exact:
        return LazyRows(lambda: len(flow.held), lambda: _held_rows(lines, flow, with_empty=False))
    return _held_rows(lines, flow, with_empty=not rule.adds_up)


def _held_rows(lines: Lines, flow: Flow, *, with_empty: bool) -> list[HeldRow]:
    kept = [
        (account, label, amount)
        for (account, label), amount in flow.held.items()
        if amount > 0 or with_empty
    ]
    if not kept:
        return []
    numbers, labels, amounts = zip(*kept, strict=True)
    ledger, accounts = lines.ledger, np.array(numbers, dtype=np.int64)
    names, units = taken(ledger.account_ids, accounts), ledger.currencies(accounts)
    balances = (lines.money_in[accounts] - lines.money_out[accounts]).tolist()
    return [*map(HeldRow._make, zip(names, units, balances, labels, amounts, strict=True))]


def tables_of(rule: Rule) -> Callable[..., Tables]:
    """What makes the conservation lines and the holdings under a rule."""
    if rule.is_exact:
        return exact_tables
    return claim_tables if rule.adds_up else bound_tables


def claim_tables(
    tally: Tally, rows: Sequence[HeldRow], payments: Mapping[str, str], keys: Sequence[Key]
) -> Tables:
    """The conservation lines and the holdings, rounded together per label and currency.

    `payments` names the claim's payment of each label; `keys` fixes the order of the lines.
    Holdings come by label, the largest first.
    """
    held: dict[Key, list[HeldRow]] = {key: [] for key in keys}
    for row in rows:
        held[row.label, row.currency].append(row)
    lines: list[ClaimLine] = []
    holdings: list[Holding] = []
    for key in keys:
        ranked = sorted(held[key], key=lambda row: (-ranked_amount(row.exact), row.account))
        terms, amounts = _rounded(tally, key, ranked)
        left = sum(terms[term] for term in LEFT)
        difference = left - sum(terms[term] for term in RIGHT)
        payment = payments.get(key[0])
        lines.append(
            ClaimLine(
                label=key[0], payment=payment, currency=key[1], difference=difference, **terms
            )
        )
        holdings.extend(
            Holding(row.account, row.currency, row.balance, row.label, amount, row.exact)
            for row, amount in zip(ranked, amounts, strict=True)
        )
    return tuple(lines), tuple(holdings)


def exact_tables(
    tally: Tally, rows: Sequence[HeldRow], payments: Mapping[str, str], keys: Sequence[Key]
) -> Tables:
    """The same where every amount is whole: nothing is rounded, so that the lines are those of the
    tally, and neither they nor the holdings are made before somebody reads them."""
    return (
        LazyRows(None, lambda: [_exact_line(tally, key, payments.get(key[0])) for key in keys]),
        LazyRows(lambda: len(rows), lambda: _exact_holdings(rows, keys)),
    )


def _exact_line(tally: Tally, key: Key, payment: str | None) -> ClaimLine:
    terms: list[Any] = tally.line(key)
    difference = sum(terms[: len(LEFT)]) - sum(terms[len(LEFT) :])
    return ClaimLine(key[0], payment, key[1], *[*terms, difference])


def _exact_holdings(rows: Sequence[HeldRow], keys: Sequence[Key]) -> Iterator[Holding]:
    """By label, the largest first. There may be many: they are ranked without looking at each."""
    if not rows:
        return
    place = {key: number for number, key in enumerate(keys)}
    names, units, balances, labels, amounts = zip(*rows, strict=True)
    lines = map(place.__getitem__, zip(labels, units, strict=True))
    ranked = sorted(zip(lines, map(neg, amounts), names, units, balances, labels, strict=True))
    for _, less, name, unit, balance, label in ranked:
        yield Holding(name, unit, balance, label, -less, -less)


def bound_tables(
    tally: Tally, rows: Sequence[HeldRow], payments: Mapping[str, str], keys: Sequence[Key]
) -> Tables:
    """The same for upper bounds: of each line only what was claimed is known, the rest is None.

    An account reached is listed even where its balance is zero.
    """
    unknown: dict[str, Any] = dict.fromkeys((*LEFT, *RIGHT))
    lines = tuple(
        ClaimLine(
            label=label,
            payment=payments.get(label),
            currency=unit,
            difference=None,
            **{**unknown, "claimed": nearest(tally.get((label, unit), "claimed"))},
        )
        for label, unit in keys
    )
    place = {key: number for number, key in enumerate(keys)}
    ranked = sorted(rows, key=lambda row: (place[row.label, row.currency], -row.exact, row.account))
    return lines, tuple(
        Holding(each.account, each.currency, each.balance, each.label, each.balance, each.balance)
        for each in ranked
    )


def _rounded(tally: Tally, key: Key, held: Sequence[HeldRow]) -> tuple[dict[str, Any], list[int]]:
    """The terms of one line and its holdings as integers that add up (exact ones unchanged)."""
    left: dict[str, int] = {term: nearest(tally.get(key, term)) for term in LEFT}
    others: list[Term] = [term for term in RIGHT if term != "held"]
    amounts = [row.exact for row in held] + [tally.get(key, term) for term in others]
    rounded = largest_remainder(amounts, sum(left.values()))
    holdings, rest = rounded[: len(held)], rounded[len(held) :]
    terms: dict[str, Any] = dict(left)
    terms.update(zip(others, rest, strict=True))
    terms["held"] = sum(holdings)
    return terms, holdings


def line_keys(tally: Tally, ledger: Ledger, claims: Sequence[PlacedClaim]) -> Sequence[Key]:
    """Every claim in its own currency first, in the order given, then what else appeared."""
    return LazyRows(None, lambda: _line_keys(tally, ledger, claims))


def _line_keys(tally: Tally, ledger: Ledger, claims: Sequence[PlacedClaim]) -> list[Key]:
    rows = np.array([claim.index for claim in claims], dtype=np.int64)
    labels, units = [claim.label for claim in claims], ledger.currencies(ledger.target[rows])
    own = list(zip(labels, units, strict=True))
    order, known = {label: place for place, label in enumerate(labels)}, set(own)
    others = sorted(
        (key for key in tally if key not in known),
        key=lambda key: (order.get(key[0], len(order)), key),
    )
    return own + others


def carriers(ledger: Ledger, flow: Flow) -> Sequence[Carrier]:
    """Every payment that carried proceeds, in the order of the ledger, by label."""
    if flow.carried.is_columnar:
        return carrier_rows(ledger, flow.carried)
    known = sorted(flow.carried.items())
    ids = ledger.payment_ids([row for row, _ in known])
    return tuple(
        Carrier(payment, label, nearest(left), nearest(credited), left, credited)
        for payment, (_, labels) in zip(ids, known, strict=True)
        for label, (left, credited) in sorted(labels.items())
    )


def transits(ledger: Ledger, flow: Flow, parked: Sequence[Transit]) -> Sequence[Transit]:
    """What is on its way at the end, by payment, and after it what is `parked`."""
    return LazyRows(
        lambda: len(flow.transit) + len(parked), lambda: (*_transits(ledger, flow), *parked)
    )


def _transits(ledger: Ledger, flow: Flow) -> Iterator[Transit]:
    for (row, label), amount in sorted(flow.transit.items()):
        unit = ledger.currency(int(ledger.target[row]))
        yield Transit(ledger.payment_id(row), unit, label, nearest(amount), amount)
