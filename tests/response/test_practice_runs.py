"""A practice runs as a plan on a case, and learns from its end how it was used, without names."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from homeward.casework.cases.models import Case
from homeward.casework.response.actions.run_steps import set_status, set_step, state_of
from homeward.casework.response.actions.runs import end_run, start_run
from homeward.casework.response.models import PlaybookRun, RunStep
from homeward.casework.response.models.runs import StepStatus
from homeward.casework.response.queries.practices import practice_figures
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.facts import note_fact
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.knowledge.manual.queries import in_force
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case

CODE = "act-in-the-first-hour"
PAGE = f"/manual/practices/{CODE}/"


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


def plan_of(people: People, case: Case) -> PlaybookRun:
    text = in_force(people.alice, CODE)
    assert text is not None
    return start_run(case, text, actor=people.alice.actor)


def step(run: PlaybookRun, code: str) -> RunStep:
    return RunStep.objects.select_related("run", "case", "owner").get(run=run, step=code)


def test_a_practice_is_chosen_run_ended_and_counted(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    plans = f"/cases/{case.reference}/response/plan/"
    listed = check_page(client.get(plans))
    assert shipped()[CODE].title in listed
    assert shipped()["talk-with-the-family"].title not in listed  # it does not run on a case
    assert "plan with it ended" not in check_page(client.get(PAGE))
    with opened(people.alice.actor):
        run = plan_of(people, case)
        steps = list(run.steps.order_by("position"))
        assert [one.step for one in steps] == [one.id for one in shipped()[CODE].steps]
        assert steps[0].content["structure"]["practice"] == CODE
        assert "Victim" not in str(steps[1].content)
        first = steps[0].content["words"]
        assert set(first) == {"en", "fr"}
        assert first["fr"]["cautions"]
        set_status(step(run, "believe"), StepStatus.DONE, user=people.alice, revision=1)
        left = step(run, "hold")
        from dataclasses import replace

        new = replace(
            state_of(left), status=StepStatus.NOT_APPLICABLE, reason="Maria Duval took it along."
        )
        set_step(left, new, user=people.alice, revision=1)
        run.refresh_from_db()
        end_run(run, actor=people.alice.actor, reason="Over.", revision=run.revision)
    page = check_page(signed_in(people.bob).get(PAGE))
    assert "1 plan with it ended on this node." in page
    assert "Maria Duval" not in page
    assert "What became of victims is shown from five cases on" in page
    with opened(people.bob.actor):
        found = practice_figures(people.bob, CODE)
        assert found.plans == 1
        assert found.steps["believe"].done == 1
        assert found.steps["hold"].left_out == 1
        assert found.steps["log"].not_done == 1
        assert found.cases == 0
        assert found.outcomes == {}


def test_plans_are_counted_across_steps_that_were_renamed(people: People) -> None:
    with opened(people.alice.actor):
        for steps in (("believe", "log"), ("trust", "log"), ("trust", "write")):
            case = a_case(people)
            for step in steps:
                note_fact("response.practice_step", case_id=case.pk, playbook=CODE, practice=CODE,
                          step=step, status="done", why="", late=False)  # fmt: skip
        assert practice_figures(people.alice, CODE).plans == 3


def test_outcomes_are_told_of_five_cases_and_of_quarters_that_are_over(people: People) -> None:
    before = datetime.now(UTC) - timedelta(days=100)
    cases = [a_case(people) for _n in range(5)]

    def used(case: Case, at: datetime) -> None:
        note_fact(
            "response.practice_step",
            case_id=case.pk,
            at=at,
            playbook=CODE,
            practice=CODE,
            step="believe",
            status="done",
            why="",
            late=False,
        )

    def became(case: Case, outcome: str, at: datetime) -> None:
        note_fact(
            "case.person",
            case_id=case.pk,
            at=at,
            person=case.pk,
            role="victim",
            sex="",
            nationality="",
            outcome=outcome,
        )

    with opened(people.alice.actor):
        for number, case in enumerate(cases):
            became(case, "still_held", before)
            with connection.cursor() as cursor:  # at the moment of the next one, by a lower id
                data = json.dumps({"person": case.pk, "outcome": "unknown"})
                row = (UUID(int=number), before + timedelta(days=1), case.pk, data)
                cursor.execute(
                    "insert into journal_fact (id, at, kind, case_id, data)"
                    " values (%s, %s, 'case.person', %s, %s)",
                    row,
                )
            became(case, "died" if number == 0 else "released", before + timedelta(days=1))
            became(case, "unknown", datetime.now(UTC))
            if number:
                used(case, before)
        used(cases[0], datetime.now(UTC))
        assert practice_figures(people.alice, CODE).cases == 0  # one of the five is of this quarter
        used(cases[0], before)
        found = practice_figures(people.alice, CODE)
        assert found.cases == 5
        assert found.outcomes == {"died": 1, "released": 4}
        assert practice_figures(people.alice, "talk-with-the-family").plans == 0
