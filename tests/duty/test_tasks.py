"""Tasks: taken, given, ended; the lists; and who sees what, in pages and in the database."""

from datetime import UTC, datetime, timedelta

import pytest

from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import add_task
from homeward.foundation.duty.actions.notices import About, To, raise_notice
from homeward.foundation.duty.models import Delivery, Notice, Task
from homeward.foundation.duty.principal import DUTY
from homeward.foundation.duty.queries import TaskFilter, listed_tasks, tasks_of_case
from homeward.foundation.duty.sweeping import sweep_duty
from homeward.foundation.duty.vocabulary import Urgency
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.duty.roster import a_role, on_shift
from tests.page_checks import check_page
from tests.people import People, a_case

KIND = "cooperation.acknowledge"


def a_task(people: People, **more: object) -> Task:
    giver = people.alice.actor
    with opened(giver):
        return add_task(
            KIND,
            actor=giver,
            subject=("request", "R1"),
            url="/requests/",
            reference="XA-2026-R1",
            state="XB",
            **more,  # type: ignore[arg-type]
        )


def kept(task: Task) -> Task:
    with opened(DUTY):
        return Task.objects.get(pk=task.pk)


def test_a_task_of_a_desk_is_taken_given_handed_back_and_ended(people: People) -> None:
    task = a_task(people, team=people.central)
    address, carol = f"/duty/tasks/{task.pk}/", signed_in(people.carol)
    assert "Not started" in check_page(carol.get(address))
    assert carol.post(address, {"do": "take"}).status_code == 302
    assert kept(task).assignee_id == people.carol.pk
    stale = {"do": "status", "status": "in_progress", "revision": task.revision}
    assert carol.post(address, stale).status_code == 409, "someone changed it meanwhile"
    wrong = {"do": "give", "person": people.dan.pk, "revision": 2}
    check_page(carol.post(address, wrong), status=400)
    assert carol.post(address, {"do": "back"}).status_code == 302
    assert kept(task).assignee_id is None
    began = {"do": "status", "status": "in_progress", "revision": 3}
    assert carol.post(address, began).status_code == 302
    assert kept(task).assignee_id == people.carol.pk, "whoever begins it has it"
    ended = {"do": "status", "status": "not_applicable", "revision": 4}
    page = check_page(carol.post(address, ended), status=400)
    assert "why this task does not apply" in page
    assert 'href="#id_reason"' in page
    reason = {"reason": "It was asked for twice."}
    assert carol.post(address, ended | reason).status_code == 302
    assert "It was asked for twice." in check_page(carol.get(address))
    assert kept(task).done_at is not None
    assert carol.post(address, {"do": "take"}).status_code == 409
    assert "XA-2026-R1" not in check_page(carol.get("/"))
    assert "XA-2026-R1" in check_page(carol.get("/duty/tasks/?state=ended"))


def test_a_stranger_gets_nothing_of_a_task_or_a_notice(people: People) -> None:
    task = a_task(people, team=people.central)
    with opened(DUTY):
        notice = raise_notice(
            KIND,
            To(person=people.carol),
            About(("request", "R1"), "/requests/"),
            actor=DUTY,
            key="k",
            params={"reference": "XA-2026-R1", "state": "XB"},
        )
    assert notice is not None
    for stranger in (people.dan, people.olga, people.adam):
        client = signed_in(stranger)
        assert client.get(f"/duty/tasks/{task.pk}/").status_code == 404
        assert client.post(f"/duty/tasks/{task.pk}/", {"do": "take"}).status_code == 404
        assert client.post(f"/duty/notices/{notice.pk}/acknowledge/").status_code == 404
        assert "XA-2026-R1" not in check_page(client.get("/duty/tasks/"))
        with opened(stranger.actor):
            assert not Task.objects.exists()
            assert not Notice.objects.exists()
    with opened(people.dan.actor):
        assert not Delivery.objects.exists()


def test_a_notice_is_counted_and_answered_with_one_button(people: People) -> None:
    with opened(DUTY):
        raise_notice(
            KIND,
            To(person=people.carol),
            About(("request", "R1"), "/requests/"),
            actor=DUTY,
            key="k",
            urgency=Urgency.LIFE,
            params={"reference": "XA-2026-R1", "state": "XB"},
        )
    carol = signed_in(people.carol)
    page = check_page(carol.get("/"))
    assert "Life at risk" in page
    assert '<span class="count">1<' in page
    with opened(people.carol.actor):
        address = f"/duty/notices/{Notice.objects.get().pk}/acknowledge/"
    assert f'action="{address}"' in page
    assert "no longer" not in page
    done = check_page(carol.post(address, follow=True))
    assert "you see to it" in done
    assert "XA-2026-R1" not in done
    again = check_page(carol.post(address, follow=True))
    assert "Somebody answered this before you" in again
    assert "Answered lately" in check_page(carol.get("/duty/notices/"))


@pytest.mark.parametrize(
    ("whose", "overdue", "expected"),
    [("all", False, {1, 2, 3}), ("mine", False, {1}), ("desk", False, {2, 3}), ("all", True, {3})],
)
def test_the_list_filters(people: People, whose: str, overdue: bool, expected: set[int]) -> None:
    now = datetime.now(UTC)
    mine = a_task(people, assignee=people.carol)
    desk = a_task(people, team=people.central, due_at=now + timedelta(days=1))
    late = a_task(people, team=people.central, due_at=now - timedelta(days=1))
    a_task(people, team=people.police)
    number = {mine.pk: 1, desk.pk: 2, late.pk: 3}
    with opened(people.carol.actor):
        found = listed_tasks(people.carol, TaskFilter(whose=whose, overdue=overdue), now)
        assert {number[task.pk] for task in found} == expected


def test_a_task_of_a_compartment_is_there_for_its_members(people: People) -> None:
    case = a_case(people)
    task = a_task(people, case_id=case.pk, compartment=Compartment.CRISIS)
    with opened(people.bob.actor):
        assert not tasks_of_case(people.bob, case.pk).exists(), "Bob is in finance"
    address = f"/duty/tasks/{task.pk}/"
    assert signed_in(people.bob).get(address).status_code == 404
    with opened(people.alice.actor):
        grant_membership(case.pk, people.bob, Compartment.CRISIS, actor=people.alice.actor)
    with opened(people.bob.actor):
        assert [t.pk for t in tasks_of_case(people.bob, case.pk)] == [task.pk]
    bob = signed_in(people.bob)
    give = {"do": "give", "person": people.bob.pk, "revision": 1}
    assert signed_in(people.alice).post(address, give).status_code == 302
    assert kept(task).assignee_id == people.bob.pk
    page = check_page(bob.get(f"/duty/tasks/?case={case.pk}"))
    assert "XA-2026-R1" in page
    assert case.reference in page
    assert bob.post(address, {"do": "status", "status": "done", "revision": 2}).status_code == 302
    with opened(people.bob.actor):
        assert not tasks_of_case(people.bob, case.pk).exists()
        assert tasks_of_case(people.bob, case.pk, ended=True).exists()


def test_a_task_of_a_duty_is_seen_by_whoever_keeps_it(people: People) -> None:
    role = a_role(people.police, "crisis_lead")
    task = a_task(people, role="crisis_lead")
    assert kept(task).duty_role_id == role.pk
    dan = signed_in(people.dan)
    assert dan.get(f"/duty/tasks/{task.pk}/").status_code == 404
    shift = on_shift(role, people.dan)
    assert "XA-2026-R1" in check_page(dan.get("/"))
    check_page(dan.get(f"/duty/tasks/{task.pk}/"))
    with opened(people.adam.actor):
        type(shift).objects.filter(pk=shift.pk).update(cancelled_at=datetime.now(UTC))
    assert dan.get(f"/duty/tasks/{task.pk}/").status_code == 404
    unkept = a_task(people, role="nobody_keeps_this")
    assert kept(unkept).assignee_id == people.alice.pk, "it never waits unseen"


def test_what_climbs_to_somebody_outside_the_case_says_nothing_of_it(people: People) -> None:
    case = a_case(people)
    soon = datetime.now(UTC) + timedelta(hours=1)
    a_task(
        people,
        assignee=people.alice,
        case_id=case.pk,
        compartment=Compartment.CRISIS,
        due_at=soon,
        life_at_risk=True,
    )
    for minutes in (1, 7, 13, 19):
        sweep_duty(soon + timedelta(minutes=minutes))
    assert "XA-2026-R1" in check_page(signed_in(people.alice).get("/"))
    for outsider in (people.carol, people.olga):
        page = check_page(signed_in(outsider).get("/"))
        assert "Nobody has answered a notice that belongs to a case. Call: Alice" in page
        assert "XA-2026-R1" not in page
        assert case.reference not in page
