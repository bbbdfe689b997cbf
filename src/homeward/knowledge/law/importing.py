"""Laws into the node: a file as it was exported, read whole, and what differs from what is
in force.

Every fault names the file, the place in it (of a workbook the sheet and row), the field and the
reason. Nothing is written here: what comes out is proposed, State by State.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from homeward.foundation.web.visible import cleaned
from homeward.knowledge.law.celltext import all_fields, read_fields
from homeward.knowledge.law.changes import (
    Change,
    brought_in,
    difference,
    from_json,
    parts_of,
    title_of,
)
from homeward.knowledge.law.elements import ELEMENTS
from homeward.knowledge.law.errors import LawFault
from homeward.knowledge.law.names import state_names
from homeward.knowledge.law.queries import content_of
from homeward.knowledge.law.sheets import CELLS, INSTITUTIONS, LAWS, OFFENCES, SHEETS, Sheet, parsed
from homeward.knowledge.law.statelaw import read_state_law, write_state_law
from homeward.knowledge.law.words import place_of
from homeward.knowledge.law.writing import FORMAT, VERSION

LARGEST, MOST_ROWS, MOST_COLUMNS = 10 << 20, 20_000, 80
# A workbook is read in small parts except for these two, which its library holds whole: an attack
# puts millions of them in a few kilobytes. Every law of this node needs a tenth of that.
LARGEST_SHEETS, LARGEST_TEXTS, LARGEST_OTHER = 32 << 20, 8 << 20, 1 << 20
_TEXTS, _SHEET = "xl/sharedStrings.xml", "xl/worksheets/sheet"
_LAWS = "laws"
Place = dict[str, str]


def read_laws(data: bytes, file: str) -> list[dict[str, Any]]:
    """The laws of a file, JSON or XLSX by its content. Raises LawFault."""
    if len(data) > LARGEST:
        raise _fault(file, "-", "-", _("it is larger than 10 MB"))
    if data[:4] == b"PK\x03\x04":
        found = [*_from_workbook(data, file)]
    else:
        found = [(one, {}) for one in _from_json(data, file)]
    contents = [_checked(content, file, rows) for content, rows in found]
    states = [one["state"] for one in contents]
    if not states:
        raise _fault(file, "-", _LAWS, _("there is no law in it"))
    for state in states:
        if states.count(state) > 1:
            raise _fault(file, state, "state", _("it is there twice"))
    return contents


def differences(contents: list[dict[str, Any]], file: str) -> dict[str, list[Change]]:
    """What differs from what is in force, by State; States without a difference are left out.

    What was verified in another node comes in as read. Raises LawFault for a State that nobody has
    named.
    """
    names = state_names()
    for one in contents:
        if one["state"] not in names:
            raise _fault(file, one["state"], "state", _("No State has this code."))
    found = {}
    for one in contents:
        own = content_of(one["state"])
        found[one["state"]] = difference(own, brought_in(one, own))
    return {state: changes for state, changes in found.items() if changes}


def was_verified(contents: list[dict[str, Any]]) -> bool:
    """Whether anything in these laws was verified elsewhere only, and so comes in as read."""
    return any(
        parts_of(brought_in(one, content_of(one["state"]))) != parts_of(one) for one in contents
    )


def _fault(file: str, place: str, field: str, problem: object, title: str = "") -> LawFault:
    return LawFault(file=file, place=place, field=field, problem=str(problem), title=title)


def _checked(content: Mapping[str, Any], file: str, rows: Place) -> dict[str, Any]:
    """The law as it is written by this node; what it does not know is a fault and never lost."""
    try:
        law = write_state_law(read_state_law(content, file, datetime.now(UTC).date()))
        _nothing_lost(content, law, file)
    except LawFault as fault:
        place = str(fault.params["place"])
        at = next((rows[one] for one in (place, place.split(",")[0]) if one in rows), "")
        state = content.get("state", "")
        where = " · ".join(str(one) for one in (at, state, place) if one)
        params = fault.params | {"place": where}
        raise LawFault(**params) from None
    return law


def _nothing_lost(content: Mapping[str, Any], law: Mapping[str, Any], file: str) -> None:
    known = {"state", "legal_family", "source", "offence", "cell", "authority", "membership"}
    for name in sorted({*content} - known - {"treaty"}):
        raise _fault(file, "-", name, _("there is no such field"))
    sent, kept = parts_of(content), parts_of(law)
    for path, part in sent.items():
        for name in sorted({*part} - {*kept[path]}):
            if part[name] != "":
                wrong = _("there is no such field")
                raise _fault(file, place_of(path), name, wrong, title_of(path, kept))


def _from_json(data: bytes, file: str) -> list[dict[str, Any]]:
    try:
        whole = json.loads(data.decode("utf-8-sig"))
        # Half of a pair of signs can be written as an escape, and is no text that could be kept.
        json.dumps(whole, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise _fault(file, "-", "-", _("it is neither JSON nor a workbook (XLSX)")) from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise _fault(file, "-", "format", _("it is “%(format)s”") % {"format": FORMAT})
    if whole.get("version") != VERSION:
        raise _fault(file, "-", "version", _("this node reads version %(n)s") % {"n": VERSION})
    listed = whole.get(_LAWS)
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise _fault(file, "-", _LAWS, _("it is a list of tables"))
    return [from_json(_tidied(one)) for one in listed]


def _tidied(value: Any) -> Any:
    """Without what nobody sees, and without null: that is a field that is not there."""
    if isinstance(value, dict):
        return {name: _tidied(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_tidied(one) for one in value]
    return cleaned(value).strip() if isinstance(value, str) else value


def _from_workbook(data: bytes, file: str) -> Iterator[tuple[dict[str, Any], Place]]:
    rows = _all_rows(data, file)
    laws: dict[str, dict[str, Any]] = {}
    places: dict[str, Place] = {}
    for at, row in rows[LAWS.name]:
        state = str(row.get("state", ""))
        if state in laws:
            raise _fault(file, at, "state", _("it is there twice"))
        laws[state], places[state] = row, {"-": at}
    for sheet in SHEETS[1:]:
        for at, row in rows[sheet.name]:
            state = str(row.pop("state", ""))
            if state not in laws:
                raise _fault(file, at, "state", _("it is not in the sheet %(name)s")
                             % {"name": LAWS.name})  # fmt: skip
            _put(laws[state], places[state], sheet, row, at, file)
    yield from ((law, places[state]) for state, law in laws.items())


def _all_rows(data: bytes, file: str) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    try:
        return {sheet.name: [*_rows(sheet, one, file)] for sheet, one in _open(data, file)}
    except LawFault:
        raise
    except Exception:  # noqa: BLE001  openpyxl raises whatever its parts raise
        raise _fault(file, "-", "-", _("it is not a workbook that can be read")) from None


def _put(
    law: dict[str, Any], places: Place, sheet: Sheet, row: dict[str, Any], at: str, file: str
) -> None:
    if sheet is not CELLS:
        row |= {"languages": []} if sheet is INSTITUTIONS and "languages" not in row else {}
        name = row.get("key") or row.get("role") or row.get("treaty") or "?"
        places[f"{sheet.holds} {name}"] = at
        law.setdefault(sheet.holds, []).append(row)
        return
    key, element = row.pop("offence", ""), row.get("element", "?")
    places[f"offence {key}, {element}" if key else f"State, {element}"] = at
    if not key:
        law.setdefault("cell", []).append(row)
        return
    heads = [one for one in law.get(OFFENCES.holds, []) if one.get("key") == key]
    if not heads:
        raise _fault(file, at, "offence", _("it is not in the sheet %(name)s")
                     % {"name": OFFENCES.name})  # fmt: skip
    heads[0].setdefault("cell", []).append(row)


def _open(data: bytes, file: str) -> Iterator[tuple[Sheet, Any]]:
    import openpyxl  # type: ignore[import-untyped]

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sizes = {one.filename: one.file_size for one in archive.infolist()}
    sheets = sum(size for name, size in sizes.items() if name.startswith(_SHEET))
    texts = sizes.get(_TEXTS, 0)
    if (
        sheets > LARGEST_SHEETS
        or texts > LARGEST_TEXTS
        or sum(sizes.values()) - sheets - texts > LARGEST_OTHER
    ):
        raise _fault(file, "-", "-", _("it unpacks to more than a workbook of laws needs"))
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in SHEETS:
        if sheet.name not in book.sheetnames:
            raise _fault(file, f"sheet {sheet.name}", "-", _("the sheet is missing"))
        yield sheet, book[sheet.name]


def _rows(sheet: Sheet, found: Any, file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows that are not empty with where they stand, their texts parsed."""
    columns: list[str] = []
    if (found.max_column or 0) > MOST_COLUMNS:
        raise _fault(file, f"sheet {sheet.name}", "-", _("there are more columns than are read"))
    # A bound of our own: without it a single cell far to the right fills up every row.
    rows = found.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    for number, row in enumerate(rows, start=1):
        at = f"sheet {sheet.name}, row {number}"
        if number > MOST_ROWS:
            raise _fault(file, at, "-", _("there are more rows than can be read"))
        if number == 1:
            columns = ["" if one is None else str(one).strip() for one in row]
            _check_columns(sheet, columns, file, at)
        elif any(one is not None for one in row):
            named = zip(columns, map(_text, row), strict=False)
            texts = {name: one for name, one in named if name and one is not None}
            yield at, _parsed(sheet, texts, file, at)


def _check_columns(sheet: Sheet, columns: list[str], file: str, at: str) -> None:
    for name in {*filter(None, columns)} - {*sheet.columns}:
        raise _fault(file, at, name, _("there is no such field"))
    for name in {*sheet.columns} - {*columns}:
        raise _fault(file, at, name, _("the column is missing"))
    for name in filter(None, columns):
        if columns.count(name) > 1:
            raise _fault(file, at, name, _("it is there twice"))


def _parsed(sheet: Sheet, texts: dict[str, Any], file: str, at: str) -> dict[str, Any]:
    fields = {name: one for name, one in texts.items() if sheet is CELLS and name in all_fields()}
    row: dict[str, Any] = {}
    for name, one in texts.items():
        if name == "iccs" and not isinstance(one, str):
            raise _fault(file, at, name, _("it is a number: write it as a text, with its zeros"))
        if name not in fields and str(one).strip():
            try:
                row[name] = parsed(name, cleaned(str(one)).strip())
            except ValueError as error:
                raise _fault(file, at, name, error) from None
    if sheet is CELLS and row.get("element") not in ELEMENTS:
        wrong = _("it is one of: %(choices)s") % {"choices": ", ".join(ELEMENTS)}
        raise _fault(file, at, "element", wrong)
    known: Mapping[str, Any] = from_json(row)
    if fields:
        found = {}
        for name, value, problem in read_fields(row["element"], fields):
            if problem:
                raise _fault(file, at, name, problem)
            found[name] = value
        return {**known, **found}
    return {**known}


def _text(value: Any) -> Any:
    """A value of a cell as the files would have it: days are written as days."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value
