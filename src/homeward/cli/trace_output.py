"""How a trace is told: tables and a sentence for people, JSON and Parquet for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from homeward.cli.trace_options import Wanted
from homeward.tracing import Trace
from homeward.tracing.result import ClaimLine
from homeward.tracing.tally import LEFT, RIGHT, TERMS

_SHOWN = 30
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
        typer.echo(json.dumps(result.document(), ensure_ascii=False, indent=2))
        return
    if wanted.out is not None:
        write_files(result, wanted.out)
        typer.echo(f"Wrote the document and its tables to {wanted.out}.", err=True)
    print_tables(result, exponent)


def conservation_sentence(line: ClaimLine, exponent: int | None) -> str:
    """The conservation line of one claim in one sentence; terms that are zero are left out."""
    came = _joined(line, LEFT, _LEFT_WORDS, exponent)
    went = _joined(line, RIGHT, _RIGHT_WORDS, exponent)
    payment = f" on payment {line.payment}" if line.payment else ""
    if line.difference is None:
        reached = f"{came}; what it reached is bounded below" if line.claimed else "reached"
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


def money(amount: int, exponent: int | None) -> str:
    """Minor units, or major units with their decimals where the exponent was declared."""
    if not exponent:
        return f"{amount:,}"
    whole, rest = divmod(abs(amount), 10**exponent)
    return f"{'-' if amount < 0 else ''}{whole:,}.{rest:0{exponent}d}"


def print_tables(result: Trace, exponent: int | None) -> None:
    """Conservation sentences, holdings, carriers, what is unexplained, and warnings."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    unit = f"decimals: {exponent}" if exponent else "amounts in minor units"
    moment = result.document()["at"] or "after the last payment"
    console.print(f"Rule {result.rule}, {moment}; {unit}.", markup=False)
    for line in result.claims:
        console.print(conservation_sentence(line, exponent), markup=False)
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
        said = warning.sentence(lambda amount: money(amount, exponent))
        console.print(f"Note: {said}", markup=False)


def table(console: Any, title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print the first rows as a table; no table where there are none."""
    from rich.markup import escape
    from rich.table import Table

    if not rows:
        return
    more = f" (first {_SHOWN} of {len(rows):,}; --json or --out gives all)"
    table = Table(title=title + (more if len(rows) > _SHOWN else ""), title_justify="left")
    for column in columns:
        is_number = column in NUMBERS
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in rows[:_SHOWN]:
        table.add_row(*(escape(cell) for cell in row))
    console.print(table)


def write_files(result: Trace, folder: Path) -> None:
    """`document.json`, and one Parquet file per table; the unrounded amounts stand beside."""
    import pyarrow as pa
    import pyarrow.parquet

    folder.mkdir(parents=True, exist_ok=True)
    document = result.document()
    text = json.dumps(document, ensure_ascii=False, indent=2)
    (folder / "document.json").write_text(text + "\n", encoding="utf-8")
    is_whole = result.rule.is_exact or not result.rule.adds_up
    number = pa.int64() if is_whole else pa.float64()
    for name, (schema, rows) in _tables(result, document, number).items():
        table = pa.Table.from_pylist(rows, schema=pa.schema(schema))
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet")


def _tables(
    result: Trace, document: dict[str, Any], number: Any
) -> dict[str, tuple[list[tuple[str, Any]], list[dict[str, Any]]]]:
    import pyarrow as pa

    text, whole = pa.string(), pa.int64()
    owned = [("account", text), ("currency", text)]
    named = [("label", text), ("payment", text), ("currency", text)]
    exact_lines = [
        {"label": key[0], "currency": key[1]}
        | {term: result.flow.tally.get(key, term) for term in TERMS}
        for key in result.flow.tally
        if result.rule.adds_up
    ]
    return {
        "claims": (
            [*named, *((term, whole) for term in TERMS), ("difference", whole)],
            document["claims"],
        ),
        "claims_unrounded": (
            [("label", text), ("currency", text), *((term, number) for term in TERMS)],
            exact_lines,
        ),
        "holdings": (
            [*owned, ("balance", whole), ("label", text), ("amount", whole), ("exact", number)],
            [asdict(each) for each in result.holdings],
        ),
        "carriers": (
            [
                *(("payment", text), ("label", text), ("amount", whole), ("credited", whole)),
                *(("exact_amount", number), ("exact_credited", number)),
            ],
            [asdict(each) for each in result.carriers],
        ),
        "transit": (
            [
                *(("payment", text), ("currency", text), ("label", text)),
                *(("amount", whole), ("exact", number)),
            ],
            [asdict(each) for each in result.transit],
        ),
        "unexplained": (
            [*owned, ("amount", whole)],
            document["unexplained"],
        ),
        "warnings": (
            [("code", text), ("params", text), ("message", text)],
            [
                {**each, "params": json.dumps(each["params"], ensure_ascii=False)}
                for each in document["warnings"]
            ],
        ),
    }
