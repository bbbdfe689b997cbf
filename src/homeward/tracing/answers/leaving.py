"""What left for good: through which exit accounts, and in whose fees."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from homeward.tracing import errors
from homeward.tracing.answers.finding import refuse_rule
from homeward.tracing.answers.moves import landed_labels
from homeward.tracing.lines import NOT_CREDITED
from homeward.tracing.moments import from_microseconds
from homeward.tracing.rounding import largest_remainder
from homeward.tracing.rules import AVAILABLE, Rule
from homeward.tracing.tally import TOLERANCE, Amount
from homeward.tracing.tracer import Followed

BOUNDS = "its amounts are bounds, which add up to nothing that left."


@dataclass(frozen=True, slots=True)
class ExitRow:
    """Proceeds of one label that an exit account swallowed, in minor units of its `currency`.

    `first` and `last` are moments of credits; `exact` is the amount before rounding.
    """

    label: str
    account: str
    currency: str
    amount: int
    exact: Amount
    payments: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class FeeRow:
    """What of one label was debited from an account and not credited, in minor units.

    Negative where payments credited more than they debited. What an exchange took is no fee.
    """

    label: str
    account: str
    currency: str
    amount: int
    exact: Amount
    payments: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """By claim, the largest first; amounts add up to the terms `out` and `fees` of its line."""

    rule: Rule
    at: datetime | None
    exits: tuple[ExitRow, ...]
    fees: tuple[FeeRow, ...]
    exponent: int | None = None


@dataclass(slots=True)
class _Sum:
    amount: Amount = 0
    rows: list[int] = field(default_factory=list)


_ByAccount = dict[tuple[str, str], dict[int, _Sum]]
"""By label and currency, then by account number."""


def exits_and_fees(case: Followed) -> Leaving:
    """Which exit accounts swallowed proceeds, and which accounts' payments lost them in fees.

    Raises `NotDefinedUnderRule` for `poison`, and `ConservationBroken` where the rows do not add
    up to the claims' lines.
    """
    refuse_rule(case.rule, "exits and fees", BOUNDS, AVAILABLE)
    ledger = case.lines.ledger
    lines = {(line.label, line.currency): line for line in case.trace.claims}
    out, fees = _out(case), _fees(case)
    exits, lost = [], []
    for key, sums in out.items():
        for account, amount, each in _rounded(case, key, sums, lines[key].out or 0):
            moments = [int(ledger.credit_time[row]) for row in each.rows]
            ends = from_microseconds(min(moments)), from_microseconds(max(moments))
            name = ledger.account_id(account)
            exits.append(ExitRow(key[0], name, key[1], amount, each.amount, len(moments), *ends))
    for key, sums in fees.items():
        for account, amount, each in _rounded(case, key, sums, lines[key].fees or 0):
            name = ledger.account_id(account)
            lost.append(FeeRow(key[0], name, key[1], amount, each.amount, len(each.rows)))
    order = {label: place for place, (label, _) in enumerate(lines)}
    exits.sort(key=lambda each: (order[each.label], each.currency, -each.amount, each.account))
    lost.sort(key=lambda each: (order[each.label], each.currency, -each.amount, each.account))
    at = None if case.at is None else case.at.astimezone(UTC)
    return Leaving(case.rule, at, tuple(exits), tuple(lost), ledger.exponent)


def _out(case: Followed) -> _ByAccount:
    ledger, found = case.lines.ledger, _nothing()
    for row, labels in landed_labels(case).items():
        target = int(ledger.target[row])
        if not ledger.exits[target] or case.lines.placed_at[row] == NOT_CREDITED:
            continue
        for label, amount in labels.items():
            _add(found[label, ledger.currency(target)][target], amount, row)
    return found


def _fees(case: Followed) -> _ByAccount:
    ledger, found = case.lines.ledger, _nothing()
    for row, labels in case.flow.carried.items():
        source, target = int(ledger.source[row]), int(ledger.target[row])
        unit = ledger.currency(source)
        if ledger.foreign[target] or unit != ledger.currency(target):
            continue
        for label, (left, credited) in labels.items():
            if left != credited:
                _add(found[label, unit][source], left - credited, row)
    return found


def _nothing() -> _ByAccount:
    return defaultdict(lambda: defaultdict(_Sum))


def _add(into: _Sum, amount: Amount, row: int) -> None:
    into.amount += amount
    into.rows.append(row)


def _rounded(
    case: Followed, key: tuple[str, str], sums: Mapping[int, _Sum], total: int
) -> list[tuple[int, int, _Sum]]:
    """Account, whole amount and sum; the amounts add up to the term of the claim's line."""
    exact = sum(each.amount for each in sums.values())
    if abs(exact - total) > (0 if case.rule.is_exact else 1 + TOLERANCE * abs(exact)):
        raise errors.ConservationBroken(label=key[0], currency=key[1], left=total, right=exact)
    whole = largest_remainder([each.amount for each in sums.values()], total)
    return [(account, n, each) for (account, each), n in zip(sums.items(), whole, strict=True)]
