"""camt.053 in: ISO 20022 BankToCustomerStatement, every version, streamed entry by entry.

Elements are those of the message definition (https://www.iso20022.org): `Stmt` with `Acct`, `Bal`
and `Ntry`; an entry's payments are its `TxDtls`. Versions differ in where a status, an amount and
a party's name stand; all places are looked at.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from homeward.tracing import errors
from homeward.tracing.statements.camt_balances import Balances
from homeward.tracing.statements.camt_entries import Entries, account_in
from homeward.tracing.statements.elements import day_in, text_at, whole_number
from homeward.tracing.statements.entries import Statement

_ROOT = "BkToCstmrStmt"
_COLUMNS = re.compile(rb"<[^<>?!]*>[ \t]*[,;\t|]")
_DEEPEST = 100
_MESSAGE = 2
"""How deep in a document of ISO 20022 its message stands."""
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def is_xml(start: bytes) -> bool:
    """Whether a file that begins so is XML, in UTF-8 or, with its mark, in UTF-16.

    Some tables have a heading such as `<DATE>,<TIME>`: in XML a tag follows on a tag.
    """
    for mark, encoding in _WIDE.items():
        if start.startswith(mark):
            return start[2:202].decode(encoding, "ignore").lstrip()[:1] == "<"
    found = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return found[:1] == b"<" and _COLUMNS.match(found) is None


def read_camt(
    path: Path, name: str, file: int, limit: int | None = None, before: int = 0
) -> Iterator[Statement]:
    """The statements of one file as they end; raises `FileUnreadable`, and `TooManyRows` as soon as
    this file and the `before` payments of others come to more than `limit`."""
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
                    if limit is not None and before + reader.size > limit:
                        raise errors.TooManyRows(file=name, limit=limit)
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
        self.parts = 0
        self.entries = Entries()
        self.balances = Balances()
        self.statement = Statement(file, name)

    @property
    def size(self) -> int:
        """How many payments were read, those of the entry that is open among them."""
        return self.entries.number + self.parts

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
            self.statement = Statement(self.file, self.name, before=self.entries.number)
            self.balances = Balances()
            self.entries.begin(self.statement)
        elif self.base and tag == "TxDtls":
            self.parts += 1
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
                self.statement.size = self.entries.number - self.statement.before
                return self._whole()
        return None

    def _whole(self) -> Statement:
        found = self.statement
        if not found.account:
            reason = f"Its statement {found.ident or self.entries.number} names no account."
            raise _unreadable(self.name, reason)
        self.balances.settle(found, self.entries.left)
        return found

    def _part(self, element: Any) -> None:
        found, tag = self.statement, element.tag
        if tag == "Id":
            found.ident = (element.text or "").strip()
        elif tag in ("ElctrncSeqNb", "LglSeqNb"):
            found.sequence = found.sequence or whole_number(element.text)
        elif tag == "FrToDt":
            found.first = day_in(text_at(element, "FrDtTm") or text_at(element, "FrDt"))
            found.last = day_in(text_at(element, "ToDtTm") or text_at(element, "ToDt"))
        elif tag == "Acct":
            found.account, found.currency = account_in(element), text_at(element, "Ccy")
        elif tag == "Bal":
            if wrong := self.balances.take(element):
                raise _unreadable(self.name, f"In its statement {found.ident or '-'} the {wrong}.")
        elif tag == "Ntry":
            self.parts = 0
            self.entries.take(element)
