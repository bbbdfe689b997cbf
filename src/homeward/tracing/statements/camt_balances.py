"""The balances of a statement in camt.053, and the period that they stand for."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from homeward.tracing.statements.elements import (
    currency_of,
    day_in,
    moment_at,
    number_in,
    text_at,
)
from homeward.tracing.statements.entries import Statement

_OPENING, _BEFORE, _CLOSING, _INTERIM = "OPBD", "PRCD", "CLBD", "ITBD"
_BOOKED = (_OPENING, _BEFORE, _CLOSING, _INTERIM)
_SIGNS = {"CRDT": 1, "DBIT": -1}


@dataclass(frozen=True, slots=True)
class Balance:
    """A booked balance: what it is, its day if it has one, and what it comes to."""

    kind: str
    day: date | None
    amount: Decimal
    currency: str


@dataclass(slots=True)
class Balances:
    """Those of one statement. A statement of several days may have a pair for each of them."""

    held: list[Balance] = field(default_factory=list)

    def take(self, element: Any) -> str:
        """Take a `Bal`; what is wrong with it, or nothing. Others than booked ones are let go."""
        kind = text_at(element, "Tp/CdOrPrtry/Cd")
        if kind not in _BOOKED:
            return ""
        text = text_at(element, "Amt")
        amount, sign = number_in(text), _SIGNS.get(text_at(element, "CdtDbtInd"))
        if amount is None:
            return f"balance {kind} is {text[:40]!r}, which is no amount"
        if sign is None:
            if amount:
                return f"balance {kind} is neither a credit nor a debit"
            sign = 1
        day = day_in(moment_at(element, "Dt"))
        self.held.append(Balance(kind, day, sign * amount, currency_of(element)))
        return ""

    def settle(self, statement: Statement, left: Decimal | None) -> None:
        """Give the statement its currency, its balances and, where none is stated, its period.

        `left` is what refused entries would have come to, None where that is not known.
        """
        if not statement.currency:
            known = [each.currency for each in statement.entries]
            known += [each.currency for each in self.held]
            statement.currency = next(filter(None, known), "")
        held = [each for each in self.held if each.currency in ("", statement.currency)]
        opening = _first(held, _OPENING) or _first(held, _BEFORE)
        closing = _last(held, _CLOSING)
        between = [each for each in held if each.kind == _INTERIM]
        if opening is None and between:  # a later page of a statement, or one of a day not over
            opening = between.pop(0)
        closing = closing or (between[-1] if between else None)
        statement.opening = None if opening is None else opening.amount
        statement.closing = None if closing is None else closing.amount
        if statement.opening is None and closing is not None and left is not None:
            moved = sum((each.sign * each.amount for each in statement.entries), left)
            statement.opening = closing.amount - moved
        if opening is not None and opening.day is not None:
            ended = opening.kind == _BEFORE and opening.day < date.max
            begins = opening.day + timedelta(days=1) if ended else opening.day
            statement.first = statement.first or begins
        if closing is not None:
            statement.last = statement.last or closing.day


def _of(held: list[Balance], kind: str) -> list[Balance]:
    """Those of a kind by their days, where all have one; otherwise as they stand."""
    found = [each for each in held if each.kind == kind]
    if all(each.day is not None for each in found):
        found.sort(key=lambda each: each.day or date.min)
    return found


def _first(held: list[Balance], kind: str) -> Balance | None:
    return next(iter(_of(held, kind)), None)


def _last(held: list[Balance], kind: str) -> Balance | None:
    return next(reversed(_of(held, kind)), None)
