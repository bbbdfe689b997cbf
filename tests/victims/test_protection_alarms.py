"""Alarms: what happens behind other walls is told to the support by its kind, and no more."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from homeward.casework.cases.actions import add_event, add_person
from homeward.casework.cases.actions.people import PersonFacts, change_person
from homeward.casework.cases.models import Person
from homeward.casework.cases.ports import is_registered
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.victims.actions.protection_alarms import GUARDIAN, alarm_later
from homeward.casework.victims.detention_watch import CAUSES as DETENTION
from homeward.casework.victims.models import SupportFile, ThreatAlarm
from homeward.casework.victims.protection_watch import CAUSES
from homeward.casework.victims.words.protection import AlarmCause
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People
from tests.response.team import hear
from tests.victims.family import Family, a_family, open_for
from tests.victims.test_protection import threat

JOB = "victims.raise_alarm"
HEARD = "They will come to the house in Harbour road at nine."


def alarms(people: People) -> list[tuple[int, str]]:
    with opened(people.dan.actor):
        waiting = ThreatAlarm.objects.filter(answered_at__isnull=True).order_by("pk")
        return list(waiting.values_list("file__number", "cause"))


def told(people: People) -> list[Task]:
    with opened(people.dan.actor):
        rows = Task.objects.filter(kind__startswith="victims.alarm_", done_at__isnull=True)
        return list(rows.order_by("pk"))


def test_the_support_learns_that_there_was_a_contact_and_no_more(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    with opened(people.alice.actor) as actor:
        grant_membership(family.case.pk, people.bob, "crisis", actor=actor)
    hear(family.case, people.bob, transcript=HEARD, threat=HEARD, handle="+99900555")
    with opened(people.bob.actor):
        assert not SupportFile.objects.exists(), "who recorded it sees nothing of the support"
    assert run_jobs(JOB) == 1
    tasks = told(people)
    assert {task.assignee_id for task in tasks} == {people.dan.pk}
    assert [task.params["file"] for task in tasks] == ["1", "2"], "one of each file"
    assert all(task.due_at for task in tasks), "it climbs when nobody looks"
    dan = signed_in(people.dan)
    page = check_page(dan.get("/"))
    assert "The threat may have changed" in page
    assert "contact with the offenders" in page
    shown = check_page(dan.get(family.page(family.victim, "protection/")))
    assert "Contact with the offenders" in shown
    everything = page + shown + check_page(dan.get(family.page(family.victim)))
    everything += str([(t.params, t.url, t.subject_kind, t.subject_id) for t in tasks])
    for word in (HEARD, "house", "+99900555", "contacts/1", "Bob"):
        assert word not in everything
    once_until_somebody_looks(people, family)
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url) as owner:
        query = "select data from journal_fact where kind like 'victims.alarm%%' order by at"
        facts = [data for (data,) in owner.execute(query)]
    assert [fact["cause"] for fact in facts] == ["contact"] * 4
    assert HEARD not in str(facts)


def once_until_somebody_looks(people: People, family: Family) -> None:
    """A second contact raises nothing while the first is open; an assessment answers it."""
    hear(family.case, people.bob)
    run_jobs(JOB)
    assert alarms(people) == [(1, "contact"), (2, "contact")]
    address = family.page(family.victim, "protection/threat/")
    assert signed_in(people.carol).post(address, threat()).status_code == 302
    assert alarms(people) == [(2, "contact")]
    assert [task.params["file"] for task in told(people)] == ["2"]
    hear(family.case, people.bob)
    run_jobs(JOB)
    assert alarms(people) == [(2, "contact"), (1, "contact")]


def test_what_else_may_change_a_threat(people: People) -> None:
    family = a_family(people)
    with opened(people.dan.actor):
        SupportFile.objects.filter(pk=family.brother.pk).update(status="ended")
    with opened(people.alice.actor):
        known = add_person(family.case, PersonRole.VICTIM, actor=people.alice.actor, name="N")
        for outcome in ("still_held", "released"):
            person = Person.objects.get(pk=known.pk)
            facts = PersonFacts(name="N", outcome=outcome)
            change_person(person, facts, actor=people.alice.actor, revision=person.revision)
            queued = {"still_held": 0, "released": 1}[outcome]
            assert waiting_jobs() == queued
    with opened(people.bob.actor):
        add_event(
            family.case,
            "proceeds.order_made",
            actor=people.bob.actor,
            compartment="finance",
            reference="F01",
            amount=1,
            currency="XAD",
        )
        request = "/requests/11111111-2222-4333-8444-555555555555/"
        add_event(
            family.case,
            "cooperation.changed",
            actor=people.bob.actor,
            compartment="finance",
            url=request,
            reference="R",
            change="execute",
        )
    run_jobs(JOB)
    assert alarms(people) == [(1, "outcome"), (1, "restraint")], "none of a file that ended"
    page = check_page(signed_in(people.dan).get(family.page(family.victim)))
    assert "Money was restrained" in page
    assert "A person of the case came free, or died" in page
    assert "F01" not in page


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where task_name = %s and status = 'todo'",
            [JOB],
        )
        return int(cursor.fetchone()[0])


def test_the_guardian_may_do_nothing_else(people: People) -> None:
    family = a_family(people)
    closed = open_for(family.case, "Ended", people.dan)
    with opened(people.dan.actor):
        SupportFile.objects.filter(pk=closed.pk).update(status="ended")
    of_suspects = {*DETENTION.values(), AlarmCause.ASK, AlarmCause.CORRECTED}
    assert {*CAUSES.values(), *of_suspects} == set(AlarmCause)
    assert all(is_registered(kind) for kind in CAUSES)
    with opened(GUARDIAN):
        assert {file.number for file in SupportFile.objects.all()} == {1, 2, 3}
        assert not Person.objects.exists()
        assert not Task.objects.exists()
        assert SupportFile.objects.update(agreed_name="X") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Task.objects.create(kind="victims.threat_review", subject_kind="x", subject_id="1")
    with opened(service("duty")):
        assert not SupportFile.objects.exists()
    with opened(people.dan.actor), pytest.raises(DatabaseError):
        ThreatAlarm.objects.create(
            case=family.case, compartment="victims", file=family.victim, cause="contact"
        )


def test_an_alarm_waits_in_the_queue_once(people: People) -> None:
    family = a_family(people)
    with opened(people.bob.actor):
        for _ in range(3):
            alarm_later(family.case.pk, family.case.reference, AlarmCause.SUSPECT)
        assert waiting_jobs() == 1
