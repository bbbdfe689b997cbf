"""The schedule of an account: every payment in and out, what each label had before and after.

An expert recomputes it by hand: balances from amounts and births, labels from the rule's formula,
or from the list of lots.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from homeward.tracing.answers.finding import kept_account, refuse_rule
from homeward.tracing.answers.moves import labels_of, moves_by_account
from homeward.tracing.moments import from_microseconds
from homeward.tracing.rules import AVAILABLE, Rule
from homeward.tracing.tally import Amount
from homeward.tracing.tracer import Followed

BOUNDS = "an account reached counts as reached wholly, so its bound is its balance."


@dataclass(frozen=True, slots=True)
class LabelStep:
    """A label on one line, in minor units: after = before + moved (in) or - moved (out)."""

    label: str
    before: Amount
    moved: Amount
    after: Amount


@dataclass(frozen=True, slots=True)
class Lot:
    """Part of a payment, in the order in which it lies there: `start` to `start + length` on the
    account's line; `start` is None where the money was born for this payment."""

    start: int | None
    length: int
    label: str | None


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One event. balance = balance before + birth + amount (in) or - amount (out), minor units.

    `direction` is `opening`, `in` or `out`; `amount` what the account was credited or debited;
    `birth` what the debit took beyond the balance; `gives_back` the payment that a linked reversal
    returns; `lots` only under the lot rules.
    """

    number: int
    time: datetime | None
    payment: str | None
    direction: str
    counterparty: str | None
    amount: int
    birth: int
    balance: int
    gives_back: str | None
    labels: tuple[LabelStep, ...]
    lots: tuple[Lot, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """All lines of one account under one rule, up to a moment (None: after the last payment)."""

    account: str
    currency: str
    rule: Rule
    at: datetime | None
    labels: tuple[str, ...]
    lines: tuple[ScheduleLine, ...]
    exponent: int | None = None


def schedule(case: Followed, account: str, currency: str | None = None) -> Schedule:
    """The schedule of an account.

    Raises `NotDefinedUnderRule` for `poison`, `AccountUnknown`, `AccountAmbiguous`,
    `AccountNotKept`.
    """
    refuse_rule(case.rule, "the schedule of an account", BOUNDS, AVAILABLE)
    number = kept_account(case.lines.ledger, account, currency)
    draft = _Draft(case, number)
    return Schedule(
        account=account,
        currency=case.lines.ledger.currency(number),
        rule=case.rule,
        at=None if case.at is None else case.at.astimezone(UTC),
        labels=draft.labels,
        lines=tuple(draft.lines()),
        exponent=case.lines.ledger.exponent,
    )


class _Draft:
    """Walks the account's events once."""

    def __init__(self, case: Followed, account: int) -> None:
        from homeward.tracing.answers.lotlines import LotLines

        self.case, self.account, self.ledger = case, account, case.lines.ledger
        self.moved: dict[tuple[int, str], Amount] = {}
        self.lots = LotLines(case, account) if case.rule.is_exact else None
        held: list[str] = []
        moved = moves_by_account(case, None if self.lots is None else self.lots.moves)
        for (number, label), moves in moved.items():
            if number == account:
                held.append(label)
                self.moved.update({(move.place, label): move.amount for move in moves})
        self.labels = tuple(label for label in labels_of(case) if label in held)
        self.balance = int(self.ledger.openings[account])
        self.held: dict[str, Amount] = dict.fromkeys(self.labels, 0)

    def lines(self) -> Iterable[ScheduleLine]:
        lots = self.lots
        opening = ((Lot(0, self.balance, None),) if self.balance else ()) if lots else ()
        steps = tuple(LabelStep(label, 0, 0, 0) for label in self.labels)
        yield ScheduleLine(
            0, None, None, "opening", None, self.balance, 0, self.balance, None, steps, opening
        )
        for number, place in enumerate(self._places(), start=1):
            event = int(self.case.lines.events[place])
            row, is_credit = event >> 1, bool(event & 1)
            parts = () if lots is None else lots.of(row, is_credit=is_credit)
            yield self._line(number, place, row, is_credit, parts)

    def _places(self) -> list[int]:
        lines, ledger = self.case.lines, self.ledger
        rows, is_credit = lines.events >> 1, (lines.events & 1).astype(bool)
        mine = np.where(is_credit, ledger.target[rows], ledger.source[rows]) == self.account
        places: list[int] = np.flatnonzero(
            mine & (ledger.source[rows] != ledger.target[rows])
        ).tolist()
        return places

    def _line(
        self, number: int, place: int, row: int, is_credit: bool, lots: tuple[Lot, ...]
    ) -> ScheduleLine:
        ledger = self.ledger
        amount = int(ledger.credited[row] if is_credit else ledger.amount[row])
        birth = 0 if is_credit else int(self.case.lines.missing[row])
        self.balance += birth + (amount if is_credit else -amount)
        time = ledger.credit_time[row] if is_credit else ledger.time[row]
        other = ledger.source[row] if is_credit else ledger.target[row]
        original = -1 if ledger.reverses is None else int(ledger.reverses[row])
        return ScheduleLine(
            number,
            from_microseconds(int(time)),
            ledger.payment_id(row),
            "in" if is_credit else "out",
            ledger.account_id(int(other)),
            amount,
            birth,
            self.balance,
            None if original < 0 else ledger.payment_id(original),
            tuple(self._step(place, label, is_credit) for label in self.labels),
            lots,
        )

    def _step(self, place: int, label: str, is_credit: bool) -> LabelStep:
        before, moved = self.held[label], self.moved.get((place, label), 0)
        after = before + moved if is_credit else before - moved
        if not is_credit and self.balance == 0:
            after = 0  # exactly: no float error is left in an emptied account
        self.held[label] = after
        return LabelStep(label, before, moved, after)
