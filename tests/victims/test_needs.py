"""Needs through their pages: assessed, corrected, compared, opened, settled; who sees nothing."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.utils import translation
from django.utils.timezone import localdate

from homeward.casework.victims.actions.tasks import LAST_MINUTE, on_day
from homeward.casework.victims.models import (
    Assessment,
    AssessmentDate,
    AssessmentLevel,
    Need,
    NeedChange,
)
from homeward.casework.victims.needs_picture import picture_of
from homeward.casework.victims.queries.needs import courses_of
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.page_checks import check_page
from tests.people import People
from tests.victims.family import a_family

TODAY = localdate()
NOTE = "Wakes every night and does not eat."


def found(people: People, **more: Any) -> dict[str, Any]:
    """What the form of an assessment sends: by Dan, the person there."""
    return {
        "made_on": str(TODAY),
        "colleague": people.dan.pk,
        "present": "on",
        "level_psychological": 3,
        "met_psychological": "unmet",
        "note_psychological": NOTE,
    } | more


def facts_of(node: TestNode, suite: SuiteCluster, kind: str) -> list[dict[str, Any]]:
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        query = "select data from journal_fact where kind = %s order by at"
        return [data for (data,) in owner.execute(query, [kind])]


def test_needs_are_assessed_again_and_compared(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim)
    assert "Needs were not assessed yet" in dan.get(f"{page}needs/course/").content.decode()
    wrong = dan.post(
        f"{page}needs/assess/",
        {"made_on": str(TODAY), "level_legal": 2, "met_medical": "met", "outsider": ""},
    )
    assert wrong.status_code == 400
    said = wrong.content.decode()
    assert "Write who made it, or choose a colleague." in said
    assert "say from whom it is known" in said
    assert "Say whether what is needed is there." in said
    assert "Choose a level, or leave the domain empty." in said
    earlier = str(TODAY - timedelta(days=40))
    first = found(people, made_on=earlier, level_medical=1, met_medical="met")
    first["next_on"] = str(TODAY + timedelta(days=1))
    assert dan.post(f"{page}needs/assess/", first).status_code == 302
    with opened(people.dan.actor):
        task = Task.objects.get(kind="victims.assess", done_at=None)
        assert task.assignee_id == people.dan.pk
        assert task.due_at == on_day(TODAY + timedelta(days=1), LAST_MINUTE)
        assert task.params == {"reference": family.case.reference, "file": "1"}
    second = found(people, level_psychological=1, level_medical=8, met_medical="unknown")
    second |= {"level_legal": 4, "met_legal": "partly", "interpreter": "on"}
    dan.post(f"{page}needs/assess/", second)
    check_page(dan.get(f"{page}needs/assess/"))
    shown = check_page(dan.get(page))
    assert "2 levels better" in shown
    assert shown.count("Nothing to compare yet") == 2  # medical: not specified; legal: one only
    assert "No further assessment is planned." in shown
    with opened(people.dan.actor):
        assert not Task.objects.filter(kind="victims.assess", done_at=None).exists()
        levels = {one.domain: one.change for one in courses_of(people.dan, family.victim)}
    assert levels["psychological"] == -2
    assert levels["economic"] is None
    facts = facts_of(node, suite, "victims.assessed")
    assert [(one["domain"], one["level"]) for one in facts] == [
        ("medical", 1),
        ("psychological", 3),
        ("medical", 8),
        ("psychological", 1),
        ("legal", 4),
    ]
    assert NOTE not in str(facts)


def test_a_correction_takes_the_place_of_the_one_before(people: People) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim)
    dan.post(f"{page}needs/assess/", found(people))
    with opened(people.dan.actor):
        before = Assessment.objects.get()
    address = f"{page}needs/assessments/{before.pk}/"
    form = dan.get(f"{address}correct/").context["form"]
    assert form.initial["note_psychological"] == NOTE
    right = found(people, level_psychological=2)
    assert "This field is required." in dan.post(f"{address}correct/", right).content.decode()
    right["why"] = "Heard wrongly."
    assert dan.post(f"{address}correct/", right).status_code == 302
    assert dan.post(f"{address}correct/", right).status_code == 409
    assert "Heard wrongly." in check_page(dan.get(address))
    course = check_page(dan.get(f"{page}needs/course/"))
    assert "Corrected later" in course
    with opened(people.dan.actor):
        psychological = courses_of(people.dan, family.victim)[1]
        assert [one.level for one in psychological.found] == [2]
    for statement in ("update victims_assessmentlevel set level = 0", "delete from victims_need"):
        with pytest.raises(DatabaseError), opened(people.dan.actor), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError), opened(people.dan.actor):
        AssessmentLevel.objects.create(
            case=family.case, compartment="victims", assessment=before, domain="legal", level=7
        )


def test_the_picture_needs_no_colour_and_turns_with_the_language(people: People) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim)
    assert not picture_of([])
    for days, level, met in (
        (30, 4, "unmet"),
        (20, 8, "unknown"),
        (10, 2, "partly"),
        (0, 0, "met"),
    ):
        on = str(TODAY - timedelta(days=days))
        sent = found(people, made_on=on, level_psychological=level, met_psychological=met)
        dan.post(f"{page}needs/assess/", sent)
    with opened(people.dan.actor):
        courses = courses_of(people.dan, family.victim)
        drawn = str(picture_of(courses))
        with translation.override("ar"):
            turned = str(picture_of(courses))
    assert drawn.count("<path") == 1  # from the third to the fourth: the unknown breaks the line
    for mark in ("<rect", "<polygon", "<circle", ">?</text>", ">4</text>", "Complete problem"):
        assert mark in drawn
    assert "style=" not in drawn
    assert drawn.count("<g>") == 4
    assert 'cx="730' in drawn  # the last day: at the right, and at the left in Arabic
    assert 'cx="30' in turned
    page_text = dan.get(f"{page}needs/course/").content.decode()
    assert page_text.count('<th scope="row" class="tight"') == 4
    for words in ("BMC Public Health 2011", "50–95", "from memory", "no measurement"):
        assert words in page_text


def test_a_need_from_its_opening_to_its_end(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.brother)
    text = "The bank closed the joint account."
    sent = {"domain": "economic", "kind": "bank", "text": text, "urgency": "now"}
    sent |= {"opened_on": str(TODAY - timedelta(days=9))}
    assert dan.post(f"{page}needs/new/", sent).status_code == 302
    late = {**sent, "kind": "tax", "urgency": "later", "text": "A tax return is due."}
    dan.post(f"{page}needs/new/", late)
    shown = dan.get(page).content.decode()
    assert shown.index(text) < shown.index("A tax return is due.")
    with opened(people.dan.actor):
        need = Need.objects.get(kind="bank")
    address = f"{page}needs/{need.pk}/"
    now = {"status": "not_met", "urgency": "now", "text": text, "revision": 1}
    answer = dan.post(address, now)
    assert answer.status_code == 400
    assert "Say why the need is not met." in answer.content.decode()
    now["reason"] = "The law of XB does not allow it."
    assert dan.post(address, now).status_code == 302
    assert dan.post(address, {**now, "status": "open", "revision": 1}).status_code == 409
    assert text not in dan.get(page).content.decode()
    assert text in check_page(dan.get(f"{page}needs/"))
    again = {**now, "status": "in_work", "revision": 2, "reason": "A court has allowed it."}
    assert dan.post(address, again).status_code == 302
    dan.post(address, {**again, "status": "met", "revision": 3})
    history = check_page(dan.get(address))
    assert "The law of XB does not allow it." in history
    assert facts_of(node, suite, "victims.need_opened")[-1]["again"] is True
    settled = facts_of(node, suite, "victims.need_settled")
    assert [(one["result"], one["days"]) for one in settled] == [("not_met", 9), ("met", 9)]
    with opened(people.dan.actor):
        assert NeedChange.objects.filter(need=need).count() == 4
        verbs = [one.verb for one in Entry.objects.filter(verb__startswith="victims.need_")]
    assert sorted(verbs) == [
        "victims.need_changed",
        *["victims.need_opened"] * 2,
        *["victims.need_settled"] * 2,
    ]


def test_the_next_assessment_follows_the_worker(people: People) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim)
    tomorrow = str(TODAY + timedelta(days=1))
    answer = dan.post(f"{page}needs/next/", {"on": str(TODAY - timedelta(days=1))})
    assert "This day has passed." in answer.content.decode()
    assert dan.post(f"{page}needs/next/", {"on": tomorrow}).status_code == 302
    form = dan.get(f"{page}edit/").context["form"]
    moved = {**form.initial, "seen": form.fields["seen"].initial, "worker": people.carol.pk}
    assert dan.post(f"{page}edit/", moved).status_code == 302
    with opened(people.carol.actor):
        task = Task.objects.get(kind="victims.assess", done_at=None)
        assert task.assignee_id == people.carol.pk
    assert "none is made" in dan.post(f"{page}needs/next/", {"on": "", "x": "1"}).content.decode()
    dan.post(f"{page}needs/next/", {"on": "", "reason": "She moved away."})
    assert "She moved away." in dan.get(page).content.decode()
    with opened(people.carol.actor):
        assert not Task.objects.filter(kind="victims.assess", done_at=None).exists()
        assert AssessmentDate.objects.count() == 2


def test_nobody_else_sees_what_is_needed(people: People) -> None:
    family = a_family(people)
    signed_in(people.dan).post(f"{family.page(family.victim)}needs/assess/", found(people))
    with opened(people.dan.actor):
        key = Assessment.objects.get().pk
    other = f"{family.page(family.brother)}needs/assessments/{key}/"
    assert signed_in(people.dan).get(other).status_code == 404  # of another person's file
    bob = signed_in(people.bob)
    for below in ("needs/", "needs/course/", f"needs/assessments/{key}/", "plan/"):
        assert bob.get(family.page(family.victim, below)).status_code == 404
    with opened(people.bob.actor):
        assert not Assessment.objects.exists()
        assert not AssessmentLevel.objects.exists()
