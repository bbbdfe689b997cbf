"""A schedule as a printed document (PDF/A-2a and PDF/UA-1), for a court's file."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from homeward.tracing.answers import errors
from homeward.tracing.answers.schedule import Schedule, ScheduleLine
from homeward.tracing.answers.words import money, until, visible
from homeward.tracing.answers.workbook import BIRTH, WORDS
from homeward.tracing.errors import ExponentUnusable
from homeward.tracing.moments import moment_text, to_microseconds
from homeward.tracing.rules import Rule
from homeward.tracing.tally import Amount

MOST_LINES = 20_000
"""Lines beyond which nobody prints: a thousand pages."""

LOTS = (
    "The last table says which parts of the account's line, counted from its beginning, came and "
    "left with each payment."
)
FORMULAS = {
    Rule.PRO_RATA: "Taken of all claims together: claims before x amount out / (balance before + "
    "birth). Several claims give in proportion to what is left of each.",
    Rule.LOWEST_BALANCE: "Taken of all claims together: claims before - (balance before + birth - "
    "amount out), and never less than nothing. Several claims give in proportion to what is left "
    "of each.",
    Rule.CLAIMANT_FIRST: "Taken of all claims together: the amount out, and never more than they "
    "have. Several claims give in proportion to what is left of each.",
}
NOTES = (
    f"{BIRTH} What a payment in brought of each claim comes from the trace of the whole ledger; "
    "so does what a payment takes that gives another one back: the same money first.",
)


def write_pdf(
    schedule: Schedule,
    target: str | Path | IO[bytes],
    *,
    exponent: int | None = None,
    fonts: Sequence[str | Path] = (),
) -> None:
    """Write the document to a path or a binary file.

    Amounts have `exponent` decimals (None: minor units). `fonts` are folders of further fonts, for
    scripts beyond Latin, Greek, Cyrillic and Arabic. Raises `ScheduleTooLong`,
    `ExponentUnusable`, and `SignsNotPrintable` where no font has a sign.
    """
    import typst

    if exponent is not None and not 0 <= exponent <= 18:
        raise ExponentUnusable(exponent=exponent)
    if len(schedule.lines) > MOST_LINES:
        raise errors.ScheduleTooLong(lines=len(schedule.lines), limit=MOST_LINES)
    template: Any = files(__package__).joinpath("schedule.typ").read_bytes()
    told = json.dumps(_shown(_told(schedule, exponent)), ensure_ascii=False)
    try:
        content = typst.compile(
            template,
            sys_inputs={"data": told},
            pdf_standards=["a-2a", "ua-1"],
            font_paths=[str(each) for each in fonts],
            ignore_system_fonts=True,
        )
    except typst.TypstError as problem:
        if not any(words in str(problem) for words in ("could not be displayed", "codepoint")):
            raise
        raise errors.SignsNotPrintable(account=schedule.account) from problem
    if isinstance(target, str | Path):
        Path(target).write_bytes(content)
    else:
        target.write(content)


def _shown(told: Any) -> Any:
    """The same with every sign that nobody sees shown by one in its place."""
    if isinstance(told, str):
        return visible(told)
    if isinstance(told, list):
        return [_shown(each) for each in told]
    if isinstance(told, dict):
        return {name: _shown(each) for name, each in told.items()}
    return told


def _told(schedule: Schedule, exponent: int | None) -> dict[str, Any]:
    def told(amount: Amount) -> str:
        return _money(amount, exponent)

    today = datetime.now(UTC)
    unit = f"{exponent} decimals" if exponent else "minor units"
    facts = [WORDS[schedule.rule], LOTS if schedule.rule.is_exact else FORMULAS[schedule.rule]]
    facts += [f"Until: {until(schedule.at)}. Amounts in {schedule.currency}, {unit}.", *NOTES]
    return {
        "date": [today.year, today.month, today.day],
        "title": f"Schedule of account {schedule.account} in {schedule.currency}, {schedule.rule}",
        "facts": facts,
        "lines": [_line(line, told) for line in schedule.lines],
        "claims": [row for line in schedule.lines for row in _claims(line, told)],
        "lots": [row for line in schedule.lines for row in _lots(line, told)],
    }


def _line(line: ScheduleLine, money: Any) -> list[str]:
    gives_back = f" (gives back {line.gives_back})" if line.gives_back else ""
    time = "" if line.time is None else moment_text(to_microseconds(line.time))
    return [
        str(line.number),
        time,
        (line.payment or line.direction) + gives_back,
        line.counterparty or "",
        money(line.amount) if line.direction != "out" else "",
        money(line.amount) if line.direction == "out" else "",
        money(line.birth) if line.birth else "",
        money(line.balance),
    ]


def _claims(line: ScheduleLine, money: Any) -> Iterator[list[str]]:
    for step in line.labels:
        if step.before or step.after or step.moved:
            amounts = (step.before, step.moved, step.after)
            yield [str(line.number), step.label, *(money(each) for each in amounts)]


def _lots(line: ScheduleLine, money: Any) -> Iterator[list[str]]:
    for lot in line.lots:
        ends = ("born", "") if lot.start is None else (lot.start, lot.start + lot.length)
        shown = [each if isinstance(each, str) else money(each) for each in ends]
        yield [str(line.number), *shown, money(lot.length), lot.label or "clean"]


def _money(amount: Amount, exponent: int | None) -> str:
    """An amount as people read it; shares of a minor unit with six more decimals."""
    if isinstance(amount, float):
        places = exponent or 0
        whole = len(f"{abs(amount):.0f}")  # a double is good for 15 digits, and no more are shown
        return f"{Decimal(amount).scaleb(-places):,.{places + max(0, min(6, 15 - whole))}f}"
    return money(amount, exponent)
