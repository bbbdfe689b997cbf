"""The doors to the directory of services and to referrals."""

from homeward.casework.victims.access.files import get_of_file
from homeward.casework.victims.models import Referral, Service
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role

LARGEST = 2**31
KEEPERS = (Role.SUPPORT, Role.SUPERVISOR, Role.ADMINISTRATOR)


def keeps_services(viewer: object) -> bool:
    """Whether the viewer keeps the directory: victim support, supervisors, administrators."""
    return isinstance(viewer, User) and viewer.has_role(*KEEPERS)


def check_keeps_services(viewer: User) -> None:
    """Raises Forbidden for everybody else."""
    if not keeps_services(viewer):
        raise Forbidden("support_service")


def get_service(service_id: int, viewer: User) -> Service:
    """A service of the directory, which everybody who signed in reads; raises NotFound."""
    rows = Service.objects.select_related("verified_by", "added_by")
    found = rows.filter(pk=service_id).first() if service_id < LARGEST else None
    if found is None:
        raise NotFound("support_service", service_id)
    return found


def get_kept_service(service_id: int, viewer: User) -> Service:
    """A service that the viewer may change; it is not found by others in this place."""
    if not keeps_services(viewer):
        raise NotFound("support_service", service_id)
    return get_service(service_id, viewer)


def get_referral(reference: str, number: int, referral_id: int, viewer: User) -> Referral:
    """A referral of a support file; raises NotFound."""
    return get_of_file(Referral, reference, number, referral_id, viewer)
