"""59/154 §8(a): judges, prosecutors and police are trained, with the victim's safety first.

Played through the pages, as a supervisor who holds a course and an officer who takes it would.
"""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from pypdf import PdfReader

from homeward.foundation.access.actions import add_user
from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.oversight.assistance.models import Enrolment
from homeward.oversight.assistance.training.marking import key_of
from homeward.oversight.assistance.training.scorm import faults_of
from homeward.oversight.assistance.training.shelf import shipped
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People

CODE = "police"
COURSE = f"/training/courses/{CODE}/"
SESSION = {"begins": "2026-11-02", "ends": "2026-11-06", "place": "Academy", "language": "en"}
LESSONS = [one.id for one in shipped()[CODE].lessons]
RIGHT = {key_of(lesson.id, one.id): one.right for lesson, one in shipped()[CODE].questions}
WRONG = {key: "abc"["abc".index(letter) - 1] for key, letter in RIGHT.items()}


def held(trainer: Client) -> str:
    """The address of a session that was opened."""
    answer = trainer.post(f"{COURSE}hold/", SESSION)
    assert answer.status_code == 302
    return str(answer["Location"])


def attend(trainer: Client, session: str, lessons: list[str]) -> None:
    """Whoever holds it notes which lessons the one person attended."""
    page = check_page(trainer.get(session))
    found = re.search(r"/training/enrolments/\d+/", page)
    assert found
    assert trainer.post(found[0], {"lessons": lessons}).status_code == 302


def test_every_audience_finds_its_course_and_reads_its_lessons(people: People) -> None:
    for language in ("en", "fr"):
        officer = signed_in(people.alice, language=language)
        front = check_page(officer.get("/training/"), language)
        for code, course in shipped().items():
            assert f"/training/courses/{code}/" in front
            page = check_page(officer.get(f"/training/courses/{code}/"), language)
            lesson = course.lessons[0]
            assert course.words(language)[1].lessons[lesson.id].title in page
            check_page(officer.get(f"/training/courses/{code}/lessons/{lesson.id}/"), language)


def test_from_enrolment_to_a_certificate_that_anyone_can_check(people: People) -> None:
    carol, alice, dan = (signed_in(one) for one in (people.carol, people.alice, people.dan))
    assert alice.post(f"{COURSE}hold/", SESSION).status_code == 403
    session = held(carol)
    assert alice.post(f"{session}enrol/").status_code == 302
    assert alice.post(f"{session}enrol/").status_code == 409

    # The test opens once every lesson was attended.
    refused = alice.post(f"{session}test/", RIGHT)
    assert "every lesson was attended" in check_page(refused, status=400)
    attend(carol, session, LESSONS[:-1])
    assert shipped()[CODE].words("en")[1].lessons[LESSONS[-1]].title in check_page(
        alice.get(session)
    )
    attend(carol, session, LESSONS)
    assert alice.post(f"{session}test/", WRONG).status_code == 302
    assert "2 attempts at the test are left." in check_page(alice.get(session))
    check_page(alice.get(f"{session}test/"))
    assert alice.post(f"{session}test/", RIGHT).status_code == 302
    page = check_page(alice.get(session))
    assert "Passed" in page
    assert "no attempt left" in check_page(alice.post(f"{session}test/", RIGHT), status=400)
    place = re.search(r"/training/enrolments/\d+/", check_page(carol.get(session)))
    assert place
    undone = carol.post(place[0], {"lessons": LESSONS[:1]})
    assert "has a certificate" in check_page(undone, status=400)

    # The paper, and whoever doubts it.
    found = re.search(r"/training/enrolments/\d+/pdf/", page)
    assert found
    paper = alice.get(found[0])
    text = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", text)
    assert code
    assert "Alice" in text
    assert dan.get(found[0]).status_code == 404, "a certificate is its owner's"
    shown = check_page(dan.post("/training/check/", {"code": code[0].lower().replace("-", " ")}))
    for words in ("This certificate is genuine", "Alice", "7 / 7"):
        assert words in shown
    other = check_page(dan.post("/training/check/", {"code": "AAAA-BBBB-CCCC"}))
    assert "No certificate of this node has this code" in other
    assert "Alice" not in check_page(dan.get(session)), "results are one's own and the trainer's"

    # What the statistics learn of it has no name.
    run_jobs("assistance.note_training")
    told = facts_about_training()
    assert [one["kind"] for one in told] == [
        "training.enrolled",
        "training.tested",
        "training.tested",
    ]
    assert {one["audience"] for one in told} == {"police"}
    assert [one.get("passed") for one in told] == [None, False, True]
    assert carol.post(f"{session}close/").status_code == 302
    assert dan.post(f"{session}enrol/").status_code == 409


def test_a_certificate_stays_what_it_was_until_it_is_revoked(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    carol, alice, dan = (signed_in(one) for one in (people.carol, people.alice, people.dan))
    session = held(carol)
    alice.post(f"{session}enrol/")
    # The next release asks otherwise, then ships the course no more, and Alice changes her name.
    with monkeypatch.context() as released:
        first = shipped()[CODE].lessons[0]
        other = replace(shipped()[CODE], revision=2, lessons=(first,), pass_mark=1)
        released.setitem(shipped(), CODE, other)
        attend(carol, session, LESSONS[:1])
        refused = alice.post(f"{session}test/", RIGHT)
        assert "every lesson was attended" in check_page(refused, status=400)
        attend(carol, session, LESSONS)
        assert alice.post(f"{session}test/", RIGHT).status_code == 302
    monkeypatch.delitem(shipped(), CODE)
    with opened(service("setup")):
        User.objects.filter(pk=people.alice.pk).update(full_name="Alicia")
    with opened(people.carol.actor):
        one = Enrolment.objects.get()
    asked = {"code": one.code}
    shown = check_page(dan.post("/training/check/", asked))
    for words in ("genuine", "Alice<", "Revision 1", "7 / 7", "From the first call"):
        assert words in shown
    place = f"/training/enrolments/{one.pk}/"
    assert alice.get(f"{place}pdf/").status_code == 200
    assert alice.post(f"{place}revoke/", {"reason": "No."}).status_code == 403
    reason = {"reason": "Another person sat the test."}
    assert carol.post(f"{place}revoke/", reason).status_code == 302
    run_jobs("assistance.note_training")
    last = facts_about_training()[-1]
    assert (last["kind"], last["passed_in"]) == ("training.revoked", datetime.now(UTC).year)
    assert "was revoked on" in check_page(carol.post(f"{place}revoke/", reason), status=400)
    shown = check_page(dan.post("/training/check/", asked))
    assert "genuine" not in shown
    assert reason["reason"] in shown
    assert alice.get(f"{place}pdf/").status_code == 409
    assert "Certificate revoked" in check_page(alice.get(session))


def test_nobody_attended_what_was_not_held_yet(people: People) -> None:
    carol, alice = signed_in(people.carol), signed_in(people.alice)
    coming = {**SESSION, "begins": "2099-11-02", "ends": "2099-11-06"}
    session = str(carol.post(f"{COURSE}hold/", coming)["Location"])
    alice.post(f"{session}enrol/")
    found = re.search(r"/training/enrolments/\d+/", check_page(carol.get(session)))
    assert found
    refused = carol.post(found[0], {"lessons": LESSONS})
    assert "This session begins on" in check_page(refused, status=400)


def facts_about_training() -> list[dict[str, object]]:
    """What statistics read of it."""
    from django.db import connection

    with opened(service("trends")), connection.cursor() as cursor:
        cursor.execute(
            "select kind, data from journal_fact where kind like 'training.%' order by at, id"
        )
        rows = cursor.fetchall()
    import json

    return [
        {"kind": kind, **(json.loads(data) if isinstance(data, str) else data)}
        for kind, data in rows
    ]


@pytest.fixture
def second(people: People) -> User:
    """A second supervisor beside Carol."""
    with opened(service("setup")) as actor:
        return add_user(
            "sara", actor=actor, full_name="Sara", authority="XA-POLICE", roles=["supervisor"]
        )


def test_nobody_certifies_himself(people: People, second: User) -> None:
    """A supervisor's own attendance is noted by another, and the database sees to it as well."""
    carol, sara = signed_in(people.carol), signed_in(second)
    session = held(carol)
    assert carol.post(f"{session}enrol/").status_code == 302
    page = check_page(carol.get(session))
    own = re.search(r"/training/enrolments/\d+/", page)
    assert own
    assert carol.post(own[0], {"lessons": LESSONS}).status_code == 403
    with opened(people.carol.actor):
        mine = Enrolment.objects.get()
        mine.attended = LESSONS
        with pytest.raises(ProgrammingError, match="another person notes"), transaction.atomic():
            mine.save()
        mine.refresh_from_db()
        mine.code = "AAAA-BBBB-CCCC"
        with pytest.raises(ProgrammingError, match="a test that was passed"), transaction.atomic():
            mine.save()
    assert sara.post(own[0], {"lessons": LESSONS}).status_code == 302


def test_an_academy_takes_a_course_to_its_own_platform(people: People) -> None:
    for language in ("en", "fr"):
        answer = signed_in(people.alice).get(f"{COURSE}scorm/{language}/")
        assert answer.headers["Content-Type"] == "application/zip"
        assert faults_of(answer.content) == []
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert "imsmanifest.xml" in archive.namelist()
    assert signed_in(people.alice).get(f"{COURSE}scorm/tlh/").status_code == 404
