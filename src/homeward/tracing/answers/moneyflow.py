"""The flow of money between accounts: every payment that carried proceeds, added up by pair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from homeward.tracing.answers.finding import refuse_rule
from homeward.tracing.answers.moves import labels_of, wanted_labels
from homeward.tracing.answers.words import until
from homeward.tracing.ledger import Ints, Ledger
from homeward.tracing.limits import refuse_number
from homeward.tracing.moments import from_microseconds
from homeward.tracing.rounding import nearest
from homeward.tracing.rules import AVAILABLE, Rule
from homeward.tracing.tracer import Followed

MOST = 60
"""Streams shown unless more are asked for: beyond, a picture hides more than it shows."""
BOUNDS = "its amounts are bounds, which make no flow."


@dataclass(frozen=True, slots=True)
class Stream:
    """Proceeds of one label that went from one account to another, over all payments.

    `amount` is what left, in minor units of `currency` (of the source), `credited` what arrived, in
    those of `credited_currency`. `kind` is `claim` for what is claimed, which is on the payment
    from its beginning, else `carried`. `first` and `last` are moments of debits.
    """

    kind: str
    label: str
    source: str
    target: str
    currency: str
    amount: int
    credited_currency: str
    credited: int
    payments: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class StreamsRest:
    """The streams not listed, as a number and a sum."""

    label: str
    currency: str
    streams: int
    amount: int


@dataclass(frozen=True, slots=True)
class MoneyFlow:
    """The largest streams in the order in which they begin, and what is not listed. Amounts are in
    minor units; `exponent` is how many decimals the ledger's have, where that was declared."""

    rule: Rule
    at: datetime | None
    labels: tuple[str, ...]
    streams: tuple[Stream, ...]
    rest: tuple[StreamsRest, ...]
    exponent: int | None = None

    def svg(self) -> str:
        """The picture, as the text of an SVG file; the streams are its table. Its amounts are in
        major units where the ledger has an exponent."""
        from homeward.tracing.answers.drawing import draw

        return draw(self)

    def title(self) -> str:
        """What the picture shows, in a sentence."""
        unit = "; amounts in minor units" if self.exponent is None else ""
        return f"Flow of proceeds, rule {self.rule}, {until(self.at)}{unit}"


def money_flow(
    case: Followed, *, labels: Sequence[str] | None = None, most: int = MOST
) -> MoneyFlow:
    """Add up what went between accounts, by pair and label, and list the `most` largest streams.

    `labels` keeps only these claims. Raises `NotDefinedUnderRule` for `poison`, `LabelUnknown` and
    `OptionUnusable`.
    """
    refuse_rule(case.rule, "a flow of money", BOUNDS, AVAILABLE)
    refuse_number("most", most, 0)
    wanted = wanted_labels(case, labels)
    drafts = [*_claimed(case, wanted), *_carried(case, wanted)]
    totals: dict[str, int] = {}
    for each in drafts:
        totals[each.currency] = max(totals.get(each.currency, 1), each.amount)
    # minor units of two currencies are no measure of one another: each is measured by its largest
    ranked = sorted(
        drafts,
        key=lambda e: (-e.amount / totals[e.currency], e.first, e.source, e.target),
    )
    kept, left = ranked[:most], ranked[most:]
    sums: dict[tuple[str, str], list[int]] = {}
    for each in left:
        entry = sums.setdefault((each.label, each.currency), [0, 0])
        entry[0] += 1
        entry[1] += each.amount
    return MoneyFlow(
        rule=case.rule,
        at=None if case.at is None else case.at.astimezone(UTC),
        labels=tuple(wanted),
        streams=tuple(sorted(kept, key=lambda s: (s.first, s.kind != "claim", s.source, s.target))),
        rest=tuple(StreamsRest(*key, *entry) for key, entry in sorted(sums.items())),
        exponent=case.lines.ledger.exponent,
    )


def _claimed(case: Followed, labels: Sequence[str]) -> Iterator[Stream]:
    ledger = case.lines.ledger
    for claim in case.claims:
        if claim.label in labels:
            row = claim.index
            pair = (int(ledger.source[row]), int(ledger.target[row]))
            # the claim is of what arrives: it has no amount in the currency of the debit
            unit, amounts = ledger.currency(pair[1]), (claim.amount, claim.amount)
            yield _stream(ledger, "claim", claim.label, pair, unit, amounts, 1, (row, row))


def _carried(case: Followed, labels: Sequence[str]) -> Iterator[Stream]:
    """The payments that carried proceeds, added up by source, target and label."""
    ledger, (row, label, left, credited, names) = case.lines.ledger, _columns(case)
    is_wanted = np.array([each in labels for each in names], dtype=np.bool_)
    chosen = np.flatnonzero(is_wanted[label]) if len(row) else np.zeros(0, dtype=np.int64)
    if not len(chosen):
        return
    row, label, left, credited = row[chosen], label[chosen], left[chosen], credited[chosen]
    source, target = (side[row].astype(np.int64) for side in (ledger.source, ledger.target))
    order = np.lexsort((row, label, target, source))
    keys = np.stack([source[order], target[order], label[order]])
    begins = np.flatnonzero(np.r_[True, (keys[:, 1:] != keys[:, :-1]).any(axis=0)])
    ends = np.r_[begins[1:], len(order)]
    taken, came = (np.add.reduceat(side[order], begins).tolist() for side in (left, credited))
    rows = row[order]
    for n, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
        pair, amounts = (int(keys[0, begin]), int(keys[1, begin])), (taken[n], came[n])
        span = (int(rows[begin]), int(rows[end - 1]))
        name, unit = names[keys[2, begin]], ledger.currency(pair[0])
        yield _stream(ledger, "carried", name, pair, unit, amounts, end - begin, span)


def _columns(case: Followed) -> tuple[Ints, Ints, Any, Any, tuple[str, ...]]:
    """Row, label number, what left and what was credited, of every payment and label."""
    columns = case.flow.carried.columns
    if columns is not None:
        return columns.row, columns.label, columns.left, columns.credited, columns.names
    names = tuple(labels_of(case))
    number = {name: place for place, name in enumerate(names)}
    found = [
        (row, number[label], left, credited)
        for row, labels in case.flow.carried.items()
        for label, (left, credited) in labels.items()
    ]
    rows, numbers, left, credited = zip(*found, strict=True) if found else ((), (), (), ())
    kind = np.int64 if case.rule.is_exact else np.float64
    whole = (np.array(rows, dtype=np.int64), np.array(numbers, dtype=np.int64))
    return *whole, np.array(left, dtype=kind), np.array(credited, dtype=kind), names


def _stream(
    ledger: Ledger,
    kind: str,
    label: str,
    pair: tuple[int, int],
    currency: str,
    amounts: tuple[int | float, int | float],
    payments: int,
    span: tuple[int, int],
) -> Stream:
    source, target = pair
    first, last = (from_microseconds(int(ledger.time[row])) for row in span)
    return Stream(
        kind=kind,
        label=label,
        source=ledger.account_id(source),
        target=ledger.account_id(target),
        currency=currency,
        amount=nearest(amounts[0]),
        credited_currency=ledger.currency(target),
        credited=nearest(amounts[1]),
        payments=payments,
        first=first,
        last=last,
    )
