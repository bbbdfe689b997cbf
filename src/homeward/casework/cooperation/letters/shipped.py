"""The templates that come with the program, made when they are first asked for.

They are documents like any that an officer makes: no other node and no test can tell them apart.
So no binary stands in the source, and the words stand in one place, `words/<language>.toml`.
"""

import io
from datetime import UTC, datetime
from functools import cache
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from homeward.casework.cooperation.letters.language import RIGHT_TO_LEFT, fixed
from homeward.foundation.documents.word import Fields

# What a template may name. `values.py` fills exactly these.
FIELDS = Fields(
    single=frozenset(
        {
            "title",
            "kind",
            "reference",
            "date",
            "sender",
            "sender_state",
            "sender_line",
            "sender_contact",
            "receiver",
            "receiver_state",
            "receiver_line",
            "receiver_contact",
            "basis",
            "basis_article",
            "urgency",
            "handling",
            "handling_limits",
            "due",
            "due_rule",
            "draft",
            "mark",
            "translation",
            "certification",
            "code",
            "told",
        }
    ),
    lists={
        "parts": frozenset({"label", "article", "text", "note"}),
        "enclosures": frozenset({"name", "purpose", "size", "sha256"}),
    },
)
_SANS, _ASIAN = "Arial", "SimSun"
_WORD_LANGUAGES = {
    "en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ar": "ar-SA", "ru": "ru-RU", "zh": "zh-CN",
}  # fmt: skip
# In the facts of the letter: the key of the word, the field, and whether it may be empty.
_FACTS = (
    ("from", "{{ sender_line }}", ""),
    ("to", "{{ receiver_line }}", ""),
    ("reference", "{{ reference }}", ""),
    ("date", "{{ date }}", ""),
    ("basis", "{{ basis }}", ""),
    ("urgency", "{{ urgency }}", ""),
    ("handling", "{{ handling }}", ""),
    ("handling_limits", "{{ handling_limits }}", "handling_limits"),
    ("due", "{{ due }}", "due"),
    ("code", "{{ code }}", "code"),
)


@cache
def shipped(language: str) -> bytes:
    """The shipped template of a language, as a DOCX."""
    return _Template(language).made()


@cache
def shipped_of_change(language: str) -> bytes:
    """The letter of what was done in a request, as a DOCX; it is filled by `changes.py`."""
    return _OfChange(language).made()


class _Template:
    """One template while it is written."""

    facts: tuple[tuple[str, str, str], ...] = _FACTS

    def __init__(self, language: str) -> None:
        self.language, self.rtl = language, language in RIGHT_TO_LEFT
        self.document: WordDocument = Document()

    def made(self) -> bytes:
        self._page()
        self._styles()
        self._head()
        self._facts()
        self._body()
        self._foot()
        return _saved(self.document)

    def _word(self, key: str) -> str:
        return fixed(self.language, key)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
        properties = self.document.core_properties
        properties.author, properties.title = "Homeward", self._word("template_title")
        properties.comments, properties.language = "", _WORD_LANGUAGES[self.language]
        properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)

    def _styles(self) -> None:
        for name, size in (("Normal", 10.5), ("Title", 18), ("Heading 2", 12)):
            style: Any = self.document.styles[name]
            style.font.name, style.font.size = _SANS, Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for attribute in list(fonts.attrib):
                if attribute.endswith("Theme"):
                    del fonts.attrib[attribute]
            for slot, font in (("ascii", _SANS), ("hAnsi", _SANS), ("cs", _SANS)):
                fonts.set(qn(f"w:{slot}"), font)
            fonts.set(qn("w:eastAsia"), _ASIAN)
            self._complex_size(style, size)

    def _complex_size(self, style: Any, size: float) -> None:
        """Word keeps a size of its own for Arabic."""
        properties = style.element.get_or_add_rPr()
        for old in properties.findall(qn("w:szCs")):
            properties.remove(old)
        marker = OxmlElement("w:szCs")
        marker.set(qn("w:val"), str(int(size * 2)))
        properties.find(qn("w:sz")).addnext(marker)

    def _head(self) -> None:
        header = self.document.sections[0].header.paragraphs[0]
        self._run(header, "{{ sender_state }} · {{ sender }}", size=9)
        self._end(header)
        self._when("draft", "{{ draft }}", bold=True)
        self._when("mark", "{{ mark }}", bold=True)
        self._line("{{ title }}", style="Title")

    def _facts(self) -> None:
        table: Any = self.document.add_table(rows=0, cols=2)
        if self.rtl:
            properties = table._tbl.tblPr
            style = properties.find(qn("w:tblStyle"))
            properties.insert(0 if style is None else 1, OxmlElement("w:bidiVisual"))
        for key, value, needed in self.facts:
            if needed:
                self._row(table, "{%tr if " + needed + " %}", "")
            self._row(table, self._word(key), value)
            if needed:
                self._row(table, "{%tr endif %}", "")
        for row in table.rows:
            row.cells[0].width, row.cells[1].width = Cm(4.5), Cm(11.5)

    def _row(self, table: Any, label: str, value: str) -> None:
        cells = table.add_row().cells
        for cell, text, bold in ((cells[0], label, True), (cells[1], value, False)):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(3)
            self._run(paragraph, text, bold=bold and not text.startswith("{%"))
            self._end(paragraph)

    def _body(self) -> None:
        self._line("")
        self._line(self._word("salutation"))
        self._either("told_opening", "opening")
        self._parts()
        self._line("")
        # The signature stands on no page of its own.
        self._when("due_rule", self._word("due_rule") + " {{ due_rule }}", size=9, keep=True)
        self._either("told_limits", "more_information", keep=True)
        self._either("told_clearing", "use", keep=True)
        self._end_of_letter()
        self._when("certification", "{{ certification }}")

    def _parts(self) -> None:
        self._when("translation", "{{ translation }}")
        self._line("{%p for part in parts %}")
        article = "{% if part.article %} ({{ part.article }}){% endif %}"
        self._line("{{ part.label }}" + article, style="Heading 2")
        self._line("{%p if part.note %}")
        self._line("{{ part.text }}", keep=True)
        self._line("{{ part.note }}", size=9)
        self._line("{%p else %}")
        self._line("{{ part.text }}")
        self._line("{%p endif %}")
        self._line("{%p endfor %}")
        self._line("{%p if enclosures %}")
        self._line(self._word("enclosures"), style="Heading 2")
        self._line("{%p for one in enclosures %}")
        self._line("{{ one.name }} ({{ one.size }}) – {{ one.purpose }}", keep=True)
        self._line("SHA-256 {{ one.sha256 }}", size=8)
        self._line("{%p endfor %}")
        self._line("{%p endif %}")

    def _end_of_letter(self) -> None:
        self._line(self._word("closing"), keep=True)
        self._line("", keep=True)
        self._line("{{ sender }}", keep=True)
        self._when("sender_contact", "{{ sender_contact }}", keep=True)
        self._line("", keep=True)
        self._line(self._word("signature"))

    def _foot(self) -> None:
        footer = self.document.sections[0].footer.paragraphs[0]
        self._run(footer, "{{ reference }}{% if draft %} · {{ draft }}{% endif %}", size=8)
        self._end(footer)

    def _when(
        self, field: str, text: str, *, bold: bool = False, size: float = 0, keep: bool = False
    ) -> None:
        """A paragraph that is there only where the field has something."""
        self._line("{%p if " + field + " %}")
        self._line(text, bold=bold, size=size, keep=keep)
        self._line("{%p endif %}")

    def _either(self, told: str, asked: str, *, keep: bool = False) -> None:
        """A word for what is given without a request, and that for all the others."""
        self._line("{%p if told %}")
        self._line(self._word(told), keep=keep)
        self._line("{%p else %}")
        self._line(self._word(asked), keep=keep)
        self._line("{%p endif %}")

    def _line(
        self,
        text: str,
        *,
        style: str = "Normal",
        bold: bool = False,
        size: float = 0,
        keep: bool = False,
    ) -> None:
        paragraph = self.document.add_paragraph(style=style)
        paragraph.paragraph_format.keep_with_next = True if keep else None
        self._run(paragraph, text, bold=bold, size=size)
        self._end(paragraph)

    def _run(self, paragraph: Paragraph, text: str, *, bold: bool = False, size: float = 0) -> None:
        run: Run = paragraph.add_run(text)
        run.bold = True if bold else None
        if size:
            run.font.size = Pt(size)
        if self.rtl:
            run.font.rtl = True
            run.font.cs_bold = True if bold else None
        language = OxmlElement("w:lang")
        slot = {"ar": "bidi", "zh": "eastAsia"}.get(self.language, "val")
        language.set(qn(f"w:{slot}"), _WORD_LANGUAGES[self.language])
        run._r.get_or_add_rPr().append(language)  # the last that we set, as the schema wants it

    def _end(self, paragraph: Paragraph) -> None:
        if self.rtl:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT  # of a line that begins on the right
            bidi, properties = OxmlElement("w:bidi"), paragraph._p.get_or_add_pPr()
            spacing = properties.find(qn("w:spacing"))
            (properties.find(qn("w:jc")) if spacing is None else spacing).addprevious(bidi)


class _OfChange(_Template):
    """The letter of a change: of the same look, with what was said in it as its parts."""

    facts = (
        ("from", "{{ sender_line }}", ""),
        ("to", "{{ receiver_line }}", ""),
        ("reference", "{{ reference }}", ""),
        ("code", "{{ code }}", "code"),
        ("date", "{{ date }}", ""),
        ("what", "{{ what }}", ""),
        ("handling", "{{ handling }}", ""),
        ("handling_limits", "{{ handling_limits }}", "handling_limits"),
    )

    def _body(self) -> None:
        self._line("")
        self._line(self._word("salutation"))
        self._line("{{ opening }}")
        self._parts()
        self._line("")
        self._end_of_letter()


def _saved(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
