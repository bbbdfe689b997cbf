"""`homeward trace lake`: the same trace where the ledger is larger than memory.

Reference: `docs/how-to/trace-on-spark.md`. Exit codes: 0; 2 bad input; 3 conservation broken.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from homeward.cli.trace_options import (
    At,
    Claims,
    ExitsFile,
    Json,
    Mapping,
    OpeningsFile,
    Out,
    RuleName,
    ShortfallWay,
    SplitCurrencies,
    Wanted,
    Zone,
)

if TYPE_CHECKING:
    from homeward.tracing.lake.engine import Engine
    from homeward.tracing.lake.lake import Lake

EngineName = Annotated[
    str, typer.Option("--engine", metavar="duckdb|spark", help="What holds the ledger.")
]
Memory = Annotated[
    str | None, typer.Option("--memory", metavar="SIZE", help="DuckDB's limit, such as 4GB.")
]
WorkFolder = Annotated[
    str | None,
    typer.Option("--work", metavar="DIR", help="Where what does not fit in memory is kept."),
]
ExtractFile = Annotated[
    Path | None,
    typer.Option(
        "--extract", metavar="FILE", help="Also write what proceeds can reach, as a ledger."
    ),
]


def lake(
    ledgers: Annotated[
        list[str], typer.Argument(metavar="LEDGER...", help="Parquet files and folders.")
    ],
    claim: Claims,
    rule: RuleName,
    engine: EngineName = "duckdb",
    memory: Memory = None,
    work: WorkFolder = None,
    extract: ExtractFile = None,
    at: At = None,
    shortfall: ShortfallWay = "birth",
    openings: OpeningsFile = None,
    exits: ExitsFile = None,
    mapping: Mapping = None,
    zone: Zone = None,
    split_currencies: SplitCurrencies = False,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Trace claims through Parquet files that are larger than memory, on DuckDB or Spark."""
    from homeward.cli import trace_work
    from homeward.cli.trace_folder import check_file

    wanted = Wanted(
        ledgers=[Path(each) for each in ledgers],
        claims=claim,
        rule=rule,
        at=at,
        shortfall=shortfall,
        openings=openings,
        exits=exits,
        mapping=mapping or [],
        zone=zone,
        exponent=None,
        rounding=False,
        split_currencies=split_currencies,
        reversals="reject",
        accept_rejected=False,
        in_sequence=False,
        as_json=as_json,
        out=out,
    )
    with trace_work.errors_told():
        trace_work.check_options(wanted, extract)
        if extract is not None:
            check_file("--extract", extract, wanted.ledgers)
        made = _engine(engine, memory, work)
        try:
            _trace(made, ledgers, wanted, extract)
        finally:
            made.close()


def _engine(name: str, memory: str | None, work: str | None) -> "Engine":
    from homeward.tracing.errors import OptionUnusable

    if name == "duckdb":
        from homeward.tracing.lake.duck import DuckEngine

        return DuckEngine(memory=memory, folder=work)
    if name != "spark":
        raise OptionUnusable(option="--engine", value=name, allowed="duckdb, spark")
    if work is None or memory is not None:
        allowed = "a folder that every executor reaches, as --work; memory is said to spark-submit"
        raise OptionUnusable(option="--work", value=work or "none", allowed=allowed)
    from homeward.tracing.lake.spark import SparkEngine

    return SparkEngine(work)


def _trace(engine: "Engine", paths: list[str], wanted: Wanted, extract: Path | None) -> None:
    import time

    from homeward.cli import trace_output
    from homeward.cli import trace_work as work
    from homeward.cli.trace_words import counted
    from homeward.tracing.lake import tracer
    from homeward.tracing.lake.lake import Lake

    begun = time.monotonic()
    made = Lake(
        engine,
        paths,
        mapping=work.mapping_of(wanted.mapping),
        zone=wanted.zone,
        split_currencies=wanted.split_currencies,
        openings=wanted.openings,
        exits=wanted.exits,
    )
    work.say(f"Indexed {made.events:,} debits and credits in {work.since(begun)}.")
    known: Any = [_Known(made, wanted.claims)]
    claims = [work.parse_claim(text, known) for text in wanted.claims]
    at, begun = work.moment_of(wanted.at), time.monotonic()
    if extract is not None:
        part = tracer.extract(made, claims, at=at, shortfall=wanted.shortfall)
        part.to_parquet(extract)
        reached = counted(len(part), "payment")
        work.say(f"Wrote {reached} that proceeds can have reached to {extract}.")
    result = tracer.trace(made, claims, rule=wanted.rule, at=at, shortfall=wanted.shortfall)
    work.say(f"Traced by {result.rule} in {work.since(begun)}.")
    trace_output.tell(result, None, wanted)


class _Known:
    """The payments that the texts of claims can mean, asked for at once."""

    def __init__(self, lake: "Lake", claims: list[str]) -> None:
        self._payments = lake.known(
            text[:end] for text in claims for end in range(1, len(text) + 1)
        )

    def find(self, payment: str) -> str | None:
        """As `Ledger.find` says whether there is such a payment."""
        return payment if payment in self._payments else None
