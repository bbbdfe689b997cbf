"""Tasks and notices of a case end, for its people, with their place in the case."""

from homeward.casework.cases.models import Case
from homeward.foundation.access.actions import end_membership, grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions.notices import About, To, raise_notice
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.principal import DUTY
from homeward.foundation.guard.context import opened
from tests.access.glasses import broken, hours_pass
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.duty.test_tasks import a_task, kept
from tests.page_checks import check_page
from tests.people import People, a_case

SAID = "XA-2026-R1"  # in the sentence of the tasks of these tests


def in_crisis(people: People, case: Case, **more: object) -> Task:
    return a_task(people, case_id=case.pk, compartment=Compartment.CRISIS, **more)


def begun(task: Task, revision: int = 1) -> dict[str, object]:
    return {"do": "status", "status": "in_progress", "revision": revision}


def sees(person: User, task: Task) -> bool:
    """Whether the page and the database show the person a task; both must agree."""
    page = signed_in(person).get(f"/duty/tasks/{task.pk}/").status_code == 200
    with opened(person.actor):
        assert Task.objects.filter(pk=task.pk).exists() == page
    return page


def listed(person: User) -> bool:
    """Whether a list of tasks says anything of the case."""
    client = signed_in(person)
    return any(SAID in check_page(client.get(page)) for page in ("/", "/duty/tasks/"))


def test_what_was_done_under_a_broken_glass_opens_nothing_afterwards(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    case = a_case(people)
    task = in_crisis(people, case)
    glass, dan = broken(people.dan, case, "crisis"), signed_in(people.dan)
    address = f"/duty/tasks/{task.pk}/"
    assert dan.post(address, begun(task)).status_code == 302
    assert sees(people.dan, task)
    hours_pass(node, suite, glass, 2)
    assert not sees(people.dan, task), "it is his, and he is outside"
    assert not listed(people.dan)
    ended = {"do": "status", "status": "done", "revision": 2}
    assert dan.post(address, ended).status_code == 404
    assert kept(task).done_at is None


def test_who_left_the_compartment_sees_his_tasks_of_it_no_more(people: People) -> None:
    case, alice = a_case(people), people.alice
    with opened(alice.actor):
        grant_membership(case.pk, people.dan, Compartment.CRISIS, actor=alice.actor)
    walled = in_crisis(people, case, assignee=people.dan)
    plain = a_task(people, case_id=case.pk, assignee=people.dan)
    elsewhere = a_task(people, assignee=people.dan)
    assert sees(people.dan, walled)
    assert sees(people.dan, plain)
    assert listed(people.dan)
    with opened(alice.actor):
        end_membership(case.pk, people.dan, Compartment.CRISIS, actor=alice.actor)
    assert not sees(people.dan, walled)
    assert not sees(people.dan, plain)
    assert sees(people.dan, elsewhere)
    assert sees(alice, walled)


def test_a_notice_says_nothing_of_a_case_that_its_reader_has_left(people: People) -> None:
    case, alice = a_case(people), people.alice
    with opened(alice.actor):
        grant_membership(case.pk, people.dan, Compartment.CRISIS, actor=alice.actor)
    with opened(DUTY):
        raise_notice(
            "cooperation.acknowledge",
            To(person=people.dan),
            About(("request", "R1"), "/requests/", case.pk, Compartment.CRISIS),
            actor=DUTY,
            key="k",
            params={"reference": SAID, "state": "XB"},
        )
    dan = signed_in(people.dan)
    assert SAID in check_page(dan.get("/duty/notices/"))
    with opened(alice.actor):
        end_membership(case.pk, people.dan, Compartment.CRISIS, actor=alice.actor)
    page = check_page(dan.get("/duty/notices/"))
    assert SAID not in page
    assert "belongs to a case" in page
