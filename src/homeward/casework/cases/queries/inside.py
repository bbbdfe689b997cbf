"""What is in the compartments of a reader."""

from typing import TypeVar

from django.db.models import QuerySet

from homeward.casework.cases.models import Case, InCompartment
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of

Row = TypeVar("Row", bound=InCompartment)


def seen_in(rows: QuerySet[Row], viewer: User, case: Case) -> QuerySet[Row]:
    """Those of the rows that are in a compartment of the case in which the viewer is."""
    return rows.filter(case=case, compartment__in=compartments_of(viewer, case.pk))
