"""Reads about printed copies."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from homeward.casework.cases.models import Case
from homeward.casework.response.models import PackCopy
from homeward.casework.response.pack import ROLES
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import is_lead, name_of_person


@dataclass(frozen=True, slots=True)
class Copy:
    """A printed copy, as the lead reads it."""

    number: int
    role: str | Promise
    by: str
    at: datetime


def copies_of(viewer: User, case: Case) -> list[Copy]:
    """The last copies of the case's pack, for its lead; nothing for others."""
    if not is_lead(viewer, case.pk):
        return []
    rows = PackCopy.objects.filter(case=case).order_by("-number")[:100]
    return [
        Copy(row.number, ROLES[row.role].label, name_of_person(str(row.printed_by)), row.printed_at)
        for row in rows
    ]
