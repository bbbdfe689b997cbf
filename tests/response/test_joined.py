"""The rooms of a crisis together: what one writes is what the others show."""

import io
import re
from dataclasses import replace

from pypdf import PdfReader

from homeward.casework.cases.actions.flags import raise_flag
from homeward.casework.cases.models import Case
from homeward.casework.cases.ports import begin_work
from homeward.casework.response.actions.roles import end_role
from homeward.casework.response.actions.run_steps import set_step, state_of
from homeward.casework.response.models import PlaybookRun, RunStep
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.vocabulary import TaskStatus
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.people import People
from tests.response.team import HOUR, NOW, a_team, decide, give, hear


def begun(people: People) -> Case:
    """A case whose first hour runs, as a first call begins it."""
    case = a_team(people)
    with opened(people.alice.actor) as actor:
        begin_work(case, actor, {"typology": "extortion", "location_known": False})
    return case


def waiting_for(case: Case, role: str) -> RunStep:
    """An open step that is the role's and nobody's in particular."""
    found = RunStep.objects.filter(case=case, role=role, owner=None, status="not_started")
    step = found.order_by("position").first()
    assert step is not None
    return step


def task_of(step: RunStep) -> Task:
    return Task.objects.get(subject_kind="run_step", subject_id=str(step.pk), done_at=None)


def test_a_step_goes_to_whoever_holds_its_role(people: People) -> None:
    case = begun(people)
    with opened(people.alice.actor):
        assert PlaybookRun.objects.get(case=case).code == "first-hour"
        step = waiting_for(case, "log_keeper")
        assert task_of(step).assignee == people.alice  # the lead, while nobody has the role
    held = give(case, "log_keeper", people.carol, by=people.alice)
    with opened(people.alice.actor):
        assert task_of(step).assignee == people.carol
        end_role(held, NOW, user=people.alice)
        assert task_of(step).assignee == people.alice


def test_a_colleague_who_does_a_step_ends_the_task_of_its_holder(people: People) -> None:
    case = begun(people)
    give(case, "log_keeper", people.carol, by=people.alice)
    with opened(people.dan.actor):
        step = waiting_for(case, "log_keeper")
        new = replace(state_of(step), status="done", evidence="In the log.")
        set_step(step, new, user=people.dan, revision=step.revision)
    with opened(people.carol.actor):
        of_step = Task.objects.filter(subject_kind="run_step", subject_id=str(step.pk))
        assert {task.status for task in of_step} == {TaskStatus.DONE}


def test_clocks_of_the_offenders_hold_back_for_no_quiet_hours(people: People) -> None:
    case = a_team(people)
    give(case, "negotiation_coordinator", people.carol, by=people.alice)
    hear(case, people.dan, deadline_stated=NOW + HOUR, next_expected=NOW + 2 * HOUR)
    with opened(people.carol.actor):
        tasks = Task.objects.filter(kind__startswith="response.", assignee=people.carol)
        assert {task.life_at_risk for task in tasks.filter(done_at=None)} == {True}
        assert tasks.count() >= 2


def test_the_pack_holds_the_running_crisis_and_only_for_the_crisis(people: People) -> None:
    case = begun(people)
    give(case, "log_keeper", people.carol, by=people.alice)
    decide(case, by=people.alice, approver=people.carol)
    hear(
        case,
        people.dan,
        threat="A threat that was heard",
        demanded=5_000_000,
        demand_currency="XAD",
    )
    with opened(people.alice.actor) as actor:
        raise_flag(case, "medicine", actor=actor, officer=people.alice, needed_by=NOW + HOUR)
    words = ("Wait until six.", "A threat that was heard", "50,000.00", "Carol", "steps are open")
    client = signed_in(people.alice)

    def printed(role: str) -> str:
        address = f"/cases/{case.reference}/response/pack/"
        answer = client.post(address, {"role": role, "language": "en"})
        assert answer.status_code == 200
        pages = PdfReader(io.BytesIO(answer.content)).pages
        return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))

    tactical, finance, outside = (printed(role) for role in ("tactical", "finance", "outside"))
    for word in (*words, "Dangers to life and health"):
        assert word in tactical, word
        if word != "Carol":  # a member of the team, whose name is no secret within it
            assert word not in finance, word
        assert word not in outside, word


def test_the_wall_shows_how_far_the_plan_is_and_names_nobody(people: People) -> None:
    case = begun(people)
    give(case, "log_keeper", people.carol, by=people.alice)
    room = signed_in(people.dan).get(f"/cases/{case.reference}/response/room/")
    text = room.content.decode()
    assert "The first hour" in text
    assert "Carol" not in text
    assert "Harbour road" not in text
