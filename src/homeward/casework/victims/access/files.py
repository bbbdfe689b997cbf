"""The doors to support files: not found for whoever has no place with the victims of the case."""

from typing import TypeVar

from homeward.casework.cases.access import get_case_in
from homeward.casework.cases.models import Case, InCompartment
from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.access.roles import Compartment

Row = TypeVar("Row", bound=InCompartment)
LARGEST = 2**31


def get_support_case(reference: str, viewer: User) -> Case:
    """The case, for a member of its compartment of victims only."""
    return get_case_in(reference, viewer, Compartment.VICTIMS)


def is_in_support(viewer: User, case: Case) -> bool:
    """Whether the viewer is a member of the case's compartment of victims."""
    return Compartment.VICTIMS in compartments_of(viewer, case.pk)


def get_file(reference: str, number: int, viewer: User) -> SupportFile:
    """The support file of this number; raises NotFound."""
    case = get_support_case(reference, viewer)
    rows = SupportFile.objects.select_related("person", "victim__person", "worker")
    found = rows.filter(case=case, number=number).first() if number < LARGEST else None
    if found is None:
        raise NotFound("support_file_number", number)
    found.case = case
    return found


def get_of_file(model: type[Row], reference: str, number: int, key: int, viewer: User) -> Row:
    """A row that hangs on a support file by `file`; raises NotFound."""
    file = get_file(reference, number, viewer)
    rows = model._default_manager.filter(file=file, pk=key)
    found = rows.first() if key < LARGEST else None
    if found is None:
        raise NotFound(model._meta.model_name or "", key)
    found.file = file  # type: ignore[attr-defined]
    found.case = file.case
    return found
