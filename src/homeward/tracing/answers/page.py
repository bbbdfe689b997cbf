"""Answers to look at: in a notebook as they are, or saved as one HTML file that needs nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from homeward.tracing.answers.backward import Backward
from homeward.tracing.answers.columns import COLUMNS, MINOR
from homeward.tracing.answers.distribution import Distribution
from homeward.tracing.answers.freezing import FreezingList
from homeward.tracing.answers.leads import LEADS, leads_body
from homeward.tracing.answers.leaving import Leaving
from homeward.tracing.answers.moneyflow import MoneyFlow
from homeward.tracing.answers.output import Answer, rows
from homeward.tracing.answers.pagetables import table
from homeward.tracing.answers.schedule import Schedule
from homeward.tracing.answers.spread import RangeOverRules
from homeward.tracing.answers.words import money, unit_told, until
from homeward.tracing.detection.scan import Detection
from homeward.tracing.errors import OptionUnusable
from homeward.tracing.limits import refuse_number
from homeward.tracing.result import Trace
from homeward.tracing.tracer import Followed
from homeward.tracing.warning import TraceWarning

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
        """Write one HTML file that needs no other; raises `OptionUnusable`."""
        place = Path(path)
        if place.is_dir() or not place.parent.is_dir():
            allowed = "a file in a folder that is there"
            raise OptionUnusable(option="path", value=path, allowed=allowed)
        head = f'<meta charset="utf-8"><title>{escape(self.title)}</title>'
        text = f"<!doctype html><html lang=en>{head}<body>{self._repr_html_()}</body></html>\n"
        place.write_text(text, encoding="utf-8")


def show(answer: Followed | Trace | Answer | Detection, *, most: int = SHOWN) -> Page:
    """Any answer, a trace, or what `detect` found, as tables of at most `most` rows, with a picture
    where it has one.

    Amounts are in major units where the ledger has an exponent, else in minor units, and the page
    says which. All rows are in `arrow_tables(answer)` and `document(answer)`, in minor units.
    Raises `OptionUnusable`.
    """
    refuse_number("most", most, 0)
    if isinstance(answer, Followed):
        answer = answer.trace
    if isinstance(answer, Trace):
        return _trace(answer, most)
    if isinstance(answer, Detection):
        return Page(LEADS, leads_body(answer, most))
    parts = [] if not isinstance(answer, MoneyFlow) else [answer.svg()]
    title = answer.title() if isinstance(answer, MoneyFlow) else TITLES.get(type(answer), "Paths")
    exponent = _exponent(answer)
    parts.append(f"<p>{unit_told(exponent)}</p>")
    tables = rows(answer)
    tables.pop("warnings", None)
    for name, found in tables.items():
        columns = [(column, _kind(kind, unit)) for column, kind, unit in COLUMNS[name]]
        parts.append(table(name, columns, found, most, exponent))
    warnings = answer.warnings if isinstance(answer, Backward | RangeOverRules) else ()
    return Page(title, "".join(parts) + _notes(warnings, exponent))


def _exponent(answer: Answer) -> int | None:
    if isinstance(answer, Sequence):  # paths, one for each claim that reached the end
        return answer[0].exponent if answer else None
    return answer.exponent


def _kind(kind: str, unit: str) -> str:
    """Amounts of a table are what its columns say to be in minor units."""
    return {"whole": "amount", "number": "exact"}[kind] if unit.startswith(MINOR) else kind


def _notes(warnings: Iterable[TraceWarning], exponent: int | None) -> str:
    told = (each.sentence(lambda amount: money(amount, exponent)) for each in warnings)
    return "".join(f"<p>{escape(each)}</p>" for each in told)


def _trace(answer: Trace, most: int) -> Page:
    told = answer.document()
    title = f"Rule {answer.rule}, {until(answer.at)}."
    parts = [f"<p>{escape(title)} {unit_told(answer.exponent)}</p>"]
    for name in ("claims", "holdings", "carriers", "unexplained"):
        found: list[dict[str, Any]] = told[name]
        columns = [
            (column, "amount" if isinstance(value, int) else "text")
            for column, value in (found[0] if found else {}).items()
        ]
        parts.append(table(name, columns, found, most, answer.exponent))
    return Page(title, "".join(parts) + _notes(answer.warnings, answer.exponent))
