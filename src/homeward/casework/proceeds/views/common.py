"""What the pages of the money tab share: their reader, their frame, the trace of being read."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.cases.page import case_frame
from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.access.roles import Compartment
from homeward.foundation.errors import HomewardError
from homeward.foundation.journal.actions import record

# These end on a page of their own: no other entry in a form would mend them.
ELSEWHERE = (NotFound, Forbidden, StaleForm)


def money_frame(viewer: User, case: Case, heading: str = "") -> dict[str, Any]:
    """The case's frame with the money tab active; pages below it have a heading of their own."""
    return {**case_frame(viewer, case, "money"), "heading": heading, "money": _("Money")}


def note_viewed(verb: str, case: Case, subject: tuple[str, object], viewer: User) -> None:
    """Journal the view in the present transaction, before the page is made."""
    record(
        verb,
        actor=viewer.actor,
        subject=subject,
        case_id=case.pk,
        compartment=Compartment.FINANCE,
    )


def put_on(
    form: forms.Form, error: HomewardError, *, case: Case, viewer: User, sentence: str = ""
) -> None:
    """Put a refusal that the officer can mend on the form, and journal it.

    The action's savepoint is gone by then, so that nothing of it is kept. Others go on to their
    own page, and are journalled on the way.
    """
    if isinstance(error, ELSEWHERE):
        raise error
    note_refused(viewer, error, case_id=case.pk, compartment=Compartment.FINANCE)
    form.add_error(None, sentence or error.sentence())


def load_again() -> HttpResponse:
    """An answer to a part of a page that asks the whole page to load again."""
    return HttpResponse(headers={"HX-Refresh": "true"})
