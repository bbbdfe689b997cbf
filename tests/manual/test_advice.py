"""Advice for people at risk: whole in six languages, tailored by a self-check, and kept nowhere."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from homeward.knowledge.manual.errors import PracticeFault
from homeward.knowledge.manual.guide.advice import (
    FOLDER,
    load_advice,
    questions_for,
    sheet,
    shipped_advice,
)
from homeward.knowledge.manual.guide.practice import LANGUAGES
from homeward.knowledge.manual.guide.shelf import shipped
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People

BOOK = shipped_advice()


def test_every_situation_has_a_sheet_in_every_language() -> None:
    assert set(BOOK.situations) == {
        "traveller", "business", "school", "public_figure", "migrant", "seafarer", "aid_worker",
    }  # fmt: skip
    assert BOOK.practice in shipped()
    assert set(BOOK.words) == set(LANGUAGES)
    for language, words in BOOK.words.items():
        for part in (words.items, words.questions, words.situations, words.page):
            assert len(set(part.values())) == len(part), language
        if language != "en":
            english = BOOK.words["en"]
            same = {c for c, one in words.items.items() if one == english.items[c]}
            same |= {c for c, one in words.page.items() if one == english.page[c]}
            assert same <= {"situation"}, language  # one word in English and French
    for situation in BOOK.situations:
        groups = sheet(BOOK, situation, "en")
        assert [one.code for one in groups] == list(BOOK.groups)
        assert sum(len(one.lines) for one in groups) >= 8


ANSWERS = st.dictionaries(
    st.sampled_from([one.code for one in BOOK.questions]), st.sampled_from(["yes", "no", "", "x"])
)


@given(st.sampled_from(BOOK.situations), ANSWERS)
def test_the_self_check_puts_first_what_it_asks_for(
    situation: str, answers: dict[str, str]
) -> None:
    words = BOOK.words["en"].items
    asked = {one.code: one.asks for one in questions_for(BOOK, situation)}
    for group in sheet(BOOK, situation, "en", answers):
        mine = [
            one.code
            for one in BOOK.items
            if one.group == group.code and (not one.situations or situation in one.situations)
        ]
        bad = [one for one in mine if one in asked and answers.get(one) == asked[one]]
        good = [
            one for one in mine
            if one in asked and answers.get(one) in ("yes", "no") and one not in bad
        ]  # fmt: skip
        rest = [one for one in mine if one not in bad and one not in good]
        assert list(group.lines) == [
            *((words[one], True) for one in bad),
            *((words[one], False) for one in rest),
        ]


def test_sheets_are_read_checked_and_printed(people: People) -> None:
    client = signed_in(people.alice)
    page = check_page(client.get("/manual/prevention/"))
    for situation in BOOK.situations:
        assert f"/manual/prevention/{situation}/" in page
    for language in LANGUAGES:
        address = f"/manual/prevention/migrant/?language={language}"
        page = check_page(client.get(address))
        direction = "rtl" if language == "ar" else "ltr"
        assert f'lang="{language}" dir="{direction}"' in page
        words = BOOK.words[language]
        assert words.items["guide"] in page
        for around in ("show", "pdf", "unchecked"):
            assert words.page[around] in page
        front = check_page(client.get(f"/manual/prevention/?language={language}"))
        for around in ("lead", "sheets", "situation", "languages", "kept", "practice"):
            assert words.page[around] in front
        pdf = client.get(f"{address}&pdf=1")
        text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
        if language != "ar":  # joined and turned letters come back in another order
            printed = words.page["printed"].partition("%")[0]
            for wanted in (words.situations["migrant"], printed):
                assert "".join(wanted.split()) in "".join(text.split())
    assert client.get("/manual/prevention/nobody/").status_code == 404


def test_nothing_of_the_self_check_is_kept(people: People) -> None:
    client = signed_in(people.alice)
    address = "/manual/prevention/traveller/?language=en"
    check_page(client.get(address))
    answers = {"threat": "yes", "report": "yes", "medicine": "no"}
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(address, answers)
    page = check_page(answer)
    words = BOOK.words["en"].items
    assert f"<strong>{words['threat']}</strong>" in page
    assert words["report"] not in page
    assert words["medicine"] not in page
    writes = ("insert", "update", "delete")
    written = [q["sql"] for q in asked if q["sql"].lower().lstrip().startswith(writes)]
    assert written == []
    assert "no-store" in answer["Cache-Control"]
    assert not any(key in str(dict(client.session)) for key in answers)
    fresh = check_page(client.get(address))
    assert words["medicine"] in fresh
    assert "checked>" not in fresh


@pytest.mark.parametrize(
    ("file", "change", "field"),
    [
        ("fr.toml", lambda text: text.replace('\nguide = ', '\nguides = '), "items guide"),
        ("ar.toml", lambda text: text.replace('\nthreat = ', '\nt = ', 1), "questions threat"),
        ("zh.toml", lambda text: text + '\nmore = "x"\n', "items more"),
        ("ru.toml", lambda text: text.replace("title =", "titel =", 1), "title"),
        ("es.toml", lambda text: "x", "-"),
        ("fr.toml", lambda text: text.replace("sur %(pages)s", "", 1), "page page"),
        ("ar.toml", lambda text: text.replace("\nshow = ", "\nshown = ", 1), "page show"),
        ("structure.toml", lambda text: text.replace('asks = "yes"', 'asks = "so"', 1),
         "questions 1 asks"),
        ("structure.toml", lambda text: text.replace('group = "before"', 'group = "then"', 1),
         "items 1 group"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named(
    tmp_path: Path, file: str, change: Callable[[str], str], field: str
) -> None:
    folder = tmp_path / "advice"
    shutil.copytree(FOLDER, folder)
    path = folder / file
    before = path.read_text("utf-8")
    assert change(before) != before
    path.write_text(change(before), "utf-8")
    with pytest.raises(PracticeFault) as raised:
        load_advice(folder)
    assert raised.value.params["file"] == file
    assert raised.value.params["field"] == field
