"""The duty tasks of a plan's steps: one for each open step, before who has to do it."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from homeward.casework.cases.models import Case
from homeward.casework.response.models import PlaybookRun, RunStep
from homeward.casework.response.models.runs import OPEN
from homeward.casework.response.queries.runs import PLAN, lead_of
from homeward.casework.response.roles import holder_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, desk_of_authority
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.knowledge.manual.writing import step_from_data

STEP_TASK = "response.plan_step"
OWN_TASK = "response.plan_own_step"
PROPOSED_TASK = "response.plans_proposed"


def subject_of(step: RunStep) -> tuple[str, object]:
    """What a step's task is about."""
    return ("run_step", step.pk)


def step_url(step: RunStep) -> str:
    """The page of a step."""
    return reverse("response:run_step", args=[step.case.reference, step.pk])


def doer_of(case: Case, step: RunStep) -> User | None:
    """Who has to do a step: its owner, else who holds its role, else who leads the compartment.

    Nobody outside of the compartment: the task would tell him of a case that he may not see.
    """
    for person in (step.owner, holder_of(case, step.role)):
        if person is not None and PLAN in compartments_of(person, case.pk):
            return person
    return lead_of(case.pk)


def put_task(step: RunStep, *, actor: Actor) -> None:
    """Put the task of an open step before its doer; where there is none, at the lead's desk.

    What somebody wrote on the spot may name a person, so its task says only that there is a step.
    """
    if step.status not in OPEN:
        return
    case = step.case
    doer = doer_of(case, step)
    more: dict[str, Any] = {"compartment": str(PLAN), "life_at_risk": step.life}
    if not step.own:
        more["step"] = step_from_data(step.content).text().title
    add_task(
        OWN_TASK if step.own else STEP_TASK,
        actor=actor,
        subject=subject_of(step),
        url=step_url(step),
        assignee=doer,
        team=None if doer else desk_of_authority(case.lead_authority),
        due_at=step.due_at,
        case_id=case.pk,
        reference=case.reference,
        **more,
    )


def renew_task(step: RunStep, *, actor: Actor) -> None:
    """Take a step's task back and put it anew, for another doer or another time."""
    finish_tasks(subject_of(step), actor=actor)
    put_task(step, actor=actor)


def due_of(minutes: int | None, after: str, *, start: datetime) -> datetime | None:
    """When a step is due that begins to count at `start`; None while it waits for another."""
    return None if minutes is None or after else start + timedelta(minutes=minutes)


def due_from(step: RunStep, now: datetime) -> datetime | None:
    """When a step is due whose clock begins now; None while an open step stands before its clock,
    and where it has none."""
    structure = step.content["structure"]
    after, minutes = structure.get("after"), structure.get("due")
    if minutes is None:
        return None
    if after and step.run.steps.filter(step=after, status__in=OPEN).exists():
        return None
    return now + timedelta(minutes=minutes)


def propose_task(case: Case, count: int, *, actor: Actor) -> None:
    """Ask the lead to look at the playbooks that fit."""
    lead = lead_of(case.pk)
    if count and lead is not None:
        add_task(
            PROPOSED_TASK,
            actor=actor,
            subject=("plan", case.pk),
            url=reverse("response:plan", args=[case.reference]),
            assignee=lead,
            case_id=case.pk,
            reference=case.reference,
            compartment=str(PLAN),
            count=str(count),
        )


def finish_step_tasks(run: PlaybookRun, *, actor: Actor) -> None:
    """Take back the tasks of a plan that was ended."""
    for step in run.steps.filter(status__in=OPEN):
        finish_tasks(subject_of(step), actor=actor)
