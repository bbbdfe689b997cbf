"""An upgrade loses nothing that was done, whatever the two versions are."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeward.casework.response.models.runs import OPEN, StepStatus
from homeward.casework.response.run_upgrade import Fate, Held, judge
from homeward.knowledge.manual.playbook import Playbook, Step
from homeward.knowledge.manual.shelf import shipped

# A busy machine is slow to draw; that says nothing of upgrades.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
BASE = shipped()["release"]
IDS = [step.id for step in BASE.steps]


def version(steps: list[Step]) -> Playbook:
    return replace(BASE, steps=tuple(steps))


@st.composite
def versions(draw: st.DrawFn) -> Playbook:
    """Some of the steps in any order, some with another clock, and some that are new."""
    chosen = draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1))
    steps = []
    for step_id in chosen:
        step = BASE.step(step_id)
        assert step is not None
        steps.append(replace(step, minutes=draw(st.sampled_from([step.minutes, 7]))))
    for number in draw(st.lists(st.integers(1, 4), unique=True)):
        steps.insert(draw(st.integers(0, len(steps))), replace(BASE.steps[0], id=f"own-{number}"))
    return version(steps)


@st.composite
def plans(draw: st.DrawFn) -> list[Held]:
    """A plan that follows some version, its steps in any state, some added on the spot."""
    held = []
    for step in draw(versions()).steps:
        status = draw(st.sampled_from(list(StepStatus)))
        rests = status == StepStatus.NOT_APPLICABLE and draw(st.booleans())
        held.append(Held(step, status, touched=draw(st.booleans()), by_condition=rests))
    if draw(st.booleans()):
        here = replace(BASE.steps[0], id="here-1")
        place = draw(st.integers(0, len(held)))
        held.insert(place, Held(here, draw(st.sampled_from(list(StepStatus))), own=True))
    return held


def carried_out(held: list[Held], target: Playbook) -> dict[str, Held]:
    """The plan after an upgrade, as the action writes it."""
    before = {one.step.id: one for one in held}
    after = {}
    for verdict in judge(held, target):
        now = before.get(verdict.id)
        if now is None:
            assert verdict.fate is Fate.ADD
            after[verdict.id] = Held(verdict.step, StepStatus.NOT_STARTED)
        elif verdict.fate is Fate.ADOPT:
            after[verdict.id] = replace(now, step=verdict.step)
        elif verdict.fate is Fate.DROP:
            after[verdict.id] = replace(now, status=StepStatus.NOT_APPLICABLE, dropped=True)
        else:
            after[verdict.id] = now
    return after


@patient
@given(plans(), versions(), versions())
def test_nothing_that_was_done_is_lost(held: list[Held], first: Playbook, then: Playbook) -> None:
    plan = held
    for target in (first, then):
        after = carried_out(plan, target)
        for one in plan:
            kept = after[one.step.id]
            ended = one.status not in OPEN and not one.by_condition and not one.dropped
            if ended or one.own:
                assert kept == one, "in its own words, with its status"
            if one.touched or one.status == StepStatus.IN_PROGRESS:
                assert kept.dropped == one.dropped
                assert kept.status == one.status
        plan = list(after.values())


@patient
@given(plans(), versions())
def test_the_plan_follows_the_new_version(held: list[Held], target: Playbook) -> None:
    verdicts = judge(held, target)
    ids = [verdict.id for verdict in verdicts]
    assert len(ids) == len(set(ids))
    assert [one for one in ids if target.step(one)] == [step.id for step in target.steps]
    assert [verdict.position for verdict in verdicts] == list(range(len(verdicts)))
    after = carried_out(held, target)
    for step in target.steps:
        if after[step.id].status in OPEN and not after[step.id].own:
            assert after[step.id].step == step, "what is open is worded as the new version has it"
    for one in held:
        idle = one.status == StepStatus.NOT_STARTED and not (one.own or one.touched)
        if idle and target.step(one.step.id) is None:
            kept = after[one.step.id]
            assert kept.status not in OPEN, "nobody is sent to do what the playbook gave up"


@patient
@given(plans())
def test_the_same_version_changes_nothing(held: list[Held]) -> None:
    mine = [one for one in held if not one.own]
    same = version([one.step for one in mine])
    assert {verdict.fate for verdict in judge(held, same)} <= {Fate.KEEP}
