"""Links that a person has declared proved: a later credit paid the debt from which a debit came.

Without such a link nothing is traced through a debt or an overdraft (Federal Republic of Brazil v
Durant International Corp, [2015] UKPC 35: the connection between debit and later credit is a
finding of fact).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from homeward.tracing import errors
from homeward.tracing.lines import NOT_CREDITED, Lines


@dataclass(frozen=True, slots=True)
class Proved:
    """The debit that took more than its account held, and the later credit to that account."""

    debit: str
    credit: str


@dataclass(frozen=True, slots=True)
class Bridge:
    """Minor units `start` to `end` of what a debit took beyond the balance lie at `into` of the
    credit of payment `row`."""

    start: int
    end: int
    row: int
    into: int


def bridges(lines: Lines, proved: Iterable[Proved]) -> dict[int, list[Bridge]]:
    """Links by the row of their debit, in the order given; each unit of a credit serves once.

    Raises `LinkUnusable`.
    """
    found: dict[int, list[Bridge]] = {}
    used: dict[int, int] = {}
    for pair in proved:
        debit, credit = _rows(lines, pair)
        before = found.setdefault(debit, [])
        start = before[-1].end if before else 0
        into = used.get(credit, 0)
        open_debt = int(lines.missing[debit]) - start
        length = min(open_debt, int(lines.ledger.credited[credit]) - into)
        if length <= 0:
            reason = "the credit is" if open_debt > 0 else "the debt is"
            _refuse(pair, f"{reason} wholly used by the links before it. Leave the link out.")
        before.append(Bridge(start, start + length, credit, into))
        used[credit] = into + length
    return found


def _rows(lines: Lines, pair: Proved) -> tuple[int, int]:
    ledger = lines.ledger
    debit, credit = ledger.find(pair.debit), ledger.find(pair.credit)
    if debit is None or credit is None:
        missing = pair.debit if debit is None else pair.credit
        _refuse(pair, f"there is no payment {missing} in the ledger. Check its identifier.")
    if max(debit, credit) >= lines.size or lines.placed_at[credit] == NOT_CREDITED:
        _refuse(pair, "one of them comes after the moment. Choose a later moment.")
    if ledger.source[debit] != ledger.target[credit]:
        _refuse(pair, "they are on different accounts. Name a credit to the account debited.")
    if (int(ledger.credit_time[credit]), credit) <= (int(ledger.time[debit]), debit):
        _refuse(pair, "the credit is not later than the debit. Check the two identifiers.")
    if not lines.missing[debit]:
        _refuse(pair, "the debit took no more than the account held, so there was no debt.")
    return debit, credit


def _refuse(pair: Proved, reason: str) -> NoReturn:
    raise errors.LinkUnusable(debit=pair.debit, credit=pair.credit, reason=reason)


def read_proved(path: Path) -> tuple[Proved, ...]:
    """Links from a CSV file with the columns `debit` and `credit`; raises an `InputError`."""
    from homeward.tracing.reading.accounts import read_account_table

    rows = read_account_table(path, "proved links", ("debit", "credit"))
    return tuple(Proved(str(row["debit"]), str(row["credit"])) for row in rows)
