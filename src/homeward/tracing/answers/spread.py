"""The range over all rules for the same claims: the least and the most, and which rules give it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from homeward.tracing.claims import Claim
from homeward.tracing.ledger import Ledger
from homeward.tracing.moments import as_moment
from homeward.tracing.progress import shown
from homeward.tracing.result import Trace
from homeward.tracing.rules import AVAILABLE, Rule, Shortfall
from homeward.tracing.tally import TERMS
from homeward.tracing.tracer import trace
from homeward.tracing.warning import TraceWarning

if TYPE_CHECKING:
    from homeward.tracing.federation.handover import HandOver

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Spread:
    """Amounts of one thing under every rule, in whole minor units: a rule without it gives 0."""

    low: int
    high: int
    low_rules: tuple[Rule, ...]
    high_rules: tuple[Rule, ...]
    amounts: Mapping[Rule, int]


@dataclass(frozen=True, slots=True)
class AccountRange:
    """What an account holds of a label. `bound` is the balance if `poison` reaches the account,
    and stands apart: it is no amount of the claim."""

    account: str
    currency: str
    label: str
    spread: Spread
    bound: int | None


@dataclass(frozen=True, slots=True)
class ClaimRange:
    """One term of a claim's conservation line in one currency."""

    label: str
    currency: str
    term: str
    spread: Spread


@dataclass(frozen=True, slots=True)
class RangeOverRules:
    """Accounts by label, the largest most first; claims in the order given."""

    at: datetime | None
    accounts: tuple[AccountRange, ...]
    claims: tuple[ClaimRange, ...]
    warnings: tuple[TraceWarning, ...]
    exponent: int | None = None


@shown("Tracing under every rule")
def range_over_rules(
    ledger: Ledger,
    claims: Sequence[Claim],
    *,
    at: datetime | str | None = None,
    shortfall: Shortfall | str = Shortfall.BIRTH,
    entering: "Sequence[HandOver]" = (),
) -> RangeOverRules:
    """Trace the claims under every rule whose amounts add up, and compare.

    Raises what `trace` raises.
    """
    at = as_moment(at)
    traces = {
        rule: trace(ledger, claims, rule=rule, at=at, shortfall=shortfall, entering=entering)
        for rule in AVAILABLE
    }
    reached = trace(ledger, claims, rule=Rule.POISON, at=at, shortfall=shortfall, entering=entering)
    warnings: list[TraceWarning] = []
    for result in traces.values():
        warnings.extend(each for each in result.warnings if each not in warnings)
    return RangeOverRules(
        at=None if at is None else at.astimezone(UTC),
        accounts=_accounts(traces, reached),
        claims=_claims(traces),
        warnings=tuple(warnings),
        exponent=ledger.exponent,
    )


def _spread(amounts: Mapping[Rule, int]) -> Spread:
    low, high = min(amounts.values()), max(amounts.values())
    return Spread(
        low,
        high,
        tuple(rule for rule, amount in amounts.items() if amount == low),
        tuple(rule for rule, amount in amounts.items() if amount == high),
        amounts,
    )


def _accounts(traces: Mapping[Rule, Trace], reached: Trace) -> tuple[AccountRange, ...]:
    bounds = {(h.account, h.currency, h.label): h.balance for h in reached.holdings}
    found: dict[Place, dict[Rule, int]] = {}
    for rule, result in traces.items():
        for each in result.holdings:
            place = (each.account, each.currency, each.label)
            amounts = found.setdefault(place, dict.fromkeys(traces, 0))
            amounts[rule] = each.amount
    rows = [
        AccountRange(*place, _spread(amounts), bounds.get(place))
        for place, amounts in found.items()
    ]
    return tuple(
        sorted(rows, key=lambda row: (row.label, row.currency, -row.spread.high, row.account))
    )


def _claims(traces: Mapping[Rule, Trace]) -> tuple[ClaimRange, ...]:
    found: dict[Place, dict[Rule, int]] = {}
    for rule, result in traces.items():
        for line in result.claims:
            for term in TERMS:
                place = (line.label, line.currency, term)
                amounts = found.setdefault(place, dict.fromkeys(traces, 0))
                amounts[rule] = getattr(line, term)
    return tuple(ClaimRange(*place, _spread(amounts)) for place, amounts in found.items())
