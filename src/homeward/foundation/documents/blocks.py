"""What a document is made of: plain words in a few shapes, set by the templates of this room.

Every value is finished text in the reader's language (figures and times by `web.formats`). Nothing
of it is ever read as markup: it reaches the typesetter as data.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences; line breaks are kept. `strong` sets them in a frame, as a warning.

    What is `kept` stands on the page of what follows it; what is `apart` has room above it.
    `language` is the code of another language than the document's.
    """

    text: str
    strong: bool = False
    kept: bool = False
    apart: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and their values, one below the other; an empty value is printed as not recorded."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one heading for each column; every row has as many cells."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("A row has more or fewer cells than the table has columns.")


@dataclass(frozen=True, slots=True)
class Step:
    """A line with a box to tick on paper; `done` prints it ticked."""

    text: str
    detail: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """Steps with boxes."""

    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a run of blocks; 1 is the highest level."""

    text: str
    level: int = 1


Block = Heading | Paragraph | Facts | Table | Checklist


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document under its own heading."""

    heading: str
    blocks: Sequence[Block] = field(default_factory=list)
