"""The options that the tracing subcommands share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

Claims = Annotated[
    list[str],
    typer.Option(
        "--claim",
        metavar="PAYMENT[=AMOUNT][:LABEL]",
        help="What to follow: a payment, an amount of it in minor units, and a name for it. "
        "May be repeated.",
    ),
]
RuleName = Annotated[
    str, typer.Option("--rule", metavar="RULE", help="What leaves first: fifo, lifo, pro-rata, lowest-balance, claimant-first.")
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="The moment, ISO 8601 with its zone, inclusive."),
]
ShortfallWay = Annotated[
    str,
    typer.Option(
        "--shortfall",
        metavar="birth|opening|error",
        help="Debits beyond the balance: clean money enters then, or at the start, or refuse.",
    ),
]
OpeningsFile = Annotated[
    Path | None,
    typer.Option("--openings", metavar="FILE", help="CSV account,amount[,currency]."),
]
ExitsFile = Annotated[
    Path | None,
    typer.Option("--exits", metavar="FILE", help="CSV account: where proceeds count as out."),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="The column of a field, or FIELD==TEXT for one value in every row. May be repeated.",
    ),
]
Zone = Annotated[
    str | None, typer.Option("--zone", metavar="ZONE", help="Zone of times that carry none.")
]
Exponent = Annotated[
    int | None,
    typer.Option("--exponent", metavar="N", help="Amounts are in major units; keep N decimals."),
]
Round = Annotated[
    bool, typer.Option("--round", help="Round what has more decimals half to even, and list it.")
]
SplitCurrencies = Annotated[
    bool, typer.Option("--split-currencies", help="One account per currency of an identifier.")
]
Reversals = Annotated[
    str,
    typer.Option(
        "--reversals", metavar="reject|turn", help="Negative amounts: refuse, or turn round."
    ),
]
AcceptRejected = Annotated[
    bool, typer.Option("--accept-rejected", help="Leave refused rows out instead of stopping.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the document as JSON.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write the document and its tables to a folder."),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything the user asked for."""

    ledgers: list[Path]
    claims: list[str]
    rule: str
    at: str | None
    shortfall: str
    openings: Path | None
    exits: Path | None
    mapping: list[str]
    zone: str | None
    exponent: int | None
    rounding: bool
    split_currencies: bool
    reversals: str
    accept_rejected: bool
    as_json: bool
    out: Path | None
