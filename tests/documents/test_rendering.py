"""Documents as files: what is in them is there as text, nothing of the data is evaluated."""

import io
import re
from typing import Any

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from homeward.foundation.documents import rendering
from homeward.foundation.documents.blocks import Checklist, Facts, Paragraph, Part, Step, Table
from homeward.foundation.documents.errors import DocumentsNotBuilt, DocumentTooLong
from homeward.foundation.documents.rendering import MOST_CHARACTERS, render

INJECTION = '#panic("no") #sys.inputs $x^2$ [b] *c* _d_ `e` \\ <f> @g "quoted" = h'


def data(*parts: Part, **changes: Any) -> dict[str, Any]:
    plain = {
        "title": "Print pack",
        "reference": "XA-2026-000001",
        "copy": "Copy 3",
        "made": [2026, 11, 28],
        "warning": "Keep it with you.",
        "warning_short": "Restricted",
        "unknown": "Not recorded",
        "missing_words": "Some characters are boxes.",
        "page_words": "Page %(page)s of %(pages)s",
        "empty_words": "Nothing to show.",
        "cover": [("Printed by", "Alice")],
        "parts": list(parts),
    }
    return plain | changes


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"[ \n]+", " ", " ".join(page.extract_text() for page in pages))


def test_every_shape_is_there_as_text() -> None:
    blocks = [
        Facts([("Place", "Harbour road"), ("Taken", "")]),
        Table(["Who", "Authority"], [["A. Example", "XA-POLICE"]]),
        Checklist([Step("Call the duty officer", "13:05"), Step("Log opened", done=True)]),
        Paragraph("Careful:\nthe second line", strong=True),
    ]
    text = text_of(render("pack", data(Part("Plan", blocks)), "en"))
    for words in (
        *("Plan", "Harbour road", "Not recorded", "XA-POLICE", "☐ Call the duty officer"),
        *("☑ Log opened", "the second line", "Page 1 of 1", "XA-2026-000001", "Copy 3"),
    ):
        assert words in text


def test_nothing_of_the_data_is_evaluated() -> None:
    blocks = [
        Paragraph(INJECTION),
        Facts([(INJECTION, INJECTION)]),
        Table([INJECTION], [[INJECTION]]),
        Checklist([Step(INJECTION, INJECTION)]),
    ]
    made = data(Part(INJECTION, blocks), title=INJECTION, cover=[(INJECTION, INJECTION)])
    assert text_of(render("pack", made, "en")).count('#panic("no")') >= 9


def test_files_can_be_kept_and_read_aloud_and_name_their_language() -> None:
    pdf = render("pack", data(Part("Plan", [Paragraph("x")])), "fr-FR")
    reader = PdfReader(io.BytesIO(pdf))
    metadata = reader.xmp_metadata
    assert metadata is not None
    raw = metadata.stream.get_data() if hasattr(metadata, "stream") else pdf
    assert b"<pdfaid:part>2" in pdf or b"pdfaid" in raw
    assert b"pdfuaid" in pdf or b"pdfuaid" in raw
    assert reader.trailer["/Root"]["/Lang"].startswith("fr")  # type: ignore[index]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)


def test_every_font_is_embedded_and_other_scripts_print() -> None:
    words = "مرحبا Привет 汉字 Ελλάδα हिन्दी"
    reader = PdfReader(io.BytesIO(render("pack", data(Part(words, [Paragraph(words)])), "ar")))
    fonts = [
        font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    descendants = [one["/DescendantFonts"][0].get_object() for one in fonts]
    names = {str(one["/BaseFont"]).partition("+")[2] for one in descendants}
    assert {"NotoSansArabic-Regular", "NotoSans-Regular", "NotoSansSC-Regular"} <= names
    for one in descendants:
        described = one["/FontDescriptor"]
        assert "/FontFile2" in described or "/FontFile3" in described
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "汉字" in text
    assert "Привет" in text


def test_right_to_left_sets_the_page_from_the_right() -> None:
    def start(language: str) -> float:
        pdf = render("pack", data(Part("123", [Paragraph("456")])), language)
        places: list[float] = []

        def visit(text: str, cm: list[float], tm: list[float], _font: Any, _size: Any) -> None:
            if "456" in text:
                places.append(cm[4] + tm[4])

        PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
        return places[0]

    assert start("en") < 150 < 400 < start("ar")


def test_an_arabic_line_that_begins_with_a_latin_name_runs_from_the_right() -> None:
    """The name stands at its right end; a paragraph in another language keeps its own way."""

    def place(paragraph: Paragraph) -> float:
        pdf = render("pack", data(Part("1", [paragraph])), "ar")
        text = pdfium.PdfDocument(io.BytesIO(pdf))[0].get_textpage()
        found = text.search("warrant").get_next()
        assert found is not None
        return float(text.get_charbox(found[0])[0])

    line = "warrant – أمر القبض على المتهم"
    assert place(Paragraph(line, language="en")) < place(Paragraph(line)) - 50


def test_a_character_without_a_shape_does_not_stop_the_pack() -> None:
    text = text_of(render("pack", data(Part("Plan", [Paragraph("ᐃᓄᒃ after")])), "en"))
    assert "Some characters are boxes." in text
    assert "after" in text
    assert "boxes" not in text_of(render("pack", data(Part("Plan", [])), "en"))


def test_what_nobody_sees_is_left_out() -> None:
    text = text_of(
        render("pack", data(Part("Plan", [Paragraph("a\u202eb\ufeffc\x07d\ue000e")])), "en")
    )
    assert "abcde" in text
    assert "boxes" not in text


def test_too_much_is_refused_with_its_size_and_a_row_has_its_cells() -> None:
    with pytest.raises(DocumentTooLong) as refused:
        render("pack", data(Part("Plan", [Paragraph("x" * MOST_CHARACTERS)])), "en")
    assert refused.value.params["most"] == MOST_CHARACTERS
    with pytest.raises(ValueError, match="cells"):
        Table(["a", "b"], [["c"]])


def test_a_node_without_its_fonts_says_so(monkeypatch: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(rendering, "_TOKENS", tmp_path / "none.json")
    with pytest.raises(DocumentsNotBuilt):
        render("pack", data(), "en")


def test_the_same_data_makes_the_same_pages_and_no_other_file_is_read() -> None:
    source = (rendering._ROOM / "templates" / "pack.typ").read_text("utf-8")
    source += (rendering._ROOM / "templates" / "house.typ").read_text("utf-8")
    assert "@preview" not in source
    assert re.findall(r"eval\(|read\(|plugin\(", source) == []


def test_a_long_word_stays_in_its_column() -> None:
    """An address that cannot break is left of the next column's words, not under them."""
    columns = ["Authority", "In charge of", "Telephone", "E-mail", "Reached"]
    address, reached = "prosecution@xa.example.org", "Weekdays"
    row = ["Office of the Public Prosecutor", "Prosecution", "—", address, reached]
    pdf = render("pack", data(Part("Whom to call", [Table(columns, [row])])), "en")
    page = pdfium.PdfDocument(pdf)[0].get_textpage()

    def edges(words: str) -> tuple[float, float]:
        first, length = page.search(words).get_next()
        return page.get_charbox(first)[0], page.get_charbox(first + length - 1)[2]

    assert edges(address)[1] < edges(reached)[0]
