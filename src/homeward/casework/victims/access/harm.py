"""The doors to losses and compensation claims, by their number within a support file."""

from homeward.casework.victims.access.files import LARGEST, get_file, get_support_case
from homeward.casework.victims.models import CompensationClaim, Loss, RecoveredSum
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User


def get_loss(reference: str, number: int, which: int, viewer: User) -> Loss:
    """The loss of this number; raises NotFound."""
    file = get_file(reference, number, viewer)
    rows = Loss.objects.select_related("borne_file__person", "recorded_by", "verified_by")
    found = rows.filter(file=file, number=which).first() if which < LARGEST else None
    if found is None:
        raise NotFound("loss", which)
    found.file, found.case = file, file.case
    return found


def get_claim(reference: str, number: int, which: int, viewer: User) -> CompensationClaim:
    """The compensation claim of this number; raises NotFound."""
    file = get_file(reference, number, viewer)
    rows = CompensationClaim.objects.select_related("recorded_by")
    found = rows.filter(file=file, number=which).first() if which < LARGEST else None
    if found is None:
        raise NotFound("compensation_claim", which)
    found.file, found.case = file, file.case
    return found


def get_recovered(reference: str, which: int, viewer: User) -> RecoveredSum:
    """The confiscation or return of this key; raises NotFound."""
    case = get_support_case(reference, viewer)
    rows = RecoveredSum.objects.filter(case=case, pk=which)
    found = rows.first() if which < LARGEST else None
    if found is None:
        raise NotFound("recovered_sum", which)
    found.case = case
    return found
