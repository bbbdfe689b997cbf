"""Sharing without consent: asked for with the law and a reason, answered by a second person,
and taken back by anybody of the compartment."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.actions.tasks import end_tasks_of
from homeward.casework.victims.actions.common import (
    lock_case,
    lock_open,
    note_support,
    of_file,
)
from homeward.casework.victims.actions.consents import Shared, name_of_recipient
from homeward.casework.victims.actions.tasks import put_task
from homeward.casework.victims.errors.consents import OverrideAnswered, OverrideNotYours
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.models import Override, SupportFile
from homeward.casework.victims.queries.consents import answerers_of, may_answer
from homeward.casework.victims.sharing import recall_shared
from homeward.casework.victims.words.files import Scope
from homeward.foundation.access.models import User
from homeward.foundation.journal.facts import note_fact

SUBJECT, TASK = "support_override", "victims.override_answer"
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
    lock_open(file)
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
    made.file = file
    put_before_answerers(made, user)
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

    Raises FileEnded, OverrideNotYours, OverrideAnswered.
    """
    file = override.file
    lock_open(file)
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
    end_tasks_of(SUBJECT, override.pk, TASK)
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


@transaction.atomic
def withdraw_override(override: Override, *, user: User, reason: str) -> int:
    """Take an approved decision back, and recall all that was shared on it; how many things.

    Any member of the compartment may: it stops sharing. Whatever stops a recall stops this too.
    Raises EndedAlready where it is not approved, or was taken back.
    """
    file = override.file
    lock_case(file.case)
    standing = Override.objects.filter(
        pk=override.pk, approved_at__isnull=False, withdrawn_at__isnull=True
    )
    changes = {"withdrawn_by": user.pk, "withdrawn_why": reason}
    if not standing.update(withdrawn_at=datetime.now(UTC), **changes):
        raise EndedAlready
    override.refresh_from_db()
    override.file = file
    recalled = recall_shared(override, user, reason)
    note_fact(
        "victims.override_withdrawn",
        case_id=file.case_id,
        file=file.pk,
        covers=len(override.covers),
        recalled=recalled,
    )
    note_support(
        file,
        "victims.override_withdrawn",
        user,
        page=f"overrides/{override.pk}/",
        recalled=recalled,
    )
    return recalled


def put_before_answerers(override: Override, user: User) -> None:
    """A task for each who may approve or refuse."""
    for person in answerers_of(override):
        put_task(
            override.file,
            TASK,
            override.asked_at + TIME_TO_ANSWER,
            actor=user.actor,
            subject=(SUBJECT, override.pk),
            page=f"overrides/{override.pk}/",
            person=person,
        )
