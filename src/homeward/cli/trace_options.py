"""The options that the tracing subcommands share."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any

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
    str,
    typer.Option(
        "--rule",
        metavar="RULE",
        help="What leaves first: fifo, lifo, pro-rata, lowest-balance, claimant-first; poison "
        "for leads only.",
    ),
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
InSequence = Annotated[
    bool,
    typer.Option(
        "--in-sequence",
        help="Each file is a statement in its own sequence: it orders payments at one moment.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the document as JSON.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Write the document and its tables to a folder; an older result there gives way.",
    ),
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
    in_sequence: bool
    as_json: bool
    out: Path | None


Ledgers = Annotated[
    list[Path],
    typer.Argument(metavar="LEDGER...", help="CSV, Parquet, Arrow or XLSX, read together."),
]
AccountName = Annotated[
    str | None, typer.Option("--account", metavar="ACCOUNT", help="The account asked about.")
]
NeededAccount = Annotated[
    str, typer.Option("--account", metavar="ACCOUNT", help="The account asked about.")
]
AccountCurrency = Annotated[
    str | None,
    typer.Option(
        "--currency", metavar="CODE", help="Its currency, where the identifier has several."
    ),
]
PaymentId = Annotated[
    str | None, typer.Option("--payment", metavar="PAYMENT", help="The payment asked about.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the subcommands that answer questions share: how to read, until when, where to tell."""

    ledgers: Ledgers
    at: At = None
    shortfall: ShortfallWay = "birth"
    openings: OpeningsFile = None
    exits: ExitsFile = None
    mapping: Mapping = None
    zone: Zone = None
    exponent: Exponent = None
    rounding: Round = False
    split_currencies: SplitCurrencies = False
    reversals: Reversals = "reject"
    accept_rejected: AcceptRejected = False
    in_sequence: InSequence = False
    as_json: Json = False
    out: Out = None

    def wanted(self, claims: list[str] | None = None, rule: str = "fifo") -> Wanted:
        """The same with claims and a rule, as `run` takes it."""
        shared = {each.name: getattr(self, each.name) for each in fields(self)}
        shared["mapping"] = self.mapping or []
        return Wanted(claims=claims or [], rule=rule, **shared)


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command every option of `Question`, handed over as its argument `question`."""
    shared = [
        inspect.Parameter(
            each.name,
            inspect.Parameter.KEYWORD_ONLY,
            annotation=each.type,
            default=inspect.Parameter.empty if each.name == "ledgers" else each.default,
        )
        for each in fields(Question)
    ]
    names = {each.name for each in shared}

    def called(**given: Any) -> None:
        question = Question(**{name: given.pop(name) for name in names})
        command(question=question, **given)

    own = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for each in inspect.signature(command).parameters.values()
        if each.name != "question"
    ]
    ordered = [shared[0], *own, *shared[1:]]
    called.__signature__ = inspect.Signature(ordered)  # type: ignore[attr-defined]
    called.__annotations__ = {each.name: each.annotation for each in ordered}
    called.__name__, called.__doc__ = command.__name__, command.__doc__
    return called
