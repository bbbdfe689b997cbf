"""The only doors to a case and what hangs on it: not found for whoever may not see it."""

from typing import TypeVar
from uuid import UUID

from homeward.casework.cases.lists import own_entries
from homeward.casework.cases.models import (
    Case,
    Evidence,
    EvidenceExport,
    InCompartment,
    Item,
    ListEntry,
    SealedItem,
    SealedOpening,
    Upload,
)
from homeward.casework.cases.queries.inside import seen_in
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, is_lead
from homeward.foundation.access.roles import Compartment, Role

Row = TypeVar("Row", bound=InCompartment)
# Oversight and administration open no case: they would lead what they watch over.
OPENERS = (Role.OFFICER, Role.FINANCE, Role.CENTRAL, Role.SUPERVISOR)


def get_case(reference: str, viewer: User) -> Case:
    """The case, for a member of any of its compartments; raises NotFound for everyone else."""
    known = "\x00" not in reference  # which the database would not even look for
    case = Case.objects.filter(reference=reference).first() if known else None
    if case is None or not compartments_of(viewer, case.pk):
        raise NotFound("case", reference)
    return case


def get_case_in(reference: str, viewer: User, *compartments: Compartment) -> Case:
    """The case, for a member of one of the named compartments; raises NotFound otherwise."""
    case = get_case(reference, viewer)
    if not compartments_of(viewer, case.pk) & set(compartments):
        raise NotFound("case", reference)
    return case


def get_case_by_id(case_id: int, viewer: User, *compartments: Compartment) -> Case:
    """As `get_case_in`, by number; any compartment when none is named."""
    case = Case.objects.filter(pk=case_id).first()
    held = compartments_of(viewer, case_id)
    if case is None or not (held & set(compartments) if compartments else held):
        raise NotFound("case", case_id)
    return case


def get_led_case(reference: str, viewer: User) -> Case:
    """The case, for its lead; Forbidden for other members, NotFound for everyone else."""
    case = get_case(reference, viewer)
    if not is_lead(viewer, case.pk):
        raise Forbidden("case", reference)
    return case


def may_open_cases(viewer: User) -> bool:
    """Whether the viewer's work is to open cases."""
    return viewer.has_role(*OPENERS)


def check_may_open(viewer: User) -> None:
    """Raises Forbidden for those whose role opens no cases."""
    if not may_open_cases(viewer):
        raise Forbidden("case", "new")


def may_keep_lists(viewer: object) -> bool:
    """Whether the viewer keeps the lists of the case: administrators and supervisors."""
    return isinstance(viewer, User) and viewer.has_role(Role.ADMINISTRATOR, Role.SUPERVISOR)


def check_may_keep_lists(viewer: User) -> None:
    """Raises Forbidden for everybody else."""
    if not may_keep_lists(viewer):
        raise Forbidden("case_lists")


def get_case_list(which: str, viewer: User) -> CaseList:
    """A list of the case by its code, for whoever keeps it; raises NotFound otherwise."""
    if which not in CaseList.values or not may_keep_lists(viewer):
        raise NotFound("case_list", which)
    return CaseList(which)


def get_list_entry(which: str, code: str, viewer: User) -> ListEntry:
    """An own entry of a list, for whoever keeps it; raises NotFound otherwise."""
    found = own_entries(get_case_list(which, viewer)).get(code)
    if found is None:
        raise NotFound("case_list_entry", f"{which}:{code}")
    return found


def get_sealed_item(case: Case, number: int, viewer: User) -> SealedItem:
    """That an item of the case is sealed, for those who see its compartment; NotFound otherwise."""
    item = SealedItem.objects.filter(case=case, pk=number).first()
    if item is None or item.compartment not in compartments_of(viewer, case.pk):
        raise NotFound("sealed_item", number)
    return item


def get_opening(case: Case, number: int, viewer: User) -> SealedOpening:
    """A request to open a sealed item of the case, under the same condition."""
    opening = SealedOpening.objects.select_related("item").filter(case=case, pk=number).first()
    if opening is None or opening.compartment not in compartments_of(viewer, case.pk):
        raise NotFound("sealed_opening", number)
    return opening


def get_inside(model: type[Row], pk: int, case: Case, viewer: User) -> Row:
    """A row of the case, or of a file merged into it, in a compartment in which the viewer is.

    Raises NotFound otherwise.
    """
    found = seen_in(model._default_manager.filter(pk=pk), viewer, case).first()
    if found is None:
        raise NotFound("case", case.reference)
    return found


def get_item(case: Case, item_id: int, viewer: User) -> Item:
    """An item in one of the viewer's compartments of the case; raises NotFound otherwise."""
    held = compartments_of(viewer, case.pk)
    found = Item.objects.filter(pk=item_id, case=case, compartment__in=held).first()
    if found is None:
        raise NotFound("item", item_id)
    return found


def get_evidence(case: Case, item: Item) -> Evidence:
    """The evidence on which an item stands; raises NotFound for an item without a file."""
    known = Evidence.objects.filter(case=case)
    found = known.filter(blob_id=item.blob_id).first() if item.blob_id else None
    if found is None:
        raise NotFound("evidence", item.pk)
    return found


def get_upload(case: Case, upload_id: UUID, viewer: User) -> Upload:
    """An upload that the viewer began himself; raises NotFound otherwise."""
    held = compartments_of(viewer, case.pk)
    mine = Upload.objects.filter(case=case, begun_by=viewer.pk, compartment__in=held)
    found = mine.filter(pk=upload_id).first()
    if found is None:
        raise NotFound("upload", upload_id)
    return found


def get_export(case: Case, export_id: UUID, viewer: User) -> EvidenceExport:
    """A package of one of the viewer's compartments; raises NotFound otherwise."""
    held = compartments_of(viewer, case.pk)
    found = EvidenceExport.objects.filter(pk=export_id, case=case, compartment__in=held).first()
    if found is None:
        raise NotFound("export", export_id)
    return found
