"""Offering every open request on paper to the node of a State that joined, in one page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from homeward.casework.cooperation.actions.hand_over import offer_request
from homeward.casework.cooperation.by_hand import DESK, to_be_offered
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.paper_forms import OfferForm
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.authorities.models import State
from homeward.foundation.authorities.territories import territory
from homeward.foundation.errors import HomewardError


@login_required
@require_http_methods(["GET", "POST"])
def offer_all(request: HttpRequest, state: str) -> HttpResponse:
    """Choose among the open requests to the State, and offer them; each is confirmed there."""
    viewer = viewer_of(request)
    if not viewer.has_role(*DESK):
        raise NotFound("state", state)
    waiting = to_be_offered(viewer, state)
    sent = request.POST if request.method == "POST" else None
    form = OfferForm(sent, offered=waiting)
    if request.method == "POST" and form.is_valid():
        wanted = set(form.cleaned_data["requests"])
        _offered(request, [one for one in waiting if str(one.pk) in wanted], viewer)
        return redirect("cooperation:offer_all", state=state)
    named = State.objects.filter(pk=state).values_list("name", flat=True).first()
    context = {
        "title": _("Offer requests on paper to the node"),
        "other_state": named or territory(state),
        "form": form,
        "has_any": bool(waiting),
        "submit": _("Offer these to the node"),
        "cancel_url": reverse("cooperation:desk"),
        "breadcrumbs": [{"label": _("Requests"), "url": reverse("cooperation:list")}],
    }
    status = 400 if form.errors else 200
    return render(request, "cooperation/offer_all.html", context, status=status)


def _offered(request: HttpRequest, chosen: list[Request], viewer: User) -> None:
    """Offer each by itself: one that cannot be does not hold the others back."""
    done = 0
    for one in chosen:
        try:
            with transaction.atomic():
                offer_request(one.pk, user=viewer)
            done += 1
        except HomewardError as error:
            note_refused(viewer, error, case_id=one.case_id, compartment=one.compartment)
            messages.error(request, f"{one.reference}: {error.sentence()}")
    if done:
        messages.success(
            request,
            ngettext("%(count)s request is offered.", "%(count)s requests are offered.", done)
            % {"count": done},
        )
