"""The right to be heard, and the route of complaints."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from homeward.casework.cases.actions import add_event
from homeward.casework.victims.actions.common import lock_case, lock_open, note_support, of_file
from homeward.casework.victims.actions.tasks import AHEAD, NOON, on_day, put_task
from homeward.casework.victims.errors import rights as wrong
from homeward.casework.victims.models import Complaint, ExpressedView, Guardian, SupportFile
from homeward.casework.victims.queries.rights import handlers_of
from homeward.casework.victims.words.rights import ComplaintEnd, HeardEnd
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import is_lead
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact

# Kinds of tasks: pass on what a person said; answer a complaint.
PASS_ON, ANSWER = "victims.pass_on_view", "victims.answer_complaint"
HEARD, COMPLAINT = "expressed_view", "complaint"
PASS_WITHIN = timedelta(days=7)
ANSWER_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardFacts:
    """What a person said, at which stage, on which day and how."""

    kind: str
    stage: str
    form: str
    given_on: date
    text: str


@transaction.atomic
def record_heard(
    file: SupportFile,
    facts: HeardFacts,
    *,
    user: User,
    guardian: Guardian | None = None,
    form_token: UUID | None = None,
) -> ExpressedView:
    """Record a view or concern; passing it on to an authority becomes a task. FileEnded."""
    lock_open(file)
    last = ExpressedView.objects.filter(file=file).aggregate(last=Max("number"))["last"] or 0
    made = ExpressedView.objects.create(
        **of_file(file),
        number=last + 1,
        guardian=guardian,
        recorded_by=user,
        form_token=form_token,
        **asdict(facts),
    )
    put_task(
        file,
        PASS_ON,
        on_day(localdate() + PASS_WITHIN, NOON),
        actor=user.actor,
        subject=(HEARD, made.pk),
        page=f"heard/{made.number}/",
        ahead=AHEAD,
    )
    _tell_heard(made, "victims.view_recorded", user)
    return made


@transaction.atomic
def pass_on(heard: ExpressedView, to: str, on: date, *, user: User, reference: str = "") -> None:
    """Record to which authority it was passed on; raises RightSettled, BeforeGiven."""
    held = _held(heard)
    if held.passed_on is not None:
        raise wrong.RightSettled
    if on < held.given_on:
        raise wrong.BeforeGiven
    held.passed_to, held.passed_on = to, on
    held.passed_reference, held.passed_by = reference, user.pk
    held.save(update_fields=["passed_to", "passed_on", "passed_reference", "passed_by"])
    finish_tasks((HEARD, held.pk), PASS_ON, actor=user.actor)
    _tell_heard(held, "victims.view_passed_on", user)


@transaction.atomic
def end_heard(heard: ExpressedView, end: HeardEnd, on: date, *, user: User, note: str = "") -> None:
    """Record what came of it; raises NotPassedOn, RightSettled, BeforeGiven."""
    held = _held(heard)
    if held.passed_on is None:
        raise wrong.NotPassedOn
    if held.end:
        raise wrong.RightSettled
    if on < held.passed_on:
        raise wrong.BeforeGiven
    held.end, held.end_on, held.end_note, held.end_by = end, on, note, user.pk
    held.save(update_fields=["end", "end_on", "end_note", "end_by"])
    _tell_heard(held, "victims.view_answered", user)


def _held(heard: ExpressedView) -> ExpressedView:
    file = heard.file
    lock_case(file.case)
    held = ExpressedView.objects.select_for_update(of=("self",)).get(pk=heard.pk)
    held.file = file
    return held


def _tell_heard(heard: ExpressedView, verb: str, user: User) -> None:
    page = f"heard/{heard.number}/"
    note_support(heard.file, verb, user, page=page, number=heard.number, view=heard.kind)
    note_fact(
        "victims.expressed_view",
        case_id=heard.case_id,
        file=heard.file_id,
        view=heard.pk,
        view_kind=str(heard.kind),
        stage=str(heard.stage),
        passed_on=heard.passed_on is not None,
        end=str(heard.end),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintFacts:
    """What a complaint is about, when and how it came."""

    about: str
    received_on: date
    form: str
    text: str


@transaction.atomic
def record_complaint(
    file: SupportFile,
    facts: ComplaintFacts,
    handler: User,
    *,
    user: User,
    form_token: UUID | None = None,
) -> Complaint:
    """Record a complaint and put it before somebody who does not work on the file.

    It can come after the end of support. Raises HandlerWorks.
    """
    lock_case(file.case)
    if handler not in handlers_of(user, file):
        raise wrong.HandlerWorks
    rows = Complaint.objects.filter(case_id=file.case_id)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    made = Complaint.objects.create(
        **of_file(file),
        number=last + 1,
        handler=handler,
        due_on=facts.received_on + ANSWER_WITHIN,
        recorded_by=user,
        form_token=form_token,
        **asdict(facts),
    )
    put_task(
        file,
        ANSWER,
        on_day(made.due_on, NOON),
        actor=user.actor,
        subject=(COMPLAINT, made.pk),
        page=f"complaints/{made.number}/",
        person=handler,
        ahead=AHEAD,
    )
    _tell_complaint(made, "victims.complaint_recorded", user, made.received_on)
    return made


@transaction.atomic
def answer_complaint(
    complaint: Complaint, end: ComplaintEnd, answer: str, on: date, *, user: User
) -> None:
    """Answer a complaint; raises RightSettled, AnswerNotYours, AnsweredEarly."""
    file = complaint.file
    lock_case(file.case)
    held = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    held.file = file
    if held.answered_at is not None:
        raise wrong.RightSettled
    may = held.handler_id == user.pk or is_lead(user, file.case_id)
    if not may or user.pk == file.worker_id:
        raise wrong.AnswerNotYours
    if on < held.received_on:
        raise wrong.AnsweredEarly
    held.end, held.answer, held.answered_on = end, answer, on
    held.answered_by, held.answered_at = user, datetime.now(UTC)
    held.save(update_fields=["end", "answer", "answered_on", "answered_by", "answered_at"])
    finish_tasks((COMPLAINT, held.pk), ANSWER, actor=user.actor)
    _tell_complaint(held, "victims.complaint_answered", user, on)


def _tell_complaint(complaint: Complaint, verb: str, user: User, on: date) -> None:
    """Oversight reads this entry and nothing else: that there is a complaint, its number, a day."""
    record(
        verb,
        actor=user.actor,
        subject=(COMPLAINT, complaint.pk),
        case_id=complaint.case_id,
        compartment=Compartment.VICTIMS,
        number=complaint.number,
        on=on.isoformat(),
    )
    file = complaint.file
    add_event(
        file.case,
        verb,
        actor=user.actor,
        compartment=Compartment.VICTIMS,
        url=f"/cases/{file.case.reference}/support/{file.number}/complaints/{complaint.number}/",
        number=complaint.number,
    )
    note_fact(
        "victims.complaint",
        case_id=complaint.case_id,
        file=complaint.file_id,
        complaint=complaint.pk,
        about=str(complaint.about),
        end=str(complaint.end),
        late=complaint.is_late,
    )
