"""The sheets of a workbook of laws: what stands in which column, in the shape of the files.

Every sheet has the State in its first column, so that one workbook holds any number of States.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from homeward.knowledge.law.celltext import all_fields, fields_of, from_text, to_text
from homeward.knowledge.law.elements import yes_or_no

_KNOWN = ("status", "source", "paraphrase")
_BOOLEANS = {"is_basis", "sectoral"}
_LISTS = {"languages", "covers", "states"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns, and which list of the files it holds."""

    name: str
    columns: tuple[str, ...]
    holds: str


LAWS = Sheet("laws", ("state", "legal_family"), "")
SOURCES = Sheet(
    "sources",
    ("state", "key", "title", "publisher", "address", "language", "copy_date", "read_on"),
    "source",
)
OFFENCES = Sheet(
    "offences",
    ("state", "key", "about", "name", "title", "provision", "iccs", "iccs_reason"),
    "offence",
)
CELLS = Sheet(
    "cells",
    ("state", "offence", "element", "provision", *_KNOWN, *all_fields()),
    "cell",
)
INSTITUTIONS = Sheet(
    "institutions",
    ("state", "role", "name", "original", "languages", "provision", *_KNOWN),
    "authority",
)
MEMBERSHIPS = Sheet(
    "memberships", ("state", "treaty", "standing", "since", "is_basis", *_KNOWN), "membership"
)
TREATIES = Sheet(
    "treaties",
    ("state", "key", "name", "covers", "sectoral", "states", "in_force", *_KNOWN),
    "treaty",
)
SHEETS = (LAWS, SOURCES, OFFENCES, CELLS, INSTITUTIONS, MEMBERSHIPS, TREATIES)
_PLAIN = {"source": SOURCES, "authority": INSTITUTIONS, "membership": MEMBERSHIPS,
          "treaty": TREATIES}  # fmt: skip


def rows_of(content: Mapping[str, Any]) -> Iterator[tuple[Sheet, dict[str, Any]]]:
    """Every row of a law in the shape of the files, as text, numbers, true and false."""
    state = {"state": content["state"]}
    yield LAWS, state | {"legal_family": content["legal_family"]}
    for kind, sheet in _PLAIN.items():
        for one in content.get(kind, []):
            yield sheet, state | {name: _plain(what) for name, what in one.items()}
    for offence in content.get("offence", []):
        yield OFFENCES, state | {name: one for name, one in offence.items() if name != "cell"}
        for cell in offence.get("cell", []):
            yield CELLS, state | {"offence": offence["key"]} | _cell_row(cell)
    for cell in content.get("cell", []):
        yield CELLS, state | {"offence": ""} | _cell_row(cell)


def _cell_row(cell: Mapping[str, Any]) -> dict[str, Any]:
    checks = fields_of(cell["element"])
    return {
        name: to_text(checks[name], what) if name in checks else what for name, what in cell.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, bool | str) else str(value)


def parsed(name: str, raw: str) -> Any:
    """A text of a row that is no field of an element, as the files have it: lists and booleans.

    Raises ValueError for a word that is neither true nor false.
    """
    if name in _LISTS:
        return [one for part in raw.split(",") if (one := part.strip())]
    if name in _BOOLEANS:
        return from_text(yes_or_no, raw)
    return raw
