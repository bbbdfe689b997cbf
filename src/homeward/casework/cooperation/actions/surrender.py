"""Who was surrendered, and for what: the speciality to which the case is held.

The requesting State prosecutes a surrendered person for the offences of the grant, and for what the
other State allowed since. The rule stands in treaties and laws rather than in UNTOC 16 (from
memory); 18(19) is its sister for evidence.
"""

from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from homeward.casework.cases.access import get_inside
from homeward.casework.cases.bounds import Speciality, register_speciality
from homeward.casework.cases.models import Person
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.errors import (
    CaseNeeded,
    NobodySurrendered,
    SurrenderDayWrong,
)
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import Request, SurrenderedPerson
from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record

_SURRENDERS = ("surrender", "surrender_for_time")


def awaits_person(request: Request) -> bool:
    """Whether somebody was surrendered to this State whose record was not named yet."""
    if request.side != Side.REQUESTING or hasattr(request, "surrendered"):
        return False
    handed = request.changes.filter(name__in=_SURRENDERS)
    return handed.exclude(led_to="").exists()


@transaction.atomic
def name_surrendered(request_id: UUID, person_id: int, *, user: User) -> SurrenderedPerson:
    """Name the suspect of the case who was surrendered; charges are held to the grant since.

    Raises NotFound, CaseNeeded, NobodySurrendered.
    """
    request = get_request(request_id, user, for_change=True)
    if request.case is None:
        raise CaseNeeded
    if not awaits_person(request):
        raise NobodySurrendered
    person = get_inside(Person, person_id, request.case, user)
    named = SurrenderedPerson.objects.create(
        request=request,
        person=person,
        case=request.case,
        compartment=person.compartment,
        state=request.other_state,
        reference=request.reference,
        offences=offences_of(request),
        since=_surrendered_on(request),
        named_by=user.pk,
        named_at=datetime.now(UTC),
    )
    record(
        "cooperation.surrendered_named",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        person=person.pk,
    )
    return named


def lacks_day(request: Request) -> bool:
    """Whether somebody was surrendered under it and named, and the day was not recorded: records
    from before it was kept have none."""
    named: SurrenderedPerson | None = getattr(request, "surrendered", None)
    return named is not None and named.since is None


@transaction.atomic
def record_day(request_id: UUID, day: date, *, user: User) -> SurrenderedPerson:
    """Record the day of a surrender that was named without it; acts from that day on are free of
    the speciality.

    Raises NotFound, CaseNeeded, NobodySurrendered, SurrenderDayWrong.
    """
    request = get_request(request_id, user, for_change=True)
    if request.case is None:
        raise CaseNeeded
    if not lacks_day(request):
        raise NobodySurrendered
    named = SurrenderedPerson.objects.get(request=request)
    get_inside(Person, named.person_id, request.case, user)
    if day > localdate() or (request.issued_at is not None and day < localdate(request.issued_at)):
        raise SurrenderDayWrong
    named.since = day
    named.save(update_fields=["since"])
    record(
        "cooperation.surrender_dated",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        person=named.person_id,
        day=day.isoformat(),
    )
    return named


def _surrendered_on(request: Request) -> date | None:
    """The day of the first surrender that stands."""
    handed = request.changes.filter(name__in=_SURRENDERS).exclude(led_to="")
    first = handed.order_by("at").first()
    return localdate(first.at) if first else None


def offences_of(request: Request) -> list[str]:
    """The offences of the grant, and what was allowed since, one text each."""
    said = request.changes.filter(name__in=("grant", "allow_use")).exclude(led_to="")
    found: list[str] = []
    for change in said.order_by("at", "pk"):
        fields = dict(change.data.get("fields") or {})
        lines = str(fields.get("offences_granted") or fields.get("allowed") or "").splitlines()
        found += [line.strip()[:300] for line in lines if line.strip()]
    return list(dict.fromkeys(found))


def keep_offences(request: Request) -> None:
    """Bring the offences up to date after a grant or a consent was added."""
    SurrenderedPerson.objects.filter(request=request).update(offences=offences_of(request))


@job("cooperation.keep_offences")
def keep_offences_later(*, actor: Actor, request: str) -> None:
    """The same in the name of the node: who enters a paper may have no place in the case."""
    keep_offences(Request.objects.get(pk=UUID(request)))


def speciality(person: int) -> list[Speciality]:
    """The terms under which a person of a case was surrendered."""
    found = SurrenderedPerson.objects.filter(person_id=person)
    return [Speciality(one.state, one.reference, tuple(one.offences), one.since) for one in found]


def register() -> None:
    """Tell the case under which terms its suspects were surrendered."""
    register_speciality("cooperation", speciality)
