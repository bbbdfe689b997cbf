"""MT940 in: SWIFT's customer statement, as the package `mt-940` reads its fields.

The package knows the fields; what stands in field 86 is read by `field86`, because the package
takes words from the payer's own text too.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from homeward.tracing import errors
from homeward.tracing.statements.entries import Entry, Statement, references
from homeward.tracing.statements.field86 import other_end
from homeward.tracing.statements.identifiers import without_currency

_FIRST = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:\{1:|(?:[A-Z0-9 :{}./-]{1,80}\r?\n[\r\n]*){0,10}?:20:)"
)
"""An envelope of SWIFT, or some lines that Dutch banks put before the first field."""
_ACCOUNT = re.compile(rb"(?m)^:25P?:")
_LINES = re.compile(r"(?m)^:61:")
_CLOSING = re.compile(r"(?m)^:62[FM]?:")


def is_mt940(start: bytes) -> bool:
    """Whether a file that begins so is MT940."""
    return bool(_FIRST.search(start) and _ACCOUNT.search(start))


def read_mt940(path: Path, name: str, file: int) -> Iterator[Statement]:
    """The statements of one file; raises `FileUnreadable`."""
    import mt940

    text = _decoded(path.read_bytes())
    text = re.sub(r"(?m)^\{[^:}]*:.*\{4:\s*(?=:20:)", "", text)
    blocks = [each for each in re.split(r"(?m)^(?=:20:)", text) if each.startswith(":20:")]
    number = 0
    for block in blocks:
        try:
            read = mt940.parse(
                StringIO(_entries_and_balances(block)),
                processors={"post_transaction_details": []},
                options=mt940.Options.all(),
            )
        except Exception as problem:  # the package raises whatever its parts raise
            raise _unreadable(name, block, "a field is not as MT940 has it") from problem
        if len(read) != len(_LINES.findall(block)):
            raise _unreadable(name, block, "a line of field 61 is not as MT940 has it")
        found = _statement(read, Statement(file, name, before=number))
        if not found.account:
            raise _unreadable(name, block, "it names no account in field 25")
        number += found.size
        yield found
    if not number and not blocks:
        raise _unreadable(name, text, "no statement begins with field 20")


def _entries_and_balances(block: str) -> str:
    """A statement without field 86 after its closing balance, which tells of all entries: the
    package takes it for more of the last one."""
    closing = _CLOSING.search(block)
    if closing is None:
        return block
    after = re.split(r"(?m)^:86:", block[closing.start() :], maxsplit=1)[0]
    return block[: closing.start()] + after


def _unreadable(name: str, block: str, what: str) -> errors.FileUnreadable:
    first = block.strip().splitlines()[:1]
    reason = f"In the MT940 statement {' '.join(first)[:40]!r} {what}."
    return errors.FileUnreadable(file=name, reason=reason)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")  # only names hold more than ASCII, and none decides


def _statement(read: Any, found: Statement) -> Statement:
    data = read.data
    found.account = without_currency(str(data.get("account_identification") or ""))
    found.currency = read.currency or ""
    number, page = data.get("statement_number"), data.get("sequence_number")
    found.sequence = int(number or 0) * 100_000 + int(page or 0)
    found.opening, before = _balance(data, "opening")
    found.closing, found.last = _balance(data, "closing")
    if before is not None:  # the day of the statement before, or with some banks its own first one
        found.first = min(before + timedelta(days=1), found.last or date.max)
    if not int(number or 0):
        number = found.last  # the same reference and number every day
    ident = str(data.get("transaction_reference") or "").strip()
    found.ident = "-".join(str(each) for each in (ident, number, page) if each)
    for line in read.transactions:
        found.size += 1
        found.add(_entry(line.data, found, found.before + found.size))
    return found


def _balance(data: Any, which: str) -> tuple[Decimal | None, date | None]:
    """A balance with its day: of the statement, or of one page of it."""
    names = (f"final_{which}_balance", f"{which}_balance", f"intermediate_{which}_balance")
    found = next((data[name] for name in names if data.get(name) is not None), None)
    if found is None or found.amount is None or found.amount.amount is None:
        return None, None
    return found.amount.amount, _plain(found.date)


def _plain(day: Any) -> date | None:
    return None if day is None else date(day.year, day.month, day.day)


def _entry(data: Any, found: Statement, number: int) -> Entry:
    amount = data["amount"].amount
    booked = _plain(data.get("entry_date")) or _plain(data["date"])
    valued = _plain(data["date"])
    more = str(data.get("extra_details") or "").strip()
    end = other_end(str(data.get("transaction_details") or ""), more)
    reference = end.reference
    if reference is None and end.account:
        # the payer's reference of field 61 is not always what the other bank has
        reference = str(data.get("customer_reference") or "")
    return Entry(
        number=number,
        sign=-1 if amount < 0 else 1,
        amount=abs(amount),
        currency=found.currency,
        booked="" if booked is None else booked.isoformat(),
        valued="" if valued is None else valued.isoformat(),
        other=end.account
        if end.account not in ("", found.account)
        else None,  # a fee's own account
        name=end.name,
        keys=references(("end to end", reference or "")),
        servicer=str(data.get("bank_reference") or "").strip(),
        is_reversal=str(data.get("status") or "").upper().startswith("R"),
    )
