"""The doors to the accesses and versions of a family's page."""

from homeward.casework.victims.access.files import LARGEST, get_file, get_of_file
from homeward.casework.victims.models import FamilyAccess, FamilyUpdate
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User


def get_access(reference: str, number: int, key: int, viewer: User) -> FamilyAccess:
    """An access to the page of a file; raises NotFound."""
    return get_of_file(FamilyAccess, reference, number, key, viewer)


def get_update(reference: str, number: int, version: int, viewer: User) -> FamilyUpdate:
    """A version of the page of a file; raises NotFound."""
    file = get_file(reference, number, viewer)
    rows = FamilyUpdate.objects.select_related("written_by", "released_by")
    found = rows.filter(file=file, version=version).first() if version < LARGEST else None
    if found is None:
        raise NotFound("family_update", version)
    found.file, found.case = file, file.case
    return found
