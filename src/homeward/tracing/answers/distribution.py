"""Sharing out a pool that cannot pay everyone, by a named method.

`rolling`: as traced (rolling charge; under another rule, as that rule leaves it). `capped`: each
claim at most the lowest balance since its deposit, then in proportion (lowest intermediate balance
among several claims; Boughner v Greyhawk Equity Partners, 2012-2013). `pari-passu`: in proportion
to contributions (Barlow Clowes International v Vaughan, 1992). Under the last two nobody gets more
than the claim counts for; what is over stays in the pool.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction

from homeward.tracing import errors
from homeward.tracing.answers.finding import kept_account, refuse_rule
from homeward.tracing.answers.moves import labels_of
from homeward.tracing.answers.poolline import PoolLine
from homeward.tracing.claims import PlacedClaim
from homeward.tracing.rounding import largest_remainder
from homeward.tracing.rules import AVAILABLE, Rule
from homeward.tracing.tracer import Followed


class Method(StrEnum):
    """How a short pool is shared out."""

    ROLLING = "rolling"
    CAPPED = "capped"
    PARI_PASSU = "pari-passu"


@dataclass(frozen=True, slots=True)
class Award:
    """One claim's part, in minor units; `claimed` is in the claim's own `currency`, the rest in
    the pool's. `lowest` is the pool's lowest balance since its deposit
    (capped), `counts` what the claim counts for in the proportion; None under rolling."""

    label: str
    currency: str
    claimed: int
    lowest: int | None
    counts: int | None
    award: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """The pool and its awards: pool = awards + left, in minor units of `currency`.

    `pool` counts money on its way from one account of the pool to another.
    """

    method: Method
    rule: Rule | None
    at: datetime | None
    accounts: tuple[str, ...]
    currency: str
    pool: int
    left: int
    awards: tuple[Award, ...]
    exponent: int | None = None


def distribute(
    case: Followed,
    accounts: Sequence[str],
    method: Method | str,
    *,
    currency: str | None = None,
) -> Distribution:
    """Share out what one account, or accounts declared one pool, hold at the end.

    Raises `OptionUnusable`, `PoolUnusable`, `ClaimOutsidePool` (capped, pari-passu),
    `NotDefinedUnderRule` (rolling under `poison`), `AccountUnknown`, `AccountAmbiguous`,
    `AccountNotKept`.
    """
    method = known_method(method)
    numbers = _pool(case, accounts, currency)
    line = PoolLine(case.lines, numbers)
    if method is Method.ROLLING:
        reason = "its amounts are bounds, which share out nothing."
        refuse_rule(case.rule, "a distribution as traced", reason, AVAILABLE)
        awards = _rolling(case, numbers, line)
    else:
        awards = _in_proportion(case, line, method)
    ledger = case.lines.ledger
    return Distribution(
        method=method,
        rule=case.rule if method is Method.ROLLING else None,
        at=None if case.at is None else case.at.astimezone(UTC),
        accounts=tuple(ledger.account_id(number) for number in numbers),
        currency=ledger.currency(numbers[0]),
        pool=line.end,
        left=line.end - sum(each.award for each in awards),
        awards=tuple(awards),
        exponent=ledger.exponent,
    )


def known_method(method: Method | str) -> Method:
    """The method of a name; raises `OptionUnusable`."""
    try:
        return Method(method)
    except ValueError as problem:
        allowed = ", ".join(Method)
        raise errors.OptionUnusable(option="method", value=method, allowed=allowed) from problem


def _pool(case: Followed, accounts: Sequence[str], currency: str | None) -> list[int]:
    accounts = [accounts] if isinstance(accounts, str) else accounts
    ledger, named = case.lines.ledger, ", ".join(accounts) or "(none)"
    if not accounts:
        raise errors.PoolUnusable(accounts=named, reason="no account is named. Name one.")
    numbers = list(dict.fromkeys(kept_account(ledger, each, currency) for each in accounts))
    currencies = sorted({ledger.currency(number) for number in numbers})
    if len(currencies) > 1:
        reason = f"they are in {', '.join(currencies)}. Make one pool for each currency."
        raise errors.PoolUnusable(accounts=named, reason=reason)
    return numbers


def _rolling(case: Followed, numbers: Sequence[int], line: PoolLine) -> list[Award]:
    """What is traced into the pool, money on its way inside it included."""
    exact = {
        label: sum(case.flow.held.get((number, label), 0) for number in numbers)
        + sum(case.flow.transit.get((row, label), 0) for row in line.on_the_way)
        for label in labels_of(case)
    }
    total = min(round(sum(exact.values())), line.end)
    amounts = largest_remainder(list(exact.values()), total) if exact else []
    claims, unit = (
        {claim.label: claim for claim in case.claims},
        case.lines.ledger.currency(numbers[0]),
    )
    return [
        Award(label, unit, 0, None, None, amount)
        if label not in claims  # it was claimed on another node
        else Award(label, _unit_of(case, claims[label]), claims[label].amount, None, None, amount)
        for label, amount in zip(exact, amounts, strict=True)
    ]


def _unit_of(case: Followed, claim: PlacedClaim) -> str:
    """The currency that a claim is made in."""
    ledger = case.lines.ledger
    return ledger.currency(int(ledger.target[claim.index]))


def _in_proportion(case: Followed, line: PoolLine, method: Method) -> list[Award]:
    drafts: list[tuple[str, str, int, int | None, int]] = []
    for claim in case.claims:
        lowest = line.lowest_since(claim.index)
        if lowest is None:
            raise errors.ClaimOutsidePool(label=claim.label, payment=claim.payment)
        is_capped = method is Method.CAPPED
        counts = min(claim.amount, lowest) if is_capped else claim.amount
        unit = _unit_of(case, claim)
        drafts.append((claim.label, unit, claim.amount, lowest if is_capped else None, counts))
    total = sum(counts for *_, counts in drafts)
    pay = min(total, line.end)
    parts = [Fraction(counts * pay, total) if total else Fraction(0) for *_, counts in drafts]
    awards = largest_remainder(parts, pay) if parts else []
    return [Award(*draft, award) for draft, award in zip(drafts, awards, strict=True)]
