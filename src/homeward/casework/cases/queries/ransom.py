"""The ransom of a case."""

from homeward.casework.cases.models import Case, Ransom
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.access.roles import Compartment

RANSOM_SEEN_BY = (Compartment.INVESTIGATION, Compartment.CRISIS, Compartment.FINANCE)


def ransom_of(viewer: User, case: Case) -> Ransom | None:
    """The ransom, for members of the investigation, crisis or finance compartments."""
    if not compartments_of(viewer, case.pk) & set(RANSOM_SEEN_BY):
        return None
    return Ransom.objects.filter(case=case).first()
