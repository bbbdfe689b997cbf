"""The comparison of laws prints: on the long side of the sheet, nothing cut off, notes below."""

import io
import os
import re
from pathlib import Path

import pypdfium2
import pytest

from homeward.foundation.guard.context import opened
from homeward.knowledge.law.printing import COLUMNS, printed
from homeward.knowledge.law.queries import laws
from tests.browser import launched
from tests.browser_client import signed_in
from tests.meta.repository import ROOT
from tests.page_checks import check_page
from tests.people import People

STYLES = ROOT / "src/homeward/foundation/web/static/built/homeward.css"
LANDSCAPE = 1030  # the width of A4 on its long side without its margins, in CSS pixels
QUERY = "?about=kidnapping&" + "&".join(
    f"states={code}" for code in ("CO", "AR", "BR", "MX", "FR", "JP", "ZA", "XA")
)


def test_states_are_split_into_groups_with_their_own_notes(people: People) -> None:
    with opened(people.alice.actor):
        wanted = [laws()[code] for code in ("CO", "AR", "BR", "MX", "FR")]
        tables = printed(wanted, "kidnapping", {law.state: law.state for law in wanted})
    assert [len(table.laws) for table in tables] == [COLUMNS, 1]
    notes = [note for table in tables for note in table.notes]
    assert [note.number for note in notes] == [*range(1, len(notes) + 1)]
    for table in tables:
        keys = {source.key for source in table.sources}
        assert {note.cell.source.key for note in table.notes if note.cell.source} <= keys
        assert all(law.edition.sha256 for law in table.laws)


@pytest.mark.browser
def test_the_comparison_of_eight_laws_prints_whole(people: People) -> None:
    page = check_page(signed_in(people.alice).get(f"/law/compare/{QUERY}"))
    whole = re.sub(r"<link[^>]+stylesheet[^>]*>|<script[^>]+src[^>]*></script>", "", page)
    whole = whole.replace("</head>", f"<style>{STYLES.read_text('utf-8')}</style></head>")
    with launched() as browser:
        shown = browser.new_page(viewport={"width": LANDSCAPE, "height": 700})
        shown.set_content(re.sub(r"<meta[^>]+Content-Security-Policy[^>]*>", "", whole))
        shown.emulate_media(media="print")
        assert not shown.evaluate(
            "[...document.querySelectorAll('.print-wide *')].some("
            f"one => one.getBoundingClientRect().right > {LANDSCAPE} + 1)"
        ), "nothing stands beyond the edge"
        made = shown.pdf(prefer_css_page_size=True)
    if folder := os.environ.get("HOMEWARD_LOOK"):
        (Path(folder) / "comparison.pdf").write_bytes(made)
    document = pypdfium2.PdfDocument(io.BytesIO(made))
    sizes = [document[number].get_size() for number in range(len(document))]
    assert all(width > height for width, height in sizes)
    text = " ".join(one.get_textpage().get_text_range() for one in document)
    text = re.sub(r"\s+", " ", text)
    for said in ("Colombia", "Japan", "South Africa", "As shipped", "Notes", "Sources", "read on",
                 "github.com"):  # fmt: skip
        assert said in text, said
    assert "What is compared" not in text, "what only a screen needs stays away"


def test_the_comparison_is_a_pdf_with_notes_and_sources(people: People) -> None:
    answer = signed_in(people.alice).get(f"/law/compare/pdf/{QUERY}")
    assert answer["Content-Type"] == "application/pdf"
    if folder := os.environ.get("HOMEWARD_LOOK"):
        (Path(folder) / "comparison-made.pdf").write_bytes(answer.content)
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    text = " ".join(one.get_textpage().get_text_range() for one in document)
    text = re.sub(r"\s+", " ", text)
    assert "Colombia" in text
    assert "Astoria Isles (invented)" in text
    assert "This is no legal advice. It holds what is recorded of these laws" in text
    assert "Notes · Colombia, Argentina, Brazil" in text
    assert all(text.count(f"[{number}]") >= 2 for number in range(1, 101)), "in a cell and a note"
    assert "law.example.org" in text, "every source with its address"
