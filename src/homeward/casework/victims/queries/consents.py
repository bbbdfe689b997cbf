"""Consents and decisions in their stead, and what may be shared with a recipient now."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import Consent, Guardian, Override, SupportFile
from homeward.casework.victims.queries.files import guardians_of, may_decide, needs_guardian
from homeward.casework.victims.words.consents import ConsentState, OverrideState
from homeward.foundation.access.models import CaseMember, User
from homeward.foundation.access.queries import is_lead, is_member
from homeward.foundation.access.roles import Compartment, Role

PERSON = "person"
Basis = Consent | Override


def consents_of(viewer: User, file: SupportFile) -> QuerySet[Consent]:
    """Every consent of the person, the one given last first."""
    rows = Consent.objects.select_related("guardian", "recorded_by", "file__person")
    found = rows.filter(file=file).order_by("-given_at", "-pk")
    return found if is_in_support(viewer, file.case) else found.none()


def overrides_of(viewer: User, file: SupportFile) -> QuerySet[Override]:
    """Every decision to share without consent, the one asked for last first."""
    rows = Override.objects.select_related("asked_by", "approved_by").order_by("-pk")
    return rows.filter(file=file) if is_in_support(viewer, file.case) else rows.none()


def consent_of_form(viewer: User, file: SupportFile, token: UUID) -> Consent | None:
    """The consent that a form recorded when it was first sent."""
    return consents_of(viewer, file).filter(form_token=token).first()


def _for_what(consent: Consent) -> tuple[str, str, str]:
    """Consents with the same of this are about one thing: the one given last counts."""
    named = consent.recipient_name if consent.recipient == PERSON else ""
    return consent.purpose, consent.recipient, named


def states_of(consents: Iterable[Consent], file: SupportFile) -> dict[int, ConsentState]:
    """What each of a file's consents allows today; `consents` are all of them, in any order."""
    latest: dict[tuple[str, str, str], Consent] = {}
    rows = sorted(consents, key=lambda one: (one.given_at, one.pk))
    for one in rows:
        latest[_for_what(one)] = one
    decided, today = needs_guardian(file), localdate()
    return {
        one.pk: _state(one, latest[_for_what(one)] == one, decided=decided, today=today)
        for one in rows
    }


def _state(consent: Consent, latest: bool, *, decided: bool, today: date) -> ConsentState:
    if consent.withdrawn_at is not None:
        return ConsentState.WITHDRAWN
    if consent.expires_on is not None and consent.expires_on < today:
        return ConsentState.EXPIRED
    if not latest:
        return ConsentState.REPLACED
    if decided and consent.guardian_id is None:
        return ConsentState.ASK_GUARDIAN
    if consent.guardian_id is not None and not decided:
        return ConsentState.ASK_PERSON
    return ConsentState.HOLDS


def override_state(override: Override) -> OverrideState:
    """Where a decision to share without consent stands."""
    if override.refused_at is not None:
        return OverrideState.REFUSED
    return OverrideState.WAITING if override.approved_at is None else OverrideState.APPROVED


def holding(viewer: User, file: SupportFile) -> list[Consent]:
    """The consents that hold today, the one given last first."""
    rows = list(consents_of(viewer, file))
    states = states_of(rows, file)
    return [one for one in rows if states[one.pk] == ConsentState.HOLDS]


def covering(
    viewer: User, file: SupportFile, recipient: str, purpose: str, *, name: str = ""
) -> Basis | None:
    """What allows sharing with a recipient now: the consent that holds, or an approved decision.

    `recipient` is a code as in `Consent`; a `person` is found by `name`. A decision in the stead of
    consent holds for every purpose.
    """
    for consent in holding(viewer, file):
        if _for_what(consent) == (purpose, recipient, name if recipient == PERSON else ""):
            return consent
    found = overrides_of(viewer, file).filter(
        recipient=recipient, approved_at__isnull=False, refused_at__isnull=True
    )
    return (found.filter(recipient_name=name) if recipient == PERSON else found).first()


def covers(
    viewer: User, file: SupportFile, recipient: str, purpose: str, *, name: str = ""
) -> frozenset[str]:
    """The parts of the file that may be shared with a recipient now; empty for none."""
    found = covering(viewer, file, recipient, purpose, name=name)
    return frozenset(found.covers) if found else frozenset()


def about_the_same(consent: Consent) -> list[Consent]:
    """The consents not withdrawn yet that are about the same sharing, this one among them."""
    rows = Consent.objects.filter(
        file_id=consent.file_id,
        purpose=consent.purpose,
        recipient=consent.recipient,
        withdrawn_at__isnull=True,
    )
    return [one for one in rows.order_by("pk") if _for_what(one) == _for_what(consent)]


def may_consent_for(viewer: User, file: SupportFile, day: date | None = None) -> list[Guardian]:
    """The guardians whose decision holds on a day (today, when None), without a conflict."""
    day = day or localdate()
    return [one for one in guardians_of(viewer, file) if may_decide(one, day)]


def may_answer(viewer: User, override: Override) -> bool:
    """Whether the viewer is a second person who may approve or refuse."""
    case_id = override.case_id
    return (
        override.asked_by_id != viewer.pk
        and is_member(viewer, case_id, Compartment.VICTIMS)
        and (viewer.has_role(Role.SUPERVISOR) or is_lead(viewer, case_id))
    )


def answerers_of(override: Override) -> list[User]:
    """Everybody who may approve or refuse it now."""
    inside = CaseMember.objects.filter(case_id=override.case_id, compartment=Compartment.VICTIMS)
    found = User.objects.filter(pk__in=inside.values("user_id"), is_active=True).order_by("pk")
    return [one for one in found if may_answer(one, override)]
