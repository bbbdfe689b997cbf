"""The decision log: entries are added, confirmed by a second person, and corrected by new ones."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.response.actions.team import APPROVE, end_tasks, lock_case, put_before
from homeward.casework.response.errors.crisis import (
    ApproverOutside,
    CorrectedAlready,
    DecidedAlready,
    NotYours,
    SamePerson,
)
from homeward.casework.response.models import Approval, Decision
from homeward.casework.response.roles import holder_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """An entry of the log; `approver` is asked to confirm it and is another person."""

    at: datetime
    situation: str
    options: str
    decision: str
    reason: str
    made_by: User
    approver: User
    compartment: str = Compartment.CRISIS
    form_token: UUID | None = None


@transaction.atomic
def record_decision(
    case: Case, new: NewDecision, *, user: User, corrects: Decision | None = None
) -> Decision:
    """Add an entry, which waits for its approver. Raises SamePerson, CorrectedAlready,
    ApproverOutside.

    A correction points to the entry it corrects and stays in the compartment of that one.
    """
    lock_case(case)
    if new.approver in (new.made_by, user):
        raise SamePerson
    if corrects and Decision.objects.filter(corrects=corrects).exists():
        raise CorrectedAlready
    facts = {name: getattr(new, name) for name in NewDecision.__slots__}
    if corrects:
        facts["compartment"] = corrects.compartment
    if facts["compartment"] not in compartments_of(new.approver, case.pk):
        raise ApproverOutside(name=str(new.approver))
    made = Decision.objects.create(
        case=case, number=_next(case), recorded_by=user, corrects=corrects, **facts
    )
    if corrects:
        end_tasks(case, ("decision", corrects.pk), actor=user.actor)
    put_before(
        [new.approver],
        APPROVE,
        actor=user.actor,
        case=case,
        subject=("decision", made.pk),
        page=("response:decision", [case.reference, made.number]),
    )
    note_fact("response.decision", case_id=case.pk, at=new.at, correction=corrects is not None)
    _note(made, "response.decision_recorded", user)
    return made


@transaction.atomic
def settle_decision(decision: Decision, *, is_confirmed: bool, note: str, user: User) -> Approval:
    """Confirm or refuse an entry as its approver, or as the strategic commander.

    Raises SamePerson, NotYours, and DecidedAlready where somebody else was quicker.
    """
    lock_case(decision.case)
    if user.pk in (decision.made_by_id, decision.recorded_by_id):
        raise SamePerson
    if user.pk != decision.approver_id and user != holder_of(decision.case, "strategic"):
        raise NotYours
    if Decision.objects.filter(corrects=decision).exists():
        raise DecidedAlready
    try:
        with transaction.atomic():
            made = Approval.objects.create(
                case=decision.case,
                compartment=decision.compartment,
                decision=decision,
                is_confirmed=is_confirmed,
                note=note,
                by=user,
            )
    except IntegrityError:  # the other one was quicker
        raise DecidedAlready from None
    end_tasks(decision.case, ("decision", decision.pk), actor=user.actor)
    note_fact("response.decision_settled", case_id=decision.case_id, confirmed=is_confirmed)
    verb = "response.decision_confirmed" if is_confirmed else "response.decision_refused"
    _note(decision, verb, user)
    return made


def _next(case: Case) -> int:
    """The next number, also after entries of a compartment that the recorder does not see."""
    with connection.cursor() as cursor:
        cursor.execute("select guard.next_decision(%s)", [case.pk])
        return int(cursor.fetchone()[0])


def _note(decision: Decision, verb: str, user: User) -> None:
    wall, number = decision.compartment, decision.number
    record(
        verb,
        actor=user.actor,
        subject=("decision", decision.pk),
        case_id=decision.case_id,
        compartment=wall,
        number=number,
    )
    url = f"/cases/{decision.case.reference}/response/decisions/{decision.number}/"
    add_event(decision.case, verb, actor=user.actor, compartment=wall, url=url, number=number)
