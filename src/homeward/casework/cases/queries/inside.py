"""What is in the compartments of a reader, in a case and in the files merged into it."""

from typing import TypeVar

from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case, InCompartment
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import live_glasses

Row = TypeVar("Row", bound=InCompartment)


def places_of(viewer: User, case: Case) -> dict[int, frozenset[str]]:
    """The viewer's compartments in the case and in each file merged into it.

    As a member, or for the hours of a broken glass. Of a merged file he has what he had: rows stay
    behind their own walls (docs/adr/0012).
    """
    merged = Case.objects.filter(merged_into=case.pk).values("pk")
    either = Q(case_id=case.pk) | Q(case_id__in=merged)
    held: dict[int, set[str]] = {}
    for case_id, wall in viewer.memberships.filter(either).values_list("case_id", "compartment"):
        held.setdefault(case_id, set()).add(wall)
    for glass in live_glasses(viewer).filter(either):
        held.setdefault(glass.case_id, set()).update(glass.compartments)
    return {case_id: frozenset(walls) for case_id, walls in held.items()}


def seen_in(rows: QuerySet[Row], viewer: User, case: Case) -> QuerySet[Row]:
    """Those of the rows that are in a compartment in which the viewer is, of this case or of a
    file merged into it."""
    places = places_of(viewer, case)
    if not places:
        return rows.none()
    seen = Q()
    for case_id, walls in places.items():
        seen |= Q(case_id=case_id, compartment__in=sorted(walls))
    return rows.filter(seen)
