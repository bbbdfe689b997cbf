"""What leaves an exercise node says so: documents, letters, files and e-mail."""

import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from docx import Document
from pypdf import PdfReader

from homeward.foundation.documents.rendering import render
from homeward.foundation.documents.word import fill, words_of
from homeward.foundation.duty.mail import words
from homeward.foundation.duty.vocabulary import Urgency
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People

TEMPLATES = Path(__file__).parents[2] / "src/homeward/foundation/documents/templates"
LINE = "EXERCISE: nothing here is real."
LONG = [{"kind": "paragraph", "text": "Words.", "strong": False} for _ in range(150)]
PART = {"heading": "A part", "blocks": LONG, "note": "", "intro": "", "level": 1, "id": "a"}
# More than any template asks for.
DATA = {
    "title": "A document", "made": [2026, 11, 29], "opening": ["Opening."], "parts": [PART],
    "page_words": "%(page)s/%(pages)s", "missing_words": "", "top": "", "foot": "", "footer": "",
    "reference": "XA-1", "copy": "1", "warning_short": "", "warning": "", "subtitle": "",
    "facts": [], "blocks": LONG, "front": [], "contents_words": "", "lead": "", "about": [],
    "unknown": "", "toc": "", "notes": [], "colophon": [], "contents": "",
}  # fmt: skip


@pytest.fixture
def exercise_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise")


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_every_template_has_the_mark() -> None:
    """The next one as well: a page is set up with it or not at all."""
    found = [one for one in TEMPLATES.glob("*.typ") if "#set page(" in one.read_text("utf-8")]
    assert len(found) >= 4
    for one in found:
        setups = re.findall(r"#set page\((.*?)\n\)", one.read_text("utf-8"), re.DOTALL)
        assert setups
        assert all("background: watermark" in setup for setup in setups), one.name
    bundles = Path(__file__).parents[2] / "src/homeward"
    whole = [one for one in bundles.rglob("*.html") if "<!doctype html" in one.read_text("utf-8")]
    assert len(whole) >= 6
    for page in whole:
        assert re.search(r"exercise_(mark|line)", page.read_text("utf-8")), page


@pytest.mark.parametrize("template", ["letter", "formal"])
def test_every_page_of_a_document_is_marked(monkeypatch: pytest.MonkeyPatch, template: str) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "real")
    clean = pages_of(render(template, DATA, "en"))
    assert len(clean) > 1
    assert not any("EXERCISE" in page for page in clean)
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise")
    for language, line in (("en", LINE), ("fr", "EXERCICE")):
        marked = pages_of(render(template, DATA, language))
        assert len(marked) == len(clean), "the mark takes no room"
        assert all(line in page for page in marked)


def test_a_letter_of_a_word_processor_is_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    template = Document()
    template.add_paragraph("{{ name }}")
    template.sections[0].different_first_page_header_footer = True
    raw = io.BytesIO()
    template.save(raw)
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "real")
    assert words_of(fill(raw.getvalue(), {"name": "A"})).top == ""
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise")
    made = fill(raw.getvalue(), {"name": "A"})
    assert words_of(made).top == LINE
    section = Document(io.BytesIO(made)).sections[0]
    assert section.first_page_header.paragraphs[0].text == LINE


def test_mail_says_so_and_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for urgency in Urgency.values:
        monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "real")
        real = words(urgency, "en")
        assert "EXERCISE" not in real.subject + real.text
        monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise")
        for language, word in (("en", "EXERCISE"), ("fr", "EXERCICE")):
            said = words(urgency, language)
            assert said.subject.startswith(word)
            assert said.text.startswith(word)
            assert "://" not in said.subject + said.text, "no link that could lead to a real node"


def test_pages_and_files_are_marked(
    people: People, exercise_node: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = signed_in(people.alice)
    page = check_page(alice.get("/training/"))
    assert 'data-mark="EXERCISE"' in page
    assert "Nothing here is real" in page
    assert 'data-mark="EXERCICE"' in check_page(
        signed_in(people.alice, language="fr").get("/training/"), "fr"
    )
    assert 'data-mark="EXERCISE"' in Client().get("/account/login/").content.decode()
    lost = alice.get("/nowhere/")
    assert 'data-mark="EXERCISE"' in lost.content.decode()
    package_of = alice.get("/training/courses/police/scorm/en/")
    assert 'filename="EXERCISE-police-en-scorm12.zip"' in package_of["Content-Disposition"]
    assert package_of["Homeward-Environment"] == "exercise"
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "real")
    clean = alice.get("/training/courses/police/scorm/en/")
    assert "EXERCISE" not in clean["Content-Disposition"]
    assert "data-mark" not in alice.get("/training/").content.decode()
