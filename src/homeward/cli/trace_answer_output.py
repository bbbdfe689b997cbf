"""How an answer is told: tables for people, JSON and Parquet for programs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer

from homeward.cli.trace_folder import begin
from homeward.cli.trace_options import Question
from homeward.cli.trace_output import plain_console, said, table, write_files
from homeward.cli.trace_words import counted, json_text, note
from homeward.tracing.answers.backward import Backward, Ways
from homeward.tracing.answers.distribution import Distribution, Method
from homeward.tracing.answers.freezing import FreezingList
from homeward.tracing.answers.leaving import Leaving
from homeward.tracing.answers.output import Answer, arrow_tables, document
from homeward.tracing.answers.paths import Paths
from homeward.tracing.answers.schedule import Schedule, ScheduleLine
from homeward.tracing.answers.spread import RangeOverRules
from homeward.tracing.answers.words import money, until, visible
from homeward.tracing.warning import TraceWarning

_BESIDE = 3
"""Claims whose columns have room beside the lines of a schedule."""
_STEPS = ["line", "claim", "after"]
Facts = dict[str, object]
ENDS = {
    "all": "these are all",
    "share": "listed until the share asked for",
    "count": "listed until the number asked for",
    "steps": "the search was ended before more were found",
}


def tell_answer(
    question: Question,
    exponent: int | None,
    answer: Answer,
    facts: Facts,
    warnings: Sequence[TraceWarning] | None,
    beside: Callable[[Path], None] | None,
) -> None:
    """Print JSON, or write the files, or print tables.

    `warnings` are those of the trace below; None where the answer has its own. `beside` writes
    further files to the folder.
    """
    told = document(answer, **facts)
    if warnings is None:
        warnings = () if not isinstance(answer, Backward | RangeOverRules) else answer.warnings
    told["warnings"] = [each.document() for each in warnings]
    if question.as_json:
        typer.echo(json_text(told))
        return
    if question.out is not None:
        begin(question.out)
        if beside is not None:
            beside(question.out)
        write_files(question.out, told, arrow_tables(answer))
    _print(answer, exponent)
    for warning in warnings:
        typer.echo(visible(note(warning, exponent)))


def _print(answer: Answer, exponent: int | None) -> None:
    console = plain_console()
    unit = f"decimals: {exponent}" if exponent else "minor units"
    said(console, f"Amounts in {unit}.")
    if isinstance(answer, Schedule):
        _print_schedule(console, answer, exponent)
    elif isinstance(answer, Backward):
        _print_backward(console, answer, exponent)
    elif isinstance(answer, RangeOverRules):
        _print_range(console, answer, exponent)
    elif isinstance(answer, FreezingList):
        _print_freezing(console, answer, exponent)
    elif isinstance(answer, Leaving):
        _print_leaving(console, answer, exponent)
    elif isinstance(answer, Distribution):
        _print_distribution(console, answer, exponent)
    elif isinstance(answer, tuple):
        _print_paths(console, answer, exponent)


def _print_paths(console: Any, answer: Sequence[Paths], exponent: int | None) -> None:
    if not answer:
        said(console, "No claim reached it.")
    for one in answer:
        end = f"account {one.account}" if one.account is not None else f"payment {one.payment}"
        amounts = [money(each, exponent) for each in (one.total, one.listed, one.rest)]
        listed = counted(len(one.paths), "path")
        said(
            console,
            f"Claim {one.label}: {amounts[0]} {one.currency} reached {end} = {amounts[1]} along "
            f"{listed} listed + {amounts[2]} not listed ({ENDS[one.ended]}).",
        )
        rows = [[money(p.amount, exponent), p.begins, " > ".join(p.payments)] for p in one.paths]
        table(console, f"Paths of {one.label}", ["amount", "begins", "payments"], rows)


def _print_schedule(console: Any, answer: Schedule, exponent: int | None) -> None:
    head = f"Account {answer.account} in {answer.currency}, rule {answer.rule}."
    said(console, head)
    columns = ["line", "time", "payment", "direction", "counterparty", "amount", "birth", "balance"]
    rows = [_schedule_row(line, exponent) for line in answer.lines]
    if len(answer.labels) <= _BESIDE:
        columns += [f"{each}: after" for each in answer.labels]
        for row, line in zip(rows, answer.lines, strict=True):
            row += [money(round(step.after), exponent) for step in line.labels]
    table(console, "Schedule", columns, rows)
    if len(answer.labels) > _BESIDE:
        steps = [
            [str(line.number), step.label, money(round(step.after), exponent)]
            for line in answer.lines
            for step in line.labels
            if step.moved
        ]
        table(console, "What each claim that moved has after the line", _STEPS, steps)


def _schedule_row(line: ScheduleLine, exponent: int | None) -> list[str]:
    time = "" if line.time is None else f"{line.time:%Y-%m-%dT%H:%M:%S}Z"
    amounts = [money(each, exponent) for each in (line.amount, line.birth, line.balance)]
    texts = [str(line.number), time, line.payment or "", line.direction, line.counterparty or ""]
    return [*texts, *amounts]


def _print_backward(console: Any, answer: Backward, exponent: int | None) -> None:
    for line in answer.lines:
        left = {"asked for": line.asked, "in fees": line.fees, "before exchange": line.converted_in}
        right = {"from the origins below": line.origins, "after exchange": line.converted_out}
        sides = [
            " + ".join(f"{money(n, exponent)} {word}" for word, n in side.items() if n) or "0"
            for side in (left, right)
        ]
        said(console, f"In {line.currency}: {sides[0]} = {sides[1]}.")
    origins = [
        [o.kind, o.account, o.payment or "", o.label or "", o.currency, money(o.amount, exponent)]
        for o in answer.origins
    ]
    names = ["origin", "account", "payment", "claim", "currency", "amount"]
    table(console, "Where it came from", names, origins)
    if answer.ways is not None:
        _print_ways(console, answer.ways, exponent)
    widened = [
        [
            p.payment,
            money(p.credited, exponent),
            money(p.amount, exponent),
            money(p.surplus, exponent),
        ]
        for p in answer.passages
        if p.amount != p.credited or p.surplus
    ]
    names = ["payment", "credited", "amount", "surplus"]
    table(console, "Stretches widened to the debit that covers them", names, widened)


def _print_ways(console: Any, ways: Ways, exponent: int | None) -> None:
    amounts = [money(each, exponent) for each in (ways.total, ways.listed, ways.rest)]
    said(
        console,
        f"{amounts[0]} {ways.currency} came there = {amounts[1]} along "
        f"{counted(len(ways.ways), 'way')} listed + {amounts[2]} not listed ({ENDS[ways.ended]}).",
    )
    rows = [
        [money(w.amount, exponent), w.kind, w.account, w.label or "", " > ".join(w.payments)]
        for w in ways.ways
    ]
    names = ["amount", "origin", "account", "claim", "payments"]
    table(console, "By which ways it came", names, rows)


def _print_range(console: Any, answer: RangeOverRules, exponent: int | None) -> None:
    rows = [
        [
            row.label,
            row.account,
            row.currency,
            money(row.spread.low, exponent),
            money(row.spread.high, exponent),
            ", ".join(row.spread.low_rules),
            ", ".join(row.spread.high_rules),
        ]
        for row in answer.accounts
    ]
    names = ["claim", "account", "currency", "least", "most", "least by", "most by"]
    table(console, "Proceeds held, over all rules", names, rows)
    terms = [
        [each.label, each.currency, each.term, *(money(n, exponent) for n in ends)]
        for each in answer.claims
        for ends in [(each.spread.low, each.spread.high)]
        if each.spread.high or each.spread.low
    ]
    names = ["claim", "currency", "term", "least", "most"]
    table(console, "Conservation lines, over all rules", names, terms)


def _print_leaving(console: Any, answer: Leaving, exponent: int | None) -> None:
    if not answer.exits:
        said(console, "No proceeds left through an exit. Exits are named with --exits.")
    rows = [
        [
            *(e.label, e.account, e.currency, money(e.amount, exponent), f"{e.payments:,}"),
            *(until(each) for each in (e.first, e.last)),
        ]
        for e in answer.exits
    ]
    names = ["claim", "exit", "currency", "amount", "payments", "first", "last"]
    table(console, "Left through exits", names, rows)
    fees = [
        [f.label, f.account, f.currency, money(f.amount, exponent), f"{f.payments:,}"]
        for f in answer.fees
    ]
    table(console, "Lost in fees", ["claim", "account", "currency", "amount", "payments"], fees)


def _print_freezing(console: Any, answer: FreezingList, exponent: int | None) -> None:
    if not answer.rows:
        said(console, "No account holds proceeds.")
    rows = [
        [
            str(row.rank),
            row.account,
            row.currency,
            money(row.amount, exponent),
            money(row.balance, exponent),
            f"{row.cumulative:.1%}",
            *(f"{each:.1%}" for each in (row.left_24h, row.left_72h, row.left_7d)),
            str(row.speed_rank),
        ]
        for row in answer.rows
    ]
    names = ["rank", "account", "currency", "proceeds", "balance", "so far"]
    names += ["left in 24 h", "in 72 h", "in 7 days", "by speed"]
    table(console, "To freeze, the largest first", names, rows)
    for rest in answer.rest:
        amount = money(rest.amount, exponent)
        more = counted(rest.accounts, "more account")
        said(
            console,
            f"Not listed: {amount} {rest.currency} on {more}.",
        )


_METHODS = {
    Method.ROLLING: "as traced by",
    Method.CAPPED: "each claim up to the lowest balance since its deposit, then in proportion",
    Method.PARI_PASSU: "in proportion to the claims",
}


def _print_distribution(console: Any, answer: Distribution, exponent: int | None) -> None:
    how = _METHODS[answer.method] + (f" {answer.rule}" if answer.rule else "")
    shared = money(answer.pool - answer.left, exponent)
    said(
        console,
        f"Pool of {', '.join(answer.accounts)}: {money(answer.pool, exponent)} {answer.currency} "
        f"= {shared} shared out + {money(answer.left, exponent)} left in it. {how.capitalize()}.",
    )
    rows = [
        [
            each.label,
            f"{money(each.claimed, exponent)} {each.currency}",
            "" if each.lowest is None else money(each.lowest, exponent),
            "" if each.counts is None else money(each.counts, exponent),
            money(each.award, exponent),
        ]
        for each in answer.awards
    ]
    names = ["claim", "claimed", "lowest since", "counts", "award"]
    table(console, "Awards", names, rows)
