"""The comparison of laws on paper: a few States beside each other, notes and sources below.

On paper nothing can be opened or moved aside: tables of many States are split into groups, each
cell carries the number of its note, and every source stands in full with its dates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from homeward.knowledge.law.editions import Edition, edition_of
from homeward.knowledge.law.rows import CellRow, compared
from homeward.knowledge.law.statelaw import Source, StateLaw

COLUMNS = 4  # States beside each other on a sheet of A4 that lies on its long side


@dataclass(frozen=True, slots=True)
class Numbered:
    """A cell, and the number of its note; 0 where nothing is recorded."""

    cell: CellRow
    number: int


@dataclass(frozen=True, slots=True)
class PrintedLaw:
    """A State at the head of a column: its name, and which text of its law it is."""

    name: str
    edition: Edition


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One element with the cells of each State."""

    label: object
    columns: tuple[tuple[Numbered, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What stands below a table of one cell: the State, and the cell with its paraphrase."""

    number: int
    name: str
    cell: CellRow


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table of a few States with its notes, and the sources that the notes name."""

    laws: tuple[PrintedLaw, ...]
    rows: tuple[PrintedRow, ...]
    notes: tuple[Note, ...]
    sources: tuple[Source, ...]


def printed(
    laws: Sequence[StateLaw], about: str, names: dict[str, str], beside: int = COLUMNS
) -> list[PrintedTable]:
    """The comparison in tables of a few States; notes are numbered through all of them."""
    numbers = count(1)
    groups = (laws[at : at + beside] for at in range(0, len(laws), beside))
    return [_table(group, about, names, numbers) for group in groups]


def _table(
    laws: Sequence[StateLaw], about: str, names: dict[str, str], numbers: "count[int]"
) -> PrintedTable:
    rows, notes = [], []
    for row in compared(laws, about):
        columns = tuple(
            tuple(Numbered(one, next(numbers) if one.recorded else 0) for one in cells)
            for cells in row.columns
        )
        rows.append(PrintedRow(row.label, columns))
        notes += [
            Note(one.number, names[one.cell.state], one.cell)
            for cells in columns
            for one in cells
            if one.number
        ]
    named = {(note.cell.state, note.cell.source.key): note.cell.source
             for note in notes if note.cell.source}  # fmt: skip
    heads = tuple(PrintedLaw(names[law.state], edition_of(law.state)) for law in laws)
    return PrintedTable(heads, tuple(rows), tuple(notes), tuple(named.values()))
