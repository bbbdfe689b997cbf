"""Answers to look at: in a notebook as they are, or saved as one HTML file that needs nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from homeward.tracing.answers.backward import Backward
from homeward.tracing.answers.columns import COLUMNS
from homeward.tracing.answers.distribution import Distribution
from homeward.tracing.answers.freezing import FreezingList
from homeward.tracing.answers.leaving import Leaving
from homeward.tracing.answers.moneyflow import MoneyFlow
from homeward.tracing.answers.output import Answer, rows
from homeward.tracing.answers.schedule import Schedule
from homeward.tracing.answers.spread import RangeOverRules
from homeward.tracing.answers.words import money, until
from homeward.tracing.moments import moment_text, to_microseconds
from homeward.tracing.result import Trace
from homeward.tracing.tracer import Followed

TITLES: dict[type, str] = {
    Schedule: "Schedule of an account",
    Backward: "Where money came from",
    RangeOverRules: "Range over all rules",
    FreezingList: "Freezing list",
    Leaving: "Exits and fees",
    Distribution: "Distribution of a pool",
}

SHOWN = 30
"""Rows of each table unless more are asked for; a note says how many there are."""

_STYLE = (
    "<style>.homeward table{border-collapse:collapse;margin:0 0 1em}"
    ".homeward caption{text-align:start;font-weight:bold;padding:.3em 0}"
    ".homeward th,.homeward td{padding:.15em .6em;border-bottom:1px solid #ccc;text-align:start}"
    ".homeward .number{text-align:end;font-variant-numeric:tabular-nums}"
    ".homeward{overflow-x:auto}"
    ".homeward svg{max-width:100%;height:auto}</style>"
)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as HTML; a notebook shows it by itself, `save` writes a file."""

    title: str
    body: str

    def _repr_html_(self) -> str:
        return f'{_STYLE}<div class="homeward">{self.body}</div>'

    def save(self, path: str | Path) -> None:
        """Write one HTML file that needs no other."""
        head = f'<meta charset="utf-8"><title>{escape(self.title)}</title>'
        text = f"<!doctype html><html lang=en>{head}<body>{self._repr_html_()}</body></html>\n"
        Path(path).write_text(text, encoding="utf-8")


def show(answer: Followed | Trace | Answer, *, most: int = SHOWN) -> Page:
    """Any answer, or a trace, as tables of at most `most` rows, with a picture where it has one.

    Amounts are in minor units. All rows are in `arrow_tables(answer)` and `document(answer)`.
    """
    if isinstance(answer, Followed):
        answer = answer.trace
    if isinstance(answer, Trace):
        return _trace(answer, most)
    parts = [] if not isinstance(answer, MoneyFlow) else [answer.svg()]
    title = answer.title() if isinstance(answer, MoneyFlow) else TITLES.get(type(answer), "Paths")
    parts.append("<p>Amounts in the tables are in minor units.</p>")
    for name, found in rows(answer).items():
        columns = [(column, kind) for column, kind, _ in COLUMNS[name]]
        parts.append(_table(name, columns, found, most))
    return Page(title, "".join(parts))


def _trace(answer: Trace, most: int) -> Page:
    told = answer.document()
    title = f"Rule {answer.rule}, {until(answer.at)}; amounts in minor units."
    parts = [f"<p>{escape(title)}</p>"]
    for name in ("claims", "holdings", "carriers", "unexplained"):
        found: list[dict[str, Any]] = told[name]
        columns = [
            (column, "whole" if isinstance(value, int) else "text")
            for column, value in (found[0] if found else {}).items()
        ]
        parts.append(_table(name, columns, found, most))
    notes = (each.sentence(lambda amount: money(amount, None)) for each in answer.warnings)
    parts.extend(f"<p>{escape(each)}</p>" for each in notes)
    return Page(title, "".join(parts))


def _table(
    name: str,
    columns: Sequence[tuple[str, str]],
    found: Sequence[Mapping[str, Any]],
    most: int,
) -> str:
    if not found:
        return ""
    more = f" (first {most:,} of {len(found):,})" if len(found) > most else ""
    heads = "".join(
        f'<th scope="col"{_attributes(kind)}>{escape(column)}</th>' for column, kind in columns
    )
    lines = "".join(f"<tr>{_cells(columns, row)}</tr>" for row in found[:most])
    caption = escape(name.replace("_", " ") + more)
    return f"<table><caption>{caption}</caption><tr>{heads}</tr>{lines}</table>"


def _cells(columns: Iterable[tuple[str, str]], row: Mapping[str, Any]) -> str:
    return "".join(
        f"<td{_attributes(kind)}>{escape(_text(row[column]))}</td>" for column, kind in columns
    )


def _attributes(kind: str) -> str:
    """Numbers stand in line; text runs in the direction of its own script."""
    return ' class="number"' if kind in ("whole", "number") else ' dir="auto"'


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return moment_text(to_microseconds(value))
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1 else f"{value:,.2f}"
    return ", ".join(str(each) for each in value)
