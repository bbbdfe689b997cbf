"""Pages of broken glasses: breaking and ending one, its review, and the end of a place."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.casework.cases import queries
from homeward.casework.cases.access import get_led_case
from homeward.casework.cases.actions.glass import break_glass, review_glass
from homeward.casework.cases.forms.glass import EndPlaceForm, GlassForm, ReviewForm
from homeward.casework.cases.glass_page import row_of, rows_of
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.queries.glass import glass_for_review, own_glass, seen_under
from homeward.casework.cases.views.form_page import case_form, form_methods
from homeward.casework.cases.views.reading import journal_view
from homeward.foundation.access.actions import end_glass, end_membership
from homeward.foundation.access.errors import GlassNotForYou, InsideAlready, NoSuchCase, NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import Glass
from homeward.foundation.access.queries import (
    glasses_for_review,
    glasses_of_case,
    led_compartments,
    live_glasses,
    may_break,
)
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.access.roles import Role
from homeward.foundation.journal.actions import record

PAGE = 25


@login_required
@form_methods
def begin(request: HttpRequest) -> HttpResponse:
    """Break the glass of a case. Until it is broken, the page is the same for every reference."""
    viewer = viewer_of(request)
    if not may_break(viewer):
        raise GlassNotForYou
    form = GlassForm(request.POST or None, initial={"reference": request.GET.get("reference", "")})
    if form.is_valid():
        glass = _broken(request, form)
        if glass is not None:
            done = _("You are in for now. The lead of the case and oversight have been told.")
            messages.warning(request, done)
            return redirect("cases:overview", reference=glass.case_reference)
    context = {
        "form": form,
        "title": _("Break the glass"),
        "submit": _("Break the glass"),
        "live": rows_of(live_glasses(viewer)),
    }
    return render(request, "cases/glass/begin.html", context, status=400 if form.is_bound else 200)


def _broken(request: HttpRequest, form: GlassForm) -> Glass | None:
    """The glass; None where the form says now what was wrong with it."""
    viewer, facts = viewer_of(request), form.cleaned_data
    try:
        with transaction.atomic():
            return break_glass(
                facts["reference"],
                facts["compartments"],
                facts["reason"],
                actor=viewer.actor,
                minutes=facts["minutes"],
            )
    except (NoSuchCase, InsideAlready) as error:
        note_refused(viewer, error)
        form.add_error(
            "reference" if isinstance(error, NoSuchCase) else "compartments", error.sentence()
        )
        return None


@login_required
@require_POST
def end(request: HttpRequest, glass: int) -> HttpResponse:
    """End one's own access early."""
    viewer = viewer_of(request)
    end_glass(own_glass(viewer, glass), actor=viewer.actor)
    messages.success(request, _("Your access has ended."))
    return redirect("glass:begin")


@login_required
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """Every broken glass with its clock, for oversight; for others there is no such page."""
    viewer = viewer_of(request)
    if not viewer.has_role(Role.OVERSEER):
        raise NotFound("glass")
    page = Paginator(glasses_for_review(viewer), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": rows_of(page.object_list)}
    return render(request, "cases/glass/reviews.html", context)


@login_required
@form_methods
def review(request: HttpRequest, glass: int) -> HttpResponse:
    """One broken glass: its reason, what was seen and done under it, and the verdict."""
    viewer = viewer_of(request)
    found = glass_for_review(viewer, glass)
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        review_glass(
            found, form.cleaned_data["verdict"], form.cleaned_data["reason"], actor=viewer.actor
        )
        messages.success(request, _("Your verdict is kept."))
        return redirect("glass:reviews")
    record("journal.read", actor=viewer.actor, case_id=found.case_id)
    context = {
        "row": row_of(found),
        "seen": seen_under(viewer, found),
        "form": form,
        "own": found.user_id == viewer.pk,
    }
    return render(request, "cases/glass/review.html", context, status=400 if form.is_bound else 200)


@login_required
@require_GET
def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Who broke the glass of this case, for its lead."""
    viewer = viewer_of(request)
    case = get_led_case(reference, viewer)
    journal_view(viewer, case, "broken glass")
    context = case_frame(viewer, case, "") | {"rows": rows_of(glasses_of_case(viewer, case.pk))}
    return render(request, "cases/glass/of_case.html", context)


@login_required
@form_methods
def end_place(request: HttpRequest, reference: str) -> HttpResponse:
    """End a colleague's place in a compartment; only a lead of it may."""
    viewer = viewer_of(request)
    case = get_led_case(reference, viewer)
    led = led_compartments(viewer, case.pk)
    form = EndPlaceForm(request.POST or None, viewer=viewer, case=case, led=led)

    def act() -> str:
        place = form.cleaned_data["place"]
        end_membership(case.pk, place.user, place.compartment, actor=viewer.actor)
        return _("%(name)s cannot see the compartment any more.") % {"name": place.user}

    extra = {"members": queries.roll_of(viewer, case)}
    words = _("End a colleague's place")
    return case_form(request, case, form, act, words, _("End this place"), extra)
