"""The doors to views and complaints, by their numbers."""

from homeward.casework.victims.access.files import LARGEST, get_file
from homeward.casework.victims.models import Complaint, ExpressedView
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User


def get_heard(reference: str, number: int, which: int, viewer: User) -> ExpressedView:
    """What a person said, by its number within the file; raises NotFound."""
    file = get_file(reference, number, viewer)
    rows = ExpressedView.objects.select_related("recorded_by", "guardian")
    found = rows.filter(file=file, number=which).first() if which < LARGEST else None
    if found is None:
        raise NotFound("expressed_view", which)
    found.file, found.case = file, file.case
    return found


def get_complaint(reference: str, number: int, which: int, viewer: User) -> Complaint:
    """A complaint by its number within the case, below its file; raises NotFound."""
    file = get_file(reference, number, viewer)
    rows = Complaint.objects.select_related("recorded_by", "handler", "answered_by")
    found = rows.filter(file=file, number=which).first() if which < LARGEST else None
    if found is None:
        raise NotFound("complaint", which)
    found.file, found.case = file, file.case
    return found
