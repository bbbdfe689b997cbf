"""The entries of a statement in camt.053: an entry is one payment, or a batch of several."""

from decimal import Decimal
from typing import Any

from homeward.tracing.statements.elements import (
    currency_of,
    day_in,
    found_at,
    moment_at,
    number_in,
    text_at,
    whole_number,
)
from homeward.tracing.statements.entries import Entry, Statement, normal, references

_BOOKED = "BOOK"
_SIGNS = {"CRDT": 1, "DBIT": -1}
_INSTRUCTED = "AmtDtls/InstdAmt/Amt"
_PLACES = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", _INSTRUCTED)
"""Where the amount of one payment stands; the first in the entry's currency is taken."""

Sum = tuple[int, Decimal]


class Entries:
    """Reads the entries of one file; `number` counts its payments.

    `left` is what the refused entries of the statement would have come to, None where that is not
    known.
    """

    def __init__(self) -> None:
        self.number = 0
        self.left: Decimal | None = Decimal(0)
        self.statement = Statement(0, "")

    def begin(self, statement: Statement) -> None:
        """A statement begins."""
        self.statement, self.left = statement, Decimal(0)

    def take(self, element: Any) -> None:
        """Take an `Ntry`: as it is, in its parts, refused by name, or not at all."""
        status = text_at(element, "Sts/Cd") or text_at(element, "Sts/Prtry")
        status = status or text_at(element, "Sts")
        if status and status != _BOOKED:
            self.statement.unbooked += 1
            return
        details = [each for part in element.findall("NtryDtls") for each in part.findall("TxDtls")]
        text = text_at(element, "Amt")
        amount, sign = number_in(text), _SIGNS.get(text_at(element, "CdtDbtInd"))
        currency = currency_of(element)
        given, wrong = _given(details, currency, sign or 1)
        if amount == 0 and wrong is None and not any(each and each[1] for each in given):
            return  # a line that tells something: it moves nothing
        booked = moment_at(element, "BookgDt") or moment_at(element, "ValDt")
        if sign is None:
            self._refuse("amount", "direction_missing")
        elif amount is None or wrong is not None:
            known = None if amount is None else sign * amount
            value = text if amount is None else wrong
            self._refuse("amount", "amount_not_number", known, value=value)
        elif day_in(booked) is None:
            code = "time_not_read" if booked else "value_missing"
            self._refuse("time", code, sign * amount, value=booked)
        elif len(details) > 1 or not amount:
            self._batch(element, details, (sign, amount), given, booked)
        else:
            entry = self._add(element, (sign, amount), booked)
            if details:
                self._single(entry, element, details[0], given[0])

    def _refuse(
        self, column: str, code: str, known: Decimal | None = None, **params: object
    ) -> None:
        self.number += 1
        self.left = None if self.left is None or known is None else self.left + known
        self.statement.refuse(self.number, column, code, **params)

    def _add(self, element: Any, given: Sum, booked: str) -> Entry:
        """The next payment of the file."""
        self.number += 1
        entry = Entry(
            number=self.number,
            sign=given[0],
            amount=given[1],
            currency=currency_of(element),
            booked=booked,
            valued=moment_at(element, "ValDt"),
            servicer=text_at(element, "AcctSvcrRef"),
            is_reversal=text_at(element, "RvslInd") in ("true", "1"),
        )
        self.statement.add(entry)
        return entry

    def _single(self, entry: Entry, element: Any, detail: Any, given: Sum | None) -> None:
        """An entry of which one payment is told: whose it is, if that payment is the whole of it.

        Where it is not, and no charges explain the rest, nobody is named: the money of others would
        be taken for theirs.
        """
        parts = (found_at(each, "Btch/NbOfTxs") for each in element.findall("NtryDtls"))
        if sum(whole_number(each.text) for each in parts if each is not None) > 1:
            return
        if given is not None and given[1] != entry.amount:
            charges = entry.sign * (given[1] - entry.amount)
            if charges > 0 and charges in _charges(element, [detail], entry.currency):
                entry.arrives = given[1] if entry.sign < 0 else None
            elif given[1] < entry.amount or not _is_instructed(detail, entry.currency):
                return  # of what was instructed, banks on the way may have taken their part
        self._detail(entry, detail)

    def _batch(
        self, element: Any, details: list[Any], whole: Sum, given: list[Sum | None], booked: str
    ) -> None:
        """The payments of an entry, and its charges as a payment to nobody who is named."""
        amount = whole[0] * whole[1]
        total = sum((each[0] * each[1] for each in given if each is not None), Decimal(0))
        stated = _charges(element, details, currency_of(element))
        charges = total - amount
        if any(each is None for each in given) or (charges and charges not in stated):
            facts = {
                "count": len(details),
                "sum": format(total, "f"),
                "charges": format(max(stated), "f"),
                "amount": format(amount, "f"),
            }
            self._refuse("amount", "details_differ", amount, **facts)
            return
        for detail, part in zip(details, given, strict=True):
            if part is not None and part[1]:
                self._detail(self._add(element, part, booked), detail)
        if charges:
            self._add(element, (-1 if charges > 0 else 1, abs(charges)), booked)

    def _detail(self, entry: Entry, detail: Any) -> None:
        """Who is at the other end, and what both banks call it."""
        refs = {
            name: text_at(detail, f"Refs/{name}")
            for name in ("UETR", "EndToEndId", "TxId", "AcctSvcrRef")
        }
        entry.keys = references(
            ("uetr", refs["UETR"].lower()),
            ("end to end", refs["EndToEndId"]),
            ("transaction", refs["TxId"]),
        )
        entry.servicer = refs["AcctSvcrRef"] or entry.servicer
        is_returned = entry.is_reversal or detail.find("RtrInf") is not None
        sides = ("Dbtr", "Cdtr") if (entry.sign > 0) != is_returned else ("Cdtr", "Dbtr")
        own = normal(self.statement.account)
        for place, side in enumerate(sides):
            holder = found_at(detail, f"RltdPties/{side}Acct")
            account = "" if holder is None else account_in(holder)
            if account and account != own:
                entry.other, entry.name = account, _party(detail, side)
                return
            if place == 0 and not account and not is_returned:
                break  # whoever else is named is the holder of this account, or stands for it
        entry.name = _party(detail, sides[0])


def _given(details: list[Any], currency: str, sign: int) -> tuple[list[Sum | None], str | None]:
    """What each detail comes to in the entry's currency, and the first amount that is none."""
    found: list[Sum | None] = []
    for each in details:
        place = _place(each, currency)
        if place is None:
            found.append(None)
            continue
        text = (place.text or "").strip()
        if (amount := number_in(text)) is None:
            return [], text
        own = _SIGNS.get(text_at(each, "CdtDbtInd"), sign)
        found.append((own, amount))
    return found, None


def _place(detail: Any, currency: str) -> Any:
    """Where a detail's amount in a currency stands, None where it has none."""
    for path in _PLACES:
        held = found_at(detail, path)
        if held is not None and held.get("Ccy", currency).strip() == currency:
            return held
    return None


def _is_instructed(detail: Any, currency: str) -> bool:
    """Whether the only amount of a detail is what the payer had instructed."""
    return _place(detail, currency) is found_at(detail, _INSTRUCTED)


def _charges(entry: Any, details: list[Any], currency: str) -> set[Decimal]:
    """What the charges in an entry may come to: those stated of it, of its payments, or of both.

    Positive where they were taken from the account; 0 where none are stated.
    """
    of_entry = _stated(entry, currency)
    of_details = tuple(
        sum(each, Decimal(0))
        for each in zip(*(_stated(each, currency) for each in details), strict=True)
    )
    both = (one + other for one, other in zip(of_entry, of_details, strict=True))
    return {*of_entry, *of_details, *both}


def _stated(element: Any, currency: str) -> tuple[Decimal, Decimal, Decimal]:
    """An element's charges: all of them, those not marked as outside its amount, and their total
    with taxes. Before version 4 each `Chrgs` is one of them."""
    records, inside, totals = [], [], []
    for held in element.findall("Chrgs"):
        for each in [*held.findall("Rcrd"), held]:
            amount = _charge(each, "Amt", currency)
            if amount is not None:
                amount = amount if text_at(each, "CdtDbtInd") != "CRDT" else -amount
                records.append(amount)
                if text_at(each, "ChrgInclInd") not in ("false", "0"):
                    inside.append(amount)
        total = _charge(held, "TtlChrgsAndTaxAmt", currency)
        if total is not None:
            totals.append(total)
    if not records:
        records = inside = totals
    sums = [sum(each, Decimal(0)) for each in (records, inside, totals or records)]
    return sums[0], sums[1], sums[2]


def _charge(element: Any, name: str, currency: str) -> Decimal | None:
    found = element.find(name)
    if found is None or found.get("Ccy", currency).strip() != currency:
        return None
    return number_in((found.text or "").strip())


def _party(detail: Any, side: str) -> str:
    found = text_at(detail, f"RltdPties/{side}/Pty/Nm") or text_at(detail, f"RltdPties/{side}/Nm")
    return " ".join(found.split())


def account_in(element: Any) -> str:
    """The identifier of an account element: its IBAN, or whatever else its bank calls it."""
    return normal(text_at(element, "Id/IBAN") or text_at(element, "Id/Othr/Id"))
