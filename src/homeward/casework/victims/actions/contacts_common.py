"""What the writes of contact plans, contacts and release share: the lock, and tasks with a time."""

from datetime import datetime, timedelta

from django.urls import reverse

from homeward.casework.victims.actions.common import check_open, lock_case
from homeward.casework.victims.models import FamilyPromise, SupportFile
from homeward.casework.victims.queries.contacts import next_contact, open_promises, plan_of
from homeward.foundation.access.models import CaseMember, User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import add_task, finish_tasks

CONTACT, PROMISE, REVIEW = "victims.contact_due", "victims.promise_due", "victims.plan_review"
STAND_IN = "victims.stand_in"
GRACE = timedelta(hours=1)  # how long the liaison has before the deputy is asked


def lock_open(file: SupportFile) -> None:
    """Hold the case, and read anew whether the file is open; raises FileEnded."""
    lock_case(file.case)
    file.refresh_from_db(fields=["status"])
    check_open(file)


def liaison_of(user: User, file: SupportFile) -> User:
    """Who speaks with the person: the plan's liaison, or who works on the file."""
    plan = plan_of(user, file)
    return plan.liaison if plan else file.worker


def stand_ins_of(user: User, file: SupportFile) -> list[User]:
    """Who is asked next: the plan's deputy, or who leads the compartment where there is none."""
    plan = plan_of(user, file)
    if plan and plan.deputy:
        return [plan.deputy]
    leads = CaseMember.objects.filter(
        case_id=file.case_id, compartment=Compartment.VICTIMS, is_lead=True
    )
    return list(User.objects.filter(pk__in=leads.values("user_id"), is_active=True))


def put_task(
    file: SupportFile,
    kind: str,
    person: User,
    due_at: datetime,
    *,
    user: User,
    subject: tuple[str, object],
    page: str = "victims:file",
) -> None:
    """A task for a person, open to the compartment of victims; it names the case and nothing else.

    When its time comes, the duty room raises a notice, which climbs while nobody answers.
    """
    add_task(
        kind,
        actor=user.actor,
        subject=subject,
        url=reverse(page, args=[file.case.reference, file.number]),
        assignee=person,
        due_at=due_at,
        case_id=file.case_id,
        compartment=Compartment.VICTIMS,
        reference=file.case.reference,
    )


def ring_contact(file: SupportFile, *, user: User) -> None:
    """Put the next contact before the liaison, and an hour later before who stands in."""
    subject = ("support_file", file.pk)
    finish_tasks(subject, CONTACT, STAND_IN, actor=user.actor)
    due_at = next_contact(user, file)
    if due_at is not None:
        _ring(file, CONTACT, liaison_of(user, file), due_at, user=user, subject=subject)


def ring_promise(promise: FamilyPromise, *, user: User) -> None:
    """Put a promise before who keeps it, and an hour later before who stands in."""
    subject = ("family_promise", promise.pk)
    finish_tasks(subject, actor=user.actor)
    if promise.settled_at is None:
        _ring(promise.file, PROMISE, promise.by, promise.due_at, user=user, subject=subject)


def ring_promises(file: SupportFile, *, user: User) -> None:
    """The same for all that wait: who stands in may be another one now."""
    for promise in open_promises(user, file):
        promise.file = file
        ring_promise(promise, user=user)


def end_rings(file: SupportFile, *, user: User) -> None:
    """No contact with the person and no review of the plan is due any more."""
    finish_tasks(("support_file", file.pk), CONTACT, STAND_IN, REVIEW, actor=user.actor)


def _ring(
    file: SupportFile,
    kind: str,
    person: User,
    due_at: datetime,
    *,
    user: User,
    subject: tuple[str, object],
) -> None:
    page = "victims:contacts"
    put_task(file, kind, person, due_at, user=user, subject=subject, page=page)
    for other in stand_ins_of(user, file):
        if other != person:
            later = due_at + GRACE
            put_task(file, STAND_IN, other, later, user=user, subject=subject, page=page)
