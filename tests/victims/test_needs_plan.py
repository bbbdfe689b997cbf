"""The plan of support through its pages: goals, steps, their owners' tasks, and what is overdue."""

from datetime import timedelta

from django.utils.timezone import localdate

from homeward.casework.victims.models import Goal, PlanStep
from homeward.foundation.access.actions import end_membership
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.victims.family import a_family

TODAY = localdate()
WORDS = "I want to sleep at home again."


def open_tasks(of: int) -> list[tuple[str, int | None]]:
    found = Task.objects.filter(kind="victims.step", subject_id=str(of), done_at=None)
    return [(task.subject_kind, task.assignee_id) for task in found]


def test_a_goal_with_its_steps_to_the_end(people: People) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim)
    assert "No goal is set yet." in dan.get(page).content.decode()
    goal_sent = {"words": WORDS, "domain": "protection", "agreed_on": str(TODAY)}
    assert dan.post(f"{page}goals/new/", goal_sent).status_code == 302
    with opened(people.dan.actor):
        goal = Goal.objects.get()
    step = {"text": "Change the locks.", "owner": people.carol.pk}
    late = dan.post(f"{page}goals/{goal.pk}/step/", {**step, "due_on": "2020-01-01"})
    assert "This day has passed." in late.content.decode()
    outside = {**step, "owner": people.bob.pk, "due_on": str(TODAY)}
    assert dan.post(f"{page}goals/{goal.pk}/step/", outside).status_code == 400
    dan.post(f"{page}goals/{goal.pk}/step/", {**step, "due_on": str(TODAY)})
    with opened(people.carol.actor):
        made = PlanStep.objects.get()
        assert open_tasks(made.pk) == [("plan_step", people.carol.pk)]
        PlanStep.objects.update(due_on=TODAY - timedelta(days=1))
    for address in (page, f"{page}goals/"):
        shown = check_page(dan.get(address))
        assert WORDS in shown
        assert "Overdue" in shown
    change = f"{page}goals/steps/{made.pk}/"
    for address in (change, f"{page}goals/{goal.pk}/", f"{page}goals/{goal.pk}/step/"):
        check_page(dan.get(address))
    kept = {"text": step["text"], "due_on": str(TODAY - timedelta(days=1)), "revision": 1}
    to_dan = {**kept, "state": "open", "owner": people.dan.pk}
    assert dan.post(change, to_dan).status_code == 302  # the day it has may stay
    with opened(people.dan.actor):
        assert open_tasks(made.pk) == [("plan_step", people.dan.pk)]
    assert dan.post(change, {**to_dan, "state": "done"}).status_code == 409  # an old revision
    answer = dan.post(change, {**to_dan, "state": "dropped", "revision": 2})
    assert "Say why the step is dropped." in answer.content.decode()
    assert dan.post(change, {**to_dan, "state": "done", "revision": 2}).status_code == 302
    with opened(people.dan.actor):
        assert open_tasks(made.pk) == []
        assert PlanStep.objects.get().settled_at is not None
    assert "Overdue" not in dan.get(page).content.decode()


def test_what_is_given_up_takes_its_steps_with_it(people: People) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim)
    goal_sent = {"words": WORDS, "domain": "protection", "agreed_on": str(TODAY)}
    dan.post(f"{page}goals/new/", goal_sent)
    with opened(people.dan.actor):
        goal = Goal.objects.get()
    due = {"due_on": str(TODAY + timedelta(days=3))}
    for owner in (people.carol, people.dan):
        step = {"text": f"Ask {owner}.", "owner": owner.pk, **due}
        dan.post(f"{page}goals/{goal.pk}/step/", step)
    with opened(people.dan.actor):
        first, second = PlanStep.objects.order_by("pk")
    with opened(people.alice.actor):
        end_membership(family.case.pk, people.carol, Compartment.VICTIMS, actor=people.alice.actor)
    change = f"{page}goals/steps/{first.pk}/"
    sent = {"text": first.text, "owner": people.carol.pk, **due, "revision": 1}
    refused = dan.post(change, {**sent, "state": "open"})
    assert "has no place with the victims of the case" in refused.content.decode()
    assert dan.post(change, {**sent, "state": "done"}).status_code == 302  # it was she who did it
    over = {**goal_sent, "status": "given_up", "revision": 1}
    assert "Say what was reached" in dan.post(f"{page}goals/{goal.pk}/", over).content.decode()
    dan.post(f"{page}goals/{goal.pk}/", {**over, "reason": "They moved to XB."})
    with opened(people.dan.actor):
        second.refresh_from_db()
        assert (second.state, second.reason) == ("dropped", "They moved to XB.")
        assert open_tasks(second.pk) == []
    more = {"text": "Once more.", "owner": people.dan.pk, **due}
    assert dan.post(f"{page}goals/{goal.pk}/step/", more).status_code == 409
