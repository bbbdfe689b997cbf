"""The forms of what happened to a suspect; the page of the person shows the entries."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from homeward.casework.cases.access import get_inside
from homeward.casework.cases.actions.detention import record_detention
from homeward.casework.cases.forms.detention import CorrectionForm, DetentionForm, initial_of
from homeward.casework.cases.models import Case, Detention, Person
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.queries.proceedings import made_by_form
from homeward.casework.cases.views.file_form import file_form, opened
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.people import page_of
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User


@login_required
@form_methods
def add(request: HttpRequest, reference: str, person: int) -> HttpResponse:
    """Enter that a suspect was arrested, released or moved, escaped or died."""
    viewer, case = opened(request, reference)
    suspect = get_inside(Person, person, case, viewer)
    form = DetentionForm(request.POST or None)
    title = _("Record arrest, custody or release")
    return _recording(request, viewer, case, suspect, form, None, title)


@login_required
@form_methods
def correct(request: HttpRequest, reference: str, person: int, entry: int) -> HttpResponse:
    """Enter what takes the place of an entry; both stay readable."""
    viewer, case = opened(request, reference)
    suspect = get_inside(Person, person, case, viewer)
    before = get_inside(Detention, entry, case, viewer)
    if before.suspect_id != suspect.pk:
        raise NotFound
    form = CorrectionForm(request.POST or None, initial=initial_of(before))
    title = _("Correct an entry, or say that it may be told")
    return _recording(request, viewer, case, suspect, form, before, title)


def _recording(
    request: HttpRequest,
    viewer: User,
    case: Case,
    suspect: Person,
    form: DetentionForm,
    before: Detention | None,
    title: str,
) -> HttpResponse:
    def add() -> Detention:
        return record_detention(
            suspect, form.facts(), actor=viewer.actor, corrects=before, form_token=form.token
        )

    def act() -> str:
        made = once(add, lambda token: made_by_form(viewer, Detention, token), form.token)
        return _("It was recorded.") if made else sent_before()

    return file_form(
        request,
        case,
        form,
        act,
        title=title,
        submit=_("Record it"),
        back=page_of(case.reference, suspect),
        compartment=suspect.compartment,
        note=suspect.name,
    )
