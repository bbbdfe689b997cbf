"""Recording contacts with the offenders, and verifying what they gave as proof of life.

What is demanded and offered is recorded. Nothing here approves, prepares or makes a payment.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case, Item
from homeward.casework.response.actions.clocks import set_clocks
from homeward.casework.response.actions.recordings import Upload, keep_recording, sha256_of
from homeward.casework.response.actions.team import (
    VERIFY,
    end_tasks,
    lock_case,
    put_before,
    watchers_of,
)
from homeward.casework.response.errors.crisis import (
    CorrectedAlready,
    DecidedAlready,
    OutOfOrder,
    SamePerson,
)
from homeward.casework.response.models import Contact, ProofCheck, RoleAssignment
from homeward.casework.response.numbers import normal_number
from homeward.casework.response.queries.runs import members
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """What was heard. Amounts in minor units; times aware; empty where nothing was said of it."""

    direction: str
    channel: str
    starts_at: datetime
    ends_at: datetime | None = None
    handle: str = ""
    reached: bool = True
    speaker: str = ""
    language: str = ""
    answered_by: RoleAssignment | None = None
    transcript: str = ""
    demanded: int | None = None
    demand_currency: str = ""
    demand_other: str = ""
    offered: int | None = None
    offer_currency: str = ""
    offer_other: str = ""
    threat: str = ""
    deadline_stated: datetime | None = None
    deadline_real: datetime | None = None
    lifts_deadline: bool = False
    proof_asked: bool = False
    proof_given: bool = False
    proof_kind: str = ""
    proof_detail: str = ""
    victim_condition: str = ""
    background: str = ""
    assessment: str = ""
    next_step: str = ""
    next_expected: datetime | None = None
    form_token: UUID | None = None


@transaction.atomic
def record_contact(
    case: Case,
    new: NewContact,
    *,
    user: User,
    recording: Upload | Item | None = None,
    corrects: Contact | None = None,
) -> Contact:
    """Add a contact and let the clocks run that follow from it. `recording` is a file or an item.

    Raises OutOfOrder, CorrectedAlready, VaultFull. A correction without a recording keeps that of
    the entry that it corrects.
    """
    _check_order(new)
    lock_case(case)
    if corrects and Contact.objects.filter(corrects=corrects).exists():
        raise CorrectedAlready
    last = Contact.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    if isinstance(recording, Upload):
        item: Item | None = keep_recording(case, recording, number=last + 1, user=user)
    else:
        item = recording or (corrects.recording if corrects else None)
    facts = {name: getattr(new, name) for name in NewContact.__slots__}
    made = Contact.objects.create(
        case=case,
        compartment=Compartment.CRISIS,
        number=last + 1,
        handle_normal=normal_number(new.handle, new.channel),
        recording=item,
        recording_sha256=sha256_of(item) if item else "",
        recorded_by=user,
        corrects=corrects,
        **facts,
    )
    set_clocks(case, user=user)
    _ask_to_verify(made, user)
    _note(made, user)
    return made


def _check_order(new: NewContact) -> None:
    later = (new.ends_at, new.deadline_stated, new.deadline_real, new.next_expected)
    if any(one and one < new.starts_at for one in later):
        raise OutOfOrder


def _ask_to_verify(contact: Contact, user: User) -> None:
    if contact.corrects:
        end_tasks(contact.case, ("contact", contact.corrects_id), actor=user.actor)
    others = [one for one in watchers_of(contact.case, user) if one != user]
    # Somebody else has to verify it, so somebody else is asked, whatever roles are held.
    others = others or [one for one in members(contact.case_id) if one != user]
    if contact.proof_given and others:
        put_before(
            others,
            VERIFY,
            actor=user.actor,
            case=contact.case,
            subject=("contact", contact.pk),
            page=("response:contact", [contact.case.reference, contact.number]),
        )


def _note(contact: Contact, user: User) -> None:
    case, correction = contact.case, contact.corrects_id is not None
    note_fact(
        "response.contact",
        case_id=case.pk,
        at=contact.starts_at,
        channel=contact.channel,
        direction=contact.direction,
        reached=contact.reached,
        threat=bool(contact.threat),
        deadline=contact.deadline_stated is not None,
        proof_asked=contact.proof_asked,
        proof_given=contact.proof_given,
        correction=correction,
    )
    for kind, amount, currency in (
        ("demanded", contact.demanded, contact.demand_currency),
        ("offered", contact.offered, contact.offer_currency),
    ):
        if amount is not None:
            note_fact(
                "response.demand",
                case_id=case.pk,
                at=contact.starts_at,
                demand_kind=kind,
                amount=amount,
                currency=currency,
                correction=correction,
            )
    _say(contact, "response.contact_recorded", user)


@transaction.atomic
def verify_proof(contact: Contact, result: str, note: str, *, user: User) -> ProofCheck:
    """Say what verifying a proof of life came to, as somebody else than who recorded it.

    Raises SamePerson, and DecidedAlready where there is none, or somebody was quicker.
    """
    lock_case(contact.case)
    if user.pk == contact.recorded_by_id:
        raise SamePerson
    if not contact.proof_given or Contact.objects.filter(corrects=contact).exists():
        raise DecidedAlready
    try:
        with transaction.atomic():
            made = ProofCheck.objects.create(
                case=contact.case,
                compartment=Compartment.CRISIS,
                contact=contact,
                result=result,
                note=note,
                by=user,
            )
    except IntegrityError:
        raise DecidedAlready from None
    end_tasks(contact.case, ("contact", contact.pk), actor=user.actor)
    note_fact("response.proof_verified", case_id=contact.case_id, result=result)
    _say(contact, "response.proof_verified", user)
    return made


def _say(contact: Contact, verb: str, user: User) -> None:
    record(
        verb,
        actor=user.actor,
        subject=("contact", contact.pk),
        case_id=contact.case_id,
        compartment=Compartment.CRISIS,
        number=contact.number,
    )
    add_event(
        contact.case,
        verb,
        actor=user.actor,
        compartment=Compartment.CRISIS,
        url=f"/cases/{contact.case.reference}/response/contacts/{contact.number}/",
        number=contact.number,
    )
