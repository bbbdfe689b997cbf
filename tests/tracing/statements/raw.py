"""Parts of statements as XML, for what the invented banks of `made` do not print."""

from pathlib import Path

from homeward.tracing.statements.entries import Statement
from homeward.tracing.statements.reader import read_statements
from tests.tracing.statements.made import A, camt

BATCH_OF_3 = "<Btch><NbOfTxs>3</NbOfTxs></Btch>"


def amount(value: str, currency: str = "XAD") -> str:
    """An amount; without `currency`, one that names none."""
    return f'<Amt Ccy="{currency}">{value}</Amt>' if currency else f"<Amt>{value}</Amt>"


def way(value: str) -> str:
    """The direction of a signed amount."""
    return f"<CdtDbtInd>{'DBIT' if value.startswith('-') else 'CRDT'}</CdtDbtInd>"


def entry(value: str, *details: str, day: str = "2026-03-02", more: str = "") -> str:
    """An entry of a signed amount; each of `details` is what one `NtryDtls` holds."""
    held = "".join(f"<NtryDtls>{each}</NtryDtls>" for each in details)
    return (
        f"<Ntry>{amount(value.removeprefix('-'))}{way(value)}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt>{more}{held}</Ntry>"
    )


def detail(
    value: str = "",
    other: str = "",
    *,
    side: str = "Cdtr",
    currency: str = "XAD",
    more: str = "",
) -> str:
    """One payment of an entry; `other` is the account of its `side`."""
    held = amount(value, currency) if value else ""
    party = ""
    if other:
        holder = f"<{side}Acct><Id><IBAN>{other}</IBAN></Id></{side}Acct>"
        party = f"<RltdPties>{holder}</RltdPties>"
    return f"<TxDtls>{held}{more}{party}</TxDtls>"


def charges(value: str, *, records: bool = True) -> str:
    """Charges, as versions since 4 state them or as version 2 does."""
    held = f"{amount(value)}<CdtDbtInd>DBIT</CdtDbtInd>"
    return f"<Chrgs><Rcrd>{held}</Rcrd></Chrgs>" if records else f"<Chrgs>{held}</Chrgs>"


def balance(kind: str, value: str, day: str = "", currency: str = "XAD") -> str:
    """A balance of a signed amount."""
    when = f"<Dt><Dt>{day}</Dt></Dt>" if day else ""
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f"{amount(value.removeprefix('-'), currency)}{way(value)}{when}</Bal>"
    )


def whole(*parts: str, currency: str = "XAD", span: str = "") -> str:
    """A document of one statement of A with these balances and entries."""
    held = f"<Ccy>{currency}</Ccy>" if currency else ""
    account = f"<Acct><Id><IBAN>{A}</IBAN></Id>{held}</Acct>"
    return camt(f"<Stmt><Id>A-1</Id>{span}{account}{''.join(parts)}</Stmt>")


def read_one(folder: Path, text: str) -> Statement:
    """The only statement of a document, before it becomes payments."""
    (found,) = read_all(folder, text)
    return found


def read_all(folder: Path, text: str) -> list[Statement]:
    """The statements of a document."""
    path = folder / "one.xml"
    path.write_text(text, encoding="utf-8")
    return read_statements([path], ["one.xml"], None)
