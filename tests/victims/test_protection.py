"""Threat, measures and protected addresses through their pages, and what the database holds to."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import localdate

from homeward.casework.cases.models import SealedText
from homeward.casework.victims.actions.common import of_file
from homeward.casework.victims.models import (
    Measure,
    MeasureEntry,
    ProtectedAddress,
    SupportFile,
    ThreatAssessment,
)
from homeward.foundation.duty.models import Notice, Task
from homeward.foundation.duty.sweeping import sweep_duty
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.page_checks import check_page
from tests.people import People
from tests.victims.family import Family, a_family

TODAY = localdate()
ADDRESS = "12 Rue du Port, third floor"


def day(ahead: int) -> str:
    return (TODAY + timedelta(days=ahead)).isoformat()


def threat(**more: Any) -> dict[str, Any]:
    return {
        "assessed_on": day(0),
        "level": "high",
        "sources": ["at_large", "after_statement"],
        "reasons": "A car waited before the house.",
        "assessor": "Witness protection, XA-POLICE",
        "review_on": day(3),
        **more,
    }


def measure(**more: Any) -> dict[str, Any]:
    return {
        "kind": "patrol",
        "what": "Two patrols a night.",
        "begins_on": day(0),
        "until": day(10),
        "status": "in_force",
        "review_on": day(5),
        "responsible": "Duty officer, XA-POLICE",
        **more,
    }


def open_tasks(person: Any, kind: str) -> list[Task]:
    with opened(person.actor):
        return list(Task.objects.filter(kind=kind, done_at__isnull=True))


def test_a_threat_is_assessed_corrected_and_looked_at_again(people: People) -> None:
    family = a_family(people)
    dan, address = signed_in(people.dan), family.page(family.victim, "protection/threat/")
    refused = check_page(dan.post(address, threat(sources=[], review_on=day(-1))), status=400)
    assert "Say where the danger comes from." in refused
    assert "This day has passed." in refused
    assert dan.post(address, threat()).status_code == 302
    file_page = check_page(dan.get(family.page(family.victim)))
    assert "High" in file_page
    assert [task.assignee_id for task in open_tasks(people.dan, "victims.threat_review")] == [
        people.dan.pk
    ]
    with opened(people.dan.actor):
        first = ThreatAssessment.objects.get()
    carol = signed_in(people.carol)
    correct = family.page(family.victim, f"protection/threat/{first.pk}/")
    assert 'value="at_large"' in check_page(carol.get(correct))
    assert carol.post(correct, threat(level="extreme", review_on=day(1))).status_code == 302
    again = check_page(carol.post(correct, threat(level="low")), status=409)
    assert "This assessment was corrected already." in again
    page = check_page(dan.get(family.page(family.victim, "protection/")))
    assert "Another assessment took the place of this one." in page
    assert "Harm may come at any moment." in page
    (task,) = open_tasks(people.dan, "victims.threat_review")
    assert task.due_at is not None
    assert task.due_at.date() == TODAY + timedelta(days=1), "the correction's day, once"
    with pytest.raises(DatabaseError), opened(people.dan.actor):
        ThreatAssessment.objects.update(level="low")


def test_overlapping_measures_are_refused_with_the_rule(people: People) -> None:
    family = a_family(people)
    dan, address = signed_in(people.dan), family.page(family.victim, "protection/measures/")
    wrong = check_page(dan.post(address, measure(until=day(-1))), status=400)
    assert "It cannot end before it begins." in wrong
    wrong = check_page(dan.post(address, measure(review_on=day(11))), status=400)
    assert "Review it on its last day or before." in wrong
    assert dan.post(address, measure()).status_code == 302
    late = measure(begins_on=day(10), until="", review_on=day(12), status="planned")
    refused = check_page(dan.post(address, late), status=409)
    assert 'href="#id_begins_on"' in refused
    assert "Two measures of one kind do not overlap" in refused
    assert "Contact with the police, and patrols" in refused
    assert "lift it first" in refused
    assert dan.post(address, late | {"begins_on": day(11)}).status_code == 302, (
        "the next day is free"
    )
    assert dan.post(address, measure(kind="escort")).status_code == 302, "of another kind"
    other = family.page(family.brother, "protection/measures/")
    assert dan.post(other, measure()).status_code == 302, "of another person"
    with opened(people.dan.actor):
        kept = Measure.objects.filter(file=family.victim, kind="patrol").order_by("begins_on")
        assert [one.status for one in kept] == ["in_force", "planned"]
        first, second = kept
    edit = family.page(family.victim, f"protection/measures/{second.pk}/edit/")
    sent = {**measure(begins_on=day(5), until=""), "revision": second.revision}
    assert "Two measures of one kind" in check_page(dan.post(edit, sent), status=409)
    begin = family.page(family.victim, f"protection/measures/{second.pk}/begin/")
    assert "Two measures of one kind" in check_page(dan.post(begin, {"day": day(0)}), status=409)
    beyond_the_pages(people, family.victim, first)


def beyond_the_pages(people: People, file: SupportFile, first: Measure) -> None:
    """What no page lets through the database refuses as well, and what ended stays."""
    columns = {name: getattr(first, name) for name in ("kind", "begins_on", "review_on", "what")}
    with opened(people.dan.actor):
        with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
            Measure.objects.create(**of_file(file), **columns, responsible="X", added_by=people.dan)
        Measure.objects.filter(pk=first.pk).update(status="lifted", ended_on=TODAY)
        Measure.objects.create(**of_file(file), **columns | {"until": TODAY}, added_by=people.dan)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Measure.objects.filter(pk=first.pk).update(status="in_force")


def test_the_life_of_a_measure(people: People, node: TestNode, suite: SuiteCluster) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    pages = family.page(family.victim, "protection/measures/")
    dan.post(pages, measure(status="planned", until=""))
    with opened(people.dan.actor):
        key = Measure.objects.get().pk
    address = f"{pages}{key}/"
    page = check_page(dan.get(address))
    assert "Put the measure in force" in page
    assert dan.post(f"{address}begin/", {"day": day(0)}).status_code == 302
    assert "Put the measure in force" not in check_page(dan.get(address))
    review = {"day": day(0), "note": "The patrols are kept up.", "review_on": day(20), "until": ""}
    assert "This day has passed" in check_page(
        dan.post(f"{address}review/", review | {"review_on": day(-2)}), status=400
    )
    assert dan.post(f"{address}review/", review).status_code == 302
    (task,) = open_tasks(people.dan, "victims.measure_review")
    assert task.due_at is not None
    assert task.due_at.date() == TODAY + timedelta(days=20)
    a_missed_review_climbs(people, task)
    assert "This field is required" in check_page(
        dan.post(f"{address}lift/", {"day": day(0)}), status=400
    )
    assert dan.post(f"{address}lift/", {"day": day(0), "note": "He is held."}).status_code == 302
    page = check_page(dan.get(address))
    assert "He is held." in page
    assert "The patrols are kept up." in page
    assert "edit/" not in page
    assert open_tasks(people.dan, "victims.measure_review") == []
    refused = dan.post(f"{address}refuse/", {"day": day(0), "note": "No."})
    assert refused.status_code == 409
    with pytest.raises(DatabaseError), opened(people.dan.actor):
        MeasureEntry.objects.update(note="")
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url) as owner:
        query = "select data from journal_fact where kind = 'victims.measure' order by at"
        facts = [data for (data,) in owner.execute(query)]
    assert [fact["step"] for fact in facts] == ["added", "begun", "reviewed", "lifted"]
    assert facts[-1]["until"] == day(0)
    assert "patrols" not in str(facts)


def a_missed_review_climbs(people: People, task: Task) -> None:
    """When its day is over somebody is told of it, and the notice climbs when nobody answers."""
    assert task.due_at is not None
    sweep_duty(task.due_at + timedelta(minutes=1))
    with opened(people.dan.actor):
        notice = Notice.objects.get(task=task)
        assert notice.told == [people.dan.pk]
        assert notice.escalate_at is not None


def test_a_protected_address_is_sealed_for_two(people: People) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    pages = family.page(family.victim, "protection/address/")
    page = check_page(dan.post(pages, {"text": ADDRESS}, follow=True))
    assert "A protected address is sealed" in page
    for below in ("", "protection/"):
        shown = check_page(carol.get(family.page(family.victim, below)))
        assert ADDRESS not in shown
    assert "There is a protected address." in check_page(carol.get(family.page(family.victim)))
    assert "There is a protected address." not in check_page(carol.get(family.page(family.brother)))
    with opened(people.dan.actor):
        item = ProtectedAddress.objects.get().item
        assert (item.kind, item.compartment) == ("address", "victims")
        assert not SealedText.objects.exists(), "not even for who sealed it"
    two_open_it(people, family, item.pk)
    with opened(people.dan.actor):
        key = ProtectedAddress.objects.get().pk
    end = f"{pages}{key}/end/"
    assert dan.post(end, {"reason": "She moved on."}).status_code == 302
    assert "She moved on." in check_page(dan.get(family.page(family.victim, "protection/")))
    assert dan.post(end, {"reason": "Again."}).status_code == 409


def two_open_it(people: People, family: Family, item: int) -> None:
    """Dan asks, Carol agrees, and Dan reads it."""
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    of_case = f"/cases/{family.case.reference}"
    dan.post(f"{of_case}/sealed/{item}/ask/", {"reason": "The escort needs it tonight."})
    page = check_page(carol.get(f"{of_case}/sealed/{item}/"))
    opening = page.split("/openings/")[1].split("/")[0]
    assert carol.post(f"{of_case}/openings/{opening}/approve/").status_code == 302
    assert ADDRESS in dan.get(f"{of_case}/sealed/{item}/read/").content.decode()


def test_nobody_else_sees_protection(people: People) -> None:
    family = a_family(people)
    signed_in(people.dan).post(family.page(family.victim, "protection/threat/"), threat())
    client = signed_in(people.bob)
    for below in ("", "threat/", "measures/", "address/"):
        assert client.get(family.page(family.victim, f"protection/{below}")).status_code == 404
    with opened(people.bob.actor):
        assert not ThreatAssessment.objects.exists()
