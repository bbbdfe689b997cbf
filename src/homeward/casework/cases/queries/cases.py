"""Which cases a reader finds."""

from uuid import UUID

from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import case_ids_of

SORTS = ("reference", "title", "status", "taken_at", "opened_at")


def cases_of(viewer: User) -> QuerySet[Case]:
    """The viewer's cases, the latest first."""
    return Case.objects.filter(pk__in=case_ids_of(viewer)).order_by("-opened_at")


def opened_by_form(viewer: User, token: UUID) -> Case | None:
    """The case that a form made when it was first sent, if the viewer may see it."""
    return cases_of(viewer).filter(form_token=token).first()


def find_cases(
    viewer: User, *, words: str = "", status: str = "", sort: str = ""
) -> QuerySet[Case]:
    """The viewer's cases whose reference, title or place holds `words`, in a known order.

    `sort` is one of SORTS, turned round by a leading “-”; anything else means the latest first.
    """
    found = cases_of(viewer)
    text = words.replace("\x00", "").strip()
    if text:
        found = found.filter(
            Q(reference__icontains=text) | Q(title__icontains=text) | Q(place__icontains=text)
        )
    if status:
        found = found.filter(status=status)
    return found.order_by(sort, "-pk") if sort.removeprefix("-") in SORTS else found


def led_by(viewer: User, cases: list[Case]) -> set[int]:
    """Those of the cases that the viewer leads."""
    led = viewer.memberships.filter(is_lead=True, case_id__in=[case.pk for case in cases])
    return set(led.values_list("case_id", flat=True))
