"""Tables of answers as HTML."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from homeward.tracing.answers.words import money, unrounded
from homeward.tracing.moments import moment_text, to_microseconds


def table(
    name: str,
    columns: Sequence[tuple[str, str]],
    found: Sequence[Mapping[str, Any]],
    most: int,
    exponent: int | None = None,
) -> str:
    """The first rows as a table, whose caption says how many there are; nothing without rows.

    Columns of the kinds `amount` and `exact` are minor units, shown by `exponent`.
    """
    if not found:
        return ""
    more = f" (first {most:,} of {len(found):,})" if len(found) > most else ""
    heads = "".join(
        f'<th scope="col"{_attributes(kind)}>{escape(column)}</th>' for column, kind in columns
    )
    lines = "".join(f"<tr>{_cells(columns, row, exponent)}</tr>" for row in found[:most])
    caption = escape(name.replace("_", " ") + more)
    return f"<table><caption>{caption}</caption><tr>{heads}</tr>{lines}</table>"


def _cells(columns: Iterable[tuple[str, str]], row: Mapping[str, Any], exponent: int | None) -> str:
    return "".join(
        f"<td{_attributes(kind)}>{escape(_shown(row[column], kind, exponent))}</td>"
        for column, kind in columns
    )


def _shown(value: Any, kind: str, exponent: int | None) -> str:
    if value is not None and kind == "amount":
        return money(value, exponent)
    if value is not None and kind == "exact":
        return unrounded(value, exponent)
    return _text(value)


def _attributes(kind: str) -> str:
    """Numbers stand in line; text runs in the direction of its own script."""
    return ' class="number"' if kind in ("whole", "number", "amount", "exact") else ' dir="auto"'


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
