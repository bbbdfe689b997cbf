"""What is in the compartments of a reader, in a case and in the files merged into it."""

from typing import TypeVar

from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case, InCompartment
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import glasses_now
from homeward.foundation.guard.context import asked_once

Row = TypeVar("Row", bound=InCompartment)


def places_of(viewer: User, case: Case) -> dict[int, frozenset[str]]:
    """The viewer's compartments in the case and in each file merged into it.

    As a member, or for the hours of a broken glass. Of a merged file he has what he had: rows stay
    behind their own walls (docs/adr/0012). Asked once a page.
    """

    def ask() -> dict[int, frozenset[str]]:
        files = [case.pk, *Case.objects.filter(merged_into=case.pk).values_list("pk", flat=True)]
        held: dict[int, set[str]] = {}
        seats = viewer.memberships.filter(case_id__in=files)
        for case_id, wall in seats.values_list("case_id", "compartment"):
            held.setdefault(case_id, set()).add(wall)
        for case_id, walls in glasses_now(viewer):
            if case_id in files:
                held.setdefault(case_id, set()).update(walls)
        return {case_id: frozenset(walls) for case_id, walls in held.items()}

    return asked_once(("places of", viewer.pk, case.pk), ask)


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
