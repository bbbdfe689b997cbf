"""The manual as readers use it: three clicks, six languages, the search, and files."""

import io
import re
import zipfile

import pypdf
import pytest
from django.test import Client

from homeward.foundation.guard.context import opened
from homeward.knowledge.manual.guide import library
from homeward.knowledge.manual.guide.doors import ANSWERS
from homeward.knowledge.manual.guide.finding import find
from homeward.knowledge.manual.guide.letters import LETTERS
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.knowledge.manual.models import PracticeText
from tests.browser_client import signed_in
from tests.examples import some
from tests.page_checks import check_page
from tests.people import People


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"#?]+)', page)


def test_three_clicks_lead_to_the_three_answers(people: People) -> None:
    client = signed_in(people.alice)
    assert set(ANSWERS) <= set(shipped())
    assert "/manual/" in links(check_page(client.get("/")))
    front = check_page(client.get("/manual/"))
    for code in ANSWERS:
        address = f"/manual/practices/{code}/"
        assert f'href="{address}#steps"' in front
        page = check_page(client.get(address))
        assert 'id="steps"' in page
        for step in shipped()[code].steps:
            assert f'id="step-{step.id}"' in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_practice_can_be_read_and_every_link_leads_somewhere(
    people: People, language: str
) -> None:
    client = signed_in(people.alice, language=language)
    seen: set[str] = set()
    for letter in LETTERS:
        page = check_page(client.get(f"/manual/letters/{letter}/"), language)
        for code in [c for c, one in shipped().items() if letter in one.letters]:
            assert f"/manual/practices/{code}/" in page
    for code in some(list(shipped()), 6):
        page = check_page(client.get(f"/manual/practices/{code}/"), language)
        seen |= {one for one in links(page) if one.startswith(("/manual/", "/law/"))}
    # Addresses are the same in every language: each is followed once, in English.
    seen = seen if language == "en" else set()
    wrong = {one: client.get(one).status_code for one in seen}
    assert {one for one, status in wrong.items() if status != 200} == set()


def test_a_reader_of_arabic_gets_title_and_summary_and_is_told_the_rest(people: People) -> None:
    client = signed_in(people.alice)
    page = check_page(client.get("/manual/practices/talk-with-the-family/?language=ar"))
    words = shipped()["talk-with-the-family"].texts["ar"]
    listed = check_page(client.get("/manual/letters/f/?language=ar"))
    assert f'lang="ar" dir="auto">{words.title}</a>' in listed
    assert words.title in page
    assert words.summary in page
    assert 'lang="en" dir="ltr"' in page  # the sections
    french = client.get("/manual/practices/talk-with-the-family/?language=fr").content.decode()
    assert 'lang="fr"' in french
    assert "Quand l’employer" in french


def test_a_step_of_a_playbook_and_its_practice_lead_to_each_other(people: People) -> None:
    client = signed_in(people.alice)
    page = check_page(client.get("/manual/playbooks/at-sea/"))
    assert 'href="/manual/practices/answer-a-kidnapping-at-sea/"' in page
    assert 'id="step-crew-list"' in page
    page = check_page(client.get("/manual/practices/answer-a-kidnapping-at-sea/"))
    assert 'href="/manual/playbooks/at-sea/#step-crew-list"' in page


def test_roles_lead_to_their_practices(people: People) -> None:
    client = signed_in(people.alice)
    page = check_page(client.get("/manual/roles/family_liaison/"))
    assert "/manual/practices/talk-with-the-family/" in page
    assert "/manual/practices/agree-with-banks-beforehand/" not in page
    for gone in ("roles/nobody/", "letters/z/", "practices/nothing/", "files/xx/pdf/"):
        assert client.get(f"/manual/{gone}").status_code == 404


def codes(client: Client, question: str) -> list[str]:
    page = check_page(client.get("/manual/search/", {"q": question}))
    return re.findall(r'class="work-title" href="/manual/practices/([^/]+)/"', page)


def test_nobody_is_led_to_a_tool_that_is_not_open_to_him(people: People) -> None:
    page, link = "/manual/practices/search-for-migrants-who-were-taken/", "/cases/first-call/"
    assert link in links(check_page(signed_in(people.alice).get(page)))
    read = check_page(signed_in(people.olga).get(page))
    assert link not in links(read)
    assert "Open a case from a first call" in read


def test_the_search_forgives_spelling_in_every_script(people: People) -> None:
    client = signed_in(people.alice)
    asked = {
        "famliy promise": "talk-with-the-family",
        "FAMILLE promesse": "talk-with-the-family",
        "التحدث مع الاسره": "talk-with-the-family",
        "говорить с семьёи": "talk-with-the-family",
        "家属沟通": "talk-with-the-family",
        "banco acuerdo": "agree-with-banks-beforehand",
        "agreemnt with bancks": "agree-with-banks-beforehand",
        "extraditon": "ask-another-state",
        "premiere heure": "act-in-the-first-hour",
    }
    for question, code in asked.items():
        assert code in codes(client, question)[:5], question
    for nothing in ("", "  ", "xyzzyxyz", "%_'\""):
        assert codes(client, nothing) == []
    hits = client.get("/search/", {"q": "famliy promise"}).content.decode()
    assert "/manual/practices/talk-with-the-family/" in hits


def test_what_the_search_keeps_follows_the_files(people: People) -> None:
    with opened(people.alice.actor):
        find(people.alice, "family", "en")
        kept = set(PracticeText.objects.values_list("code", "language"))
        assert kept == {(code, one) for code, p in shipped().items() for one in p.texts}
        PracticeText.objects.filter(code="talk-with-the-family").update(fingerprint="older")
        PracticeText.objects.filter(code="ask-another-state").delete()
        found = [one.held.code for one in find(people.alice, "extradition", "en")]
        assert "ask-another-state" in found
        assert not PracticeText.objects.filter(fingerprint="older").exists()


def text_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return "\n".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(
    "language",
    [
        pytest.param("ar", marks=pytest.mark.story),
        *(pytest.param(each, marks=pytest.mark.deep) for each in ("en", "fr", "zh")),
    ],
)
def test_the_manual_is_printed_and_packed(people: People, language: str) -> None:
    client = signed_in(people.alice, language=language)
    answer = client.get(f"/manual/files/{language}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(text_of(answer.content).split())
    if language != "ar":  # joined and turned letters come back in another order
        for practice in shipped().values():
            title = practice.words(language)[1].title
            assert "".join(title.split()) in text, title
    packed = client.get(f"/manual/files/{language}/pages/").content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = set(archive.namelist())
        assert {f"manual/{code}.html" for code in shipped()} < names
        pages = {name: archive.read(name).decode() for name in names if name.endswith(".html")}
    for name, page in pages.items():
        assert f'lang="{language}"' in page
        assert "http" not in page.replace("https-equiv", ""), name
        for target in links(page):
            assert f"manual/{target}" in names, (name, target)
    index = pages["manual/index.html"]
    assert ("Preventing" in index) == (language == "en")  # words around the texts follow it too
    for practice in shipped().values():
        assert practice.words(language)[1].title in index


def test_one_practice_is_printed(people: People) -> None:
    client = signed_in(people.alice, language="fr")
    answer = client.get("/manual/practices/act-in-the-first-hour/pdf/")
    text = text_of(answer.content)
    assert "Ouvrir la main courante" in text
    assert "Précautions" in text
    with opened(people.alice.actor):
        assert library.held(people.alice, "act-in-the-first-hour").origin == "shipped"
