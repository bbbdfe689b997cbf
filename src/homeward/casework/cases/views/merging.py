"""Merging two files of one kidnapping, undoing it, joining two records of one person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from homeward.casework.cases import actions, queries
from homeward.casework.cases.access import get_inside, get_led_case
from homeward.casework.cases.errors.casefile import NotLedByYou
from homeward.casework.cases.forms.merging import MergeForm
from homeward.casework.cases.forms.people import JoinForm, WhyForm
from homeward.casework.cases.models import Person
from homeward.casework.cases.queries.people import joins_of
from homeward.casework.cases.views.file_form import file_form, opened
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.naming import choices_of
from homeward.casework.cases.views.people import page_of
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of


@login_required
@form_methods
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Merge this file into another; only the lead of both may."""
    viewer = viewer_of(request)
    case = get_led_case(reference, viewer)
    form = MergeForm(request.POST or None)

    def act() -> str:
        into = queries.led_file(viewer, form.cleaned_data["reference"])
        if into is None:
            raise NotLedByYou
        actions.merge_case(case, into, form.cleaned_data["why"], actor=viewer.actor)
        return _("The two files are merged. Each member sees what he saw before.")

    back = reverse("cases:overview", args=[reference])
    title, submit = _("Merge this file into another"), _("Merge the files")
    return file_form(request, case, form, act, title=title, submit=submit, back=back)


@login_required
@form_methods
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a merged file back as it was; only the lead of both may."""
    viewer = viewer_of(request)
    case = get_led_case(reference, viewer)
    form = WhyForm(request.POST or None)

    def act() -> str:
        actions.undo_merge(case, form.cleaned_data["why"], actor=viewer.actor)
        return _("The merge is undone. Both files are as they were.")

    back = reverse("cases:overview", args=[reference])
    title, submit = _("Undo the merge"), _("Undo the merge")
    return file_form(request, case, form, act, title=title, submit=submit, back=back)


@login_required
@form_methods
def join(request: HttpRequest, reference: str, person: int) -> HttpResponse:
    """Say that another record is the same person."""
    viewer, case = opened(request, reference)
    found = get_inside(Person, person, case, viewer)
    people = [one for one in queries.people_of(viewer, case) if one != found]
    form = JoinForm(request.POST or None, others=choices_of(people))

    def act() -> str:
        other = get_inside(Person, int(form.cleaned_data["other"]), case, viewer)
        actions.join_persons(found, other, actor=viewer.actor)
        return _("The two records are shown as one person.")

    return file_form(
        request,
        case,
        form,
        act,
        title=_("Join with another record"),
        submit=_("Join the records"),
        back=page_of(reference, found),
        compartment=found.compartment,
    )


@login_required
@require_POST
def separate(request: HttpRequest, reference: str, person: int, joined: int) -> HttpResponse:
    """Say that two records are two persons after all."""
    viewer, case = opened(request, reference)
    found = get_inside(Person, person, case, viewer)
    same = next((one for one in joins_of(viewer, found) if one.pk == joined), None)
    if same is None:
        raise NotFound("person", joined)
    actions.separate_persons(same, actor=viewer.actor)
    messages.success(request, _("The two records are two persons again."))
    return redirect(page_of(reference, found))
