"""The directory of services, and the referrals of a support file."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import (
    Referral,
    ReferralStep,
    Service,
    SupportFile,
)
from homeward.casework.victims.queries.consents import (
    Basis,
    bases_for,
    of_basis,
    still_covered,
)
from homeward.casework.victims.words.files import ConsentPurpose
from homeward.foundation.access.models import User

STALE = timedelta(days=180)
LARGEST = 2**31
PREFIX = "service:"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFilter:
    """What a reader of the directory looks for; empty for everything that is open."""

    domain: str = ""
    area: str = ""
    language: str = ""
    closed: bool = False


def services(wanted: ServiceFilter | None = None) -> QuerySet[Service]:
    """The services of the directory that fit, those that are open alone unless others are asked."""
    wanted = wanted or ServiceFilter()
    found = Service.objects.select_related("verified_by").order_by("name", "pk")
    if not wanted.closed:
        found = found.filter(closed_on__isnull=True)
    if wanted.domain:
        found = found.filter(domains__contains=[wanted.domain])
    if wanted.area:
        found = found.filter(area__icontains=wanted.area)
    if wanted.language:
        found = found.filter(languages__contains=[wanted.language])
    return found


def service_of(recipient: str) -> Service | None:
    """The service that a code of a recipient names."""
    number = recipient.removeprefix(PREFIX)
    if not recipient.startswith(PREFIX) or not number.isascii() or not number.isdecimal():
        return None
    return Service.objects.filter(pk=number).first() if int(number) < LARGEST else None


def days_unverified(service: Service, today: date | None = None) -> int | None:
    """For how many days nobody verified it, where that is too long ago; None where it is well.

    Counted from the day it was added where it never was.
    """
    since = service.verified_on or service.added_at.date()
    days = ((today or localdate()) - since).days
    return days if service.verified_on is None or days > STALE.days else None


def referrals_of(viewer: User, file: SupportFile) -> QuerySet[Referral]:
    """The referrals of the person, the latest first."""
    rows = Referral.objects.select_related(
        "service", "consent", "override", "made_by", "transferred_from__service"
    )
    found = rows.filter(file=file).order_by("-number")
    return found if is_in_support(viewer, file.case) else found.none()


def referral_of_form(viewer: User, file: SupportFile, token: UUID) -> Referral | None:
    """The referral that a form made when it was first sent."""
    return referrals_of(viewer, file).filter(form_token=token).first()


def steps_of(viewer: User, referral: Referral) -> QuerySet[ReferralStep]:
    """What happened to a referral, in its order."""
    rows = ReferralStep.objects.select_related("by").order_by("on", "pk")
    found = rows.filter(referral=referral)
    return found if is_in_support(viewer, referral.case) else found.none()


def standing_on(basis: Basis) -> QuerySet[Referral]:
    """The referrals made on a consent or decision whose letters are not recalled yet."""
    done = ("recalled", "cleared")
    rows = Referral.objects.select_related("service", "file").filter(**of_basis(basis))
    return rows.exclude(status__in=done).order_by("pk")


def is_allowed(viewer: User, referral: Referral) -> bool:
    """Whether what the letter said may still be shared with its service."""
    purpose = ConsentPurpose.REFERRAL
    return still_covered(viewer, referral.file, referral.basis, referral.covers, purpose)


def bases_of(viewer: User, file: SupportFile) -> list[tuple[Basis, Service]]:
    """What a referral may stand on now, each with its service; those that closed are among them."""
    found = bases_for(viewer, file, ConsentPurpose.REFERRAL)
    named = ((one, service_of(one.recipient)) for one in found)
    return [(one, service) for one, service in named if service is not None]


def languages_known() -> list[str]:
    """The languages that some open service speaks."""
    rows = services().values_list("languages", flat=True)
    return sorted({code for codes in rows for code in codes})
