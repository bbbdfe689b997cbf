"""Release and after through its pages: checklists, follow-ups, debriefs, the end of contact."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import translation

from homeward.casework.victims.debrief_limits import is_too_soon
from homeward.casework.victims.family import texts
from homeward.casework.victims.models import (
    ContactEnd,
    DebriefSession,
    FamilyPromise,
    Guardian,
    SupportFile,
    SupportStep,
)
from homeward.casework.victims.words.release import PREPARATION, follow_up_days, months_after
from homeward.foundation.access.models import User
from homeward.foundation.duty.sweeping import sweep_duty
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.page_checks import check_page
from tests.people import People
from tests.victims.family import Family, a_family, open_for
from tests.victims.test_contacts import (
    agreed,
    consent_of,
    contact_by,
    due,
    facts_of,
    minute,
    told_of,
)
from tests.victims.view_family import text_of

CALM = "Tired, and calm."


def steps(user: User, **those: Any) -> list[SupportStep]:
    with opened(user.actor):
        return list(SupportStep.objects.filter(**those).order_by("pk"))


def test_days_of_follow_ups() -> None:
    days = follow_up_days(date(2027, 8, 31))
    assert [one.isoformat() for one in days.values()] == [
        "2027-09-07",
        "2027-09-30",
        "2027-11-30",
        "2028-02-29",
        "2028-08-31",
    ]
    assert months_after(date(2026, 12, 1), 12) == date(2027, 12, 1)


def test_each_ending_is_prepared_and_a_death_is_told_by_two(people: People) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    page = family.page(family.victim, "release/")
    dan.post(f"{page}prepare/", {"ending": "death"})
    answer = dan.post(f"{page}prepare/", {"ending": "death"}, follow=True)
    assert "on the list already" in answer.content.decode()
    assert [s.kind for s in steps(people.dan)] == [*PREPARATION["death"]]
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    line = {"kind": "own", "responsible": people.carol.pk, "due_on": tomorrow.isoformat()}
    assert dan.post(f"{page}lists/return/", line).status_code == 400
    assert dan.post(f"{page}lists/return/", {**line, "text": "A visa"}).status_code == 302
    assert dan.get(f"{page}lists/nothing/").status_code == 404
    assert [task.assignee for task in due(people.dan, "step_due")] == [people.carol]
    dan.post(f"{page}lists/death/", {"kind": "notified"})
    [told] = steps(people.dan, kind="notified")
    done = {"end": "done", "done_on": tomorrow - timedelta(days=1), "done_who": "Dan"}
    answer = dan.post(f"{page}steps/{told.pk}/", done)
    assert answer.status_code == 400
    assert "told in person by two" in answer.content.decode()
    sent = {**done, "done_second": "Sister Ada"}
    assert dan.post(f"{page}steps/{told.pk}/", sent).status_code == 302
    assert dan.post(f"{page}steps/{told.pk}/", sent).status_code == 409
    dan.post(f"{page}lists/media/", {"kind": "request", "text": "A channel asks"})
    [asked] = steps(people.dan, kind="request")
    assert dan.post(f"{page}steps/{asked.pk}/", {"end": "refused"}).status_code == 400
    dan.post(f"{page}steps/{asked.pk}/", {"end": "refused", "result": "The family says no."})
    shown = dan.get(page).content.decode()
    for words in ("Sister Ada", "The family says no.", "A visa"):
        assert words in shown


def test_two_who_arrange_the_reunion_choose(people: People) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    page = family.page(family.victim, "release/arranged/reunion/")
    sent = {"who": "Her brother", "agreed_with": "Nour", "medical_first": "on", "revision": 0}
    assert carol.post(page, sent).status_code == 302
    answer = dan.post(page, {**sent, "who": "Her brother and a doctor"})
    assert answer.status_code == 409
    assert "Which version holds" in answer.content.decode()
    dan.post(page, {**sent, "who": "Her brother and a doctor", "revision": 1})
    shown = dan.get(f"{page}all/").content.decode()
    assert "Version 2" in shown
    assert "Her brother and a doctor" in shown
    media = family.page(family.victim, "release/arranged/media/")
    dan.post(media, {"what": "That she is free", "agreed_with": "Nour", "revision": 0})
    page = dan.get(family.page(family.victim, "release/")).content.decode()
    assert "No valid consent to contact with media" in page


def session(**more: Any) -> dict[str, Any]:
    start = minute(-timedelta(hours=30))
    trained = {"interviewer": "Officer K.", "qualification": "Course of 2025"}
    return {"at": start, "minutes": 45, "afterwards": CALM, **trained, **more}


def test_a_debrief_has_consent_and_limits(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    page = family.page(family.victim, "release/debriefs/new/")
    assert "from memory" in dan.get(page).content.decode()
    answer = dan.post(page, session())
    assert answer.status_code == 409
    assert "No consent to a debriefing" in answer.content.decode()
    before = datetime.now(UTC) - timedelta(days=3)
    consent_of(family.victim, people.dan, purpose="debrief", given_at=before)
    answer = dan.post(page, session(minutes=61))
    assert answer.status_code == 400
    assert "at most 60 minutes" in answer.content.decode()
    assert dan.post(page, session()).status_code == 302
    soon = minute(-timedelta(hours=27))
    answer = dan.post(page, session(at=soon))
    assert answer.status_code == 400
    assert "Never one long" in answer.content.decode()
    dan.post(page, session(at=soon, reason="A second hostage was in danger."))
    facts = facts_of(suite, node, "victims.debrief")
    assert [(f["minutes"], f["too_soon"]) for f in facts] == [(45, False), (45, True)]
    with opened(people.dan.actor):
        first = DebriefSession.objects.earliest("at")
    dan.post(family.page(family.victim, f"release/debriefs/{first.pk}/"), {"why": "Twice."})
    shown = dan.get(family.page(family.victim, "release/")).content.decode()
    assert "A second hostage was in danger." in shown
    assert "Twice." in shown


def test_a_child_is_asked_by_who_is_trained_and_not_alone(people: People) -> None:
    family = a_family(people)
    young = {"age_from": 9, "age_to": 9}
    child = open_for(family.case, "Lia Ferrand", people.dan, person=young)
    dan = signed_in(people.dan)
    page = family.page(child, "release/debriefs/new/")
    before = datetime.now(UTC) - timedelta(days=3)
    with pytest.raises(DatabaseError, match="Who decides for this person"):
        consent_of(child, people.dan, purpose="debrief", given_at=before)
    short = session(minutes=30, for_children="on", support_person="Her aunt")
    assert dan.post(page, short).status_code == 409, "a child does not consent alone"
    guardian_gives(child, people.dan, before)
    for less, words in (
        ({"for_children": ""}, "trained to interview children"),
        ({"support_person": ""}, "A support person is with a child"),
        ({"minutes": 31}, "at most 30 minutes"),
    ):
        answer = dan.post(page, {**short, **less})
        assert answer.status_code in (400, 409)
        assert words in answer.content.decode()
    assert dan.post(page, short).status_code == 302


def guardian_gives(child: SupportFile, user: User, at: datetime) -> None:
    with opened(user.actor):
        guardian = Guardian.objects.create(
            case_id=child.case_id,
            compartment="victims",
            file=child,
            name="Her aunt",
            capacity="court",
            decision="Order 12",
            decided_on=at.date() - timedelta(days=9),
            added_by=user,
        )
    consent_of(child, user, purpose="debrief", given_at=at, guardian=guardian)


@pytest.mark.parametrize(
    ("hours", "soon"), [(-5, False), (-3, True), (0, True), (3, True), (6, False)]
)
def test_breaks_count_both_ways(hours: int, soon: bool) -> None:
    noon = datetime(2027, 1, 1, 12, tzinfo=UTC)
    others = [(noon, 60)]
    assert is_too_soon(noon + timedelta(hours=hours), 45, others, child=False) is soon


def test_follow_ups_are_due_moved_and_done(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    page = family.page(family.victim, "release/")
    today = datetime.now(UTC).date()
    dan.post(f"{page}follow-ups/", {"day": today})
    assert len(due(people.dan, "follow_up_due")) == 5
    [week] = steps(people.dan, kind="week_1")
    assert week.due_on == today + timedelta(days=7)
    sweep_duty(datetime.now(UTC) + timedelta(days=8))
    assert told_of("follow_up_due", "overdue") == ["Dan"]
    moved = {"due_on": today + timedelta(days=9), "why": "She is in hospital."}
    dan.post(f"{page}steps/{week.pk}/move/", moved)
    assert dan.post(f"{page}steps/{week.pk}/move/", moved).status_code == 409
    assert len(due(people.dan, "follow_up_due")) == 5
    [again] = steps(people.dan, kind="week_1", ended_at__isnull=True)
    assert dan.post(f"{page}steps/{again.pk}/", {"end": "done"}).status_code == 400
    done = {"end": "done", "done_on": today, "result": "She sleeps again."}
    assert dan.post(f"{page}steps/{again.pk}/", done).status_code == 302
    assert len(due(people.dan, "follow_up_due")) == 4
    [fact] = facts_of(suite, node, "victims.step_ended")
    assert (fact["group"], fact["result"], fact["late"]) == ("follow_up", "done", False)


def test_contact_ends_by_agreement_and_the_lead_opens_it_again(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan, alice = signed_in(people.dan), signed_in(people.alice)
    agreed(family, people, dan)
    promised = {"promise_1_what": "A letter", "promise_1_by": people.dan.pk}
    promised["promise_1_due_at"] = minute(timedelta(hours=3))
    dan.post(family.page(family.brother, "contacts/new/"), contact_by(people.dan, **promised))
    dan.post(family.page(family.brother, "release/follow-ups/"), {"day": minute()[:10]})
    end = family.page(family.brother, "end/")
    sent = {"agreed_with": "Sami", "agreed_on": minute()[:10], "come_back": "Call the desk."}
    sent |= {"done": "We called each week.", "complain": "The ombudsperson, 100."}
    answer = dan.post(end, sent)
    assert answer.status_code == 409
    assert "is not settled" in answer.content.decode()
    with opened(people.dan.actor):
        promise = FamilyPromise.objects.get()
    dan.post(family.page(family.brother, f"promises/{promise.pk}/"), {"end": "kept"})
    assert dan.post(end, sent).status_code == 302
    assert "Call the desk." in dan.get(family.page(family.brother)).content.decode()
    assert [due(people.dan, kind) for kind in ("contact_due", "stand_in", "follow_up_due")] == (
        [[], [], []]
    )
    _closing_letter(people, family)
    _nothing_is_added(people, family)
    reopen = family.page(family.brother, "reopen/")
    assert dan.post(reopen, {"why": "He called."}).status_code == 403
    assert alice.post(reopen, {"why": "He called."}).status_code == 302
    assert alice.post(reopen, {"why": "He called."}).status_code == 409
    assert len(due(people.dan, "contact_due")) == 1
    assert len(due(people.dan, "follow_up_due")) == 5
    with opened(people.dan.actor):
        assert ContactEnd.objects.get().reopened_why == "He called."
    assert facts_of(suite, node, "victims.file_ended") == [{"file": family.brother.pk, "days": 0}]


LAST = dict.fromkeys(("agreed_with", "come_back", "done", "complain"), "x")


def _closing_letter(people: People, family: Family) -> None:
    """The person has it in his language: what was done, what remains, the way back, complaints."""
    with opened(people.dan.actor):
        SupportFile.objects.filter(pk=family.brother.pk).update(language="fr")
        end = ContactEnd.objects.get()
    dan = signed_in(people.dan)
    address = family.page(family.brother, f"end/{end.pk}/letter/")
    assert address in check_page(dan.get(family.page(family.brother, "release/")))
    letter = " ".join(text_of(dan.get(address).content).split())
    for written in ("We called each week.", "Call the desk.", "The ombudsperson, 100."):
        assert written in letter
    with translation.override("fr"):
        fixed = (texts.CLOSING_NOTHING, texts.CLOSING_BACK_HELP, texts.COMPLAIN_HELP)
        assert not [one for one in map(str, fixed) if one not in letter]
    assert family.case.reference not in letter
    assert signed_in(people.bob).get(address).status_code == 404


def _nothing_is_added(people: People, family: Family) -> None:
    """Every form that adds to a file that ended is refused."""
    dan = signed_in(people.dan)
    today = minute()[:10]
    for below, sent in (
        ("contacts/new/", contact_by(people.dan)),
        ("release/follow-ups/", {"day": today}),
        ("release/prepare/", {"ending": "release"}),
        ("release/lists/return/", {"kind": "travel"}),
        ("release/debriefs/new/", session()),
        ("end/", LAST | {"agreed_on": today}),
    ):
        answer = dan.post(family.page(family.brother, below), sent)
        assert answer.status_code == 409, below
        assert "has ended" in answer.content.decode(), below
