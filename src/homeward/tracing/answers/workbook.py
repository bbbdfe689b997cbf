"""A schedule as a workbook whose formulas recompute it (XLSX).

Only what comes from elsewhere is a value: amounts, and what each payment in brought of each label.
Balances, births and what leaves are formulas. A spreadsheet computes in floating point: minor
units above 2^53 are not exact there.
"""

from pathlib import Path
from typing import IO, Any

from homeward.tracing.answers import errors
from homeward.tracing.answers.schedule import Schedule, ScheduleLine
from homeward.tracing.moments import moment_text, to_microseconds
from homeward.tracing.rules import Rule

MOST_ROWS = 1_048_576
"""Rows of a sheet."""

HEAD = ("line", "time (UTC)", "payment", "counterparty", "in", "out", "birth", "balance")
SHARE_HEAD = ("claims before", "claims taken")
LOT_HEAD = ("line", "from", "to", "length", "label", "label number")

TAKEN = {
    Rule.PRO_RATA: "{claims}*{out}/({balance}+{birth})",
    Rule.LOWEST_BALANCE: "MAX(0,{claims}-({balance}+{birth}-{out}))",
    Rule.CLAIMANT_FIRST: "MIN({claims},{out})",
}
"""What a debit takes of all claims together; an account that is emptied gives everything."""

LOTS = (
    " The sheet Lots says which parts of the account's line, counted in minor units from its "
    "beginning, came and left with each payment."
)
WORDS = {
    Rule.FIFO: "fifo: money that came in first leaves first.",
    Rule.LIFO: "lifo: money that came in last leaves first.",
    Rule.PRO_RATA: "pro-rata: a payment out takes of the claims what it is of the balance.",
    Rule.LOWEST_BALANCE: "lowest-balance: a payment out takes clean money first, then claims.",
    Rule.CLAIMANT_FIRST: "claimant-first: a payment out takes claims first, then clean money.",
}
BIRTH = (
    "A birth is what a payment out took beyond the balance: clean money that the ledger does not "
    "explain, taken last."
)
NOTES = (
    f"Amounts are minor units. {BIRTH}",
    "Several claims give in proportion to what is left of each.",
    "What a payment in brought of each claim comes from the trace of the whole ledger. Where a "
    "payment gives another one back (column note), what it took is a value too: the same money "
    "first.",
    "A spreadsheet computes in floating point; amounts above 9,007,199,254,740,991 are not exact.",
)


def write_workbook(schedule: Schedule, target: str | Path | IO[bytes]) -> None:
    """Write the workbook to a path or a binary file; raises `ScheduleTooLong`."""
    import xlsxwriter

    rows = len(schedule.lines) + 1
    lots = 1 + sum(len(line.lots) for line in schedule.lines)
    if max(rows, lots) > MOST_ROWS:
        raise errors.ScheduleTooLong(lines=max(rows, lots) - 1, limit=MOST_ROWS - 1)
    book = xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target))
    book.set_calc_mode("auto")
    _Sheets(book, schedule).write()
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as problem:
        raise problem.args[0] from problem  # the OSError that says why


def _column(number: int) -> str:
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


class _Sheets:
    """One workbook in the making. Row 1 of each sheet is its head."""

    def __init__(self, book: Any, schedule: Schedule) -> None:
        self.schedule, self.rule = schedule, schedule.rule
        self.main, self.bold = book.add_worksheet("Schedule"), book.add_format({"bold": True})
        self.lots = book.add_worksheet("Lots") if self.rule.is_exact else None
        self.notes = book.add_worksheet("Notes")
        self.first_label = len(HEAD) + (0 if self.rule.is_exact else len(SHARE_HEAD))
        self.note_column = self.first_label + 2 * len(schedule.labels)
        self.lot_rows = sum(len(line.lots) for line in schedule.lines)

    def write(self) -> None:
        self._heads()
        for place, line in enumerate(self.schedule.lines):
            self._line(place + 1, line)
        if self.lots is not None:
            self._lots(self.lots)
        for place, text in enumerate(self._words()):
            self.notes.write_string(place, 0, text)
        self.notes.set_column(0, 0, 120)
        self.main.set_column(1, 3, 24)
        self.main.freeze_panes(1, 3)

    def _words(self) -> list[str]:
        at = self.schedule.at
        moment = "after the last payment" if at is None else moment_text(to_microseconds(at))
        title = f"Account {self.schedule.account} in {self.schedule.currency}, {moment}."
        lots = LOTS if self.rule.is_exact else ""
        return [title, f"Rule {WORDS[self.rule]}{lots}", *NOTES]

    def _heads(self) -> None:
        head = list(HEAD) if self.rule.is_exact else [*HEAD, *SHARE_HEAD]
        for label in self.schedule.labels:
            head += [f"{label}: moved", f"{label}: after"]
        for place, text in enumerate([*head, "note"]):
            self.main.write_string(0, place, text, self.bold)

    def _line(self, row: int, line: ScheduleLine) -> None:
        sheet, is_in = self.main, line.direction != "out"
        sheet.write_number(row, 0, line.number)
        texts = [None if line.time is None else moment_text(to_microseconds(line.time))]
        for place, text in enumerate([*texts, line.payment, line.counterparty], start=1):
            sheet.write_string(row, place, text or "")
        sheet.write_number(row, 4 if is_in else 5, line.amount)
        before = f"H{row}" if row > 1 else "0"
        if not is_in:
            sheet.write_formula(row, 6, f"=MAX(0,F{row + 1}-{before})", None, line.birth)
        balance = f"={before}+E{row + 1}-F{row + 1}+G{row + 1}"
        sheet.write_formula(row, 7, balance, None, line.balance)
        if not self.rule.is_exact and not is_in:
            self._taken(row, line)
        self._labels(row, line)
        if line.gives_back is not None:
            sheet.write_string(row, self.note_column, f"gives back {line.gives_back}")

    def _taken(self, row: int, line: ScheduleLine) -> None:
        """What the rule takes of all claims together."""
        afters = [f"{_column(self.first_label + 2 * n + 1)}{row}" for n in range(len(line.labels))]
        claims = "+".join(afters) or "0"
        before = sum(step.before for step in line.labels)
        self.main.write_formula(row, 8, f"={claims}", None, before)
        cells = {"claims": f"I{row + 1}", "out": f"F{row + 1}", "birth": f"G{row + 1}"}
        cells["balance"] = f"H{row}"
        part = TAKEN[self.rule].format(**cells)
        formula = (
            f"=IF({cells['out']}>={cells['balance']}+{cells['birth']},{cells['claims']},{part})"
        )
        if line.gives_back is not None:
            moved = [f"{_column(self.first_label + 2 * n)}{row + 1}" for n in range(len(afters))]
            formula = "=" + ("+".join(moved) or "0")
        self.main.write_formula(row, 9, formula, None, sum(step.moved for step in line.labels))

    def _labels(self, row: int, line: ScheduleLine) -> None:
        for number, step in enumerate(line.labels):
            moved = self.first_label + 2 * number
            cell, after = f"{_column(moved)}{row + 1}", f"{_column(moved + 1)}{row}"
            if self.rule.is_exact:
                formula = self._from_lots(row, number)
                self.main.write_formula(row, moved, formula, None, step.moved)
            elif line.direction == "out" and line.gives_back is None:
                formula = f"=IF(I{row + 1}=0,0,{after}/I{row + 1}*J{row + 1})"
                self.main.write_formula(row, moved, formula, None, step.moved)
            else:
                self.main.write_number(row, moved, step.moved)
            sign = "-" if line.direction == "out" else "+"
            formula = f"={after if row > 1 else '0'}{sign}{cell}"
            self.main.write_formula(row, moved + 1, formula, None, step.after)

    def _from_lots(self, row: int, number: int) -> str:
        last = self.lot_rows + 1
        # by the label's number: a text would be read as a pattern
        return (
            f"=SUMIFS(Lots!$D$2:$D${last},Lots!$A$2:$A${last},A{row + 1},"
            f"Lots!$F$2:$F${last},{number + 1})"
        )

    def _lots(self, sheet: Any) -> None:
        numbers = {label: place for place, label in enumerate(self.schedule.labels, start=1)}
        for place, text in enumerate(LOT_HEAD):
            sheet.write_string(0, place, text, self.bold)
        row = 1
        for line in self.schedule.lines:
            for lot in line.lots:
                sheet.write_number(row, 0, line.number)
                if lot.start is None:
                    sheet.write_number(row, 3, lot.length)
                else:
                    sheet.write_number(row, 1, lot.start)
                    sheet.write_number(row, 2, lot.start + lot.length)
                    length = f"=C{row + 1}-B{row + 1}"
                    sheet.write_formula(row, 3, length, None, lot.length)
                clean = "(born)" if lot.start is None else "(clean)"
                words = clean if lot.label is None else lot.label
                sheet.write_string(row, 4, words)
                sheet.write_number(row, 5, 0 if lot.label is None else numbers[lot.label])
                row += 1
