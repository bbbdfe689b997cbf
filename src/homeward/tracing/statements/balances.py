"""What the balances of statements tell: whether a statement is whole, and what an account held."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from homeward.tracing.reading.fields import Options
from homeward.tracing.statements.entries import Entry, Statement
from homeward.tracing.statements.reader import by_account
from homeward.tracing.statements.sequence import Row
from homeward.tracing.warning import TraceWarning


def turn_reversals(statements: list[Statement]) -> list[TraceWarning]:
    """Turn the reversals of statements that add up only so.

    By ISO 20022 an entry that reverses a debit is a credit; some banks leave it a debit.
    """
    turned = []
    for each in statements:
        reversals = [entry for entry in each.entries if entry.is_reversal]
        if reversals and _missing(each) and _missing(each, reversals) == 0:
            for entry in reversals:
                entry.sign = -entry.sign
            turned.append(each)
    return [
        TraceWarning("reversals_turned", {"file": each.name, "statement": each.ident})
        for each in turned
    ]


def incomplete(statements: Iterable[Statement]) -> list[TraceWarning]:
    """A warning for each statement whose entries do not lead from its opening to its closing."""
    return [
        TraceWarning(
            "statement_incomplete",
            {
                "file": each.name,
                "statement": each.ident,
                "account": each.account,
                "difference": f"{missing} {each.currency}",
            },
        )
        for each in statements
        if (missing := _missing(each))
    ]


def _missing(each: Statement, turned: Iterable[Entry] = ()) -> Decimal:
    """Closing balance beyond what opening balance and entries come to; 0 where not stated."""
    if each.opening is None or each.closing is None:
        return Decimal(0)
    total = sum((entry.sign * entry.amount for entry in each.entries), Decimal(0))
    total -= 2 * sum((entry.sign * entry.amount for entry in turned), Decimal(0))
    return each.closing - each.opening - total


def gaps(statements: list[Statement]) -> list[TraceWarning]:
    """A warning where the balance at the end of a statement is not that at the next one's start.

    Of a statement within the period of another, such as a day's beside the month's, nothing
    follows.
    """
    notes = []
    for (account, _), held in by_account(statements).items():
        before: Statement | None = None
        for after in held:
            if before is not None and before.last and after.first and after.last:
                if after.last <= before.last and after.first < before.last:
                    continue
                ends, begins = before.closing, after.opening
                is_open = ends is not None and begins is not None and ends != begins
                if is_open and after.first >= before.last:
                    facts = {"account": account, "before": before.ident, "after": after.ident}
                    notes.append(TraceWarning("statement_gap", facts))
            before = after
    return notes


def openings(
    statements: list[Statement], rows: Iterable[Row], options: Options
) -> tuple[Mapping[tuple[str, str], int], list[TraceWarning]]:
    """Opening balances in minor units by (account, currency), as the first statements state them.

    What only other statements booked on an account, before its own first one, is part of that
    balance, and is taken off it. A ledger has no debt, so an account that was overdrawn opens with
    nothing.
    """
    exponent = options.exponent or 0
    first = {key: held[0] for key, held in by_account(statements).items()}
    net = dict.fromkeys(first, Decimal(0))
    for row in rows:
        entry, own = row.entry, {each.account for each in (row.entry, row.other) if each}
        for account, sign in ((row.source, -1), (row.target, 1)):
            key = (account, entry.currency)
            begins = first[key].first if key in first else None
            if account not in own and begins is not None and entry.day < begins.isoformat():
                net[key] += sign * (entry.brings if account == row.target else entry.amount)
    found: dict[tuple[str, str], int] = {}
    notes = []
    for (account, currency), each in first.items():
        if each.opening is None:
            continue
        held = each.opening - net[account, currency]
        if held < 0:
            code = "opening_overdrawn" if each.opening < 0 else "opening_below_payments"
            facts = {"account": account, "balance": f"{each.opening} {currency}"}
            notes.append(TraceWarning(code, facts))
        found[account, currency] = max(0, int((held.scaleb(exponent)).to_integral_value()))
    return found, notes
