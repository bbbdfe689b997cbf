"""The freezing list: accounts by how much they hold, and by how fast proceeds leave them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from homeward.tracing.answers.dissipation import WINDOWS, shares, speed
from homeward.tracing.answers.finding import account_number, refuse_rule
from homeward.tracing.limits import refuse_share
from homeward.tracing.result import Holding
from homeward.tracing.rounding import largest_remainder, nearest
from homeward.tracing.rules import AVAILABLE, Rule
from homeward.tracing.tracer import Followed

PRO_RATA_SHARE = 0.9
"""Under `pro-rata` proceeds spread over very many accounts: those that make up this share."""
BOUNDS = "its amounts are bounds, which rank nothing."


@dataclass(frozen=True, slots=True)
class FreezeRow:
    """An account that holds proceeds of any claim; amounts in minor units of `currency`.

    `rank` is by amount within the currency, `speed_rank` by what left within 24 hours of its
    arrival (then 72 hours, 7 days) over all rows. `share` is of all proceeds held in the currency,
    `cumulative` that of this row and those above. `left_24h`, `left_72h`, `left_7d` are shares (0
    to 1) of the proceeds received.
    """

    rank: int
    speed_rank: int
    account: str
    currency: str
    amount: int
    balance: int
    share: float
    cumulative: float
    received: float
    left_24h: float
    left_72h: float
    left_7d: float


@dataclass(frozen=True, slots=True)
class FreezeRest:
    """The accounts not listed, as a number and a sum."""

    currency: str
    accounts: int
    amount: int


@dataclass(frozen=True, slots=True)
class FreezingList:
    """Rows by currency, the largest amount first, and what is not listed."""

    rule: Rule
    at: datetime | None
    rows: tuple[FreezeRow, ...]
    rest: tuple[FreezeRest, ...]
    exponent: int | None = None


def freezing_list(case: Followed, *, share: float | None = None) -> FreezingList:
    """Rank the accounts that hold proceeds.

    `share` (0 to 1) lists only the largest accounts that together hold it; by default 0.9 under
    `pro-rata` and all under the other rules. Raises `NotDefinedUnderRule` for `poison`,
    and `OptionUnusable`.
    """
    refuse_rule(case.rule, "a freezing list", BOUNDS, AVAILABLE)
    if share is None:
        share = PRO_RATA_SHARE if case.rule is Rule.PRO_RATA else 1.0
    refuse_share(share)
    currencies: dict[str, dict[str, list[Holding]]] = defaultdict(lambda: defaultdict(list))
    for each in case.trace.holdings:
        currencies[each.currency][each.account].append(each)
    drafts: list[_Draft] = []
    rest: list[FreezeRest] = []
    for currency, accounts in sorted(currencies.items()):
        listed, left = _largest(currency, accounts, share)
        drafts.extend(listed)
        if left.accounts:
            rest.append(left)
    rows = _rows(case, drafts)
    at = None if case.at is None else case.at.astimezone(UTC)
    return FreezingList(case.rule, at, rows, tuple(rest), case.lines.ledger.exponent)


@dataclass(frozen=True, slots=True)
class _Draft:
    rank: int
    account: str
    currency: str
    amount: int
    balance: int
    share: float
    cumulative: float


def _largest(
    currency: str, accounts: dict[str, list[Holding]], share: float
) -> tuple[list[_Draft], FreezeRest]:
    """The largest accounts of a currency until they make up the share, and the rest.

    An account's claims are added up before they are rounded: so no account is listed with more than
    it holds. What rounds to nothing is not listed.
    """
    exact = [sum(each.exact for each in held) for held in accounts.values()]
    rounded = largest_remainder(exact, nearest(sum(exact)))
    sums = {
        # an amount beyond 2^53 bears an error of its float, and no order goes beyond a balance
        name: min(amount, held[0].balance)
        for amount, (name, held) in zip(rounded, accounts.items(), strict=True)
    }
    ranked = sorted(sums, key=lambda name: (-sums[name], name))
    total, so_far = sum(sums.values()), 0
    listed: list[_Draft] = []
    for rank, name in enumerate(ranked, start=1):
        if not sums[name] or (share < 1 and so_far >= share * total):
            break
        amount = sums[name]
        so_far += amount
        listed.append(
            _Draft(
                rank,
                name,
                currency,
                amount,
                accounts[name][0].balance,
                amount / total if total else 0.0,
                so_far / total if total else 0.0,
            )
        )
    return listed, FreezeRest(currency, len(ranked) - len(listed), total - so_far)


def _rows(case: Followed, drafts: list[_Draft]) -> tuple[FreezeRow, ...]:
    found = speed(case)
    numbers = [account_number(case.lines.ledger, d.account, d.currency) for d in drafts]
    gone = [tuple(shares(found, number)[w] for w in WINDOWS) for number in numbers]
    order = sorted(
        range(len(drafts)),
        key=lambda n: (*(-each for each in gone[n]), -drafts[n].amount, drafts[n].account),
    )
    speed_rank = {n: rank for rank, n in enumerate(order, start=1)}
    return tuple(
        FreezeRow(
            rank=draft.rank,
            speed_rank=speed_rank[n],
            account=draft.account,
            currency=draft.currency,
            amount=draft.amount,
            balance=draft.balance,
            share=draft.share,
            cumulative=draft.cumulative,
            received=float(found.received[numbers[n]]),
            left_24h=gone[n][0],
            left_72h=gone[n][1],
            left_7d=gone[n][2],
        )
        for n, draft in enumerate(drafts)
    )
