"""Reads of plans: what runs on a case, how far it is, what comes next, and what would fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from homeward.casework.cases.models import Case
from homeward.casework.cases.queries import seen_in
from homeward.casework.response.models import PlanChange, PlanFacts, PlaybookRun, RunStep
from homeward.casework.response.models.runs import OPEN, StepStatus
from homeward.casework.response.run_facts import Proposal, cleaned, proposals, standing
from homeward.foundation.access.models import CaseMember, User
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.manual.playbook import Playbook
from homeward.knowledge.manual.queries import InForce, all_in_force, in_force, is_readable
from homeward.knowledge.manual.writing import from_data

PLAN = Compartment.CRISIS
Row = TypeVar("Row", PlaybookRun, RunStep)


def runs_of(viewer: User, case: Case) -> QuerySet[PlaybookRun]:
    """The plans of a case, those that run first, the latest first."""
    return seen_in(PlaybookRun.objects.all(), viewer, case).order_by(
        "-ended_at", "-started_at", "-pk"
    )


def steps_of(viewer: User, run: PlaybookRun) -> list[RunStep]:
    """The steps of a plan in their order."""
    found = seen_in(RunStep.objects.filter(run=run), viewer, run.case)
    return list(found.select_related("owner").order_by("position", "pk"))


def changes_of(viewer: User, step: RunStep) -> list[PlanChange]:
    """Who changed a step, the latest first."""
    found = PlanChange.objects.filter(step=step)
    return list(seen_in(found, viewer, step.case).order_by("-at", "-pk"))


def facts_row(case: Case) -> PlanFacts | None:
    """The row that keeps what is known of the case, if there is one."""
    return PlanFacts.objects.filter(case=case).first()


def facts_of(case: Case) -> dict[str, object]:
    """What is known of the case as it was written; its type where nobody wrote anything yet."""
    row = facts_row(case)
    return cleaned(row.facts if row else {"typology": case.typology})


def standing_facts_of(case: Case) -> dict[str, object]:
    """What is known of the case, as the conditions of playbooks ask for it."""
    return standing(facts_of(case))


def playbook_of(run: PlaybookRun) -> Playbook:
    """The text that a plan follows now."""
    return from_data(run.content)


def proposed(viewer: User, case: Case) -> list[Proposal]:
    """The playbooks that fit the case and do not run on it yet, each with its reason."""
    running = PlaybookRun.objects.filter(case=case).values_list("code", flat=True)
    texts = [one.playbook for one in all_in_force(viewer)]
    return proposals(texts, standing_facts_of(case), running)


def newer(viewer: User, run: PlaybookRun) -> InForce | None:
    """The text in force where it is not the one that the plan follows; None for an ended plan."""
    # To whoever may not read what the plan follows, the older text that he may read is no newer.
    if run.ended_at or not is_readable(run.code, run.number):
        return None
    current = in_force(viewer, run.code)
    if current is None or (current.playbook.version, current.number) == (run.version, run.number):
        return None
    return current


def started_by_form(case: Case, token: UUID | None) -> PlaybookRun | None:
    """The run that a form has started already."""
    return PlaybookRun.objects.filter(case=case, form_token=token).first()


def members(case_id: int) -> QuerySet[User]:
    """Who may be given a step: the members of the plan's compartment."""
    inside = CaseMember.objects.filter(case_id=case_id, compartment=PLAN).values("user_id")
    return User.objects.filter(pk__in=inside, is_active=True).order_by("full_name", "pk")


def lead_of(case_id: int) -> User | None:
    """Who leads the compartment, to whom steps go that nobody else has."""
    row = CaseMember.objects.filter(case_id=case_id, compartment=PLAN, is_lead=True)
    found = row.select_related("user").order_by("pk").first()
    return found.user if found else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan is: steps that apply, those done, those overdue, and the next one."""

    done: int
    total: int
    overdue: int
    not_applicable: int
    next: RunStep | None


def progress_of(steps: Sequence[RunStep], now: datetime) -> Progress:
    """Count a plan's steps. The next one is overdue or due first; of those without a clock, the
    first."""
    counted = [step for step in steps if step.status != StepStatus.NOT_APPLICABLE]
    waiting = [step for step in counted if step.status in OPEN]
    return Progress(
        done=len(counted) - len(waiting),
        total=len(counted),
        overdue=sum(is_overdue(step, now) for step in waiting),
        not_applicable=len(steps) - len(counted),
        next=next_of(waiting),
    )


def next_of(waiting: Iterable[RunStep]) -> RunStep | None:
    """The open step that is due first."""
    return min(
        waiting,
        key=lambda s: (s.due_at is None, s.due_at.timestamp() if s.due_at else 0, s.position),
        default=None,
    )


def is_overdue(step: RunStep, now: datetime) -> bool:
    """Whether an open step's time is over."""
    return step.status in OPEN and step.due_at is not None and step.due_at < now


def captions(model: type[Row], number: str) -> Row | None:
    """A row by its number, as far as the database shows it to the reader of a journal."""
    if not number.isdecimal():
        return None
    found: Row | None = model._default_manager.filter(pk=number).first()
    return found
