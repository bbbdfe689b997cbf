"""Sharing without consent: asked for with the law and a reason, answered by a second person."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from homeward.casework.cases.actions.tasks import end_tasks_of
from homeward.casework.victims.actions.common import check_open, note_support, of_file
from homeward.casework.victims.actions.consents import Shared, name_of_recipient
from homeward.casework.victims.errors.consents import OverrideAnswered, OverrideNotYours
from homeward.casework.victims.models import Override, SupportFile
from homeward.casework.victims.queries.consents import answerers_of, may_answer
from homeward.casework.victims.words.files import Scope
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import add_task
from homeward.foundation.journal.facts import note_fact

TASK = "victims.override_answer"
TIME_TO_ANSWER = timedelta(days=1)


@transaction.atomic
def ask_override(
    file: SupportFile,
    shared: Shared,
    *,
    law: str,
    reason: str,
    user: User,
    form_token: UUID | None = None,
) -> Override:
    """Ask to share parts of the file without consent; nothing is shared before it is approved.

    Each who may approve it has a task. Raises FileEnded, RecipientUnknown, ServiceClosed,
    CoversNothing.
    """
    check_open(file)
    made = Override.objects.create(
        **of_file(file),
        recipient=shared.recipient,
        recipient_name=name_of_recipient(shared),
        covers=[one for one in Scope.values if one in shared.covers],
        law=law,
        reason=reason,
        asked_by=user,
        form_token=form_token,
    )
    page = [file.case.reference, file.number, made.pk]
    for person in answerers_of(made):
        add_task(
            TASK,
            actor=user.actor,
            subject=("support_override", made.pk),
            url=reverse("victims:override", args=page),
            assignee=person,
            due_at=datetime.now(UTC) + TIME_TO_ANSWER,
            case_id=file.case_id,
            compartment=Compartment.VICTIMS,
            reference=file.case.reference,
        )
    note_support(
        file,
        "victims.override_asked",
        user,
        page=f"overrides/{made.pk}/",
        covers=made.covers,
    )
    return made


@transaction.atomic
def answer_override(override: Override, *, user: User, approve: bool, why: str = "") -> None:
    """Approve, or refuse with a reason; by a second person.

    Raises OverrideNotYours, OverrideAnswered.
    """
    if not may_answer(user, override):
        raise OverrideNotYours
    now = datetime.now(UTC)
    waiting = Override.objects.filter(
        pk=override.pk, approved_at__isnull=True, refused_at__isnull=True
    )
    if approve:
        done = waiting.update(approved_at=now, approved_by=user)
    else:
        done = waiting.update(refused_at=now, refused_why=why)
    if not done:
        raise OverrideAnswered
    file = override.file
    end_tasks_of("support_override", override.pk, TASK)
    note_fact(
        "victims.override",
        case_id=file.case_id,
        file=file.pk,
        covers=len(override.covers),
        approved=approve,
    )
    note_support(
        file,
        "victims.override_answered",
        user,
        page=f"overrides/{override.pk}/",
        approved=approve,
    )
