"""Recording and withdrawing a consent. What was shared on it is recalled with it, or nothing is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from homeward.casework.victims.actions.common import lock_case, lock_open, note_support, of_file
from homeward.casework.victims.actions.tasks import NOON, on_day, put_task
from homeward.casework.victims.errors.consents import (
    ConsentEndsBefore,
    ConsentInFuture,
    ConsentNarrower,
    ConsentNeedsGuardian,
    ConsentTakenBack,
    CoversNothing,
    GuardianInConflict,
    GuardianMayNot,
    GuardianNotNeeded,
    RecipientUnknown,
    WrongRecipient,
)
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.errors.services import ServiceClosed
from homeward.casework.victims.models import Consent, Guardian, SupportFile
from homeward.casework.victims.queries.consents import PERSON, about_the_same, last_day
from homeward.casework.victims.queries.files import may_decide, needs_guardian
from homeward.casework.victims.queries.services import service_of
from homeward.casework.victims.sharing import is_shared, recall_shared
from homeward.casework.victims.words.files import ConsentPurpose, Scope
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import Authority, State
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.journal.facts import note_fact

SUBJECT, ENDS = "consent", "victims.consent_ends"
WARNED_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """With whom which parts are shared. `name` is needed for a person, and found for others."""

    recipient: str
    covers: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """How a consent was given: for what, with whom, by whom, when and until when."""

    purpose: str
    shared: Shared
    how: str
    given_at: datetime
    purpose_note: str = ""
    guardian: Guardian | None = None
    childs_view: str = ""
    language: str = ""
    interpreter: str = ""
    expires_on: date | None = None


def name_of_recipient(shared: Shared) -> str:
    """What the recipient is called; raises RecipientUnknown, ServiceClosed, CoversNothing."""
    if not shared.covers or not set(shared.covers) <= set(Scope.values):
        raise CoversNothing
    kind, _, code = shared.recipient.partition(":")
    found: object | None = None
    if kind == PERSON and not code:
        found = shared.name.strip()
    elif kind == "service":
        found = service = service_of(shared.recipient)
        if service is not None and service.closed_on is not None:
            raise ServiceClosed
    elif kind == "authority":
        found = Authority.objects.filter(pk=code).first()
    elif kind == "state":
        found = State.objects.filter(pk=code).first()
    if not found:
        raise RecipientUnknown
    return str(found)[:200]


@transaction.atomic
def record_consent(
    file: SupportFile, facts: ConsentFacts, *, user: User, form_token: UUID | None = None
) -> Consent:
    """Keep that the person, or who decides for him, consented.

    Raises FileEnded, ConsentInFuture, ConsentEndsBefore, ConsentNeedsGuardian, GuardianNotNeeded,
    GuardianInConflict, GuardianMayNot, RecipientUnknown, WrongRecipient, ServiceClosed,
    CoversNothing, ConsentTakenBack, ConsentNarrower.
    """
    lock_open(file)
    _check_days(facts)
    _check_giver(file, facts)
    name = name_of_recipient(facts.shared)
    _check_purpose(facts)
    _check_before(file, facts, name)
    columns: dict[str, Any] = {
        one: getattr(facts, one)
        for one in facts.__dataclass_fields__
        if one not in ("shared", "childs_view")
    }
    made = Consent.objects.create(
        **of_file(file),
        **columns,
        recipient=facts.shared.recipient,
        recipient_name=name,
        covers=[one for one in Scope.values if one in facts.shared.covers],
        childs_view=facts.childs_view if needs_guardian(file) else "",
        recorded_by=user,
        form_token=form_token,
    )
    made.file = file
    watch_end(made, user)
    note_fact("victims.consent", case_id=file.case_id, **_facts(made))
    note_support(
        file,
        "victims.consent_recorded",
        user,
        page="consents/",
        purpose=made.purpose,
        covers=made.covers,
        guardian=made.guardian_id is not None,
    )
    return made


@transaction.atomic
def withdraw_consent(consent: Consent, *, user: User, reason: str) -> int:
    """Take a consent back, and recall everything that was shared on it; how many things it was.

    Earlier consents about the same sharing go with it, so that none of them comes back to life.
    Whatever stops a recall stops the withdrawal. Raises EndedAlready.
    """
    lock_case(consent.file.case)
    file, now = consent.file, datetime.now(UTC)
    found = about_the_same(consent)
    if consent not in found:
        raise EndedAlready
    recalled = 0
    for one in found:
        one.withdrawn_at, one.withdrawn_by, one.withdrawn_why = now, user.pk, reason
        one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        one.file = file
        finish_tasks((SUBJECT, one.pk), ENDS, actor=user.actor)
        recalled += recall_shared(one, user, reason)
        days = (now - one.given_at).days
        note_fact("victims.consent_withdrawn", case_id=file.case_id, days=days, **_facts(one))
    note_support(
        file,
        "victims.consent_withdrawn",
        user,
        page="consents/",
        purpose=consent.purpose,
        recalled=recalled,
    )
    return recalled


def watch_end(consent: Consent, user: User) -> None:
    """Call the end of what was agreed to mind before it comes; the last word alone has an end.

    The task waits before who works on the file until the consent is renewed or withdrawn.
    """
    rows = about_the_same(consent)
    for one in rows:
        finish_tasks((SUBJECT, one.pk), ENDS, actor=user.actor)
    last = max(rows, key=lambda one: (one.given_at, one.pk), default=None)
    day = last_day(last) if last else None
    if last is not None and day is not None and day >= localdate():
        put_task(
            consent.file,
            ENDS,
            on_day(day, NOON),
            actor=user.actor,
            subject=(SUBJECT, last.pk),
            page="consents/",
            ahead=WARNED_BEFORE,
        )


def _check_days(facts: ConsentFacts) -> None:
    if facts.given_at > datetime.now(UTC):
        raise ConsentInFuture
    if facts.expires_on is not None and facts.expires_on < localdate(facts.given_at):
        raise ConsentEndsBefore


def _check_giver(file: SupportFile, facts: ConsentFacts) -> None:
    day, guardian = localdate(facts.given_at), facts.guardian
    if needs_guardian(file, day) is False:
        if guardian is not None:
            raise GuardianNotNeeded
        return
    if guardian is None:
        raise ConsentNeedsGuardian
    if guardian.in_conflict:
        raise GuardianInConflict
    if guardian.file_id != file.pk or not may_decide(guardian, day):
        raise GuardianMayNot


def _check_purpose(facts: ConsentFacts) -> None:
    kind, _, code = facts.shared.recipient.partition(":")
    abroad = kind == "state" or kind == "authority"
    if facts.purpose == ConsentPurpose.REFERRAL and kind != "service":
        raise WrongRecipient
    if facts.purpose == ConsentPurpose.ABROAD and not (abroad and _is_abroad(kind, code)):
        raise WrongRecipient


def _check_before(file: SupportFile, facts: ConsentFacts, name: str) -> None:
    """What was agreed before about the same sharing: taken back since, or more than is left now."""
    recipient, covers = facts.shared.recipient, set(facts.shared.covers)
    rows = Consent.objects.filter(file=file, purpose=facts.purpose, recipient=recipient)
    for one in rows.filter(recipient_name=name) if recipient == PERSON else rows:
        withdrawn = one.withdrawn_at
        # Times are typed without seconds: what is agreed in the minute of a withdrawal counts.
        if withdrawn and facts.given_at < withdrawn.replace(second=0, microsecond=0):
            raise ConsentTakenBack
        wider = one.given_at <= facts.given_at and not set(one.covers) <= covers
        if wider and not withdrawn and is_shared(one):
            raise ConsentNarrower


def _is_abroad(kind: str, code: str) -> bool:
    from django.conf import settings

    if kind == "state":
        return code != settings.HOMEWARD_STATE
    return Authority.objects.filter(pk=code).exclude(state_id=settings.HOMEWARD_STATE).exists()


def _facts(consent: Consent) -> dict[str, Any]:
    return {
        "file": consent.file_id,
        "purpose": consent.purpose,
        "covers": len(consent.covers),
        "by_guardian": consent.guardian_id is not None,
    }
