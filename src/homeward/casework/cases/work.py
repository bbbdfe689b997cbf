"""What the cases room adds to the shared page: menu, My work, search and captions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.models import Case, Item, Person
from homeward.casework.cases.page import STATUS_TONES
from homeward.casework.cases.queries import cases_of, find_cases
from homeward.casework.cases.vocabulary.case import CaseStatus
from homeward.foundation.access.models import User
from homeward.foundation.web.ports import (
    MenuItem,
    SearchHit,
    Text,
    WorkItem,
    register_menu,
    register_search,
    register_work,
)

SHOWN = 20
MY_CASES = _("My cases")


def case_caption(subject_id: str) -> str:
    """The reference of a case that the reader may see, else nothing.

    A refusal names the reference that was asked for, everything else the case's number.
    """
    if not subject_id.isdecimal():
        return subject_id
    return Case.objects.filter(pk=subject_id).values_list("reference", flat=True).first() or ""


def person_caption(subject_id: str) -> str:
    """The part that a person has in the case, for those who may see him; never the name."""
    found = Person.objects.filter(pk=subject_id).first() if subject_id.isdecimal() else None
    return found.get_role_display() if found else ""


def item_caption(subject_id: str) -> str:
    """The title of an item that the reader may see, else nothing."""
    found = Item.objects.filter(pk=subject_id).first() if subject_id.isdecimal() else None
    return found.title if found else ""


@dataclass(frozen=True, slots=True)
class MyCases:
    """The viewer's cases that are neither closed nor merged into another file."""

    code: str = "cases"
    title: Text = MY_CASES
    order: int = 60

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """The latest cases first; the list of cases has the rest."""
        ended = (CaseStatus.CLOSED, CaseStatus.MERGED)
        alive = cases_of(viewer).exclude(status__in=ended)[:SHOWN]
        return [
            WorkItem(
                title=case.reference,
                url=reverse("cases:overview", args=[case.reference]),
                next_step=_("Open the case"),
                tone=STATUS_TONES[CaseStatus(case.status)],
                state=case.get_status_display(),
                detail=case.title,
            )
            for case in alive
        ]


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """Cases by reference, title or place."""

    code: str = "cases"
    order: int = 10

    def search(self, viewer: User, query: str, limit: int) -> Sequence[SearchHit]:
        """At most `limit` of the viewer's cases."""
        return [
            SearchHit(
                kind=_("Case"),
                caption=case.reference,
                url=reverse("cases:overview", args=[case.reference]),
                icon="case",
                detail=case.title,
            )
            for case in find_cases(viewer, words=query)[:limit]
        ]


def register() -> None:
    """Fill the ports of `web`."""
    register_menu(
        MenuItem(
            code="cases", label=_("Cases"), url_name="cases:list", icon="case", order=20, key="c"
        )
    )
    register_work(MyCases())
    register_search(CaseSearch())
