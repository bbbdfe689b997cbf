"""`homeward trace detect`: leads to patterns of laundering in ledgers, or around payments.

Reference: `docs/reference/detection.md`. Exit codes: 0; 2 bad input.
"""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from homeward.cli.trace_options import (
    AcceptRejected,
    ExitsFile,
    Exponent,
    InSequence,
    Json,
    Mapping,
    Reversals,
    Round,
    SplitCurrencies,
    Zone,
)

if TYPE_CHECKING:
    from homeward.tracing import Ledger
    from homeward.tracing.detection import Detection

SHOWN = 20

Around = Annotated[
    list[str] | None,
    typer.Option(
        "--around",
        metavar="PAYMENT",
        help="Look only at what money reached from this payment on. May be repeated.",
    ),
]
Patterns = Annotated[
    list[str] | None,
    typer.Option(
        "--pattern",
        metavar="NAME",
        help="structuring, fan-in, fan-out, pass-through, cycle, chain, cash-out, peel-chain. "
        "May be repeated; all by default.",
    ),
]


def detect(
    ledgers: Annotated[
        list[Path],
        typer.Argument(metavar="LEDGER...", help="CSV, Parquet, Arrow or XLSX, read together."),
    ],
    around: Around = None,
    pattern: Patterns = None,
    exits: ExitsFile = None,
    mapping: Mapping = None,
    zone: Zone = None,
    exponent: Exponent = None,
    rounding: Round = False,
    split_currencies: SplitCurrencies = False,
    reversals: Reversals = "reject",
    accept_rejected: AcceptRejected = False,
    in_sequence: InSequence = False,
    as_json: Json = False,
) -> None:
    """Look for patterns of laundering: leads with measured precision, never proofs."""
    from homeward.cli import trace_work as work
    from homeward.cli.trace_words import counted
    from homeward.tracing import read_ledger
    from homeward.tracing.detection import detect as run
    from homeward.tracing.detection.patterns import known_pattern

    with work.errors_told():
        wanted = [known_pattern(each) for each in pattern] if pattern else None
        work.refuse_accepting(ledgers, is_accepting=accept_rejected)
        begun = time.monotonic()
        reading = read_ledger(
            ledgers,
            mapping=work.mapping_of(mapping or []),
            zone=zone,
            exponent=exponent,
            round_amounts=rounding,
            split_currencies=split_currencies,
            reversals=reversals,
            exits=exits,
            accept_rejected=accept_rejected,
            in_sequence=in_sequence,
        )
        work.say(f"Read {counted(len(reading.ledger), 'payment')} in {work.since(begun)}.")
        work.say_reading(reading)
        begun = time.monotonic()
        found = run(reading.ledger, wanted, around=around)
        work.say(f"Looked at {counted(found.payments, 'payment')} in {work.since(begun)}.")
        _tell(reading.ledger, found, as_json=as_json)


def _tell(ledger: "Ledger", found: "Detection", *, as_json: bool) -> None:
    """Print the document, or the sentences: pattern by pattern, the largest first."""
    from homeward.cli.trace_words import counted, json_text
    from homeward.tracing.answers.words import visible
    from homeward.tracing.detection.finding import NOTICE

    if as_json:
        typer.echo(json_text(found.document()))
        return
    typer.echo(NOTICE)
    if not ledger.exits.any() and "cash-out" in found.patterns:
        typer.echo("No exits are given, so nothing can be a cash-out. Name them with --exits.")
    for pattern in found.patterns:
        findings = [each for each in found.findings if each.pattern is pattern]
        typer.echo(f"\n{pattern}: {len(findings)}")
        for finding in findings[:SHOWN]:
            typer.echo(f"  {visible(finding.sentence)}")
            typer.echo(f"    Payments: {visible(_listed(finding.payments))}")
        if findings:
            typer.echo(f"  {findings[0].caution}")
        if len(findings) > SHOWN:
            typer.echo(f"  The first {SHOWN} are shown; --json gives all.")
        if found.busy.get(pattern):
            typer.echo(f"  Not followed, too busy: {counted(found.busy[pattern], 'account')}.")


def _listed(payments: tuple[str, ...]) -> str:
    shown = ", ".join(payments[:SHOWN])
    more = len(payments) - SHOWN
    return shown if more <= 0 else f"{shown} and {more} more"
