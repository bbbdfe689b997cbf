"""Referrals: made on a consent or a decision in its stead, followed, transferred, recalled."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import rfc8785
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from homeward.casework.cases.actions.tasks import end_tasks_of
from homeward.casework.victims.actions.common import lock_case, lock_open, note_support, of_file
from homeward.casework.victims.actions.tasks import END_OF_WORK, on_day, put_task
from homeward.casework.victims.errors.services import (
    DomainElsewhere,
    NoConsent,
    NotCovered,
    SameService,
    ServiceClosed,
    StepNotNow,
    StepTooEarly,
)
from homeward.casework.victims.models import (
    Consent,
    Override,
    Referral,
    ReferralStep,
    Service,
    SupportFile,
)
from homeward.casework.victims.queries.consents import Basis
from homeward.casework.victims.queries.services import bases_of, service_of, standing_on
from homeward.casework.victims.sharing import content_for
from homeward.casework.victims.words.services import NEXT, RecallAnswer, StepCode
from homeward.foundation.access.models import User
from homeward.foundation.journal.facts import note_fact

ANSWER_TASK, CONFIRM_TASK = "victims.referral_answer", "victims.recall_confirm"
SUBJECT = "support_referral"
TIME_TO_CONFIRM = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a service is asked for. `said` holds the worker's own words by scope."""

    basis: Basis
    domain: str
    language: str
    answer_due: date
    said: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def refer(
    file: SupportFile,
    asking: Asking,
    *,
    user: User,
    form_token: UUID | None = None,
    transferred_from: Referral | None = None,
) -> Referral:
    """Refer the person to the service that the consent names, and keep what its letter says.

    The letter holds what the consent covers and nothing else. Raises FileEnded, NoConsent,
    ServiceClosed, DomainElsewhere, NotCovered.
    """
    lock_open(file)
    service = _service_for(file, asking, user)
    shared = _shared(file, asking, user)
    last = Referral.objects.filter(file=file).aggregate(last=Max("number"))["last"] or 0
    basis = asking.basis
    made = Referral.objects.create(
        **of_file(file),
        number=last + 1,
        service=service,
        domain=asking.domain,
        consent=basis if isinstance(basis, Consent) else None,
        override=basis if isinstance(basis, Override) else None,
        covers=basis.covers,
        shared=shared,
        digest=hashlib.sha256(rfc8785.dumps(shared)).hexdigest(),
        language=asking.language,
        answer_due=asking.answer_due,
        transferred_from=transferred_from,
        made_by=user,
        form_token=form_token,
    )
    made.file = file
    _note(made, StepCode.MADE, user, localdate())
    ask_again(made, user)
    return made


@transaction.atomic
def advance(
    referral: Referral,
    code: str,
    *,
    user: User,
    on: date,
    note: str = "",
    form_token: UUID | None = None,
) -> ReferralStep:
    """Write what the service did or what became of the referral; raises StepNotNow, StepTooEarly.

    A word from the service changes nothing of where the referral stands.
    """
    _check_day(referral, on)
    if code != StepCode.FEEDBACK:
        _move(referral, code, user)
    elif referral.status in ("recalled", "cleared"):
        raise StepNotNow(status=referral.get_status_display())
    return _note(referral, code, user, on, note, form_token=form_token)


@transaction.atomic
def transfer(
    referral: Referral, asking: Asking, *, user: User, form_token: UUID | None = None
) -> Referral:
    """Refer the person to another service, on a consent of its own, and close this referral.

    Raises what `refer` does, SameService, StepNotNow.
    """
    lock_case(referral.case)
    if asking.basis.recipient == referral.service.recipient:
        raise SameService
    _move(referral, StepCode.TRANSFERRED, user)
    made = refer(referral.file, asking, user=user, form_token=form_token, transferred_from=referral)
    _note(referral, StepCode.TRANSFERRED, user, localdate())
    return made


def recall_referrals(basis: Basis, user: User, reason: str) -> int:
    """Recall every referral made on what was just taken back; how many (`sharing.Recall`).

    The reason is the person's own and is not told to the service.
    """
    count = 0
    for referral in standing_on(basis):
        referral.file = basis.file
        _move(referral, StepCode.RECALLED, user)
        _note(referral, StepCode.RECALLED, user, localdate())
        _put_before(referral, CONFIRM_TASK, user, localdate() + TIME_TO_CONFIRM)
        count += 1
    return count


@transaction.atomic
def confirm_recall(
    referral: Referral, answer: str, *, user: User, on: date, note: str = ""
) -> None:
    """Write what the service did with what it had; raises StepNotNow, StepTooEarly."""
    _check_day(referral, on)
    _move(referral, StepCode.CLEARED, user)
    end_tasks_of(SUBJECT, referral.pk, CONFIRM_TASK)
    _note(referral, StepCode.CLEARED, user, on, note, answer=RecallAnswer(answer))


def _service_for(file: SupportFile, asking: Asking, user: User) -> Service:
    service = service_of(asking.basis.recipient)
    if service is None or asking.basis not in [basis for basis, _ in bases_of(user, file)]:
        raise NoConsent
    if service.closed_on is not None:
        raise ServiceClosed
    if asking.domain not in service.domains:
        raise DomainElsewhere
    return service


def _shared(file: SupportFile, asking: Asking, user: User) -> dict[str, list[list[str]]]:
    """What the letter says, in its language; raises NotCovered for words about another part."""
    said = {scope: text for scope, text in asking.said.items() if text.strip()}
    if not set(said) <= set(asking.basis.covers):
        raise NotCovered
    with translation.override(asking.language):
        shared = content_for(user, file, asking.domain, asking.basis.covers)
        for scope, text in said.items():
            shared[scope].append([_("Note of the sender"), text])
    return shared


def _check_day(referral: Referral, on: date) -> None:
    if not localdate(referral.made_at) <= on <= localdate():
        raise StepTooEarly


def _move(referral: Referral, status: str, user: User) -> None:
    """Let the referral stand elsewhere, if it stands where its reader believed."""
    before = referral.status
    moved = status in NEXT[before] and Referral.objects.filter(
        pk=referral.pk, status=before
    ).update(
        status=status,
        revision=referral.revision + 1,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
    )
    if not moved:
        raise StepNotNow(status=referral.get_status_display())
    referral.status, referral.revision = status, referral.revision + 1
    end_tasks_of(SUBJECT, referral.pk, ANSWER_TASK)


def _note(
    referral: Referral, code: str, user: User, on: date, note: str = "", **more: Any
) -> ReferralStep:
    """The step, its journal entry, its line of the timeline, and its nameless fact."""
    file = referral.file
    made = ReferralStep.objects.create(
        **of_file(file), referral=referral, code=code, on=on, note=note, by=user, **more
    )
    note_fact(
        "victims.referral",
        case_id=file.case_id,
        file=file.pk,
        referral=referral.pk,
        domain=referral.domain,
        step=str(code),
        days=(on - localdate(referral.made_at)).days,
        by_consent=referral.consent_id is not None,
    )
    note_support(
        file,
        "victims.referral_step",
        user,
        page=f"referrals/{referral.pk}/",
        referral=referral.number,
        step=str(code),
        covers=list(referral.covers),
    )
    return made


def ask_again(referral: Referral, user: User) -> None:
    """Put a referral without an answer before who works on the file, on the day chosen for it."""
    _put_before(referral, ANSWER_TASK, user, referral.answer_due)


def _put_before(referral: Referral, kind: str, user: User, day: date) -> None:
    put_task(
        referral.file,
        kind,
        on_day(day, END_OF_WORK),
        actor=user.actor,
        subject=(SUBJECT, referral.pk),
        page=f"referrals/{referral.pk}/",
    )
