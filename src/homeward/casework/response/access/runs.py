"""The doors to plans and their steps: for members of the plan's compartment."""

from homeward.casework.cases.access import get_case_in
from homeward.casework.cases.models import Case
from homeward.casework.cases.queries import seen_in
from homeward.casework.response.models import PlaybookRun, RunStep
from homeward.casework.response.queries.runs import PLAN
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of


def get_plan_case(reference: str, viewer: User) -> Case:
    """The case, for a member of the compartment that holds its plans; NotFound otherwise."""
    return get_case_in(reference, viewer, PLAN)


def sees_plan(viewer: User, case: Case) -> bool:
    """Whether the viewer is in the compartment that holds the plans of a case."""
    return PLAN in compartments_of(viewer, case.pk)


def get_run(case: Case, run_id: int, viewer: User) -> PlaybookRun:
    """A plan of the case; raises NotFound."""
    run = seen_in(PlaybookRun.objects.all(), viewer, case).filter(pk=run_id).first()
    if run is None:
        raise NotFound("playbook_run", run_id)
    return run


def get_run_step(case: Case, step_id: int, viewer: User) -> RunStep:
    """A step of a plan of the case; raises NotFound."""
    steps = seen_in(RunStep.objects.select_related("run", "owner"), viewer, case)
    step = steps.filter(pk=step_id).first()
    if step is None:
        raise NotFound("run_step", step_id)
    return step
