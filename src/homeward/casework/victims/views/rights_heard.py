"""What a person said at the stages of the proceedings, and his complaints."""

from collections.abc import Callable

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.access.rights import get_complaint, get_heard
from homeward.casework.victims.actions import rights_heard as actions
from homeward.casework.victims.errors import rights as wrong
from homeward.casework.victims.forms import rights as asked
from homeward.casework.victims.models import ExpressedView
from homeward.casework.victims.queries import rights as queries
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.casework.victims.views.rights import page_of
from homeward.casework.victims.words.rights import ComplaintEnd, HeardEnd
from homeward.foundation.access.forming import viewer_of

FIELDS: Fields = {
    wrong.BeforeGiven: "on",
    wrong.NotPassedOn: "end",
    wrong.HandlerWorks: "handler",
    wrong.AnswerNotYours: "end",
    wrong.AnsweredEarly: "on",
}


@login_required
@form_methods
def new_heard(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record a view or concern of the person."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = asked.HeardNewForm(request.POST or None, viewer=viewer, file=file)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.record_heard(
                file, form.facts(), user=viewer, guardian=form.through, form_token=form.token
            ),
            lambda token: queries.heard_of_form(viewer, file, token),
            form.token,
        )
        return page_of(file), _("It is recorded. Pass it on to the authority.") if made else ""

    heading = _("Record what the person says")
    return support_form(
        request,
        file.case,
        form,
        act,
        heading=heading,
        submit=_("Record it"),
        file=file,
        fields=FIELDS,
        cancel=page_of(file),
    )


@login_required
@require_GET
def heard(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """One view: the words, to whom they went, and what came of them."""
    viewer = viewer_of(request)
    found = get_heard(reference, number, which, viewer)
    note_viewed(viewer, found.case, "heard", found.file)
    context = file_frame(viewer, found.file, str(found.get_kind_display())) | {"heard": found}
    return render(request, "victims/rights_heard.html", context)


@login_required
@form_methods
def pass_on(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Record to which authority it was passed on."""
    viewer = viewer_of(request)
    found = get_heard(reference, number, which, viewer)
    form = asked.PassOnForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        actions.pass_on(found, given["to"], given["on"], user=viewer, reference=given["reference"])
        return _("It is recorded.")

    return _step(request, found, form, act, _("Pass it on"))


@login_required
@form_methods
def end_heard(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Record what came of it."""
    viewer = viewer_of(request)
    found = get_heard(reference, number, which, viewer)
    form = asked.HeardEndForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        actions.end_heard(
            found, HeardEnd(given["end"]), given["on"], user=viewer, note=given["note"]
        )
        return _("It is recorded.")

    return _step(request, found, form, act, _("Record what came of it"))


@login_required
@form_methods
def new_complaint(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record a complaint and put it before somebody who does not work on the file."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = asked.ComplaintForm(request.POST or None, viewer=viewer, file=file)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.record_complaint(
                file, form.facts(), form.chosen_handler, user=viewer, form_token=form.token
            ),
            lambda token: queries.complaint_of_form(viewer, file, token),
            form.token,
        )
        if made is None:
            return page_of(file), ""
        said = _("Complaint %(number)s is recorded, and is put before its handler.")
        return page_of(file), said % {"number": made.number}

    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("Record a complaint"),
        submit=_("Record it"),
        file=file,
        fields=FIELDS,
        cancel=page_of(file),
        extra={
            "note": _(
                "It is answered within fourteen days of the day on which it came. Oversight sees"
                " that there is a complaint, its number and the day, and nothing of what it says."
            )
        },
    )


@login_required
@require_GET
def complaint(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """One complaint with its answer."""
    viewer = viewer_of(request)
    found = get_complaint(reference, number, which, viewer)
    note_viewed(viewer, found.case, "complaint", found.file)
    heading = _("Complaint %(number)s") % {"number": found.number}
    context = file_frame(viewer, found.file, heading) | {"complaint": found}
    return render(request, "victims/rights_complaint.html", context)


@login_required
@form_methods
def answer(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Answer a complaint."""
    viewer = viewer_of(request)
    found = get_complaint(reference, number, which, viewer)
    form = asked.AnswerForm(request.POST or None)
    page = reverse("victims:complaint", args=[reference, number, which])

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        actions.answer_complaint(
            found, ComplaintEnd(given["end"]), given["answer"], given["on"], user=viewer
        )
        return page, _("The answer is recorded.")

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("Answer complaint %(number)s") % {"number": found.number},
        submit=_("Record the answer"),
        file=found.file,
        fields=FIELDS,
        cancel=page,
    )


def _step(
    request: HttpRequest,
    found: ExpressedView,
    form: forms.Form,
    act: Callable[[], str],
    heading: str,
) -> HttpResponse:
    """One step of a view on its own page, which leads back to it."""
    place = [found.case.reference, found.file.number, found.number]
    page = reverse("victims:heard", args=place)
    return support_form(
        request,
        found.case,
        form,
        lambda: (page, act()),
        heading=heading,
        submit=_("Record it"),
        file=found.file,
        fields=FIELDS,
        cancel=page,
    )
