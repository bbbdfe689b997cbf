"""Laws out and in again: what is written is read as it was, and every fault has its place."""

import io
import json
import zipfile
from copy import deepcopy
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.knowledge.law.celltext import fields_of, from_text, read_fields, to_text
from homeward.knowledge.law.elements import penalty_levels
from homeward.knowledge.law.errors import LawFault, LawOvertaken, NotVerified
from homeward.knowledge.law.importing import read_laws
from homeward.knowledge.law.shelf import shipped
from homeward.knowledge.law.statelaw import write_state_law
from homeward.knowledge.law.writing import to_csv, to_json_file, to_workbook
from tests.law.test_changing import LAW

CONTENTS = [write_state_law(one) for one in shipped().values()]


def book_of(contents: list[dict[str, Any]]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_workbook(contents)))


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_every_shipped_law_comes_back_as_it_went() -> None:
    assert read_laws(to_json_file(CONTENTS), "all.json") == CONTENTS
    assert read_laws(to_workbook(CONTENTS), "all.xlsx") == CONTENTS


def set_cell(book: Any, sheet: str, row: int, column: str, value: Any) -> None:
    headings = [cell.value for cell in book[sheet][1]]
    book[sheet].cell(row, headings.index(column) + 1).value = value


FAULTS = [
    ("cells", "acts", "fly", "sheet cells, row 2", "acts"),
    ("cells", "max_months", "many", "sheet cells, row 2", "max_months"),
    ("cells", "status", "heard", "sheet cells, row 2", "status"),
    ("cells", "source", "XA9", "sheet cells, row 2", "source"),
    ("cells", "provision", None, "sheet cells, row 2", "provision"),
    ("cells", "element", "colour", "sheet cells, row 2", "element"),
    ("cells", "offence", "nothing", "sheet cells, row 2", "offence"),
    ("cells", "state", "XB", "sheet cells, row 2", "state"),
    ("sources", "read_on", "soon", "sheet sources, row 2", "read_on"),
    ("offences", "iccs", 20221, "sheet offences, row 2", "iccs"),
    ("laws", "legal_family", "odd", "sheet laws, row 2", "legal_family"),
    ("laws", "state", "xa", "sheet", "state"),
]


@pytest.mark.parametrize(("sheet", "column", "value", "place", "field"), FAULTS)
def test_a_fault_in_a_workbook_names_sheet_row_and_field(
    sheet: str, column: str, value: Any, place: str, field: str
) -> None:
    book = book_of([LAW])
    set_cell(book, sheet, 2, column, value)
    with pytest.raises(LawFault) as caught:
        read_laws(saved(book), "laws.xlsx")
    assert caught.value.params["file"] == "laws.xlsx"
    assert caught.value.params["place"].startswith(place)
    assert caught.value.params["field"] == field


def test_what_is_no_file_of_laws_is_refused() -> None:
    book = book_of([LAW])
    del book["cells"]
    more = book_of([LAW])
    more["laws"].cell(1, 3).value = "colour"
    law = json.loads(to_json_file([LAW]))
    twice = {**law, "laws": law["laws"] * 2}
    typo = deepcopy(law)
    typo["laws"][0]["offence"][0]["penality"] = "x"
    for data, problem in (
        (b"", "neither JSON nor"),
        (b"[1]", "homeward-law"),
        (b"PK\x03\x04nothing", "cannot be read|can be read"),
        (json.dumps({**law, "version": 2}).encode(), "version 1"),
        (json.dumps({**law, "laws": []}).encode(), "no law"),
        (json.dumps({**law, "laws": [1]}).encode(), "list of tables"),
        (json.dumps(twice).encode(), "twice"),
        (json.dumps(typo).encode(), "field penality: there is no such field"),
        (saved(book), "the sheet is missing"),
        (saved(more), "no such field"),
    ):
        with pytest.raises(LawFault, match=problem):
            read_laws(data, "file")


def padded(data: bytes, name: str, text: bytes) -> bytes:
    """A workbook with one part blown up; packed it stays small."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            new.writestr(one.filename, old.read(one) + (text if one.filename == name else b""))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("part", "megabytes"),
    [("xl/styles.xml", 2), ("xl/sharedStrings.xml", 9), ("xl/worksheets/sheet4.xml", 33)],
)
def test_a_workbook_that_unpacks_to_much_is_refused_before_it_is_read(
    part: str, megabytes: int
) -> None:
    data = padded(to_workbook([LAW]), part, b" " * (megabytes << 20))
    assert len(data) < 1 << 20
    with pytest.raises(LawFault, match="unpacks to more"):
        read_laws(data, "bomb.xlsx")


def test_a_cell_far_away_fills_up_no_rows() -> None:
    book = book_of([LAW])
    book["cells"].cell(3, 16_384).value = "far"
    with pytest.raises(LawFault, match="more columns"):
        read_laws(saved(book), "wide.xlsx")


def test_a_place_is_said_in_the_language_of_the_reader() -> None:
    book = book_of([LAW])
    set_cell(book, "cells", 2, "status", "heard")
    with pytest.raises(LawFault) as caught:
        read_laws(saved(book), "laws.xlsx")
    assert (
        "sheet cells, row 2 · XD · Offence Holding of a person (holding): Conduct"
        in caught.value.sentence()
    )
    with translation.override("fr"):
        said = caught.value.sentence()
    assert "feuille cells, ligne 2" in said
    assert "Offence" not in said
    for error in (LawOvertaken(path="offence/a/conduct"), NotVerified(path="state/limitation")):
        assert "/" not in error.sentence()


JUNK: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@given(st.data())
@settings(max_examples=60)
def test_nothing_in_a_file_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever stands anywhere in a law, the answer is the law or a fault with its place."""
    law = json.loads(to_json_file([LAW]))
    place: Any = law["laws"][0]
    while True:
        keys = [*place] if isinstance(place, dict) else [*range(len(place))]
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(JUNK)
    try:
        read_laws(json.dumps(law).encode(), "file")
    except LawFault as fault:
        params = fault.params
    else:
        return
    assert params["file"] == "file"
    assert params["problem"]


LINE = st.text(st.characters(categories=["L", "P", "Nd"]), min_size=1, max_size=12)
FIGURES = st.dictionaries(st.sampled_from(["min_months", "max_months"]), st.integers(0, 600))
FLAGS = st.dictionaries(st.sampled_from(["life", "fine"]), st.booleans())
LEVEL = st.builds(lambda one, a, b: {"ground": one, **a, **b}, LINE, FIGURES, FLAGS)


@given(st.lists(LEVEL, min_size=1, max_size=3))
def test_levels_are_read_as_they_were_written(levels: list[dict[str, Any]]) -> None:
    if any(";" in level["ground"] for level in levels):
        return  # a ground that ends as figures do is figures
    assert from_text(penalty_levels, to_text(penalty_levels, levels)) == levels


def test_texts_say_what_is_wrong_with_them() -> None:
    found = {name: problem for name, _, problem in read_fields("penalty", {"life": "maybe"})}
    assert found == {"life": "is true or false"}
    assert (
        next(iter(read_fields("movement", {"acts": "detain"})))[2] == "is no field of this element"
    )
    with pytest.raises(ValueError, match="ground"):
        from_text(fields_of("aggravation")["levels"], "life=true")


def test_a_table_holds_no_formulas() -> None:
    rows = to_csv(["a"], [["=1+1"], ["-2"], ["plain"]]).decode("utf-8-sig").splitlines()
    assert rows == ["a", "'=1+1", "'-2", "plain"]
    book = book_of([{**LAW, "source": [{**LAW["source"][0], "title": "=1+1"}]}])
    assert [cell.data_type for cell in book["sources"][2]].count("f") == 0
