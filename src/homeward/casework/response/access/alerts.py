"""The only door to a public alert: the crisis compartment of its case."""

from homeward.casework.cases.access import get_case_in
from homeward.casework.cases.models import Case
from homeward.casework.response.models import PublicAlert
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment


def get_alert_case(reference: str, viewer: User) -> Case:
    """The case, for a member of its crisis compartment; raises NotFound for everyone else."""
    return get_case_in(reference, viewer, Compartment.CRISIS)


def get_alert(reference: str, number: int, viewer: User) -> tuple[Case, PublicAlert]:
    """The case and its message; raises NotFound for whoever is not in the crisis compartment."""
    case = get_alert_case(reference, viewer)
    alert = PublicAlert.objects.filter(pk=number, case=case, compartment=Compartment.CRISIS).first()
    if alert is None:
        raise NotFound("alert", number)
    return case, alert
