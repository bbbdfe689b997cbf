"""The clocks that contacts start: put right after every contact, and cancelled with a reason."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import QuerySet

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.response.actions.team import (
    CLOCK,
    DEADLINE,
    SILENCE,
    end_tasks,
    lock_case,
    put_before,
    watchers_of,
)
from homeward.casework.response.clockwork import (
    Entry,
    Wanted,
    deadline_of,
    earlier,
    silence_of,
)
from homeward.casework.response.errors.crisis import ClockEnded
from homeward.casework.response.models import Clock, Contact
from homeward.casework.response.words.contacts import ClockEnd, ClockKind
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.actions import record

TASKS = {ClockKind.DEADLINE: DEADLINE, ClockKind.SILENCE: SILENCE}


def set_clocks(case: Case, *, user: User) -> None:
    """Let those clocks run that follow from all contacts; the caller holds the case's lock."""
    contacts = list(Contact.objects.filter(case=case, corrected_by__isnull=True))
    entries = [entry_of(one) for one in contacts]
    by_number = {one.number: one for one in contacts}
    for kind, wanted in (
        (ClockKind.DEADLINE, deadline_of(entries)),
        (ClockKind.SILENCE, silence_of(entries)),
    ):
        contact = by_number[wanted.number] if wanted else None
        _set_clock(case, kind, wanted, contact, user)


def entry_of(contact: Contact) -> Entry:
    """What a contact says of the clocks."""
    return Entry(
        number=contact.number,
        at=contact.starts_at,
        reached=contact.reached,
        expected=contact.next_expected,
        deadline=earlier(contact.deadline_stated, contact.deadline_real),
        lifts_deadline=contact.lifts_deadline,
    )


def _set_clock(
    case: Case, kind: ClockKind, wanted: Wanted | None, contact: Contact | None, user: User
) -> None:
    rows = Clock.objects.filter(case=case, kind=kind)
    running = rows.filter(ended_at__isnull=True).first()
    due_at = wanted.due_at if wanted else None
    if running and contact and running.contact_id == contact.pk and running.due_at == due_at:
        return
    if running:
        _end(running, ClockEnd.MOVED if wanted else ClockEnd.CONTACT, user)
    # What somebody cancelled with a reason does not come back by itself.
    if contact is None or due_at is None or _was_cancelled(rows, contact, due_at):
        return
    clock = Clock.objects.create(
        case=case, compartment=Compartment.CRISIS, kind=kind, contact=contact, due_at=due_at
    )
    _ring(clock, user)


def _was_cancelled(rows: QuerySet[Clock], contact: Contact, due_at: datetime) -> bool:
    """Whether somebody stopped this clock, for the entry or for one that it corrects."""
    cancelled = rows.filter(end=ClockEnd.CANCELLED)
    if cancelled.filter(contact=contact).exists():
        return True
    earlier = contact.corrects
    while earlier is not None:
        if cancelled.filter(contact=earlier, due_at=due_at).exists():
            return True
        earlier = earlier.corrects
    return False


def _ring(clock: Clock, user: User) -> None:
    put_before(
        watchers_of(clock.case, user),
        TASKS[ClockKind(clock.kind)],
        actor=user.actor,
        case=clock.case,
        subject=(CLOCK, clock.pk),
        page=("response:contact", [clock.case.reference, clock.contact.number]),
        due_at=clock.due_at,
        life_at_risk=True,
    )


def ring_again(case: Case, *, user: User) -> None:
    """Put the running clocks before those who hold the roles now: after a change of shift."""
    for clock in Clock.objects.filter(case=case, ended_at__isnull=True).select_related("contact"):
        clock.case = case
        end_tasks(case, (CLOCK, clock.pk), actor=user.actor)
        _ring(clock, user)


@transaction.atomic
def cancel_clock(clock: Clock, reason: str, *, user: User) -> None:
    """Stop a clock with a reason that stays with it. Raises ClockEnded."""
    lock_case(clock.case)
    _end(clock, ClockEnd.CANCELLED, user, reason)
    _note(clock, "response.clock_cancelled", user)


def _end(clock: Clock, end: ClockEnd, user: User, reason: str = "") -> None:
    running = Clock.objects.filter(pk=clock.pk, ended_at__isnull=True)
    now = datetime.now(UTC)
    if not running.update(ended_at=now, ended_by=user.pk, end=end, reason=reason):
        raise ClockEnded
    end_tasks(clock.case, (CLOCK, clock.pk), actor=user.actor)


def _note(clock: Clock, verb: str, user: User) -> None:
    record(
        verb,
        actor=user.actor,
        subject=("contact", clock.contact_id),
        case_id=clock.case_id,
        compartment=Compartment.CRISIS,
        clock=clock.kind,
    )
    add_event(clock.case, verb, actor=user.actor, compartment=Compartment.CRISIS, clock=clock.kind)
