"""Writing a document for a word processor from the same blocks of which a PDF is set.

Unlike `word.py` there is no template: what it says is made by a room, and its looks are plain.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from homeward.foundation.documents.blocks import (
    Block,
    Checklist,
    Facts,
    Heading,
    Paragraph,
    Table,
)

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WIDE: Final = 16.0  # centimetres of text


def written(
    blocks: Sequence[Block], *, title: str, language: str, top: str, foot: str, made: datetime
) -> bytes:
    """The DOCX of some blocks; `top` and `foot` stand on every page."""
    document = Document()
    _page(document, title, language, top, foot, made)
    for one in blocks:
        _block(document, one)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(
    document: WordDocument, title: str, language: str, top: str, foot: str, made: datetime
) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = top, foot
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "Homeward", title, ""
    properties.language, properties.created, properties.modified = language, made, made
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), language)
    normal.element.get_or_add_rPr().append(tag)


def _block(document: WordDocument, one: Block) -> None:
    if isinstance(one, Heading):
        document.add_heading(one.text, level=min(one.level, 9))
    elif isinstance(one, Paragraph):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(one.text)
        run.bold = True if one.strong else None
        run.italic = True if one.kept else None
        paragraph.paragraph_format.keep_with_next = True if one.kept else None
    elif isinstance(one, Facts):
        _table(document, [("", ""), *one.pairs], has_head=False)
    elif isinstance(one, Table):
        _table(document, [one.columns, *one.rows], has_head=True)
    elif isinstance(one, Checklist):
        for step in one.steps:
            document.add_paragraph(f"{'☑' if step.done else '☐'} {step.text} {step.detail}".strip())


def _table(document: WordDocument, rows: Sequence[Sequence[str]], *, has_head: bool) -> None:
    body = rows if has_head else rows[1:]
    columns = len(rows[0])
    table = document.add_table(rows=len(body), cols=columns, style="Table Grid")
    cells = table._cells  # the list once: asking each row for its cells takes quadratic time
    for at, row in enumerate(body):
        for column, text in enumerate(row):
            cell = cells[at * columns + column]
            cell.width = Cm(_WIDE / columns)
            run = cell.paragraphs[0].add_run(text or "–")
            run.font.size = Pt(8.5)
            run.bold = True if (has_head and at == 0) or (not has_head and column == 0) else None
    if has_head and body:
        properties = table.rows[0]._tr.get_or_add_trPr()
        mark = OxmlElement("w:tblHeader")  # repeated on every page
        mark.set(qn("w:val"), "true")
        properties.append(mark)
    document.add_paragraph()
