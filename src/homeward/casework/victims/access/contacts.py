"""The doors to contact plans, family contacts, promises and shares of a file."""

from homeward.casework.victims.access.files import get_file, get_of_file
from homeward.casework.victims.models import (
    ContactPlan,
    FamilyContact,
    FamilyPromise,
    PlanShare,
)
from homeward.casework.victims.queries.contacts import plans_of
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User


def get_plan(reference: str, number: int, version: int, viewer: User) -> ContactPlan:
    """A version of the contact plan; raises NotFound."""
    file = get_file(reference, number, viewer)
    found = next((one for one in plans_of(viewer, file) if one.number == version), None)
    if found is None:
        raise NotFound("contact_plan", version)
    found.file = file
    return found


def get_contact(reference: str, number: int, key: int, viewer: User) -> FamilyContact:
    """A family contact of the file; raises NotFound."""
    return get_of_file(FamilyContact, reference, number, key, viewer)


def get_promise(reference: str, number: int, key: int, viewer: User) -> FamilyPromise:
    """A promise of the file; raises NotFound."""
    return get_of_file(FamilyPromise, reference, number, key, viewer)


def get_share(reference: str, number: int, key: int, viewer: User) -> PlanShare:
    """A share of the plan; raises NotFound."""
    found = get_of_file(PlanShare, reference, number, key, viewer)
    found.plan.file = found.file
    return found
