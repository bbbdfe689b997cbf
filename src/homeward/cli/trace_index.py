"""`homeward trace index`: read and check ledgers once, and keep them with their index.

Reference: `docs/reference/trace-command.md`. Exit codes: 0; 2 bad input.
"""

from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.trace_options import (
    AcceptRejected,
    At,
    ExitsFile,
    Exponent,
    InSequence,
    Mapping,
    OpeningsFile,
    Reversals,
    Round,
    SplitCurrencies,
    Zone,
)

Folder = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="The folder to make; it must not exist yet.")
]
Pinned = Annotated[
    bool,
    typer.Option(
        "--pin-openings",
        help="Pin the smallest opening balances that avoid shortfalls up to --at.",
    ),
]
Prepared = Annotated[
    list[str] | None,
    typer.Option(
        "--for",
        metavar="RULE",
        help="Keep the table that further cases read: fifo, lifo, pro-rata; repeatable.",
    ),
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Put it in place of a stored ledger in that folder.")
]


def index(
    ledgers: Annotated[
        list[Path],
        typer.Argument(metavar="LEDGER...", help="CSV, Parquet, Arrow or XLSX, read together."),
    ],
    out: Folder,
    pin_openings: Pinned = False,
    at: At = None,
    in_sequence: InSequence = False,
    prepared: Prepared = None,
    replace: Replace = False,
    openings: OpeningsFile = None,
    exits: ExitsFile = None,
    mapping: Mapping = None,
    zone: Zone = None,
    exponent: Exponent = None,
    rounding: Round = False,
    split_currencies: SplitCurrencies = False,
    reversals: Reversals = "reject",
    accept_rejected: AcceptRejected = False,
) -> None:
    """Keep ledgers as one folder that opens in milliseconds, with the index that traces use."""
    import time

    from homeward.cli import trace_work as work
    from homeward.cli.trace_folder import refuse_stored
    from homeward.cli.trace_words import counted
    from homeward.tracing import read_ledger
    from homeward.tracing.errors import OptionUnusable
    from homeward.tracing.rules import known_rule
    from homeward.tracing.store.folder import refuse_existing

    with work.errors_told():
        rules = [known_rule(rule) for rule in prepared or ()]
        if at is not None and not pin_openings:
            allowed = "given together with --pin-openings only; a ledger is kept whole"
            raise OptionUnusable(option="--at", value=at, allowed=allowed)
        refuse_stored("--out", out, below=True)
        refuse_existing(out, replacing=replace)
        work.refuse_accepting(ledgers, is_accepting=accept_rejected)
        moment = work.moment_of(at)
        begun = time.monotonic()
        reading = read_ledger(
            ledgers,
            mapping=work.mapping_of(mapping or []),
            zone=zone,
            exponent=exponent,
            round_amounts=rounding,
            split_currencies=split_currencies,
            reversals=reversals,
            openings=openings,
            exits=exits,
            accept_rejected=accept_rejected,
            in_sequence=in_sequence,
        )
        work.say(f"Read {counted(len(reading.ledger), 'payment')} in {work.since(begun)}.")
        work.say_reading(reading)
        begun = time.monotonic()
        indexed = reading.ledger.indexed(opening=pin_openings, at=moment, rules=rules)
        indexed.save(out, replacing=replace)
        work.say(f"Indexed and wrote {out} in {work.since(begun)}.")
