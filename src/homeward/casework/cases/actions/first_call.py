"""Opening a case from a first call: everything that follows from it, in one transaction."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from homeward.casework.cases.actions.classification import CONFIRM
from homeward.casework.cases.actions.flags import raise_flag
from homeward.casework.cases.actions.incidents import add_incident
from homeward.casework.cases.actions.items import add_item
from homeward.casework.cases.actions.opening import NewCase, open_case
from homeward.casework.cases.actions.people import add_person
from homeward.casework.cases.actions.ransom import RansomFacts, record_ransom
from homeward.casework.cases.lists import counted
from homeward.casework.cases.models import Case
from homeward.casework.cases.ports import begin_work
from homeward.casework.cases.vocabulary.case import ItemKind, Outcome, PersonRole
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.casework.cases.words.first_call import Confirmation, FlagKind, IncidentKind
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import add_task
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.facts import note_fact

CALL_BACK, DEADLINE = "cases.call_back", "cases.deadline"
CONFIRM_AT = "confirmation"
CONFIRM_WITHIN = timedelta(hours=1)
CALL_BACK_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class NewFlag:
    """A flag that the call gives rise to."""

    kind: FlagKind
    detail: str = ""
    needed_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCall:
    """What a first call says. `victims` has a name per victim, empty for one not identified.

    `record` is the whole of the call in words, kept as an item of the investigation. `facts` are
    codes, yes or no, whole numbers and ISO times without names, for the rooms that begin to work
    (the list is in first_call.py).
    """

    new: NewCase
    victims: tuple[str, ...]
    title: str
    record: str
    caller_name: str = ""
    caller_role: PersonRole | None = None
    call_back: bool = False
    incident: IncidentKind = IncidentKind.TAKING
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    description: str = ""
    flags: tuple[NewFlag, ...] = ()
    ransom: RansomFacts | None = None
    deadline: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def open_first_call(call: FirstCall, *, actor: Actor, officer: User) -> Case:
    """Open the case with its first incident, victims, flags and tasks, and let every room begin.

    `officer` is the person behind `actor`, before whom the tasks are put.
    """
    case = open_case(call.new, actor=actor)
    virtual = "virtual" in counted(CaseList.MODALITY, call.new.modalities)
    held = call.new.confirmation == Confirmation.CONFIRMED and not virtual
    outcome = Outcome.STILL_HELD if held else Outcome.UNKNOWN
    for name in call.victims:
        add_person(case, PersonRole.VICTIM, actor=actor, name=name, outcome=outcome)
    caller = None
    if call.caller_role is not None:
        caller = add_person(case, call.caller_role, actor=actor, name=call.caller_name)
    add_incident(
        case,
        call.incident,
        actor=actor,
        occurred_from=call.occurred_from,
        occurred_to=call.occurred_to,
        place=call.new.place,
        description=call.description,
        reported_by=caller,
    )
    add_item(case, ItemKind.NOTE, call.title, actor=actor, text=call.record)
    if call.ransom is not None:
        record_ransom(case, call.ransom, actor=actor)
    _add_tasks(case, call, actor=actor, officer=officer)
    note_fact("case.counted", case_id=case.pk, victims=len(call.victims), incidents=1)
    begin_work(case, actor, call.facts)
    return case


def _add_tasks(case: Case, call: FirstCall, *, actor: Actor, officer: User) -> None:
    now = datetime.now(UTC)
    page, confirm = (reverse(f"cases:{p}", args=[case.reference]) for p in ("overview", CONFIRM_AT))

    def put(kind: str, due: datetime, about: tuple[str, object], url: str = page) -> None:
        add_task(
            kind,
            actor=actor,
            subject=about,
            url=url,
            assignee=officer,
            due_at=due,
            case_id=case.pk,
            life_at_risk=kind == DEADLINE,
            reference=case.reference,
        )

    for new in call.flags:
        raise_flag(
            case,
            new.kind,
            actor=actor,
            detail=new.detail,
            needed_by=new.needed_by,
            officer=officer,
        )
    about = ("case", case.pk)
    if call.new.confirmation == Confirmation.UNCONFIRMED:
        put(CONFIRM, now + CONFIRM_WITHIN, about, confirm)
    if call.call_back:
        put(CALL_BACK, now + CALL_BACK_WITHIN, about)
    if call.deadline is not None:
        put(DEADLINE, call.deadline, about)
