"""From the names in a question to numbers in the ledger."""

from collections.abc import Sequence

from homeward.tracing import errors
from homeward.tracing.ledger import Ledger
from homeward.tracing.lines import Lines
from homeward.tracing.rules import Rule

LOT_RULES = (Rule.FIFO, Rule.LIFO)


def account_number(ledger: Ledger, account: str, currency: str | None = None) -> int:
    """The number of an account; raises `AccountUnknown` or `AccountAmbiguous`."""
    named = [n for n, name in enumerate(ledger.account_ids) if name == account]
    found = [n for n in named if currency in (None, ledger.currency(n))]
    if not found:
        raise errors.AccountUnknown(account=f"{account} in {currency}" if named else account)
    if len(found) > 1:
        currencies = ", ".join(ledger.currency(n) for n in found)
        raise errors.AccountAmbiguous(account=account, currencies=currencies)
    return found[0]


def kept_account(ledger: Ledger, account: str, currency: str | None = None) -> int:
    """The number of an account whose balance is kept; raises also `AccountNotKept`."""
    number = account_number(ledger, account, currency)
    if ledger.exits[number] or ledger.foreign[number]:
        raise errors.AccountNotKept(account=account)
    return number


def payment_row(lines: Lines, payment: str) -> int:
    """The row of a payment made by the end; raises `PaymentUnknown` or `PaymentUnusable`."""
    row = lines.ledger.find(payment)
    if row is None:
        raise errors.PaymentUnknown(payment=payment)
    if row >= lines.size:
        reason = "it is made after the moment at which the trace ends. Choose a later moment."
        raise errors.PaymentUnusable(payment=payment, reason=reason)
    if lines.ledger.source[row] == lines.ledger.target[row]:
        reason = "an account makes it to itself, so it moves nothing."
        raise errors.PaymentUnusable(payment=payment, reason=reason)
    return row


def refuse_rule(rule: Rule, answer: str, reason: str, allowed: Sequence[Rule]) -> None:
    """Raise `NotDefinedUnderRule` where a rule is not among those allowed."""
    if rule not in allowed:
        raise errors.NotDefinedUnderRule(
            answer=answer, rule=rule.value, reason=reason, allowed=", ".join(allowed)
        )
