"""The people of a case."""

from django.db.models import QuerySet

from homeward.casework.cases.models import Case, Person
from homeward.casework.cases.queries.inside import seen_in
from homeward.foundation.access.models import User


def people_of(viewer: User, case: Case) -> QuerySet[Person]:
    """The people of the case in the viewer's compartments."""
    return seen_in(Person.objects.all(), viewer, case).order_by("pk")
