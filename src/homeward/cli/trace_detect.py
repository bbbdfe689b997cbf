"""`homeward trace detect`: leads to patterns of laundering in ledgers, or around payments.

Reference: `docs/reference/detection.md`. Exit codes: 0; 2 bad input.
"""

import json
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
    from homeward.cli.trace_work import errors_told
    from homeward.tracing import read_ledger
    from homeward.tracing.detection import detect as run
    from homeward.tracing.detection.patterns import known_pattern

    with errors_told():
        wanted = [known_pattern(each) for each in pattern] if pattern else None
        begun = time.monotonic()
        reading = read_ledger(
            ledgers,
            mapping=_mapping(mapping or []),
            zone=zone,
            exponent=exponent,
            round_amounts=rounding,
            split_currencies=split_currencies,
            reversals=reversals,
            exits=exits,
            accept_rejected=accept_rejected,
            in_sequence=in_sequence,
        )
        for rejection in reading.rejections:
            _say(f"Left out: {rejection.sentence()}")
        _say(f"Read {len(reading.ledger):,} payments in {time.monotonic() - begun:.1f} s.")
        begun = time.monotonic()
        found = run(reading.ledger, wanted, around=around)
        seconds = time.monotonic() - begun
        _say(f"Looked at {found.payments:,} payments in {seconds:.1f} s.")
        _tell(reading.ledger, found, as_json=as_json)


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _mapping(pairs: list[str]) -> dict[str, str]:
    from homeward.tracing.errors import OptionUnusable

    found = {}
    for pair in pairs:
        name, is_pair, column = pair.partition("=")
        if not is_pair or not column:
            raise OptionUnusable(option="--map", value=pair, allowed="FIELD=COLUMN")
        found[name] = column
    return found


def _tell(ledger: "Ledger", found: "Detection", *, as_json: bool) -> None:
    """Print the document, or the sentences: pattern by pattern, the largest first."""
    from homeward.tracing.detection.finding import NOTICE

    if as_json:
        typer.echo(json.dumps(found.document(), ensure_ascii=False, indent=2))
        return
    typer.echo(NOTICE)
    if not ledger.exits.any() and "cash-out" in found.patterns:
        typer.echo("No exits are given, so nothing can be a cash-out. Name them with --exits.")
    for pattern in found.patterns:
        findings = [each for each in found.findings if each.pattern is pattern]
        typer.echo(f"\n{pattern}: {len(findings)}")
        for finding in findings[:SHOWN]:
            typer.echo(f"  {finding.sentence}")
            typer.echo(f"    Payments: {_listed(finding.payments)}")
        if findings:
            typer.echo(f"  {findings[0].caution}")
        if len(findings) > SHOWN:
            typer.echo(f"  The first {SHOWN} are shown; --json gives all.")
        if found.busy.get(pattern):
            typer.echo(f"  Not followed, too busy: {found.busy[pattern]:,} accounts.")


def _listed(payments: tuple[str, ...]) -> str:
    shown = ", ".join(payments[:SHOWN])
    more = len(payments) - SHOWN
    return shown if more <= 0 else f"{shown} and {more} more"
