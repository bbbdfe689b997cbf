"""The clocks of a plan after it took a new version: none is late by the upgrade alone, and none
waits for a step that nobody has to do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from homeward.casework.cases.models import Case
from homeward.casework.response.actions.run_steps import set_status
from homeward.casework.response.actions.run_upgrades import upgrade_run
from homeward.casework.response.actions.runs import keep_facts, start_run
from homeward.casework.response.models import PlaybookRun, RunStep
from homeward.casework.response.models.runs import StepStatus
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from homeward.knowledge.manual.playbook import Playbook, Step
from homeward.knowledge.manual.queries import InForce
from homeward.knowledge.manual.shelf import shipped
from tests.people import People, a_case

BASE = shipped()["release"]


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


@pytest.fixture
def run(people: People, case: Case) -> Iterator[PlaybookRun]:
    """A plan of three hours ago, in Alice's context."""
    with opened(people.alice.actor) as actor:
        started = start_run(case, InForce(BASE), actor=actor)
        started.started_at -= timedelta(hours=3)
        started.save(update_fields=["started_at"])
        yield started


def changed(*more: Step, **changes: Any) -> Playbook:
    """The playbook with these fields of its steps changed, None leaving one out, and with more."""
    kept = [one for one in BASE.steps if changes.get(one.id, {}) is not None]
    steps = [replace(one, **changes.get(one.id, {})) for one in kept]
    return replace(BASE, steps=(*more, *steps))


def new(code: str, **fields: Any) -> Step:
    return replace(BASE.steps[0], id=code, **fields)


def step(run: PlaybookRun, code: str) -> RunStep:
    return RunStep.objects.select_related("run", "case", "owner").get(run=run, step=code)


def follow(people: People, run: PlaybookRun, text: Playbook, number: int) -> datetime:
    """The plan follows a version; the moment of it."""
    run.refresh_from_db()
    upgrade_run(run, InForce(text, number), actor=people.alice.actor, revision=run.revision)
    run.refresh_from_db()
    assert run.changed_at is not None
    return run.changed_at


def due(run: PlaybookRun, code: str) -> datetime | None:
    """When a step is due; its task, which is what rings, says the same."""
    found = step(run, code)
    tasks = Task.objects.filter(subject_kind="run_step", subject_id=str(found.pk), done_at=None)
    if found.status == StepStatus.NOT_STARTED:
        assert [task.due_at for task in tasks] == [found.due_at], code
    else:
        assert not tasks, code
    return found.due_at


def test_new_and_changed_clocks_begin_where_they_can(people: People, run: PlaybookRun) -> None:
    set_status(step(run, "physician"), StepStatus.DONE, user=people.alice, revision=1)
    kept = due(run, "clothes")
    now = follow(
        people,
        run,
        changed(
            new("own-1", minutes=30, after="physician"),
            new("own-2", minutes=30, after="safe"),
            new("own-3", minutes=30),
            threat={"minutes": 7},
            rights={"minutes": 7, "after": "physician"},
            mind={"minutes": 7, "after": "safe"},
            lessons={"minutes": 240},
            reunion=None,
        ),
        1,
    )
    assert due(run, "own-1") == now + timedelta(minutes=30), "what it waits for has ended"
    assert due(run, "own-2") is None, "it waits"
    assert due(run, "own-3") == now + timedelta(minutes=30)
    assert due(run, "threat") == now + timedelta(minutes=7), "not late by the upgrade"
    assert due(run, "lessons") == run.started_at + timedelta(minutes=240), "from the start"
    assert due(run, "rights") == now + timedelta(minutes=7)
    assert due(run, "mind") is None
    assert due(run, "clothes") == kept, "the same in both versions"
    assert step(run, "reunion").status == StepStatus.NOT_APPLICABLE
    again = follow(people, run, changed(reunion={"minutes": 20, "after": "physician"}), 2)
    assert due(run, "reunion") == again + timedelta(minutes=20), "to be done again, from now on"


def test_a_clock_follows_the_step_before_it_when_the_upgrade_ends_or_opens_that(
    people: People, case: Case, run: PlaybookRun
) -> None:
    keep_facts(case, {"foreign": False}, actor=people.alice.actor, revision=0)
    assert due(run, "debrief") is None, "it waits for the plan of it"
    early = new("own-1", minutes=5, after="own-2")
    late = new("own-2", minutes=5, when=("foreign",))
    rests = changed(early, late, **{"debrief-plan": {"when": ("foreign",)}})
    now = follow(people, run, rests, 1)
    assert step(run, "debrief-plan").status == StepStatus.NOT_APPLICABLE
    assert due(run, "debrief") == now + timedelta(minutes=2880), "nobody does the other"
    assert due(run, "own-1") == now + timedelta(minutes=5), "nor what is new and does not apply"
    follow(people, run, BASE, 2)
    assert step(run, "debrief-plan").status == StepStatus.NOT_STARTED
    assert due(run, "debrief") is None, "it waits again"
