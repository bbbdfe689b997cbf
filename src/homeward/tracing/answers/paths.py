"""Paths of a claim to a balance or to a payment, the largest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from homeward.tracing import errors
from homeward.tracing.answers.finding import kept_account, payment_row, refuse_rule
from homeward.tracing.answers.lotpaths import LotExpander
from homeward.tracing.answers.moves import wanted_labels
from homeward.tracing.answers.search import largest_paths
from homeward.tracing.answers.sharepaths import ShareExpander
from homeward.tracing.ledger import Ledger
from homeward.tracing.limits import refuse_number, refuse_share
from homeward.tracing.moments import from_microseconds
from homeward.tracing.rounding import largest_remainder, nearest
from homeward.tracing.rules import AVAILABLE, Rule
from homeward.tracing.tally import Amount
from homeward.tracing.tracer import Followed

SHARE, MOST = 0.9, 100
"""Paths are listed until they make up this share of the amount, or are this many."""
NO_AMOUNTS = "it has no amounts that a path could carry; the payments are in the carriers."


@dataclass(frozen=True, slots=True)
class Step:
    """One payment of a path, at the moment of its debit."""

    payment: str
    time: datetime
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Path:
    """One way: the payments from the claim's to the last, and what came along it.

    `amount` is in minor units of the end (the account's currency; the currency that the payment
    debits), `exact` before rounding. `begins` is `claim`, or `hand-over` where another node handed
    the proceeds over.
    """

    label: str
    amount: int
    exact: Amount
    begins: str
    steps: tuple[Step, ...]

    @property
    def payments(self) -> tuple[str, ...]:
        """The ids of the payments."""
        return tuple(step.payment for step in self.steps)


@dataclass(frozen=True, slots=True)
class Paths:
    """The largest paths of one label to one end: total = listed + rest, in minor units.

    `ended` says why no more are listed: `all` are, the `share` was reached, the `count`, or the
    search looked at as many `steps` as it may.
    """

    label: str
    account: str | None
    payment: str | None
    currency: str
    total: int
    listed: int
    rest: int
    ended: str
    rule: Rule
    at: datetime | None
    paths: tuple[Path, ...]
    exponent: int | None = None


def paths(
    case: Followed,
    *,
    account: str | None = None,
    currency: str | None = None,
    payment: str | None = None,
    labels: Sequence[str] | None = None,
    share: float = SHARE,
    most: int = MOST,
) -> tuple[Paths, ...]:
    """The largest paths of each label to what an account holds, or to what a payment took.

    Labels that did not reach the end are left out. Raises `NotDefinedUnderRule` for `poison`,
    `TargetUnclear`, `LabelUnknown`, `OptionUnusable`, and what `finding` raises.
    """
    refuse_rule(case.rule, "paths", NO_AMOUNTS, AVAILABLE)
    if (account is None) == (payment is None):
        raise errors.TargetUnclear
    refuse_share(share)
    refuse_number("most", most, 1)
    ledger = case.lines.ledger
    number = None if account is None else kept_account(ledger, account, currency)
    row = None if payment is None else payment_row(case.lines, payment)
    wanted = [(label, _total(case, label, number, row)) for label in wanted_labels(case, labels)]
    search = _Search(case, number, row, share, most)
    return tuple(search.paths(label, total) for label, total in wanted if total > 0)


def _total(case: Followed, label: str, account: int | None, row: int | None) -> Amount:
    if account is not None:
        return case.flow.held.get((account, label), 0)
    left, _ = case.flow.carried.get(row or 0, {}).get(label, (0, 0))
    return left


class _Search:
    """The same end for several labels."""

    def __init__(
        self, case: Followed, account: int | None, row: int | None, share: float, most: int
    ) -> None:
        self.case, self.ledger, self.account, self.row = case, case.lines.ledger, account, row
        self.share, self.most = share, most

    @cached_property
    def expander(self) -> LotExpander | ShareExpander:
        return (LotExpander if self.case.rule.is_exact else ShareExpander)(self.case, "")

    def paths(self, label: str, total: Amount) -> Paths:
        """The largest paths of one label."""
        expander, ledger = self.expander.of_label(label), self.ledger
        if self.account is not None:
            start, payer = expander.balance_start(self.account, total), self.account
        else:
            row = self.row or 0
            start, payer = expander.payment_start(row, total), int(ledger.source[row])
        found = largest_paths(start, expander, most=self.most, share=self.share)
        exact = [node.amount for node in found.paths]
        rest = 0 if found.ended == "all" else max(0, total - sum(exact))
        *amounts, left = largest_remainder([*exact, rest], nearest(total))
        at = self.case.at
        return Paths(
            label=label,
            account=None if self.account is None else ledger.account_id(self.account),
            payment=None if self.row is None else ledger.payment_id(self.row),
            currency=ledger.currency(payer),
            total=nearest(total),
            listed=sum(amounts),
            rest=left,
            ended=found.ended,
            rule=self.case.rule,
            at=None if at is None else at.astimezone(UTC),
            paths=tuple(
                Path(
                    label,
                    amount,
                    node.amount,
                    node.begins,
                    tuple(step(ledger, each) for each in node.rows),
                )
                for node, amount in zip(found.paths, amounts, strict=True)
            ),
            exponent=ledger.exponent,
        )


def step(ledger: Ledger, row: int) -> Step:
    """A payment as the step of a path."""
    return Step(
        ledger.payment_id(row),
        from_microseconds(int(ledger.time[row])),
        ledger.account_id(int(ledger.source[row])),
        ledger.account_id(int(ledger.target[row])),
    )
