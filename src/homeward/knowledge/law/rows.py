"""What pages and tables show of laws: cells with their words, marks and addresses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from homeward.knowledge.law.comparing import KnownOffence
from homeward.knowledge.law.elements import ELEMENTS, OF_OFFENCE, OF_STATE, Status
from homeward.knowledge.law.matching import KnownCell
from homeward.knowledge.law.statelaw import Source, StateLaw
from homeward.knowledge.law.words import KNOWN_AS, NOT_RECORDED, Mark, value_lines

GENERAL = "general"  # stands in addresses for the cells that belong to no offence


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell as it is shown: where it is, what it says, and how it is known.

    `lines` is empty where nothing is recorded, and `cell` is None then.
    """

    state: str
    offence: KnownOffence | None
    element: str
    lines: tuple[str, ...]
    mark: Mark
    cell: KnownCell | None = None
    source: Source | None = None

    @property
    def label(self) -> Any:
        """What the element is called."""
        return ELEMENTS[self.element].label

    @property
    def offence_key(self) -> str:
        """The key in the address of its editor."""
        return self.offence.key if self.offence else GENERAL

    @property
    def path(self) -> str:
        """The path of the part."""
        place = f"offence/{self.offence.key}" if self.offence else "state"
        return f"{place}/{self.element}"

    @property
    def anchor(self) -> str:
        """Where it stands in the page of its State."""
        return f"{self.offence_key}-{self.element}"

    @property
    def url(self) -> str:
        """The address of the place in the page of its State."""
        return f"{reverse('law:state', args=[self.state])}#{self.anchor}"

    @property
    def recorded(self) -> bool:
        """Whether anything is recorded."""
        return self.cell is not None

    @property
    def readable(self) -> bool:
        """Whether somebody may confirm it: the text was read and not verified yet."""
        return self.cell is not None and self.cell.status is Status.TEXT_READ


def cell_row(
    law: StateLaw, offence: KnownOffence | None, element: str, cell: KnownCell | None
) -> CellRow:
    """A cell of a law as it is shown."""
    if cell is None:
        return CellRow(law.state, offence, element, (), NOT_RECORDED)
    lines = tuple(value_lines(element, cell.value))
    source = law.sources.get(cell.source)
    return CellRow(law.state, offence, element, lines, KNOWN_AS[cell.status], cell, source)


def rows_of_offence(law: StateLaw, offence: KnownOffence) -> list[CellRow]:
    """Every element of an offence, also where nothing is recorded."""
    return [cell_row(law, offence, one.code, offence.cell(one.code)) for one in OF_OFFENCE]


def rows_of_state(law: StateLaw) -> list[CellRow]:
    """Every element of the State's law as a whole."""
    known = {cell.element: cell for cell in law.cells}
    return [cell_row(law, None, one.code, known.get(one.code)) for one in OF_STATE]


def rows_of_element(
    laws: Mapping[str, StateLaw], element: str, about: str = ""
) -> Iterator[CellRow]:
    """An element in every State: of each offence, or of the State; what is not recorded too."""
    for law in laws.values():
        if not ELEMENTS[element].of_offence:
            yield next(one for one in rows_of_state(law) if one.element == element)
            continue
        for offence in law.offences:
            if not about or offence.about == about:
                yield cell_row(law, offence, element, offence.cell(element))


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of a law is known, and how."""

    offences: int
    verified: int
    read: int
    from_memory: int


def counted(law: StateLaw) -> Counted:
    """The cells of a law by how they are known."""
    cells = [*law.cells, *(cell for one in law.offences for cell in one.cells)]
    found = [cell.status for cell in cells]
    return Counted(
        len(law.offences),
        found.count(Status.VERIFIED),
        found.count(Status.TEXT_READ),
        found.count(Status.FROM_MEMORY),
    )


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One element: for each State the cells of its offences, or of its law as a whole."""

    element: str
    columns: tuple[tuple[CellRow, ...], ...]

    @property
    def label(self) -> Any:
        """What the element is called."""
        return ELEMENTS[self.element].label


def compared(laws: Iterable[StateLaw], about: str) -> list[ComparedRow]:
    """Laws beside each other, element by element, for offences about one thing."""
    found = list(laws)
    rows = []
    for element in ELEMENTS:
        columns = tuple(tuple(rows_of_element({law.state: law}, element, about)) for law in found)
        rows.append(ComparedRow(element, columns))
    return rows
