"""Being told of proceedings, being heard, and complaints: who does what, and who sees nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils.timezone import localdate

from homeward.casework.cases.actions import add_person
from homeward.casework.cases.actions.proceedings import (
    NewCharge,
    add_charge,
    add_hearing,
    end_charge,
    move_hearing,
)
from homeward.casework.cases.models import Event
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.victims.actions.files import set_rule
from homeward.casework.victims.actions.rights import GUARDIAN, set_wish, tell_of_proceedings
from homeward.casework.victims.models import Complaint, Guardian, OwedNotice, SupportFile
from homeward.casework.victims.rights_watch import NOTICES
from homeward.casework.victims.words.rights import NoticeKind
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.ports import task_kind
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People
from tests.victims.family import Family, a_family, open_for

TODAY = date(2026, 9, 1).isoformat()


def wishes(people: People, file: SupportFile, *kinds: NoticeKind) -> None:
    """The person wants to be told of these."""
    with opened(people.dan.actor):
        set_wish(file, kinds, user=people.dan)


def moved(family: Family, kind: NoticeKind, day: date | None = None) -> int:
    """Proceedings moved; how many notices the service made."""
    case = family.case
    with opened(GUARDIAN):
        made = tell_of_proceedings(case.pk, case.reference, kind, actor=GUARDIAN, day=day)
        return len(made)


def test_who_wants_to_hear_is_owed_a_notice_of_kind_and_day_only(people: People) -> None:
    family = a_family(people)
    ended = open_for(family.case, "Somebody else", people.dan)
    for file in (family.victim, ended):
        wishes(people, file, NoticeKind.HEARING, NoticeKind.CHARGE)
    wishes(people, family.brother, NoticeKind.HEARING)
    wishes(people, family.brother)  # and now of nothing
    with opened(people.dan.actor):
        SupportFile.objects.filter(pk=ended.pk).update(status="ended")
    day = localdate() + timedelta(days=30)
    assert moved(family, NoticeKind.HEARING, day) == 1
    assert moved(family, NoticeKind.HEARING, day) == 0  # owed already
    assert moved(family, NoticeKind.HEARING, day + timedelta(days=1)) == 1
    assert moved(family, NoticeKind.CHARGE) == 1
    assert moved(family, NoticeKind.CHARGE) == 0
    assert moved(family, NoticeKind.APPEAL) == 0
    with opened(people.dan.actor):
        notices = list(OwedNotice.objects.order_by("pk"))
        assert [one.file_id for one in notices] == [family.victim.pk] * 3
        tasks = Task.objects.order_by("pk")
        assert [one.assignee_id for one in tasks] == [people.dan.pk] * 3
        first = tasks[0]
        said = str(task_kind(first.kind).sentence) % first.params
        assert said == (
            f"Tell the person of support file 1 of a hearing on {day.isoformat()},"
            f" {family.case.reference}"
        )
        assert {one.compartment for one in tasks} == {"victims"}
    with opened(GUARDIAN), connection.cursor() as cursor:  # and the service sees no more than that
        for table in ("victims_channel", "victims_loss", "victims_complaint", "cases_case"):
            cursor.execute(f"select count(*) from {table}")  # noqa: S608  names of our own list
            assert cursor.fetchone() == (0,)
    with pytest.raises(DatabaseError), opened(GUARDIAN):
        OwedNotice.objects.create(
            case=family.case,
            compartment="investigation",
            file=family.victim,
            kind="charge",
            due_at=notices[0].due_at,
        )


def test_lines_of_the_proceedings_become_notices_without_what_they_say(people: People) -> None:
    family = a_family(people)
    wishes(people, family.victim, *NoticeKind)
    at = datetime.now(UTC) + timedelta(days=20)
    later = at + timedelta(days=5)
    with opened(people.alice.actor) as actor:
        suspect = add_person(family.case, PersonRole.SUSPECT, actor=actor, name="S. Example")
        new = {"offence": "Kidnapping", "provision": "Article 1", "charged_on": date(2026, 4, 1)}
        charge = add_charge(NewCharge(suspect=suspect, victims=[], harms=[], **new), actor=actor)
        add_hearing(charge, datetime(2026, 4, 20, 9, tzinfo=UTC), actor=actor, outcome="Held.")
        move_hearing(add_hearing(charge, at, actor=actor), later, actor=actor)
        two = [add_hearing(charge, later, actor=actor) for _ in range(2)]
        move_hearing(two[0], later + timedelta(days=1), actor=actor)
        end_charge(charge, "withdraw", actor=actor)
        lines = Event.objects.filter(kind__in=NOTICES).order_by("pk")
        assert len(lines) == 8
    assert run_jobs("victims.tell_persons") == 7  # a hearing that is past calls for no notice
    with opened(people.dan.actor):
        found = list(OwedNotice.objects.order_by("pk").values_list("kind", "day"))
        assert not Event.objects.filter(kind__in=NOTICES).exists()  # the support sees none of it
        replaced = OwedNotice.objects.exclude(settled_at=None).values_list("end", "day")
        assert list(replaced) == [("replaced", localdate(at))]
        assert Task.objects.filter(done_at__isnull=True).count() == 4
        params = str(list(Task.objects.values_list("params", flat=True)))
    days = [localdate(at), localdate(later), localdate(later) + timedelta(days=1)]
    assert found == [
        ("charge", None),
        ("hearing", days[0]),
        ("hearing", days[1]),  # where two more are, of which one has left
        ("hearing", days[2]),
        ("end", None),
    ]
    assert "Example" not in params
    assert "Kidnapping" not in params


def test_a_notice_is_told_and_a_stopped_contact_is_not(people: People) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim, "rights/")
    sent = {"kinds": ["arrest", "release"], "not_when": "At night"}
    assert dan.post(f"{page}wish/", sent).status_code == 302
    assert "At night" in check_page(dan.get(page))
    answer = dan.post(f"{page}notice/", {"kind": "charge", "day": TODAY})
    assert "This has no day here" in check_page(answer, status=400)
    assert dan.post(f"{page}notice/", {"kind": "arrest"}).status_code == 302
    twice = dan.post(f"{page}notice/", {"kind": "arrest"})
    assert "to be told already" in check_page(twice, status=409)
    with opened(people.dan.actor):
        notice = OwedNotice.objects.get()
        set_rule(family.victim, user=people.dan, stops_contact=True, reason="Look first.")
    told = {"end": "told", "on": TODAY, "how": "phone"}
    answer = dan.post(f"{page}notice/{notice.pk}/", told)
    assert "is stopped" in check_page(answer, status=409)
    with opened(people.alice.actor):
        set_rule(family.victim, user=people.alice, may_be_told="That an arrest was made.")
    answer = dan.post(f"{page}notice/{notice.pk}/", {**told, "how": ""})
    assert "Say how" in check_page(answer, status=400)
    assert dan.post(f"{page}notice/{notice.pk}/", told).status_code == 302
    shown = check_page(dan.get(page))
    assert "Nothing is owed now." in shown
    assert "Told" in shown
    with opened(people.dan.actor):
        assert not Task.objects.filter(done_at__isnull=True).exists()
    with pytest.raises(DatabaseError), opened(people.dan.actor):
        OwedNotice.objects.update(end="refused")


def test_a_child_is_told_through_who_decides_for_it(people: People) -> None:
    family = a_family(people)
    child = open_for(family.case, "A child", people.dan, person={"age_from": 9, "age_to": 9})
    dan, page = signed_in(people.dan), family.page(child, "rights/")
    answer = dan.post(f"{page}wish/", {"kinds": ["hearing"]})
    assert "Somebody else decides" in check_page(answer, status=400)
    place = {"case": family.case, "compartment": "victims", "file": child}
    facts = {"capacity": "court", "decided_on": date(2026, 1, 1), "added_by": people.dan}
    with opened(people.dan.actor):
        good = Guardian.objects.create(**place, **facts, name="A guardian")
        torn = Guardian.objects.create(**place, **facts, name="Torn", in_conflict=True)
    answer = dan.post(f"{page}wish/", {"kinds": ["hearing"], "guardian": torn.pk})
    assert answer.status_code == 400
    assert dan.post(f"{page}wish/", {"kinds": ["hearing"], "guardian": good.pk}).status_code == 302
    assert "A guardian" in check_page(dan.get(page))


def test_a_view_is_passed_on_and_answered(people: People) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim, "heard/")
    said = {"kind": "impact", "stage": "trial", "form": "counsel", "given_on": "2026-05-01"}
    assert dan.post(f"{page}new/", {**said, "text": "I do not sleep."}).status_code == 302
    with opened(people.carol.actor):
        assert Task.objects.get().kind == "victims.pass_on_view"
    early = dan.post(f"{page}1/end/", {"end": "heard", "on": TODAY})
    assert "Record first to which authority" in check_page(early, status=409)
    before = dan.post(f"{page}1/pass-on/", {"to": "Court of XA", "on": "2026-04-30"})
    assert "before the one" in check_page(before, status=400)
    dan.post(f"{page}1/pass-on/", {"to": "Court of XA", "on": "2026-05-02"})
    dan.post(f"{page}1/end/", {"end": "considered", "on": TODAY, "note": "Read in court."})
    shown = check_page(dan.get(f"{page}1/"))
    for words in ("I do not sleep.", "Court of XA", "Taken into account", "Read in court."):
        assert words in shown
    with opened(people.carol.actor):
        assert Task.objects.get().done_at is not None


def test_a_complaint_goes_to_somebody_who_does_not_work_on_the_file(people: People) -> None:
    family = a_family(people)
    dan, carol, alice = (signed_in(one) for one in (people.dan, people.carol, people.alice))
    page = family.page(family.victim, "complaints/")
    form = dan.get(f"{page}new/").context["form"]
    offered = [key for key, _name in form.fields["handler"].choices]
    assert offered == [str(people.alice.pk), str(people.carol.pk)]  # the lead first, not Dan
    sent = {"about": "delay", "received_on": TODAY, "form": "written", "text": "Nobody rang."}
    assert dan.post(f"{page}new/", {**sent, "handler": people.dan.pk}).status_code == 400
    assert dan.post(f"{page}new/", {**sent, "handler": people.carol.pk}).status_code == 302
    with opened(people.carol.actor):
        task = Task.objects.get()
        assert (task.assignee, task.url) == (people.carol, f"{page}1/")
        assert task.due_at is not None
        assert task.due_at.date() == date(2026, 9, 15)
    answer = {"end": "upheld", "answer": "We are sorry, and ring weekly.", "on": TODAY}
    own = dan.post(f"{page}1/answer/", answer)
    assert "put before somebody else" in check_page(own, status=403)
    with pytest.raises(DatabaseError, match="own name"), opened(people.dan.actor):
        Complaint.objects.update(
            end="upheld", answered_by=people.dan, answered_at="2026-09-01T00:00Z"
        )
    assert "Nobody rang." in check_page(alice.get(f"{page}1/"))  # the lead reads it
    assert carol.post(f"{page}1/answer/", answer).status_code == 302
    assert "We are sorry" in check_page(dan.get(f"{page}1/"))
    olga = signed_in(people.olga)
    assert olga.get(f"{page}1/").status_code == 404
    with opened(people.olga.actor):  # oversight: that it is there, its number and its days
        seen = Entry.objects.filter(verb__startswith="victims.complaint").order_by("pk")
        assert [one.data for one in seen] == [{"number": 1, "on": TODAY}] * 2
        assert not Complaint.objects.exists()
    bob = signed_in(people.bob)
    for below in ("rights/", "rights/wish/", "heard/new/", "complaints/new/", "complaints/1/"):
        assert bob.get(family.page(family.victim, below)).status_code == 404
