"""Arrest, release and escape of a suspect: what the support is told, and what never crosses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate, localtime

from homeward.casework.cases.actions import add_person, merge_case
from homeward.casework.cases.actions.detention import DetentionFacts, record_detention
from homeward.casework.cases.errors.detention import HoldInSupport
from homeward.casework.cases.models import Detention, Event, Person
from homeward.casework.cases.queries.detention import told_now
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.victims.actions.protection_alarms import GUARDIAN
from homeward.casework.victims.actions.rights import set_wish
from homeward.casework.victims.models import OwedNotice, SupportFile, ThreatAlarm
from homeward.casework.victims.words.rights import NoticeKind
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cases.casefile import another_case
from tests.cluster import SuiteCluster, TestNode
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People
from tests.victims.family import Family, a_family

JOBS = ("victims.raise_alarm", "victims.tell_persons", "victims.take_back_notices")
HELD = "victims.tell_held"
SECRET = ("S. Example", "Harbour prison", "PR-77", "not to enter the harbour", "listening")
PAGES = ("protection/", "rights/")
AGO = timedelta(days=2)


def local(at: datetime) -> str:
    return localtime(at).strftime("%Y-%m-%dT%H:%M")


def form(kind: str, **more: str) -> dict[str, str]:
    """What an investigator types."""
    at = local(datetime.now(UTC) - AGO)
    return {"kind": kind, "at": at, "authority": "Harbour prison", "reference": "PR-77"} | more


def a_suspect(people: People, family: Family) -> Person:
    with opened(people.alice.actor) as actor:
        return add_person(family.case, PersonRole.SUSPECT, actor=actor, name="S. Example")


def crossed(people: People) -> list[tuple[str, bool]]:
    """The alarms of the victim's file in their order, and whether each has a day."""
    run_jobs(*JOBS)
    with opened(people.dan.actor):
        rows = ThreatAlarm.objects.filter(file__number=1).order_by("pk")
        return [(one.cause, one.day is not None) for one in rows]


def notices(people: People) -> list[tuple[str, str]]:
    with opened(people.dan.actor):
        assert set(OwedNotice.objects.values_list("day", flat=True)) <= {localdate() - AGO}
        return list(OwedNotice.objects.order_by("pk").values_list("kind", "end"))


def latest(people: People) -> Detention:
    with opened(people.alice.actor):
        return Detention.objects.latest("pk")


def test_the_support_learns_the_fact_and_the_day_only(people: People) -> None:
    family = a_family(people)
    suspect = a_suspect(people, family)
    with opened(people.dan.actor):
        set_wish(family.victim, [NoticeKind.RELEASE], user=people.dan)
        SupportFile.objects.filter(pk=family.brother.pk).update(status="ended")
    alice, dan = signed_in(people.alice), signed_in(people.dan)
    person = f"/cases/{family.case.reference}/people/{suspect.pk}/"
    add = person + "detention/"
    assert "Not to be told" in check_page(alice.get(add))
    for wrong, word in (
        (form("conditions"), "Write the conditions"),
        (form("released", hold_why="listening"), "Write both"),
        (form("void"), "not one of the available choices"),
        (form("arrested", at=local(datetime.now(UTC) + AGO)), "has not come yet"),
        (form("escaped", hold_until="2099-01-01T10:00", hold_why="x"), "within 30 days"),
    ):
        assert word in check_page(alice.post(add, wrong), status=400)
    assert alice.post(add, form("arrested")).status_code == 302
    assert alice.post(add, form("conditions", conditions=SECRET[3])).status_code == 302
    # A release is told where support has ended too: the danger may come back.
    assert crossed(people) == [("arrest", True), ("release", True)]
    assert notices(people) == [("release", "")], "no wish to hear of the arrest"
    with opened(people.dan.actor):
        ended = ThreatAlarm.objects.filter(file=family.brother)
        assert [one.cause for one in ended] == ["release"]
        task = Task.objects.get(kind="victims.alarm_release", params__file="1")
        assert (task.assignee_id, task.life_at_risk) == (people.dan.pk, True)
        assert not Detention.objects.exists()
        assert not Event.objects.filter(kind__startswith="case.detention").exists()
        assert not Entry.objects.filter(verb__startswith="case.detention").exists()
        inside = str(list(Task.objects.values_list("params", "url")))
    pages = [family.page(family.victim), *(family.page(family.victim, p) for p in PAGES)]
    shown = "".join(check_page(dan.get(page)) for page in ("/", *pages)) + inside
    assert "A suspect was released" in shown
    assert "Support has ended." in check_page(dan.get(family.page(family.brother, PAGES[0])))
    assert not [word for word in (*SECRET, add, str(latest(people).key)) if word in shown]
    assert dan.get(person).status_code == 404
    assert dan.get(add).status_code == 404
    page = check_page(alice.get(person))
    assert SECRET[3] in page
    assert "Released under conditions" in check_page(
        alice.get(f"/cases/{family.case.reference}/proceedings/")
    )
    assert "Suspect: Arrested" in check_page(alice.get(f"/cases/{family.case.reference}/timeline/"))
    # Two are released on one day: the worker is told of each, though the first is open still.
    assert alice.post(add, form("released")).status_code == 302
    assert crossed(people)[2:] == [("release", True)]
    of_other_records(people, family)


def of_other_records(people: People, family: Family) -> None:
    """A suspect of a merged file counts too; of one whom the support records nothing is hidden."""
    until = datetime.now(UTC) + AGO
    held = {"hold_until": until, "hold_why": "listening"}
    facts: dict[str, Any] = {"kind": "died", "at": until - 2 * AGO, "authority": "Police"}
    other = another_case(people.alice)
    with opened(people.alice.actor) as actor:
        merge_case(other, family.case, "The same kidnapping.", actor=actor)
        suspect = add_person(other, PersonRole.SUSPECT, actor=actor)
        record_detention(suspect, DetentionFacts(**facts), actor=actor)
    assert crossed(people)[3:] == [("death", True)]
    with opened(people.dan.actor) as actor:
        relative = add_person(family.case, PersonRole.SUSPECT, actor=actor, compartment="victims")
        with pytest.raises(HoldInSupport):
            record_detention(relative, DetentionFacts(**facts, **held), actor=actor)


def test_what_is_held_back_is_asked_for_and_told_in_its_time(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    suspect = a_suspect(people, family)
    with opened(people.dan.actor):
        set_wish(family.victim, [NoticeKind.ESCAPE, NoticeKind.ARREST], user=people.dan)
    alice = signed_in(people.alice)
    add = f"/cases/{family.case.reference}/people/{suspect.pk}/detention/"
    until = {"hold_until": local(datetime.now(UTC) + AGO), "hold_why": "listening"}
    assert alice.post(add, form("escaped", **until)).status_code == 302
    assert crossed(people) == [("ask", False)]
    assert run_jobs(HELD, due=True) == 0
    first = latest(people)
    assert "Not told yet" in check_page(alice.get(add.removesuffix("detention/")))
    run_jobs(HELD)  # as if the time had come: the wall tells nothing before
    assert (crossed(people), notices(people)) == ([("ask", False)], [])
    with connection.cursor() as cursor:
        cursor.execute("select args::text from procrastinate_jobs where task_name = %s", [HELD])
        assert "escape" not in str(cursor.fetchall())
    assert "Ask the investigation" in check_page(
        signed_in(people.dan).get(family.page(family.victim))
    )
    # The hold is made longer, then it may be told: the first and second entry tell nothing more.
    longer = until | {"hold_until": local(datetime.now(UTC) + 2 * AGO), "why": "Not over yet"}
    assert alice.post(f"{add}{first.pk}/", form("escaped", **longer)).status_code == 302
    assert crossed(people) == [("ask", False)], "asked before, and nothing else has changed"
    time_has_come(suite, node)
    run_jobs(HELD)
    run_jobs(HELD)
    assert crossed(people) == [("ask", False), ("escape", True)]
    assert notices(people) == [("escape", "")]
    refused(people, first)
    corrected(people, add)


def time_has_come(suite: SuiteCluster, node: TestNode) -> None:
    """As if the days of the hold had passed: the owner moves their end, which nobody else may."""
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        owner.execute("alter table cases_detention disable trigger append_only_row")
        owner.execute(
            "update cases_detention set hold_until = now() - interval '2 hours'"
            " where hold_until is not null"
        )
        owner.execute("alter table cases_detention enable trigger append_only_row")


def refused(people: People, first: Detention) -> None:
    """Nobody rewrites an entry, and only the service learns of one by its key."""
    with opened(people.alice.actor):
        with pytest.raises(DatabaseError), transaction.atomic():
            Detention.objects.update(authority="X")
        assert told_now(str(latest(people).key)) is None
    with opened(GUARDIAN):
        assert not Detention.objects.exists()
        assert told_now(str(first.key)) is None, "a later entry took its place"


def corrected(people: People, add: str) -> None:
    """What was told was wrong: it is said so, and the notice that waits is taken back."""
    alice, entry = signed_in(people.alice), latest(people)
    page = f"{add}{entry.pk}/"
    assert "Harbour prison" in check_page(alice.get(page))
    same: dict[str, Any] = form("escaped", reference="PR-78", why="Another reference")
    assert alice.post(page, same).status_code == 302
    assert len(crossed(people)) == 2, "nothing that was told has changed"
    assert "was corrected by another one" in check_page(alice.post(page, same), status=409)
    right = form("arrested", why="Another man escaped")
    assert alice.post(f"{add}{latest(people).pk}/", right).status_code == 302
    assert crossed(people)[2:] == [("corrected", True), ("arrest", True)]
    assert notices(people) == [("escape", "replaced"), ("arrest", "")]
    void = form("void", why="Not this case", conditions="x", hold_why="y")
    assert alice.post(f"{add}{latest(people).pk}/", void).status_code == 302
    assert crossed(people)[4:] == [("corrected", True)]
    assert notices(people)[1] == ("arrest", "replaced")
    assert "No arrest is recorded" in check_page(
        alice.get(add.split("people/")[0] + "proceedings/")
    )
