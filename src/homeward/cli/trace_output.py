"""How a trace is told: tables and a sentence for people, JSON and Parquet for programs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import typer

from homeward.cli.trace_folder import DOCUMENT, begin, table_file
from homeward.cli.trace_options import Wanted
from homeward.cli.trace_words import json_text, note
from homeward.tracing import Trace
from homeward.tracing.answers.tracetables import trace_tables
from homeward.tracing.answers.words import money, until, visible
from homeward.tracing.result import ClaimLine
from homeward.tracing.tally import LEFT, RIGHT

_SHOWN = 30
_FOLDED = 12
"""Signs of a name or identifier that stay on one line in a terminal, however narrow."""
BOUNDS = ("Accounts reached, for leads only", "at most")
NUMBERS = {
    *("proceeds", "at most", "balance", "left", "credited", "amount", "moved", "after", "birth"),
    *("least", "most", "path", "step", "line", "asked", "surplus"),
    *("rank", "so far", "left in 24 h", "in 72 h", "in 7 days", "by speed"),
    *("lowest since", "counts", "award"),
}
_LEFT_WORDS = {
    "claimed": "claimed",
    "received": "received from other nodes",
    "converted_in": "exchanged into this currency",
}
_RIGHT_WORDS = {
    "held": "held in accounts",
    "in_transit": "in transit",
    "out": "out through exits",
    "handed": "handed to other States",
    "fees": "in fees",
    "converted_out": "exchanged into other currencies",
    "displaced": "displaced by other claims",
}


def tell(result: Trace, exponent: int | None, wanted: Wanted) -> None:
    """Print JSON, or write the files, or print tables."""
    if wanted.as_json:
        typer.echo(json_text(result.document()))
        return
    if wanted.out is not None:
        begin(wanted.out)
        write_files(wanted.out, result.document(), trace_tables(result))
    print_tables(result, exponent)


def conservation_sentence(line: ClaimLine, exponent: int | None) -> str:
    """The conservation line of one claim in one sentence; terms that are zero are left out."""
    came = _joined(line, LEFT, _LEFT_WORDS, exponent)
    went = _joined(line, RIGHT, _RIGHT_WORDS, exponent)
    payment = f" on payment {line.payment}" if line.payment else ""
    if line.difference is None:
        bounds = "the amounts below are upper bounds of what it reached"
        reached = f"{came}; {bounds}" if line.claimed else f"reached; {bounds}"
        return f"Claim {line.label}{payment}, in {line.currency}: {reached}."
    if not came:
        return f"Claim {line.label}{payment}: nothing in {line.currency}."
    return f"Claim {line.label}{payment}, in {line.currency}: {came} = {went or '0'}."


def _joined(
    line: ClaimLine, terms: Sequence[str], words: dict[str, str], exponent: int | None
) -> str:
    return " + ".join(
        f"{money(getattr(line, term), exponent)} {words[term]}"
        for term in terms
        if getattr(line, term)
    )


def print_tables(result: Trace, exponent: int | None) -> None:
    """Conservation sentences, holdings, carriers, what is unexplained, and warnings."""
    console = plain_console()
    unit = f"decimals: {exponent}" if exponent else "amounts in minor units"
    said(console, f"Rule {result.rule}, {until(result.at)}; {unit}.")
    for line in result.claims:
        said(console, conservation_sentence(line, exponent))
    holdings = [
        [h.label, h.account, h.currency, money(h.amount, exponent), money(h.balance, exponent)]
        for h in result.holdings
    ]
    title, amount = ("Proceeds held", "proceeds") if result.rule.adds_up else BOUNDS
    table(console, title, ["claim", "account", "currency", amount, "balance"], holdings)
    carriers = [
        [c.payment, c.label, money(c.amount, exponent), money(c.credited, exponent)]
        for c in result.carriers
    ]
    table(
        console,
        "Payments that carried proceeds",
        ["payment", "claim", "left", "credited"],
        carriers,
    )
    unexplained = [[u.account, u.currency, money(u.amount, exponent)] for u in result.unexplained]
    table(console, "Not explained by the ledger", ["account", "currency", "amount"], unexplained)
    for warning in result.warnings:
        said(console, note(warning, exponent))


def plain_console() -> Any:
    """A console on standard output that raises `BrokenPipeError` where nobody reads on: rich would
    end the process itself."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Plain(highlight=False, soft_wrap=True)


def said(console: Any, sentence: str) -> None:
    """Print a sentence; what it names cannot move the cursor or hide what follows."""
    console.print(visible(sentence), markup=False)


def table(console: Any, title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print the first rows as a table; no table where there are none."""
    from rich.markup import escape
    from rich.table import Table

    if not rows:
        return
    title, columns = visible(title), [visible(column) for column in columns]
    more = f" (first {_SHOWN} of {len(rows):,}; --json or --out gives all)"
    title += more if len(rows) > _SHOWN else ""
    table = Table(title=escape(title), title_justify="left")
    shown = [[visible(cell) for cell in row] for row in rows[:_SHOWN]]
    widths = _widths(columns, shown, console.width if console.is_terminal else None)
    for column, width in zip(columns, widths, strict=True):
        is_number = _is_number(column)
        side: Literal["left", "right"] = "right" if is_number else "left"
        table.add_column(escape(column), justify=side, overflow="fold", width=width)
    for row in shown:
        table.add_row(*(escape(cell) for cell in row))
    console.width = sum(widths) + 3 * len(widths) + 1
    console.print(table)


def _is_number(column: str) -> bool:
    return column in NUMBERS or column.endswith(": after")


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]], room: int | None) -> list[int]:
    """The width of each column: no number is broken, however narrow the terminal, and nothing at
    all in a file (`room` None). Names and identifiers share what is left."""
    from rich.cells import cell_len

    def heads(column: str) -> list[str]:
        return column.split() if room is not None else [column]

    longest = [
        max(*(cell_len(row[place]) for row in rows), *(cell_len(word) for word in heads(column)))
        for place, column in enumerate(columns)
    ]
    names = [place for place, column in enumerate(columns) if not _is_number(column)]
    wanted = sum(longest[place] for place in names)
    if room is not None:
        room -= sum(longest) - wanted + 3 * len(columns) + 1
        for place in names if wanted > room else ():
            least = min(longest[place], _FOLDED)
            longest[place] = max(least, longest[place] * room // wanted)
    return longest


def write_files(folder: Path, document: dict[str, Any], tables: dict[str, Any]) -> None:
    """`document.json`, and one Parquet file per table; the unrounded amounts stand beside."""
    import pyarrow.parquet

    for name, rows in tables.items():
        pyarrow.parquet.write_table(rows, folder / table_file(name))
    (folder / DOCUMENT).write_text(json_text(document) + "\n", encoding="utf-8")
    typer.echo(visible(f"Wrote the document and its tables to {folder}."), err=True)
