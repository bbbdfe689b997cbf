"""Statements of invented banks: entries, balances and whole documents, as banks write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from homeward.tracing import read_ledger
from homeward.tracing.reading.rejections import Reading

A, B, C = "XA68EXAM0000000001", "XB12EXAM0000000002", "XC34EXAM0000000003"
V02, V08 = "camt.053.001.02", "camt.053.001.08"


@dataclass(frozen=True)
class Line:
    """An entry as its bank prints it; `amount` is negative for a debit."""

    amount: str
    day: str
    other: str = ""
    name: str = ""
    uetr: str = ""
    end_to_end: str = ""
    servicer: str = ""
    status: str = "BOOK"
    reversal: bool = False
    more: str = ""
    parts: tuple["Line", ...] = ()
    currency: str = "XAD"


def camt(*statements: str, version: str = V08) -> str:
    """A document with these statements."""
    space = f"urn:iso:std:iso:20022:tech:xsd:{version}"
    head = "<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-04-01T00:00:00Z</CreDtTm></GrpHdr>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{space}"><BkToCstmrStmt>{head}'
        f"{''.join(statements)}</BkToCstmrStmt></Document>"
    )


def statement(
    account: str,
    ident: str,
    lines: Sequence[Line],
    *,
    opening: str | None = "1000.00",
    closing: str | None = None,
    period: tuple[str, str] | None = ("2026-03-01", "2026-03-31"),
    version: str = V08,
    currency: str = "XAD",
) -> str:
    """A statement that adds up unless `closing` says otherwise."""
    total = Decimal(opening or 0) + sum(Decimal(each.amount) for each in lines)
    end = closing if closing is not None else str(total)
    days = sorted(each.day[:10] for each in lines) or [""]
    dates = period or (days[0], days[-1])
    balances = "" if opening is None else _balance("OPBD", opening, dates[0], currency)
    balances += "" if opening is None else _balance("CLBD", end, dates[1], currency)
    span = (
        f"<FrToDt><FrDtTm>{period[0]}T00:00:00</FrDtTm><ToDtTm>{period[1]}T23:59:59</ToDtTm></FrToDt>"
        if period
        else ""
    )
    return (
        f"<Stmt><Id>{ident}</Id><CreDtTm>2026-04-01T00:00:00Z</CreDtTm>{span}"
        f"<Acct><Id>{_account(account)}</Id><Ccy>{currency}</Ccy></Acct>{balances}"
        f"{''.join(_entry(each, version) for each in lines)}</Stmt>"
    )


def _account(account: str) -> str:
    is_iban = account[:1].isalpha() and account[2:4].isdigit()
    return f"<IBAN>{account}</IBAN>" if is_iban else f"<Othr><Id>{account}</Id></Othr>"


def _balance(kind: str, amount: str, day: str, currency: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(amount, currency)}"
        f"{_way(amount)}<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _amount(amount: str, currency: str) -> str:
    return f'<Amt Ccy="{currency}">{amount.removeprefix("-")}</Amt>'


def _way(amount: str) -> str:
    return f"<CdtDbtInd>{'DBIT' if amount.startswith('-') else 'CRDT'}</CdtDbtInd>"


def _entry(line: Line, version: str) -> str:
    status = f"<Sts>{line.status}</Sts>" if version == V02 else f"<Sts><Cd>{line.status}</Cd></Sts>"
    mark = "<RvslInd>true</RvslInd>" if line.reversal else ""
    place = "DtTm" if "T" in line.day else "Dt"
    servicer = f"<AcctSvcrRef>{line.servicer}</AcctSvcrRef>" if line.servicer else ""
    parts = line.parts or (line,)
    details = "".join(_detail(each, version, is_part=bool(line.parts)) for each in parts)
    return (
        f"<Ntry>{_amount(line.amount, line.currency)}{_way(line.amount)}{mark}{status}"
        f"<BookgDt><{place}>{line.day}</{place}></BookgDt>{servicer}"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def _detail(line: Line, version: str, *, is_part: bool) -> str:
    refs = "".join(
        f"<{name}>{value}</{name}>"
        for name, value in (("EndToEndId", line.end_to_end), ("UETR", line.uetr))
        if value
    )
    amount = ""
    if is_part:
        held = _amount(line.amount, line.currency)
        amount = f"<AmtDtls><TxAmt>{held}</TxAmt></AmtDtls>" if version == V02 else held
        amount += _way(line.amount) if version != V02 else ""
    side = "Cdtr" if line.amount.startswith("-") else "Dbtr"
    name = line.name if version == V02 else f"<Pty><Nm>{line.name}</Nm></Pty>"
    name = f"<Nm>{line.name}</Nm>" if version == V02 else name
    party = f"<{side}>{name}</{side}>" if line.name else ""
    if line.other:
        party += f"<{side}Acct><Id>{_account(line.other)}</Id></{side}Acct>"
    parties = f"<RltdPties>{party}</RltdPties>" if party else ""
    return f"<TxDtls><Refs>{refs}</Refs>{amount}{parties}{line.more}</TxDtls>"


def mt940(
    account: str, number: int, lines: Sequence[tuple[str, str]], *, opening: str, closing: str
) -> str:
    """A statement in MT940: lines are fields 61 and 86."""
    body = "".join(f":61:{line}\r\n" + (f":86:{more}\r\n" if more else "") for line, more in lines)
    return (
        f":20:EXAMPLE\r\n:25:{account}\r\n:28C:{number:05d}/001\r\n:60F:{opening}\r\n{body}"
        f":62F:{closing}\r\n-\r\n"
    )


def read(folder: Path, *texts: str, **options: Any) -> Reading:
    """Read texts as files of one import, in UTC."""
    paths = []
    for number, text in enumerate(texts):
        paths.append(folder / f"{number}.txt")
        paths[-1].write_text(text, encoding="utf-8", newline="")
    return read_ledger(paths, **{"zone": "UTC", **options})


def payments(reading: Reading) -> list[tuple[str, str, int]]:
    """Source, target and amount of every payment, in order."""
    ledger = reading.ledger
    return [
        (
            ledger.account_ids[int(ledger.source[row])],
            ledger.account_ids[int(ledger.target[row])],
            int(ledger.amount[row]),
        )
        for row in range(len(ledger))
    ]


def codes(reading: Reading) -> list[str]:
    """The codes of what goes with every result."""
    return [each.code for each in reading.ledger.warnings]
