"""The money-flow picture of a trace: its carriers, placed by the ledger's payments."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from homeward.casework.proceeds.accounts import is_cash
from homeward.casework.proceeds.models import Trace
from homeward.casework.proceeds.payment_search import PaymentRow, find_payment
from homeward.foundation.web.components import AccountKind, Flow, FlowLink, FlowNode
from homeward.tracing import Ledger

LIMIT = 20


@dataclass(frozen=True, slots=True)
class Picture:
    """A flow in one currency; `left_out` counts the smaller payments that it does not draw."""

    currency: str
    flow: Flow
    left_out: int


@dataclass(frozen=True, slots=True)
class _Moved:
    payment: PaymentRow
    amount: int


def pictures_of(
    trace: Trace,
    payments: Ledger,
    state_of: Callable[[str], str],
    restrained: Iterable[str] = (),
) -> list[Picture]:
    """One picture for each currency in which proceeds moved, the claim's payment first."""
    claimed = _claimed(trace, payments)
    moved = _moved(trace.document, payments, claimed)
    currencies = dict.fromkeys(m.payment.currency for m in moved)
    source = claimed.payment.source if claimed else ""
    kinds = _kinds(source, frozenset(restrained), _exits(payments))
    return [
        _picture(
            [m for m in moved if m.payment.currency == currency],
            kinds,
            state_of,
            trace.ledger.exponent,
        )
        for currency in currencies
    ]


def _claimed(trace: Trace, payments: Ledger) -> _Moved | None:
    """The payment on which the claim lies: there the picture begins."""
    claim = trace.claim
    payment = find_payment(payments, claim.payment) if claim else None
    return _Moved(payment, claim.amount) if claim and payment else None


def _moved(document: dict[str, Any], payments: Ledger, claimed: _Moved | None) -> list[_Moved]:
    """Payments that carried proceeds, all labels together, and the claim's own."""
    amounts: dict[str, int] = {}
    for carrier in document.get("carriers", []):
        payment = carrier["payment"]
        amounts[payment] = amounts.get(payment, 0) + carrier["amount"]
    found = [
        _Moved(payment, amount)
        for name, amount in amounts.items()
        if amount and (payment := find_payment(payments, name)) is not None
    ]
    if claimed and claimed.payment.id not in amounts:
        found.insert(0, claimed)
    return found


def _exits(payments: Ledger) -> frozenset[str]:
    """Accounts that were declared to lead out of the ledger."""
    numbers = payments.exits.nonzero()[0]
    return frozenset(payments.account_ids[int(number)] for number in numbers)


def _kinds(
    source: str, restrained: frozenset[str], exits: frozenset[str]
) -> Callable[[str], AccountKind]:
    """How accounts are drawn: cash only where the identifier says so, never for want of an IBAN."""

    def kind_of(account: str) -> AccountKind:
        if account == source:
            return AccountKind.SOURCE
        if account in restrained:
            return AccountKind.RESTRAINED
        if account in exits:
            return AccountKind.EXIT
        return AccountKind.CASH if is_cash(account) else AccountKind.ACCOUNT

    return kind_of


def _picture(
    moved: list[_Moved],
    kind_of: Callable[[str], AccountKind],
    state_of: Callable[[str], str],
    exponent: int | None,
) -> Picture:
    shown = sorted(moved, key=lambda m: -m.amount)[:LIMIT]
    accounts = dict.fromkeys(
        account for m in shown for account in (m.payment.source, m.payment.target)
    )
    nodes = [FlowNode(a, a, state_of(a), kind_of(a)) for a in accounts]
    links = [
        FlowLink(m.payment.source, m.payment.target, m.amount, m.payment.at, m.payment.id)
        for m in shown
    ]
    currency = shown[0].payment.currency
    return Picture(currency, Flow(nodes, links, currency, exponent), len(moved) - len(shown))


def reached_states(
    trace: Trace, payments: Ledger, state_of: Callable[[str], str], own_state: str
) -> dict[str, dict[str, int]]:
    """Other States that proceeds went to, with the sums that crossed, by currency."""
    reached: dict[str, dict[str, int]] = {}
    for m in _moved(trace.document, payments, _claimed(trace, payments)):
        state = state_of(m.payment.target)
        if state != own_state and state_of(m.payment.source) != state:
            sums = reached.setdefault(state, {})
            sums[m.payment.currency] = sums.get(m.payment.currency, 0) + m.amount
    return reached
