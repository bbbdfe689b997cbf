"""The facts and documents of a case."""

from django.db.models import QuerySet

from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.queries.inside import seen_in
from homeward.foundation.access.models import User


def items_of(viewer: User, case: Case) -> QuerySet[Item]:
    """The items of the case in the viewer's compartments."""
    return seen_in(Item.objects.all(), viewer, case).order_by("-pk")
