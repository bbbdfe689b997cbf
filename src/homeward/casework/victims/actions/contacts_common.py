"""What is due of contact with a person: the next contact, promises, the review of the plan."""

from datetime import datetime, timedelta
from typing import Any

from homeward.casework.victims.actions.tasks import MORNING, Subject, on_day, put_task
from homeward.casework.victims.models import FamilyPromise, SupportFile
from homeward.casework.victims.queries.contacts import (
    next_contact,
    open_promises,
    plan_of,
    shares_of,
)
from homeward.foundation.access.models import CaseMember, User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import finish_tasks, pass_tasks

CONTACT, PROMISE, REVIEW = "victims.contact_due", "victims.promise_due", "victims.plan_review"
STAND_IN = "victims.stand_in"
SHARE, TAKE_BACK = "plan_share", "victims.plan_take_back"
GRACE = timedelta(hours=1)  # how long the liaison has before the deputy is asked


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


def ring_review(file: SupportFile, *, user: User) -> None:
    """Put the review of the plan before the liaison, on the day that was agreed."""
    subject = ("support_file", file.pk)
    finish_tasks(subject, REVIEW, actor=user.actor)
    plan = plan_of(user, file)
    if plan and plan.review_on:
        due_at = on_day(plan.review_on, MORNING)
        put_task(
            file,
            REVIEW,
            due_at,
            actor=user.actor,
            subject=subject,
            page="plan/",
            person=plan.liaison,
        )


def stop(file: SupportFile, user: User) -> None:
    """No contact with the person and no review of the plan is due any more."""
    finish_tasks(("support_file", file.pk), CONTACT, STAND_IN, REVIEW, actor=user.actor)


def again(file: SupportFile, user: User) -> None:
    """The next contact and the review of the plan are due."""
    ring_contact(file, user=user)
    ring_review(file, user=user)


def pass_on(file: SupportFile, former: User, user: User) -> int:
    """Plans to take back abroad; and the next contact, where no plan names a liaison."""
    who: dict[str, Any] = {"before": former, "to": file.worker, "actor": user.actor}
    shares = sum(pass_tasks((SHARE, one.pk), TAKE_BACK, **who) for one in shares_of(user, file))
    if plan_of(user, file) is not None:
        return shares
    return shares + pass_tasks(("support_file", file.pk), CONTACT, **who)


def _ring(
    file: SupportFile,
    kind: str,
    person: User,
    due_at: datetime,
    *,
    user: User,
    subject: Subject,
) -> None:
    about: dict[str, Any] = {"actor": user.actor, "subject": subject, "page": "contacts/"}
    put_task(file, kind, due_at, person=person, **about)
    for other in stand_ins_of(user, file):
        if other != person:
            put_task(file, STAND_IN, due_at + GRACE, person=other, **about)
