"""MT940 in: SWIFT's customer statement, as the package `mt-940` reads its fields.

The package knows the fields; who is at the other end stands in field 86, which banks fill in by
customs of their own. Two are understood: subfields `?31` and words such as `EREF+` and `IBAN+` of
the German banks, and words between slashes (`/IBAN/`, `/EREF/`) of the Dutch and of SWIFT's guide.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from homeward.tracing import errors
from homeward.tracing.statements.entries import Entry, Statement, normal, references

_FIRST = re.compile(rb"\A(\xef\xbb\xbf)?\s*(\{1:|:20:)")
_ACCOUNT = re.compile(rb"(?m)^:25P?:")
_LINES = re.compile(r"(?m)^:61:")
_WORDS = re.compile(r"/(IBAN|EREF|NAME|CNTP|BENM|ORDP)/")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


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
            read = mt940.parse(StringIO(block), options=mt940.Options.all())
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
    found.account = _own(str(data.get("account_identification") or ""))
    found.currency = read.currency or ""
    number, page = data.get("statement_number"), data.get("sequence_number")
    found.ident = str(data.get("transaction_reference") or "").strip()
    found.ident = "-".join(str(each) for each in (found.ident, number, page) if each)
    found.sequence = int(number or 0) * 100_000 + int(page or 0)
    found.opening, _ = _balance(data, "opening")  # its day is that of the statement before
    found.closing, found.last = _balance(data, "closing")
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


def _own(text: str) -> str:
    """The account of field 25, where an IBAN may carry its currency."""
    found = normal(text)
    fits = _IBAN.match(found)
    if fits and found[fits.end() - 3 :].isalpha() and len(found) > 18:
        return found[:-3]
    return found


def _entry(data: Any, found: Statement, number: int) -> Entry:
    amount = data["amount"].amount
    booked = _plain(data.get("entry_date")) or _plain(data["date"])
    valued = _plain(data["date"])
    words = _words(data)
    reference = str(data.get("customer_reference") or "").strip()
    return Entry(
        number=number,
        sign=-1 if amount < 0 else 1,
        amount=abs(amount),
        currency=found.currency,
        booked="" if booked is None else booked.isoformat(),
        valued="" if valued is None else valued.isoformat(),
        other=words.get("account") or None,
        name=words.get("name", ""),
        keys=references(("end to end", words.get("reference", "") or reference)),
        servicer=str(data.get("bank_reference") or "").strip(),
        is_reversal=str(data.get("status") or "").upper().startswith("R"),
    )


def _words(data: Any) -> dict[str, str]:
    """Account and name at the other end, and the reference of both, from field 86."""
    details = "".join(str(data.get("transaction_details") or "").splitlines())
    slashed = _slashed(details) if _WORDS.search(details) else {}
    party = slashed.get("CNTP", "").split("/")
    given = normal(str(data.get("applicant_iban") or ""))
    bank = normal(str(data.get("applicant_bin") or ""))
    if given and not _IBAN.fullmatch(given) and bank.isdigit():
        given = f"{bank}/{given}"  # as field 25 of that account's own statement has it
    ibans = [data.get("gvc_applicant_iban"), given, slashed.get("IBAN"), party[0]]
    account = next((normal(str(each)) for each in ibans if each), "")
    names = [data.get("applicant_name"), slashed.get("NAME"), party[2] if len(party) > 2 else ""]
    name = next((str(each) for each in names if each), "")
    reference = data.get("end_to_end_reference") or slashed.get("EREF") or ""
    return {"account": account, "name": " ".join(name.split()), "reference": str(reference)}


def _slashed(details: str) -> dict[str, str]:
    """Words of a field between slashes; a word's value ends where the next word begins."""
    found: dict[str, str] = {}
    pieces = re.split(r"/([A-Z]{3,5})/", details)
    for word, value in zip(pieces[1::2], pieces[2::2], strict=False):
        found.setdefault(word, value.strip(" /"))
    return found
