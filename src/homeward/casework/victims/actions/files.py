"""Opening and changing support files, and the rules of what their persons are told."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from homeward.casework.cases.actions import add_person, join_persons
from homeward.casework.cases.models import Case, Person
from homeward.casework.cases.queries.people import row_of
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.victims.actions.common import lock_case, note_support, of_file
from homeward.casework.victims.actions.contacts_common import ring_contact
from homeward.casework.victims.due import pass_on_due
from homeward.casework.victims.errors.files import (
    FileThere,
    RelativesBelong,
    StopNeedsLead,
    VictimNotChosen,
    WorkerOutside,
)
from homeward.casework.victims.errors.rights import WorkerHandlesComplaint
from homeward.casework.victims.models import SupportFile, TellingRule
from homeward.casework.victims.queries.files import (
    age_group,
    colleagues_of,
    rule_of,
    rules_of,
)
from homeward.casework.victims.queries.rights import open_complaints
from homeward.casework.victims.words.files import Standing
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.access.ports import tell
from homeward.foundation.access.queries import is_lead
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.facts import note_fact

HANDED_OVER = "victims.file_handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """How a person is met. `victim` is the file of the victim to whom a relative belongs."""

    standing: str
    worker: User
    victim: SupportFile | None = None
    relation: str = ""
    agreed_name: str = ""
    language: str = ""
    interpreter: bool = False
    interpreter_note: str = ""
    cannot_decide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody who is not in the case yet."""

    name: str
    facts: dict[str, Any]


@transaction.atomic
def open_file(
    case: Case,
    whose: Person | NewPerson,
    facts: FileFacts,
    *,
    user: User,
    form_token: UUID | None = None,
) -> SupportFile:
    """Open the support file of somebody in the case, or of somebody new.

    The support keeps a record of its own: of a person whom another compartment holds, one is made
    here and joined with that, which shows only to who sees both. Raises FileThere,
    VictimNotChosen, WorkerOutside.
    """
    lock_case(case)
    _check(case, facts, user)
    if isinstance(whose, Person):
        records = row_of(user, case, whose)
        if SupportFile.objects.filter(person__in=[whose.pk, *records.numbers]).exists():
            raise FileThere
    person = _record_of(case, whose, facts, user)
    last = SupportFile.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    file = SupportFile.objects.create(
        case=case,
        compartment=Compartment.VICTIMS,
        number=last + 1,
        person=person,
        opened_by=user,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
        form_token=form_token,
        **_columns(facts),
    )
    note_fact(
        "victims.file",
        case_id=case.pk,
        file=file.pk,
        standing=file.standing,
        relation=file.relation,
        sex=person.sex,
        age_group=str(age_group(person)),
        interpreter=file.interpreter,
        person=person.pk,
        known_as=person.pk if isinstance(whose, NewPerson) else whose.pk,
    )
    note_support(file, "victims.file_opened", user, whose=file.standing)
    return file


@transaction.atomic
def change_file(file: SupportFile, facts: FileFacts, *, user: User, revision: int) -> None:
    """Write how the person is met now; another worker gets what is due, and is told.

    Raises StaleForm, VictimNotChosen, RelativesBelong, WorkerOutside, WorkerHandlesComplaint.
    """
    lock_case(file.case)
    _check(file.case, facts, user)
    if facts.standing == Standing.RELATIVE and SupportFile.objects.filter(victim=file).exists():
        raise RelativesBelong
    if open_complaints(user, file).filter(handler=facts.worker).exists():
        raise WorkerHandlesComplaint
    former = SupportFile.objects.select_related("worker").get(pk=file.pk).worker
    changed = SupportFile.objects.filter(pk=file.pk, revision=revision).update(
        revision=revision + 1,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
        **_columns(facts),
    )
    if not changed:
        raise StaleForm
    case = file.case
    file.refresh_from_db()
    file.case = case
    note_support(file, "victims.file_changed", user, event=False)
    if file.worker != former:
        _hand_over(file, former, user)


def _hand_over(file: SupportFile, former: User, user: User) -> None:
    """Give what is due to the new worker, who is told unless he did it himself."""
    tasks = pass_on_due(file, former, user)
    note_support(file, "victims.file_handed_over", user, tasks=tasks)
    if file.worker != user:
        tell(
            [file.worker],
            HANDED_OVER,
            actor=user.actor,
            subject=("support_file", file.pk),
            url=f"/cases/{file.case.reference}/support/{file.number}/",
            case_id=file.case_id,
            reference=file.case.reference,
            file=str(file.number),
        )


@transaction.atomic
def set_rule(
    file: SupportFile,
    *,
    user: User,
    may_be_told: str = "",
    not_told: str = "",
    told_by: str = "",
    stops_contact: bool = False,
    reason: str = "",
    revision: int | None = None,
    form_token: UUID | None = None,
) -> TellingRule:
    """Say what the person may be told and by whom; the rule before stays readable.

    Contact that was stopped goes on when the lead of the case sets such a rule: else StopNeedsLead.
    `revision` is how many rules the writer knew of; raises StaleForm where there is another by now.
    """
    lock_case(file.case)
    before = rule_of(user, file)
    if revision is not None and revision != rules_of(user, file).count():
        raise StaleForm
    if before and before.stops_contact and not stops_contact and not is_lead(user, file.case_id):
        raise StopNeedsLead
    rule = TellingRule.objects.create(
        **of_file(file),
        may_be_told=may_be_told,
        not_told=not_told,
        told_by=told_by,
        stops_contact=stops_contact,
        reason=reason,
        set_by=user,
        form_token=form_token,
    )
    note_support(file, "victims.rule_set", user, page="rules/", stops=stops_contact)
    ring_contact(file, user=user)
    return rule


def _check(case: Case, facts: FileFacts, user: User) -> None:
    relative = facts.standing == Standing.RELATIVE
    if relative and (facts.victim is None or facts.victim.case_id != case.pk):
        raise VictimNotChosen
    if facts.worker not in colleagues_of(user, case):
        raise WorkerOutside


def _columns(facts: FileFacts) -> dict[str, Any]:
    columns = {one.name: getattr(facts, one.name) for one in fields(facts)}
    if facts.standing == Standing.VICTIM:
        columns |= {"victim": None, "relation": ""}
    return columns


def _record_of(case: Case, whose: Person | NewPerson, facts: FileFacts, user: User) -> Person:
    role = PersonRole.VICTIM if facts.standing == Standing.VICTIM else PersonRole.RELATIVE
    wall = Compartment.VICTIMS
    if isinstance(whose, NewPerson):
        return add_person(
            case, role, actor=user.actor, compartment=wall, name=whose.name, **whose.facts
        )
    if whose.compartment == wall and whose.case_id == case.pk:
        return whose
    names = ("name", "born_on", "nationality", "sex", "age_from", "age_to", "age_on", "languages")
    known: dict[str, Any] = {name: getattr(whose, name) for name in names}
    twin = add_person(case, role, actor=user.actor, compartment=wall, **known)
    join_persons(whose, twin, actor=user.actor)
    return twin
