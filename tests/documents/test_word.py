"""Templates of a word processor: taken with known fields only, filled without reading the data."""

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document

from homeward.foundation.documents.blocks import Facts, Heading, Paragraph, Table
from homeward.foundation.documents.errors import (
    TemplateForbidden,
    TemplateUnknown,
    TemplateUnreadable,
)
from homeward.foundation.documents.word import (
    LARGEST_TEMPLATE,
    Fields,
    check_template,
    edition_of,
    fill,
    words_of,
)

FIELDS = Fields(frozenset({"reference", "mark"}), {"parts": frozenset({"label", "text"})})
LOOP = ("{%p for part in parts %}", "{{ part.label }}: {{ part.text }}", "{%p endfor %}")
VALUES = {"reference": "XA-1", "mark": "", "parts": [{"label": "A", "text": "one"}]}


def docx(*lines: str, foot: str = "") -> bytes:
    """A document with these paragraphs."""
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    if foot:
        made.sections[0].footer.paragraphs[0].text = foot
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same package with one member changed, or added where it is not there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            new.writestr(one, change(old.read(one)) if one == name else old.read(one))
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()


def test_a_template_with_known_fields_is_taken_and_filled() -> None:
    template = docx(
        "{{ reference }}", "{% if mark %}M {{ mark }}{% endif %}", *LOOP, foot="{{ mark }}"
    )
    check_template(template, FIELDS)
    parts = [{"label": "A", "text": "one\ntwo"}, {"label": "B", "text": "three"}]
    words = words_of(fill(template, {"reference": "XA-1", "mark": "draft", "parts": parts}))
    texts = [block.text for block in words.blocks if isinstance(block, Paragraph)]
    assert texts == ["XA-1", "M draft", "A: one\ntwo", "B: three"]
    assert words.foot == "draft"


def test_what_is_filled_in_is_never_read_as_markup() -> None:
    given = "<w:b/> & {{ mark }} {% for x in parts %} \u202eturned"
    words = words_of(fill(docx("{{ reference }}"), VALUES | {"reference": given}))
    assert words.blocks == [Paragraph(given)]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{{ sender }}", "sender"),
        ("{% if secret %}x{% endif %}", "secret"),
        ("{% for one in files %}{{ one.name }}{% endfor %}", "files"),
        ("{% for one in parts %}{{ one.secret }}{% endfor %}", "one.secret"),
        ("{{ parts.label }}", "parts.label"),
    ],
)
def test_unknown_fields_are_named(line: str, named: str) -> None:
    with pytest.raises(TemplateUnknown) as refused:
        check_template(docx(line), FIELDS)
    assert named in refused.value.params["names"]


def test_an_unknown_field_at_the_foot_of_the_page_is_found() -> None:
    with pytest.raises(TemplateUnknown):
        check_template(docx("{{ reference }}", foot="{{ other }}"), FIELDS)


@pytest.mark.parametrize(
    "line",
    [
        "{{ reference.__class__.__mro__ }}",
        "{{ reference.upper() }}",
        "{{ reference|upper }}",
        "{{ range(1000000) }}",
        "{% for a in parts %}{% for b in parts %}x{% endfor %}{% endfor %}",
        "{% for a in 'abc' %}x{% endfor %}",
        "{% set x = 1 %}",
        "{% include 'other' %}",
        "{% macro m() %}x{% endmacro %}",
        "{{ reference * 1000000000 }}",
        "{{ reference ~ mark }}",
    ],
)
def test_more_than_names_loops_and_conditions_is_refused(line: str) -> None:
    with pytest.raises((TemplateForbidden, TemplateUnknown, TemplateUnreadable)):
        check_template(docx(line), FIELDS)


def test_what_a_template_must_not_carry_is_refused() -> None:
    good = docx("{{ reference }}")
    check_template(good, FIELDS)
    outside = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/attachedTemplate" Target="http://example.org/x.dotm"'
        b' TargetMode="External"/></Relationships>'
    )
    entity = b'<!DOCTYPE a [<!ENTITY b "c">]>'
    for bad in (
        changed(good, "word/vbaProject.bin", lambda _: b"macro"),
        changed(good, "word/embeddings/object1.bin", lambda _: b"object"),
        changed(good, "word/_rels/settings.xml.rels", lambda _: outside),
        changed(good, "word/styles.xml", lambda old: entity + old),
        changed(good, "docProps/core.xml", lambda old: old.replace(b"python-docx", b"{{ mark }}")),
        good + b"\0" * LARGEST_TEMPLATE,
    ):
        with pytest.raises(TemplateForbidden):
            check_template(bad, FIELDS)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_document_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateUnreadable):
        check_template(content, FIELDS)


def test_a_package_of_another_kind_or_an_open_tag_is_refused() -> None:
    sheet = changed(docx("x"), "[Content_Types].xml", lambda _: b"<Types/>")
    for bad in (sheet, docx("{% for part in parts %}"), docx("{{ reference")):
        with pytest.raises(TemplateUnreadable):
            check_template(bad, FIELDS)


def test_words_are_read_back_in_their_order() -> None:
    made = Document()
    made.add_heading("Title", 0)
    table = made.add_table(0, 2)
    for pair in (("From", "A"), ("To", "B")):
        for cell, text in zip(table.add_row().cells, pair, strict=True):
            cell.text = text
    made.add_paragraph("bold").runs[0].bold = True
    made.add_paragraph("item", style="List Bullet")
    listed = made.add_table(0, 3)
    for row in (("1", "2", "3"), ("4", "5", "6")):
        for cell, text in zip(listed.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    made.save(out)
    assert words_of(out.getvalue()).blocks == [
        Heading("Title", 1),
        Facts([("From", "A"), ("To", "B")]),
        Paragraph("bold", strong=True),
        Paragraph("•\u00a0item"),
        Table(["1", "2", "3"], [["4", "5", "6"]]),
    ]


def test_an_edition_is_that_of_the_words_and_not_of_the_packing() -> None:
    one = docx("{{ reference }}")
    again = changed(one, "nothing-added", lambda _: b"")
    assert edition_of(one) == edition_of(changed(one, "word/document.xml", lambda old: old))
    assert edition_of(one) != edition_of(again)
    assert edition_of(one) != edition_of(docx("{{ mark }}"))
