"""Naming the person of the case whom another State surrendered, and the day where it lacks."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from homeward.casework.cases.queries.people import in_part
from homeward.casework.cases.views.naming import choices_of
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import note_viewed
from homeward.casework.cooperation.actions.surrender import (
    awaits_person,
    lacks_day,
    name_surrendered,
    offences_of,
    record_day,
)
from homeward.casework.cooperation.errors import NobodySurrendered, SurrenderDayWrong
from homeward.casework.cooperation.queries import case_open_to
from homeward.casework.cooperation.views.one import head
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of


class SurrenderedForm(forms.Form):
    """Which suspect of the case was surrendered."""

    person = forms.ChoiceField(label=gettext_lazy("Suspect"), widget=forms.RadioSelect)


@login_required
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Name the suspect, whose charges are then held to the offences of the grant."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    case = case_open_to(viewer, found)
    if case is None:
        raise NotFound("request", request_id)
    form = SurrenderedForm(request.POST or None)
    suspects = choices_of(in_part(viewer, case, PersonRole.SUSPECT))
    form.fields["person"].choices = suspects  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        name_surrendered(found.pk, int(form.cleaned_data["person"]), user=viewer)
        messages.success(request, _("Charges are held to the offences of the surrender from now."))
        return redirect("cooperation:request", request_id=found.pk)
    if not awaits_person(found):
        raise NobodySurrendered
    note_viewed(found, user=viewer, whole=False)
    context = {
        **head(found),
        "title": _("Name the person who was surrendered"),
        "form": form,
        "offences": offences_of(found),
        "submit": _("Name the person"),
        "cancel_url": reverse("cooperation:request", args=[found.pk]),
    }
    status = 400 if form.is_bound else 200
    return render(request, "cooperation/surrendered.html", context, status=status)


class DayForm(forms.Form):
    """On which day the person was handed over."""

    day = forms.DateField(
        label=gettext_lazy("Day of the surrender"),
        help_text=gettext_lazy("Charges for acts from this day on are free of the surrender."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Record the day of a surrender whose person was named when no day was kept."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    if case_open_to(viewer, found) is None:
        raise NotFound("request", request_id)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_day(found.pk, form.cleaned_data["day"], user=viewer)
        except SurrenderDayWrong as wrong:
            form.add_error("day", str(wrong))
        else:
            messages.success(request, _("The day of the surrender is recorded."))
            return redirect("cooperation:request", request_id=found.pk)
    if not lacks_day(found):
        raise NobodySurrendered
    note_viewed(found, user=viewer, whole=False)
    context = {
        **head(found),
        "title": _("Record the day of the surrender"),
        "form": form,
        "offences": found.surrendered.offences,
        "submit": _("Record the day"),
        "cancel_url": reverse("cooperation:request", args=[found.pk]),
    }
    status = 400 if form.is_bound else 200
    return render(request, "cooperation/surrendered.html", context, status=status)
