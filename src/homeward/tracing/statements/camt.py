"""camt.053 in: ISO 20022 BankToCustomerStatement, every version, streamed entry by entry.

Elements are those of the message definition (https://www.iso20022.org): `Stmt` with `Acct`, `Bal`
and `Ntry`; an entry's payments are its `TxDtls`. Versions differ in where a status, an amount and
a party's name stand; all places are looked at.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from homeward.tracing import errors
from homeward.tracing.statements.entries import Entry, Statement, normal, references

_ROOT = "BkToCstmrStmt"
_OPENING, _CLOSING, _INTERIM = ("OPBD", "PRCD"), ("CLBD",), "ITBD"
_BOOKED = "BOOK"
_DEEPEST = 100
_MESSAGE = 2
"""How deep in a document of ISO 20022 its message stands."""


def is_xml(start: bytes) -> bool:
    """Whether a file that begins so is XML; no table of payments begins with a tag."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def read_camt(path: Path, name: str, file: int) -> Iterator[Statement]:
    """The statements of one file as they end; raises `FileUnreadable`."""
    import defusedxml.ElementTree
    from defusedxml.common import DefusedXmlException

    reader = _Reader(name, file)
    try:
        with path.open("rb") as source:
            events = ("start", "end")
            for event, element in defusedxml.ElementTree.iterparse(
                source, events=events, forbid_dtd=True
            ):
                if event == "start":
                    reader.begin(element)
                elif (done := reader.end(element)) is not None:
                    yield done
    except DefusedXmlException as problem:
        reason = "It defines entities or a document type, which no bank statement does."
        raise _unreadable(name, reason) from problem
    except (defusedxml.ElementTree.ParseError, ValueError, LookupError) as problem:
        raise _unreadable(name, f"It is no whole XML document ({problem}).") from problem
    if not reader.base:
        held = f"; it holds {reader.held}" if reader.held else ""
        raise _unreadable(name, f"It is XML, and no camt.053 statement ({_ROOT}){held}.")


def _unreadable(name: str, reason: str) -> errors.FileUnreadable:
    return errors.FileUnreadable(file=name, reason=reason)


class _Reader:
    """Follows the elements of one file; entries are let go as soon as they are read."""

    def __init__(self, name: str, file: int) -> None:
        self.name, self.file = name, file
        self.open: list[Any] = []
        self.base = 0
        self.held = ""
        self.number = 0
        self.statement = Statement(file, name)

    def begin(self, element: Any) -> None:
        """An element opens. An envelope may stand around the message.

        It goes by its own name from here on: each version has a namespace of its own.
        """
        element.tag = tag = str(element.tag).rpartition("}")[2]
        self.open.append(element)
        depth = len(self.open)
        if depth > _DEEPEST:
            raise ValueError("it is nested more deeply than any message")
        if tag == _ROOT:
            self.base = depth
        elif self.base and depth == self.base + 1 and tag == "Stmt":
            self.statement = Statement(self.file, self.name, before=self.number)
        elif depth == _MESSAGE:
            self.held = tag

    def end(self, element: Any) -> Statement | None:
        """An element closes; a statement that is whole."""
        self.open.pop()
        depth = len(self.open) - self.base
        if not self.base or depth < 0:
            if self.open:
                self.open[-1].remove(element)  # nothing around the message is wanted
            return None
        if depth == 1 and self.open[-1].tag == "Stmt":
            self._part(element)
            self.open[-1].remove(element)
        if depth == 0:
            self.open[-1].clear()
            if element.tag == "Stmt":
                self.statement.size = self.number - self.statement.before
                return self._whole()
        return None

    def _whole(self) -> Statement:
        found = self.statement
        if not found.account:
            reason = f"Its statement {found.ident or self.number} names no account."
            raise _unreadable(self.name, reason)
        return found

    def _part(self, element: Any) -> None:
        found, tag = self.statement, element.tag
        if tag == "Id":
            found.ident = (element.text or "").strip()
        elif tag in ("ElctrncSeqNb", "LglSeqNb"):
            found.sequence = found.sequence or _whole_number(element.text)
        elif tag == "FrToDt":
            found.first = _day(_text(element, "FrDtTm") or _text(element, "FrDt"))
            found.last = _day(_text(element, "ToDtTm") or _text(element, "ToDt"))
        elif tag == "Acct":
            found.account, found.currency = account_in(element), _text(element, "Ccy")
        elif tag == "Bal":
            self._balance(element)
        elif tag == "Ntry":
            self._entry(element)

    def _balance(self, element: Any) -> None:
        kind = _text(element, "Tp/CdOrPrtry/Cd")
        try:
            amount = Decimal(_text(element, "Amt"))
        except InvalidOperation:
            return
        sign = -1 if _text(element, "CdtDbtInd") == "DBIT" else 1
        found = self.statement
        found.currency = found.currency or _currency(element)
        if kind in _OPENING or (kind == _INTERIM and found.opening is None):
            found.opening = sign * amount
        elif kind in _CLOSING or kind == _INTERIM:
            found.closing = sign * amount

    def _entry(self, element: Any) -> None:
        status = _text(element, "Sts/Cd") or _text(element, "Sts/Prtry") or _text(element, "Sts")
        details = [each for part in element.findall("NtryDtls") for each in part.findall("TxDtls")]
        if status and status != _BOOKED:
            self.statement.unbooked += 1
            return
        booked = _moment(element, "BookgDt") or _moment(element, "ValDt")
        whole = self._payment(element, None, booked)
        if whole is None or len(details) <= 1:
            if whole is not None and details:
                self._detail(whole, details[0], element)
            return
        parts = [self._amount(element, each, whole) for each in details]
        total = sum((sign * amount for sign, amount in parts if amount is not None), Decimal(0))
        if any(amount is None for _, amount in parts) or total != whole.sign * whole.amount:
            facts = {"count": len(details), "amount": str(whole.amount), "sum": str(total)}
            self.statement.entries.pop()
            self.statement.refuse(whole.number, "amount", "details_differ", **facts)
            return
        self.statement.entries.pop()
        self.number -= 1
        for each, (sign, amount) in zip(details, parts, strict=True):
            part = self._payment(element, (sign, amount), booked)
            if part is not None:
                self._detail(part, each, element)

    def _payment(self, element: Any, given: Any, booked: str) -> Entry | None:
        """The next payment of the file, if the entry says how much went which way and when."""
        self.number += 1
        indicator = _text(element, "CdtDbtInd")
        text = _text(element, "Amt")
        if indicator not in ("CRDT", "DBIT"):
            self.statement.refuse(self.number, "amount", "direction_missing")
            return None
        if given is None:
            try:
                given = (1 if indicator == "CRDT" else -1, Decimal(text))
            except InvalidOperation:
                given = (1, None)
        if given[1] is None or not given[1].is_finite():
            self.statement.refuse(self.number, "amount", "amount_not_number", value=text)
            return None
        if _day(booked) is None:
            code = "time_not_read" if booked else "value_missing"
            self.statement.refuse(self.number, "time", code, value=booked)
            return None
        entry = Entry(
            number=self.number,
            sign=given[0],
            amount=given[1],
            currency=_currency(element),
            booked=booked,
            valued=_moment(element, "ValDt"),
            servicer=_text(element, "AcctSvcrRef"),
            is_reversal=_text(element, "RvslInd") in ("true", "1"),
        )
        self.statement.add(entry)
        return entry

    def _amount(self, entry: Any, detail: Any, whole: Entry) -> tuple[int, Decimal | None]:
        """Sign and amount of one of several payments of an entry, in the entry's currency."""
        for place in ("Amt", "AmtDtls/TxAmt/Amt"):
            found = _found(detail, place)
            if found is not None and found.get("Ccy", whole.currency) == whole.currency:
                indicator = _text(detail, "CdtDbtInd") or _text(entry, "CdtDbtInd")
                try:
                    return (1 if indicator == "CRDT" else -1), Decimal((found.text or "").strip())
                except InvalidOperation:
                    return 1, None
        return 1, None

    def _detail(self, entry: Entry, detail: Any, element: Any) -> None:
        """Who is at the other end, and what both banks call it."""
        refs = {
            name: _text(detail, f"Refs/{name}")
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
            holder = _found(detail, f"RltdPties/{side}Acct")
            account = "" if holder is None else account_in(holder)
            if account and account != own:
                entry.other, entry.name = account, _party(detail, side)
                return
            if place == 0 and not account and not is_returned:
                break  # whoever else is named is the holder of this account, or stands for it
        entry.name = _party(detail, sides[0])


def _party(detail: Any, side: str) -> str:
    found = _text(detail, f"RltdPties/{side}/Pty/Nm") or _text(detail, f"RltdPties/{side}/Nm")
    return " ".join(found.split())


def account_in(element: Any) -> str:
    """The identifier of an account element: its IBAN, or whatever else its bank calls it."""
    return normal(_text(element, "Id/IBAN") or _text(element, "Id/Othr/Id"))


def _text(element: Any, path: str) -> str:
    found = _found(element, path)
    return "" if found is None else (found.text or "").strip()


def _found(element: Any, path: str) -> Any:
    """The element at a path, step by step: a whole path is looked for ten times more slowly."""
    for name in path.split("/"):
        element = element.find(name)
        if element is None:
            return None
    return element


def _currency(element: Any) -> str:
    found = element.find("Amt")
    return "" if found is None else str(found.get("Ccy", "")).strip()


def _moment(element: Any, name: str) -> str:
    """A moment or a day; XML lets a day carry a zone, which says nothing of when in it."""
    return _text(element, f"{name}/DtTm") or _text(element, f"{name}/Dt")[:10]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _whole_number(text: str | None) -> int:
    try:
        return int((text or "").strip()[:18])
    except ValueError:
        return 0
