"""Consents and decisions in their stead, and what may be shared with a recipient now."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import Consent, Override, SupportFile
from homeward.casework.victims.queries.files import may_decide, needs_guardian
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


def _name_of(basis: Basis) -> str:
    return basis.recipient_name if basis.recipient == PERSON else ""


def _for_what(consent: Consent) -> tuple[str, str, str]:
    """Consents with the same of this are about one thing: the one given last counts."""
    return consent.purpose, consent.recipient, _name_of(consent)


def states_of(
    consents: Iterable[Consent], file: SupportFile, at: datetime | None = None
) -> dict[int, ConsentState]:
    """What each of a file's consents allows now, or allowed `at` a time when it had been given.

    `consents` are all of the file, in any order; those given later are left out.
    """
    now = at or timezone.now()
    rows = [one for one in consents if at is None or one.given_at <= at]
    rows.sort(key=lambda one: (one.given_at, one.pk))
    latest = {_for_what(one): one for one in rows}
    decided = needs_guardian(file, localdate(now))
    return {
        one.pk: _state(one, latest[_for_what(one)] == one, decided=decided, now=now) for one in rows
    }


def _state(consent: Consent, latest: bool, *, decided: bool, now: datetime) -> ConsentState:
    today, guardian = localdate(now), consent.guardian
    if consent.withdrawn_at is not None and consent.withdrawn_at <= now:
        return ConsentState.WITHDRAWN
    if consent.expires_on is not None and consent.expires_on < today:
        return ConsentState.EXPIRED
    if not latest:
        return ConsentState.REPLACED
    if decided and (guardian is None or not may_decide(guardian, today)):
        return ConsentState.ASK_GUARDIAN
    if guardian is not None and not decided:
        return ConsentState.ASK_PERSON
    return ConsentState.HOLDS


def override_state(override: Override) -> OverrideState:
    """Where a decision to share without consent stands."""
    if override.refused_at is not None:
        return OverrideState.REFUSED
    if override.withdrawn_at is not None:
        return OverrideState.WITHDRAWN
    return OverrideState.WAITING if override.approved_at is None else OverrideState.APPROVED


def holding(
    viewer: User, file: SupportFile, purpose: str | None = None, *, at: datetime | None = None
) -> list[Consent]:
    """The consents that hold now (or held `at` a time), for a purpose; the one given last first."""
    rows = list(consents_of(viewer, file))
    states = states_of(rows, file, at)
    return [
        one
        for one in rows
        if states.get(one.pk) == ConsentState.HOLDS and purpose in (None, one.purpose)
    ]


def deciding_instead(viewer: User, file: SupportFile) -> QuerySet[Override]:
    """The decisions in the stead of consent that hold now, the one asked for last first."""
    rows = overrides_of(viewer, file)
    return rows.filter(
        approved_at__isnull=False, refused_at__isnull=True, withdrawn_at__isnull=True
    )


def bases_for(viewer: User, file: SupportFile, purpose: str) -> list[Basis]:
    """Everything on which sharing for a purpose may stand now: consents, then decisions."""
    return [*holding(viewer, file, purpose), *deciding_instead(viewer, file)]


def covering(
    viewer: User, file: SupportFile, recipient: str, purpose: str, *, name: str = ""
) -> Basis | None:
    """What allows sharing with a recipient now: the consent that holds, or an approved decision.

    Every part of the room asks this one (the database: `guard.consent_holds`). `recipient` is a
    code as in `Consent`; a `person` is found by `name`. A decision in the stead of consent holds
    for every purpose.
    """
    called = name if recipient == PERSON else ""
    for one in bases_for(viewer, file, purpose):
        if one.recipient == recipient and called == _name_of(one):
            return one
    return None


def covers(
    viewer: User, file: SupportFile, recipient: str, purpose: str, *, name: str = ""
) -> frozenset[str]:
    """The parts of the file that may be shared with a recipient now; empty for none."""
    found = covering(viewer, file, recipient, purpose, name=name)
    return frozenset(found.covers) if found else frozenset()


def still_covered(
    viewer: User, file: SupportFile, basis: Basis, parts: Iterable[str], purpose: str
) -> bool:
    """Whether these parts, shared on a consent or decision, may still be shared now.

    What was shared on one that was withdrawn is recalled, whatever was agreed later; one that was
    replaced is as good as the one in its place.
    """
    if isinstance(basis, Override):
        return override_state(basis) == OverrideState.APPROVED and set(parts) <= set(basis.covers)
    if basis.withdrawn_at is not None:
        return False
    held = covers(viewer, file, basis.recipient, purpose, name=basis.recipient_name)
    return set(parts) <= held


def of_basis(basis: Basis) -> dict[str, Basis]:
    """By which column what was shared names what it stands on."""
    return {"consent" if isinstance(basis, Consent) else "override": basis}


def last_day(consent: Consent) -> date | None:
    """The last day on which a consent holds by itself: its own, or that of who gave it."""
    until = consent.guardian.valid_until if consent.guardian else None
    return min((day for day in (consent.expires_on, until) if day), default=None)


def about_the_same(consent: Consent) -> list[Consent]:
    """The consents not withdrawn yet that are about the same sharing, this one among them."""
    rows = Consent.objects.select_related("guardian").filter(
        file_id=consent.file_id,
        purpose=consent.purpose,
        recipient=consent.recipient,
        withdrawn_at__isnull=True,
    )
    return [one for one in rows.order_by("pk") if _for_what(one) == _for_what(consent)]


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
