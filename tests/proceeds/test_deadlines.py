"""A State that says nothing: after a day the desk is told for whom the run waits."""

from datetime import timedelta

from django.db import connection

from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.actions.deadlines import ROUND_DEADLINE
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People
from tests.proceeds.runs import hand_over, joined, led


def _waits() -> list[str]:
    """The States that open tasks name."""
    with opened(TRACER):
        tasks = Task.objects.filter(kind="proceeds.await_states", done_at__isnull=True)
        assert all(task.team_id is not None for task in tasks)
        return [task.params["states"] for task in tasks]


def test_the_initiator_is_told_which_state_does_not_report(people: People) -> None:
    scene = led(people)
    scene.compute()
    assert _waits() == []
    run_jobs("proceeds.round_late")
    assert _waits() == ["XB"]
    page = check_page(signed_in(people.carol).get("/"))
    assert "has waited for XB for a day" in page
    assert scene.reports(1) == ""
    assert _waits() == [], "it came"
    scene.compute()
    assert scene.reports(2, scene.total()) == ""
    run_jobs("proceeds.round_late")
    assert scene.now().state == "finished"
    assert _waits() == []


def test_a_state_of_the_run_is_told_whose_hand_overs_are_missing(people: People) -> None:
    scene = joined(people)
    assert scene.round(1, {"XB": 1, "XC": 1}) == ""
    assert scene.hands(hand_over("IN-1")) == ""
    scene.compute()
    run_jobs("proceeds.round_late")
    assert _waits() == ["XC"]


def test_a_state_that_has_reported_waits_for_the_initiator(people: People) -> None:
    scene = joined(people)
    scene.round(1)
    scene.compute()
    run_jobs("proceeds.round_late")
    assert _waits() == ["XB"]
    scene.round(2)
    assert _waits() == []
    scene.xb.in_run("stopped", scene.run, {"reason": "order_contradiction", "by": "XB"})
    run_jobs("proceeds.round_late")
    assert _waits() == []


def test_the_clock_is_a_day(people: People) -> None:
    joined(people).round(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "select scheduled_at - now() from procrastinate_jobs"
            " where task_name = 'proceeds.round_late'"
        )
        ((wait,),) = cursor.fetchall()
    assert ROUND_DEADLINE - timedelta(minutes=5) < wait <= ROUND_DEADLINE == timedelta(days=1)
