"""Plans on a case: started, worked on, looked at again, upgraded and ended; who sees what."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from homeward.casework.cases.models import Case, Event
from homeward.casework.cases.ports import begin_work
from homeward.casework.response.actions.run_steps import (
    StepState,
    add_own_step,
    roles_changed,
    set_status,
    set_step,
    state_of,
)
from homeward.casework.response.actions.run_upgrades import preview, upgrade_run
from homeward.casework.response.actions.runs import end_run, keep_facts, start_run
from homeward.casework.response.errors.runs import RunIsOver, RunsAlready, StepNeedsReason
from homeward.casework.response.models import PlanChange, PlaybookRun, RunStep
from homeward.casework.response.models.runs import StepStatus
from homeward.casework.response.queries.runs import facts_of, progress_of, proposed, steps_of
from homeward.casework.response.words.upgrades import upgrade_lines
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.knowledge.manual.comparing import compare
from homeward.knowledge.manual.queries import InForce
from homeward.knowledge.manual.shelf import shipped
from homeward.knowledge.manual.words import change_lines
from tests.people import People, a_case

CALL: dict[str, Any] = {
    "typology": "extortion",
    "modalities": [],
    "child": True,
    "demand": True,
    "victims": 1,
    "location_known": None,
    "medicine_by": None,
}


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


@pytest.fixture
def inside(people: People, case: Case) -> Iterator[People]:
    """Alice's context; Dan is in the crisis compartment as well."""
    with opened(people.alice.actor):
        grant_membership(case.pk, people.dan, "crisis", actor=people.alice.actor)
        yield people


def started(people: People, case: Case, code: str = "release") -> PlaybookRun:
    return start_run(case, InForce(shipped()[code]), actor=people.alice.actor)


def step(run: PlaybookRun, code: str) -> RunStep:
    return RunStep.objects.select_related("run", "case", "owner").get(run=run, step=code)


def test_a_first_call_starts_the_first_hour_and_proposes_what_fits(
    inside: People, case: Case
) -> None:
    begin_work(case, inside.alice.actor, CALL)
    run = PlaybookRun.objects.get()
    assert run.code == "first-hour"
    by_id = {one.step: one for one in run.steps.all()}
    assert by_id["child"].status == "not_started"
    assert by_id["abroad"].status == "not_started", "nobody knows yet: it is not left out"
    assert by_id["log"].due_at == run.started_at + timedelta(minutes=5)
    found = {one.playbook.code: one.because for one in proposed(inside.alice, case)}
    assert set(found) == {"child", "live-unknown-location"}
    assert found["child"] == ("child", "held")
    kinds = {task.kind for task in open_tasks(inside.alice)}
    assert {"response.plan_step", "response.plans_proposed"} <= kinds
    assert open_tasks(inside.alice).filter(kind="response.plan_step").count() == len(by_id)
    event = Event.objects.get(kind="response.run_started")
    assert event.compartment == "crisis"


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"modalities": ["virtual"], "virtual": True}, {"virtual"}),
        ({"modalities": ["express"]}, {"express"}),
        ({"location_known": True}, {"hostage-known-location"}),
        ({"at_sea": True}, {"at-sea", "live-unknown-location"}),
        ({"modalities": ["cross_border"]}, {"across-border", "live-unknown-location"}),
        ({"dead": True, "free": False}, {"death", "live-unknown-location"}),
        ({"free": True}, {"release"}),
        ({"typology": "", "something_new": object()}, {"live-unknown-location"}),
    ],
)
def test_what_is_proposed_by_the_facts_of_the_call(
    inside: People, case: Case, facts: dict[str, Any], codes: set[str]
) -> None:
    begin_work(case, inside.alice.actor, {"typology": "extortion", "child": False} | facts)
    assert {one.playbook.code for one in proposed(inside.alice, case)} == codes


def test_steps_are_done_with_their_tasks_clocks_and_history(inside: People, case: Case) -> None:
    run = started(inside, case)
    physician = step(run, "physician")
    assert step(run, "first-facts").due_at is None, "its clock waits for the physician"
    by_hand, later = datetime.now(UTC) + timedelta(hours=5), step(run, "first-facts")
    set_step(later, replace(state_of(later), due_at=by_hand), user=inside.alice, revision=1)
    set_status(physician, StepStatus.IN_PROGRESS, user=inside.alice, revision=1)
    assert step(run, "first-facts").due_at == by_hand, "beginning a step moves no clock"
    done = replace(state_of(physician), status=StepStatus.DONE, evidence="Seen at the hospital.")
    set_step(physician, done, user=inside.alice, revision=2)
    assert not Task.objects.filter(subject_id=str(physician.pk), done_at=None).exists()
    waiting = step(run, "first-facts")
    assert waiting.due_at is not None
    assert abs(waiting.due_at - datetime.now(UTC) - timedelta(minutes=120)) < timedelta(minutes=1)
    (task,) = Task.objects.filter(subject_id=str(waiting.pk), done_at=None)
    assert task.due_at == waiting.due_at
    history = PlanChange.objects.filter(step=physician).order_by("pk")
    assert [(one.status, one.by) for one in history] == [
        ("in_progress", inside.alice.pk),
        ("done", inside.alice.pk),
    ]
    assert history.last().evidence == "Seen at the hospital."  # type: ignore[union-attr]
    assert Event.objects.filter(kind="response.step_done").count() == 1
    # Opened again: the task is back, and the clock that it started waits again.
    set_status(physician, StepStatus.IN_PROGRESS, user=inside.alice, revision=3)
    assert Task.objects.filter(subject_id=str(physician.pk), done_at=None).count() == 1
    assert step(run, "first-facts").due_at is None


def test_what_is_left_out_needs_a_reason_and_two_at_once_are_told(
    inside: People, case: Case
) -> None:
    run = started(inside, case)
    clothes = step(run, "clothes")
    left = StepState(status=StepStatus.NOT_APPLICABLE)
    with pytest.raises(StepNeedsReason), transaction.atomic():
        set_step(clothes, left, user=inside.alice, revision=1)
    set_step(clothes, replace(left, reason="None were worn."), user=inside.alice, revision=1)
    late = step(run, "clothes")
    with pytest.raises(StaleForm), transaction.atomic():
        set_status(late, StepStatus.DONE, user=inside.alice, revision=1)
    assert step(run, "clothes").status == "not_applicable"
    progress = progress_of(steps_of(inside.alice, run), datetime.now(UTC))
    assert (progress.done, progress.not_applicable) == (0, 1)
    assert progress.total == len(shipped()["release"].steps) - 1
    assert progress.next is not None
    assert progress.next.step == "safe"
    later = datetime.now(UTC) + timedelta(minutes=90)
    assert progress_of(steps_of(inside.alice, run), later).overdue == 5


def test_conditions_are_looked_at_again_with_their_reason(inside: People, case: Case) -> None:
    keep_facts(case, {"child": False}, actor=inside.alice.actor)
    run = started(inside, case)
    child, foreign = step(run, "child-after"), step(run, "home-state")
    assert (child.status, child.by_condition) == ("not_applicable", ["child"])
    assert foreign.status == "not_started", "not known"
    keep_facts(case, {"child": True, "foreign": False}, actor=inside.alice.actor, revision=1)
    assert step(run, "child-after").status == "not_started"
    assert step(run, "home-state").by_condition == ["foreign"]
    lines = PlanChange.objects.filter(kind="condition")
    assert {line.status for line in lines} == {"not_started", "not_applicable"}
    # What somebody has begun is not taken away.
    set_status(step(run, "child-after"), StepStatus.IN_PROGRESS, user=inside.alice, revision=2)
    keep_facts(case, {"child": False}, actor=inside.alice.actor, revision=2)
    assert step(run, "child-after").status == "in_progress"
    with pytest.raises(StaleForm), transaction.atomic():
        keep_facts(case, {}, actor=inside.alice.actor, revision=1)
    assert facts_of(case)["child"] is False


def test_a_running_plan_is_upgraded_without_losing_what_was_done(
    inside: People, case: Case
) -> None:
    run, base = started(inside, case), shipped()["release"]
    first = step(run, "physician")
    done = replace(state_of(first), status=StepStatus.DONE, evidence="Seen.")
    set_step(first, done, user=inside.alice, revision=1)
    extra = add_own_step(
        run,
        user=inside.alice,
        title="Ask the harbour master",
        do="By telephone.",
        role="tactical",
        due_at=None,
        owner=inside.dan,
        life=True,
    )
    steps = [
        replace(one, minutes=9) if one.id in ("physician", "safe") else one for one in base.steps
    ]
    steps = [one for one in steps if one.id not in ("media-shield", "threat")]
    new = replace(steps[0], id="own-1", minutes=30)
    target = replace(base, steps=(new, *steps))
    begun = step(run, "threat")
    set_status(begun, StepStatus.IN_PROGRESS, user=inside.alice, revision=1)
    upgrade_run(run, InForce(target, 3), actor=inside.alice.actor, revision=1)
    kept = step(run, "physician")
    assert (kept.status, kept.evidence, kept.flag) == ("done", "Seen.", "changed")
    assert kept.content["structure"]["due"] == 60, "in the words that it was done by"
    adopted = step(run, "safe")
    assert (adopted.flag, adopted.content["structure"]["due"]) == ("changed", 9)
    assert adopted.due_at == run.started_at + timedelta(minutes=9)
    assert step(run, "threat").flag == "gone"
    assert step(run, "threat").status == "in_progress"
    dropped = step(run, "media-shield")
    assert (dropped.status, dropped.flag) == ("not_applicable", "gone")
    assert step(run, "own-1").flag == "new"
    assert step(run, extra.step).status == "not_started"
    assert PlanChange.objects.filter(step=kept, kind="step").count() == 1
    run.refresh_from_db()
    assert (run.number, run.revision) == (3, 2)
    with pytest.raises(StaleForm), transaction.atomic():
        upgrade_run(run, InForce(base), actor=inside.alice.actor, revision=1)
    # Back to the version that has it: what nobody had touched is to be done again.
    upgrade_run(run, InForce(base), actor=inside.alice.actor, revision=2)
    assert step(run, "media-shield").status == "not_started"
    assert step(run, "physician").evidence == "Seen."


def test_a_long_plan_is_compared_by_as_few_questions_as_a_short_one(
    inside: People, case: Case
) -> None:
    run, base = started(inside, case), shipped()["release"]
    steps = steps_of(inside.alice, run)
    asked_for = []
    for number in (1, len(steps)):
        held = steps[:number]
        kept = [base.step(one.step) for one in held]
        old = replace(base, steps=tuple(one for one in kept if one))
        new = replace(old, steps=tuple(replace(one, minutes=9) for one in old.steps))
        with CaptureQueriesContext(connection) as asked:
            assert len(upgrade_lines(held, preview(held, new))) == number
            assert len(change_lines(compare(old, new), old, new, {})) == number
        asked_for.append(len(asked))
    assert asked_for[0] == asked_for[1], asked_for


def test_a_plan_ends_and_is_not_changed_any_more(inside: People, case: Case) -> None:
    run = started(inside, case)
    with pytest.raises(RunsAlready), transaction.atomic():
        started(inside, case)
    set_status(step(run, "safe"), StepStatus.DONE, user=inside.alice, revision=1)
    end_run(run, actor=inside.alice.actor, reason="Everybody is home.", revision=1)
    assert not Task.objects.filter(subject_kind="run_step", done_at=None).exists()
    with pytest.raises(RunIsOver), transaction.atomic():
        set_status(step(run, "clothes"), StepStatus.DONE, user=inside.alice, revision=1)
    started(inside, case)
    entry = Entry.objects.get(verb="response.run_ended")
    assert (entry.data["done"], entry.data["open"]) == (1, len(shipped()["release"].steps) - 1)


def test_a_step_goes_to_its_owner_or_whoever_holds_the_role(
    inside: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(inside, case)
    safe = step(run, "safe")
    assert Task.objects.get(subject_id=str(safe.pk)).assignee == inside.alice, "who leads"
    set_step(safe, replace(state_of(safe), owner=inside.dan), user=inside.alice, revision=1)
    assert Task.objects.get(subject_id=str(safe.pk), done_at=None).assignee == inside.dan
    holders = {"media": inside.dan, "forensic": inside.bob}
    monkeypatch.setattr(
        "homeward.casework.response.actions.run_tasks.holder_of",
        lambda case, role: holders.get(role),
    )
    roles_changed(case, actor=inside.alice.actor)

    def assignee(code: str) -> object:
        return Task.objects.get(subject_id=str(step(run, code).pk), done_at=None).assignee

    assert assignee("media-shield") == inside.dan
    assert assignee("clothes") == inside.alice, "Bob is in finance only and is not told of it"


def test_the_database_shows_plans_to_their_compartment_only(people: People, case: Case) -> None:
    with opened(people.alice.actor):
        run = started(people, case)
        keep_facts(case, {"child": True}, actor=people.alice.actor)
        set_status(step(run, "safe"), StepStatus.DONE, user=people.alice, revision=1)
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            PlanChange.objects.update(reason="forged")
    tables = ("planfacts", "playbookrun", "runstep", "planchange")
    for person in (people.bob, people.carol, people.dan, people.olga, people.adam):
        with opened(person.actor), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"select count(*) from response_{table}")  # noqa: S608
                assert cursor.fetchone()[0] == 0, (person, table)
