"""Raising and lifting the flags of a case."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from homeward.casework.cases.actions.tasks import end_tasks_of
from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.models import Case, SafetyFlag
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import add_task
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

MEDICINE = "cases.medicine"


@transaction.atomic
def raise_flag(
    case: Case,
    kind: str,
    *,
    actor: Actor,
    officer: User,
    detail: str = "",
    needed_by: datetime | None = None,
    compartment: str = Compartment.INVESTIGATION,
    form_token: UUID | None = None,
) -> SafetyFlag:
    """Put a danger before everybody's eyes; `compartment` is that of the timeline's line.

    Where life is at risk from a time on, a task that is due then is put before `officer`.
    """
    flag = SafetyFlag.objects.create(
        case=case,
        kind=kind,
        detail=detail,
        needed_by=needed_by,
        raised_by=actor.id,
        form_token=form_token,
    )
    subject = ("flag", flag.pk)
    record("case.flag_raised", actor=actor, subject=subject, case_id=case.pk, kind=kind)
    add_event(case, "case.flag_raised", actor=actor, compartment=compartment, danger=kind)
    if needed_by is not None:
        add_task(
            MEDICINE,
            actor=actor,
            subject=subject,
            url=reverse("cases:overview", args=[case.reference]),
            assignee=officer,
            due_at=needed_by,
            case_id=case.pk,
            life_at_risk=True,
            reference=case.reference,
        )
    return flag


@transaction.atomic
def lift_flag(
    flag: SafetyFlag,
    *,
    actor: Actor,
    reason: str,
    compartment: str = Compartment.INVESTIGATION,
) -> None:
    """Take a flag down with the reason; its task is done. Raises StaleForm for one that is down."""
    lifted = SafetyFlag.objects.filter(pk=flag.pk, lifted_at__isnull=True).update(
        lifted_at=datetime.now(UTC), lifted_by=actor.id, lifted_why=reason
    )
    if not lifted:
        raise StaleForm
    subject = ("flag", flag.pk)
    end_tasks_of(*subject, MEDICINE)
    record("case.flag_lifted", actor=actor, subject=subject, case_id=flag.case_id, kind=flag.kind)
    add_event(flag.case, "case.flag_lifted", actor=actor, compartment=compartment, danger=flag.kind)
