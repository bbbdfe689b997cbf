"""What is in the compartments of a reader, in a case and in the files merged into it."""

from typing import TypeVar

from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case, InCompartment
from homeward.foundation.access.models import User

Row = TypeVar("Row", bound=InCompartment)


def places_of(viewer: User, case: Case) -> dict[int, frozenset[str]]:
    """The viewer's compartments in the case and in each file merged into it.

    Of a merged file he has what he had: rows stay behind their own walls (docs/adr/0012).
    """
    merged = Case.objects.filter(merged_into=case.pk).values("pk")
    rows = viewer.memberships.filter(Q(case_id=case.pk) | Q(case_id__in=merged))
    held: dict[int, set[str]] = {}
    for case_id, compartment in rows.values_list("case_id", "compartment"):
        held.setdefault(case_id, set()).add(compartment)
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
