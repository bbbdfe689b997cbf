"""Incidents and flags that are added later."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from homeward.casework.cases.models import Incident, SafetyFlag
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cases.test_pages import address
from tests.page_checks import check_page
from tests.people import People, a_case

MOVED = {
    "kind": "transfer",
    "occurred_from": "2026-11-20T11:40",
    "place": "Mill lane",
    "compartment": "investigation",
}


def test_an_incident_is_recorded_once_in_its_compartment(people: People) -> None:
    case = a_case(people)
    client, where = signed_in(people.alice), address(case, "incidents/new/")
    check_page(client.get(where))
    wrong = client.post(where, MOVED | {"occurred_to": "2026-11-20T11:00"})
    assert "before the earliest" in check_page(wrong, status=400)
    ahead = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    check_page(client.post(where, MOVED | {"occurred_from": ahead}), status=400)
    sent = MOVED | {"form_token": str(uuid4())}
    assert [client.post(where, sent).status_code for _ in range(2)] == [302, 302]
    with opened(people.alice.actor):
        assert Incident.objects.count() == 1
    assert "Mill lane" in check_page(client.get(address(case)))
    bob = signed_in(people.bob)
    page = check_page(bob.get(address(case)))
    assert "Mill lane" not in page, "Bob is in the finance compartment only"
    refused = bob.post(where, MOVED)
    assert "Select a valid choice" in check_page(refused, status=400)


def test_a_flag_with_its_time_puts_a_task_before_whoever_raised_it(people: People) -> None:
    case = a_case(people)
    client, where = signed_in(people.alice), address(case, "flags/new/")
    soon = (datetime.now(UTC) + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    sent = {"kind": "medicine", "needed_by": soon, "form_token": str(uuid4())}
    assert [client.post(where, sent).status_code for _ in range(2)] == [302, 302]
    with opened(people.alice.actor):
        flag = SafetyFlag.objects.get()
        task = Task.objects.get(kind="cases.medicine")
        assert (task.due_at, task.assignee) == (flag.needed_by, people.alice)
    assert "Medicine needed" in check_page(client.get(address(case, "timeline/")))
    check_page(signed_in(people.bob).get(where), status=404)
    check_page(signed_in(people.dan).post(where, sent), status=404)
