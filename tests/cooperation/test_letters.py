"""Letters of requests: six languages, the same words on both kinds of paper, marks and steps."""

import io
import string
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from homeward.casework.cooperation.letters.language import (
    LANGUAGES,
    accepted_languages,
    fixed,
    letter_language,
    said,
    table,
)
from homeward.casework.cooperation.letters.marks import in_use
from homeward.casework.cooperation.letters.paper import docx_of
from homeward.casework.cooperation.letters.shipped import FIELDS, shipped
from homeward.casework.cooperation.letters.translation import digests, originals, translated
from homeward.casework.cooperation.letters.values import letter_in
from homeward.casework.cooperation.models import (
    LanguageStep,
    LetterTemplate,
    OralRequest,
    Request,
)
from homeward.foundation.documents.blocks import Facts, Heading, Paragraph
from homeward.foundation.documents.word import check_template, words_of
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cooperation.officers import by_id, change, draft, issued, let_in, made, write
from tests.cooperation.other_node import OtherNode, request_of
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin


def test_the_fixed_words_are_the_same_in_every_language() -> None:
    names = {
        language: {
            key: sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)
            for key, text in table(language)["letter"].items()
        }
        for language in LANGUAGES
    }
    assert all(names[language] == names["en"] for language in LANGUAGES)
    assert all("%(page)s" in fixed(language, "page") for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_template_is_one_like_any_other(language: str) -> None:
    check_template(shipped(language), FIELDS)


def written(people: People) -> Request:
    """A draft of Alice's to XB with every part written."""
    request = draft(people.alice, a_case(people))
    assert write(people.alice, request, facts="One & <two>\nthree").status_code == 302
    return by_id(people.alice, request.pk)


def paper(person: object, request: Request, form: str, language: str) -> bytes:
    """The letter as a file, as its page gives it."""
    address = f"/requests/{request.pk}/letter/{form}/?language={language}"
    answer = signed_in(person).get(address)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return bytes(answer.content)


def test_both_papers_say_the_same_in_every_language(people: People) -> None:
    request = written(people)
    for language in LANGUAGES:
        words = words_of(paper(people.alice, request, "docx", language))
        texts = [block.text for block in words.blocks if isinstance(block, Heading | Paragraph)]
        kind = said(request.declared.label, language)
        assert texts[:3] == [
            fixed(language, "draft"),
            fixed(language, "mark"),
            fixed(language, "title", kind=kind),
        ]
        facts = next(dict(block.pairs) for block in words.blocks if isinstance(block, Facts))
        assert facts[fixed(language, "reference")] == request.reference
        assert "One & <two>\nthree" in texts
        for part in request.contents:
            if request.content.get(part.code):
                heading = f"{said(part.label, language)} ({part.article})"
                plain = [text.replace("\u200e", "").replace("\u00a0", " ") for text in texts]
                assert heading in plain
        pdf = paper(people.alice, request, "pdf", language)
        assert b"pdfaid:part" in pdf or b"pdfaid" in PdfReader(io.BytesIO(pdf)).metadata.get_data()  # type: ignore[union-attr]
        read = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        assert request.reference in read
        assert "One & <two>" in read
    with opened(people.olga.actor):
        made = Entry.objects.filter(verb="cooperation.letter_made").count()
    assert made == 2 * len(LANGUAGES)


def test_information_that_nobody_asked_for_asks_for_nothing(people: People) -> None:
    """UNTOC 18(4), 18(5): its letter says what binds who receives it, and no "asks for"."""
    request = OtherNode().request("spontaneous_information")
    for language in LANGUAGES:
        with opened(people.carol.actor):
            words = words_of(docx_of(request, language).content)
        texts = [block.text for block in words.blocks if isinstance(block, Heading | Paragraph)]
        assert said(request.declared.label, language) in texts
        for key in ("told_opening", "told_limits", "told_clearing"):
            assert fixed(language, key) in texts
        for key in ("opening", "more_information", "use"):
            assert fixed(language, key) not in texts


def test_the_language_is_one_that_the_other_state_accepts(people: People) -> None:
    request = written(people)
    with opened(people.alice.actor):
        assert accepted_languages("XB") == ["fr", "en"]
        assert letter_language(request) == "en", "what needs no translation comes first"
        request.written_in = "es"
        assert letter_language(request) == "fr"
        request.other_state = "XC"
        assert letter_language(request) == "en"
        request.letter_in = "ru"
        assert letter_language(request) == "ru"


def test_a_translation_and_its_certification_are_steps_with_an_owner(people: People) -> None:
    request = written(people)
    alice, carol = signed_in(people.alice), signed_in(people.carol)
    letter, page = f"/requests/{request.pk}/letter/", f"/requests/{request.pk}/translation/fr/"
    due = (timezone.localdate() + timedelta(days=2)).isoformat()
    with opened(service("setup")):
        people.police.members.add(people.carol)
    check_page(alice.get(letter))
    step = {"language": "fr", "due_on": due}
    refused = alice.post(f"{letter}step/", {**step, "kind": "translation", "owner": people.bob.pk})
    assert refused.status_code == 400, "Bob could not open it"
    for kind, owner in (("translation", people.alice), ("certification", people.carol)):
        asked = alice.post(f"{letter}step/", {**step, "kind": kind, "owner": owner.pk})
        assert asked.status_code == 302, asked.content.decode()[:3000]
    with opened(people.alice.actor):
        task = Task.objects.get(kind="cooperation.translate")
    assert (task.assignee_id, task.due_at is not None) == (people.alice.pk, True)
    chosen = {"written_in": "en", "letter_in": "fr", "revision": request.revision}
    assert alice.post(letter, chosen).status_code == 302

    early = carol.post(f"{page}certify/", {"statement": "So it is.", "revision": 1})
    assert early.status_code == 400, "nothing is translated yet"
    texts = {code: f"FR {code}" for code in ("investigation", "facts", "questions", "purpose")}
    half = {**texts, "purpose": "", "revision": 1, "finish": "1"}
    assert alice.post(page, half).status_code == 400
    check_page(alice.get(page))
    assert alice.post(page, {**texts, "revision": 1, "finish": "1"}).status_code == 302
    own = alice.post(f"{page}certify/", {"statement": "Mine.", "revision": 2})
    assert own.status_code == 403
    assert f'action="{page}certify/"' in check_page(carol.get(page))
    assert "PDF in French" in check_page(alice.get(letter))
    said_so = {"statement": "Central authority of XA: a true translation.", "revision": 2}
    assert carol.post(f"{page}certify/", said_so).status_code == 302
    text = Document(io.BytesIO(paper(people.alice, request, "docx", "fr")))
    lines = [one.text for one in text.paragraphs]
    assert "FR facts" in lines
    assert any("a true translation" in line for line in lines)
    assert not any(line.startswith("Rédigé en langue originale") for line in lines)

    approved = made(people.carol, request, "approve")
    late = alice.post(letter, {"letter_in": "en", "revision": approved.revision})
    assert late.status_code == 400, "what was approved keeps its languages"
    assert (
        alice.post(page, {**texts, "facts": "FR else", "revision": 2, "finish": "1"}).status_code
        == 302
    )
    refused = change(carol, people.carol, request, "issue")
    assert "not those that were approved" in check_page(refused, status=400)
    made(people.carol, request, "return_draft", text="The translation was changed.")

    assert write(people.alice, request, facts="Otherwise now").status_code == 302
    lines = [
        one.text
        for one in Document(io.BytesIO(paper(people.alice, request, "docx", "fr"))).paragraphs
    ]
    assert ("Otherwise now" in lines, "FR facts" in lines) == (True, False)
    assert any(line.startswith("Rédigé en langue originale") for line in lines)
    assert not any("a true translation" in line for line in lines), "it holds for other words"
    shown = alice.get(letter)
    check_page(shown)
    assert "not translated" in shown.content.decode()


def test_a_template_is_replaced_read_and_taken_back(people: People) -> None:
    request = written(people)
    carol, page = signed_in(people.carol), "/letter-templates/en/"
    check_page(carol.get("/letter-templates/"))
    shown = carol.get(page)
    check_page(shown)
    edition = shown.context["used"].edition

    def sent(content: bytes, number: int, who: object = people.carol) -> int:
        file = SimpleUploadedFile("ours.docx", content)
        data = {"file": file, "note": "", "number": number}
        return int(signed_in(who).post(page, data).status_code)  # type: ignore[arg-type]

    lawyer = {"lawyer": "Legal adviser, Ministry of Justice", "edition": edition}
    assert carol.post(f"{page}read/", lawyer).status_code == 302
    assert fixed("en", "mark") not in _lines(paper(people.alice, request, "docx", "en"))
    assert sent(b"no document", 0) == 400
    assert sent(_template("{{ officer }}"), 0) == 400
    assert sent(_template("Ours: {{ reference }}"), 0, people.dan) == 403
    assert sent(_template("Ours: {{ reference }}", "{{ mark }}"), 0) == 302
    assert sent(_template("Late {{ reference }}"), 0) == 400, "another version is in use"
    lines = _lines(paper(people.alice, request, "docx", "en"))
    assert lines == [f"Ours: {request.reference}", fixed("en", "mark")], "other words: unread again"
    assert carol.post(f"{page}read/", lawyer).status_code == 400
    assert carol.get(f"{page}1/").content == _kept(people, 1)
    assert carol.post(f"{page}shipped/", {"number": 1}).status_code == 302
    assert fixed("en", "salutation") in _lines(paper(people.alice, request, "docx", "en"))
    check_page(carol.get(page))
    with opened(people.olga.actor):
        verbs = Entry.objects.filter(verb__startswith="cooperation.template_kept")
        assert verbs.count() == 2


def _template(*lines: str) -> bytes:
    made, out = Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def _lines(content: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(content)).paragraphs if one.text]


def _kept(people: People, number: int) -> bytes:
    with opened(people.carol.actor):
        return bytes(LetterTemplate.objects.get(language="en", number=number).content)


def test_a_calendar_that_is_entered_counts_from_then_on(people: People) -> None:
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    carol, page = signed_in(people.carol), "/state-calendars/XB/"
    check_page(carol.get("/state-calendars/"))
    check_page(carol.get(page))
    today = timezone.localdate()
    days = [today + timedelta(days=n) for n in range(1, 30)]
    holiday = next(one for one in days if one.isoweekday() < 6)
    facts = {
        "zone": "Europe/Paris",
        "weekdays": ["1", "2", "3", "4", "5"],
        "days": f"{holiday.isoformat()} Founding Day",
        "source": "Law of XB on holidays",
        "revision": 0,
    }
    assert signed_in(people.dan).get(f"{page}change/").status_code == 404
    wrong = carol.post(f"{page}change/", {**facts, "days": "tomorrow Founding Day"})
    assert (wrong.status_code, "tomorrow" in wrong.content.decode()) == (400, True)
    assert carol.post(f"{page}change/", facts).status_code == 302
    assert carol.post(f"{page}change/", facts).status_code == 409, "somebody entered it meanwhile"
    shown = carol.get(f"{page}?number=1&count=working_days&start={today.isoformat()}T09:00")
    check_page(shown)
    assert "Founding Day" in shown.content.decode()
    with opened(service("setup")):
        people.police.members.add(people.carol)
    pin("XB")
    request = issued(people, case)
    due, rule = request.due_at, request.due_rule
    assert due is not None
    assert (rule["zone"], rule["count"], rule["zone_known"]) == (
        "Europe/Paris",
        "working_days",
        "entered",
    )
    assert [day for day, _name in rule["holidays"]] == [holiday.isoformat()]
    assert "Founding Day" in carol.get(f"/requests/{request.pk}/").content.decode()


def test_what_arrives_translated_is_read_in_both_languages_and_held_to_its_form(
    people: People,
) -> None:
    node = OtherNode()
    texts = {code: f"EN {code}" for code in ("investigation", "facts", "actions", "purpose")}
    came = {
        "written_in": "fr",
        "language": "en",
        "texts": texts,
        "certified": "Central authority of XB: a true translation.",
    }
    due = datetime.now(UTC) + timedelta(days=9)
    asked = {"due": due.isoformat(), "limit": {"number": 3, "count": "working_days"}}
    for wrong in (
        {"translation": came | {"language": "tlh"}},
        {"translation": came | {"texts": {"secret": "more"}}},
        {"translation": came | {"texts": {"facts": " "}}},
        {"translation": came | {"certified": 5}},
        {"translation": "EN"},
        {"limit": {"number": 0, "count": "days"}},
        {"limit": {"number": 3, "count": "moons"}},
        {"limit": "3 days"},
    ):
        payload = request_of("freezing") | asked | wrong
        status, reason = node.send("cooperation.request", payload, uuid4())
        assert (status, reason) == (422, "malformed_payload"), wrong
    request = node.request("freezing", translation=came, **asked)
    with opened(people.carol.actor):
        found = translated(request, "en")
    assert (found.is_done, found.is_certified) == (True, True)
    assert request.due_rule["count"] == "working_days"
    assert request.due_rule["by_own"], "it was given longer than its own calendar says"
    carol = signed_in(people.carol)
    page = carol.get(f"/requests/{request.pk}/")
    check_page(page)
    assert "Translated into English" in page.content.decode()
    assert "EN facts" in _lines(paper(people.carol, request, "docx", "en"))
    check_page(carol.get(f"/requests/{request.pk}/translation/en/"))


def test_the_letter_says_what_is_left_out_and_which_oral_request_it_confirms(
    people: People,
) -> None:
    """What the message tells a node, the letter tells a State that has none."""
    request, now = written(people), datetime.now(UTC)
    with opened(service("exchange")):
        waiver = {"parts": ["questions"], "reason": "The court is closed.", "by": people.carol.pk}
        Request.objects.filter(pk=request.pk).update(waiver=waiver)
        OralRequest.objects.create(
            request=request,
            side="requesting",
            other_state="XB",
            desk_id=request.desk_id,
            code="ABCD2345",
            spoken_at=now,
            confirm_by=now,
            recorded_by=0,
            recorded_at=now,
        )
    for language in ("en", "ar"):
        with opened(people.alice.actor):
            letter = letter_in(by_id(people.alice, request.pk), in_use(language))
        left, oral = letter.values["parts"][-2:]
        assert left["label"].startswith(fixed(language, "left_out"))
        assert "The court is closed." in left["text"]
        assert "ABCD2345" in oral["text"]
        assert "UNTOC\u00a018(14)" in oral["article"]
    words = originals(by_id(people.alice, request.pk))
    with opened(service("exchange")):
        LanguageStep.objects.create(
            request=request,
            kind="translation",
            language="fr",
            owner=people.alice.pk,
            due_on=now.date(),
            texts=words,
            read=digests(words),
            asked_at=now,
            asked_by=people.alice.pk,
            done_at=now,
        )
        earlier = now - timedelta(hours=1)
        Request.objects.filter(pk=request.pk).update(issued_at=earlier, letter_in="fr")
    page = check_page(signed_in(people.alice).get(f"/requests/{request.pk}/letter/"))
    assert "does not have this translation" in page
