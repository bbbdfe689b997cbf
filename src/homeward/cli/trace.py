"""`homeward trace`: follow claims through ledgers, on one machine, without a node.

Reference: `docs/reference/trace-command.md`. Exit codes: 0; 2 bad input, or
nowhere to write the answer; 141 nobody reads on; 3 conservation broken.
"""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from homeward.cli.trace_answers import backward, paths, range_of_rules, schedule
from homeward.cli.trace_detect import detect
from homeward.cli.trace_index import index
from homeward.cli.trace_lake import lake
from homeward.cli.trace_lists import distribution, exits, freezing
from homeward.cli.trace_options import (
    AcceptRejected,
    At,
    Claims,
    ExitsFile,
    Exponent,
    InSequence,
    Json,
    Mapping,
    OpeningsFile,
    Out,
    Reversals,
    Round,
    RuleName,
    ShortfallWay,
    SplitCurrencies,
    Wanted,
    Zone,
)


class _RunByDefault(TyperGroup):
    """A first word that names no subcommand belongs to `run`: it is a ledger or an option."""

    def parse_args(self, ctx, args):  # type: ignore[no-untyped-def]
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_RunByDefault,
    name="trace",
    help="Follow a ransom through ledgers. `run` is the default: homeward trace LEDGER --claim ...",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def run(
    ledgers: Annotated[
        list[Path],
        typer.Argument(metavar="LEDGER...", help="CSV, Parquet, Arrow or XLSX, read together."),
    ],
    claim: Claims,
    rule: RuleName,
    at: At = None,
    shortfall: ShortfallWay = "birth",
    openings: OpeningsFile = None,
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
    out: Out = None,
) -> None:
    """Trace claims through ledgers read together (the default)."""
    from homeward.cli.trace_work import trace_files

    trace_files(
        Wanted(
            ledgers=ledgers,
            claims=claim,
            rule=rule,
            at=at,
            shortfall=shortfall,
            openings=openings,
            exits=exits,
            mapping=mapping or [],
            zone=zone,
            exponent=exponent,
            rounding=rounding,
            split_currencies=split_currencies,
            reversals=reversals,
            accept_rejected=accept_rejected,
            in_sequence=in_sequence,
            as_json=as_json,
            out=out,
        )
    )


@app.command()
def federate(
    ledgers: Annotated[
        list[Path],
        typer.Argument(
            metavar="LEDGER...",
            help="Pooled files, or one per State as STATE=FILE (STATE as in the list of States).",
        ),
    ],
    states: Annotated[Path, typer.Option("--states", metavar="FILE", help="CSV account,state.")],
    claim: Claims,
    rule: RuleName,
    at: At = None,
    shortfall: ShortfallWay = "birth",
    openings: OpeningsFile = None,
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
    out: Out = None,
) -> None:
    """Play a run between nodes in one process: each State traces its own part of the ledgers."""
    from homeward.cli.trace_work import federate_files

    federate_files(
        Wanted(
            ledgers=ledgers,
            claims=claim,
            rule=rule,
            at=at,
            shortfall=shortfall,
            openings=openings,
            exits=exits,
            mapping=mapping or [],
            zone=zone,
            exponent=exponent,
            rounding=rounding,
            split_currencies=split_currencies,
            reversals=reversals,
            accept_rejected=accept_rejected,
            in_sequence=in_sequence,
            as_json=as_json,
            out=out,
        ),
        states,
    )


app.command()(detect)
app.command()(index)
app.command()(lake)
for _command in (paths, schedule, backward, freezing, exits, distribution):
    app.command()(_command)
app.command("range")(range_of_rules)


if __name__ == "__main__":
    app(prog_name="homeward trace")
