"""From an asset back to its sources, under the lot rules.

The units of a balance, or of a payment, are followed back along the accounts' lines until where
they came in. Where a payment credits another amount than it debits, a stretch widens to the
smallest debit stretch that covers it; each widening is reported. Amounts are exact integers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from homeward.tracing import errors
from homeward.tracing.answers.backwalk import BackWalk
from homeward.tracing.answers.finding import LOT_RULES, kept_account, payment_row, refuse_rule
from homeward.tracing.answers.lotsources import Sourced, SourceExpander
from homeward.tracing.answers.paths import SHARE, Step, step
from homeward.tracing.answers.proved import Proved, bridges
from homeward.tracing.answers.search import Node, largest_paths
from homeward.tracing.claims import Claim, place_claims, refuse_no_ledger
from homeward.tracing.ledger import Ledger
from homeward.tracing.limits import refuse_number, refuse_share
from homeward.tracing.lines import Lines, draw_lines
from homeward.tracing.moments import as_moment, to_microseconds
from homeward.tracing.order import touched_warning
from homeward.tracing.rules import Rule, Shortfall, known_rule, known_shortfall
from homeward.tracing.warning import TraceWarning

REASONS = {
    Rule.PRO_RATA: "every credit before it is in every balance after it, so all of them are its "
    "sources in some part; trace forwards from each instead.",
    Rule.LOWEST_BALANCE: "what is taken depends on the claims, so a balance alone has no sources.",
    Rule.CLAIMANT_FIRST: "what is taken depends on the claims, so a balance alone has no sources.",
    Rule.POISON: "it gives bounds, and a bound has no sources.",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where units came in, in minor units of `currency`.

    `kind`: `opening` (the account's opening balance), `birth` (money that the ledger does not
    explain, in `payment`), `claim` (the credit of `payment` on which `label` is claimed), `exit`
    (a debit of an exit), `entering` (a payment from another State's account), `repeated` (a credit
    already counted, reached again along a declared link).
    """

    kind: str
    account: str
    currency: str
    payment: str | None
    label: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A payment that the units came through, the latest first.

    `credited` units of its credit were asked for; they are covered by `amount` units of its debit,
    which credit `surplus` units more than were asked for.
    """

    payment: str
    amount: int
    currency: str
    credited: int
    credited_currency: str
    surplus: int


@dataclass(frozen=True, slots=True)
class BackLine:
    """One currency: asked + fees + converted_in = origins + converted_out, in minor units.

    `fees` is what the covering stretches have beyond the stretches covered, `converted_out` what
    was exchanged for them, `converted_in` what they were before.
    """

    currency: str
    asked: int
    fees: int
    converted_in: int
    origins: int
    converted_out: int
    difference: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way back: the source (as in `Origin`), and the payments from there to the end.

    `amount` is in units of the end: what of the balance, or of what the payment took, came so.
    """

    kind: str
    account: str
    payment: str | None
    label: str | None
    amount: int
    steps: tuple[Step, ...]

    @property
    def payments(self) -> tuple[str, ...]:
        """The ids of the payments, the end's last."""
        return tuple(step.payment for step in self.steps)


@dataclass(frozen=True, slots=True)
class Ways:
    """The largest ways back: total = listed + rest, in minor units of `currency`; `ended` as for
    `Paths`. A way ends at a debt, whatever is declared proved."""

    currency: str
    total: int
    listed: int
    rest: int
    ended: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Backward:
    """The sources of a balance or a payment; `origins` the largest first."""

    rule: Rule
    at: datetime | None
    account: str | None
    payment: str | None
    lines: tuple[BackLine, ...]
    origins: tuple[Origin, ...]
    passages: tuple[Passage, ...]
    warnings: tuple[TraceWarning, ...]
    ways: Ways | None = None
    """How the money came, where that was asked for."""
    exponent: int | None = None


def backward(
    ledger: Ledger,
    *,
    account: str | None = None,
    currency: str | None = None,
    payment: str | None = None,
    rule: Rule | str = Rule.FIFO,
    at: datetime | str | None = None,
    shortfall: Shortfall | str = Shortfall.BIRTH,
    claims: Sequence[Claim] = (),
    proved: Sequence[Proved] = (),
    most: int = 0,
    share: float = SHARE,
) -> Backward:
    """Where the balance of an account at a moment, or all that a payment took, came from.

    With `claims`, what was claimed is an origin of its own. `proved` are links that a person has
    declared: only along them is anything traced through a debt. With `most`, the answer also has
    the largest ways by which the money came, until they make up `share` of it.

    Raises `NotDefinedUnderRule`, `TargetUnclear`, `AccountUnknown`, `AccountAmbiguous`,
    `AccountNotKept`, `PaymentUnknown`, `PaymentUnusable`, `LinkUnusable`, `OptionUnusable`, and
    what `trace` raises.
    """
    rule = known_rule(rule)
    refuse_rule(rule, "sources, backwards", REASONS.get(rule, ""), LOT_RULES)
    if (account is None) == (payment is None):
        raise errors.TargetUnclear
    refuse_share(share)
    refuse_number("most", most, 0)
    refuse_no_ledger(ledger)
    at = as_moment(at)
    end = None if at is None else to_microseconds(at)
    lines, _ = draw_lines(ledger, end, known_shortfall(shortfall))
    walk = BackWalk(lines, rule, place_claims(ledger, claims, end), bridges(lines, proved))
    number = row = 0
    if account is not None:
        number = kept_account(ledger, account, currency)
        walk.ask_balance(number)
    elif payment is not None:
        row = payment_row(lines, payment)
        if ledger.exits[ledger.source[row]] or ledger.foreign[ledger.source[row]]:
            raise errors.AccountNotKept(account=ledger.account_id(int(ledger.source[row])))
        walk.ask_payment(row)
        number = int(ledger.source[row])
    walk.run()
    ways = None
    if most:
        expander = SourceExpander(lines, rule, walk.claimed)
        start = expander.payment_start(row) if account is None else expander.balance_start(number)
        ways = _ways(lines, expander, start, ledger.currency(number), most=most, share=share)
    depends = touched_warning(lines, walk.touched)
    return Backward(
        rule=rule,
        at=None if at is None else at.astimezone(UTC),
        account=account,
        payment=payment,
        lines=_lines(walk),
        origins=_origins(walk),
        passages=_passages(walk),
        warnings=ledger.warnings if depends is None else (*ledger.warnings, depends),
        ways=ways,
        exponent=ledger.exponent,
    )


def _ways(
    lines: Lines, expander: SourceExpander, start: Node, currency: str, *, most: int, share: float
) -> Ways:
    ledger, whole = lines.ledger, int(start.amount)
    found = largest_paths(start, expander, most=most, share=share)
    ways = []
    for node in found.paths:
        assert isinstance(node, Sourced)  # noqa: S101 - what is complete has a source
        kind, account, row, label = node.source
        payment = None if row < 0 else ledger.payment_id(row)
        steps = tuple(step(ledger, each) for each in node.rows)
        ways.append(Way(kind, ledger.account_id(account), payment, label, int(node.amount), steps))
    listed = sum(way.amount for way in ways)
    if found.ended == "all" and listed != whole:
        raise errors.ConservationBroken(label="-", currency=currency, left=whole, right=listed)
    return Ways(currency, whole, listed, whole - listed, found.ended, tuple(ways))


def _lines(walk: BackWalk) -> tuple[BackLine, ...]:
    found = []
    for unit in walk.terms:
        terms = walk.terms[unit]
        left = terms["asked"] + terms["fees"] + terms["converted_in"]
        right = terms["origins"] + terms["converted_out"]
        if left != right:
            raise errors.ConservationBroken(label="-", currency=unit, left=left, right=right)
        found.append(BackLine(currency=unit, difference=left - right, **terms))
    return tuple(found)


def _origins(walk: BackWalk) -> tuple[Origin, ...]:
    ledger = walk.lines.ledger
    found = [
        Origin(
            kind,
            ledger.account_id(account),
            ledger.currency(account),
            None if row < 0 else ledger.payment_id(row),
            label,
            amount,
        )
        for (kind, account, row, label), amount in walk.origins.items()
    ]
    ranked = sorted(found, key=lambda each: (each.account, each.payment or "", each.kind))
    return tuple(sorted(ranked, key=lambda each: (each.currency, -each.amount)))


def _passages(walk: BackWalk) -> tuple[Passage, ...]:
    ledger = walk.lines.ledger
    return tuple(
        Passage(
            ledger.payment_id(row),
            debited,
            ledger.currency(int(ledger.source[row])),
            credited,
            ledger.currency(int(ledger.target[row])),
            surplus,
        )
        for row, (debited, credited, surplus) in sorted(walk.passed.items(), reverse=True)
    )
