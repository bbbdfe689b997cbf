"""Handing requests that went on paper over to a node that joined, on either side."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from homeward.casework.cooperation.access import get_hand_over, get_request
from homeward.casework.cooperation.actions.hand_over import (
    confirm_letter,
    decline_letter,
    offer_request,
    take_back,
)
from homeward.casework.cooperation.by_hand import DESK
from homeward.casework.cooperation.declaration import kind_of
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import HandOver
from homeward.casework.cooperation.paper_forms import DeclineForm, LetterForm
from homeward.casework.cooperation.paper_models import HandOverState
from homeward.casework.cooperation.words import reason_word
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.authorities.models import State
from homeward.foundation.errors import HomewardError


@login_required
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Where a hand-over stands; who is asked to confirm the letter says its reference and code."""
    viewer = viewer_of(request)
    row = get_hand_over(request_id, viewer)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and _confirmed(request, form, row):
        messages.success(
            request,
            _("The letter is confirmed. The request is here as soon as %(state)s hands it over.")
            % {"state": row.other_state},
        )
        return redirect("cooperation:hand_over", request_id=row.pk)
    return _page(request, row, form, DeclineForm())


def _confirmed(request: HttpRequest, form: LetterForm, row: HandOver) -> bool:
    viewer = viewer_of(request)
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            confirm_letter(
                row.pk, form.cleaned_data["reference"], form.cleaned_data["code"], user=viewer
            )
    except (NotFound, Forbidden):
        raise
    except HomewardError as error:
        note_refused(viewer, error, compartment=row.compartment)
        form.add_error(None, error.sentence())
        return False
    return True


@login_required
@require_POST
def decline(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The letter is not here, or the request is not to be taken over."""
    viewer = viewer_of(request)
    row, form = get_hand_over(request_id, viewer), DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, row, LetterForm(), form)
    decline_letter(row.pk, form.cleaned_data["reason"], user=viewer)
    messages.success(request, _("The other State reads that it was not taken over, and why."))
    return redirect("cooperation:hand_over", request_id=row.pk)


@login_required
@require_POST
def offer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Offer the request to the node of the State that joined."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    offer_request(found.pk, user=viewer)
    messages.success(
        request,
        _("It is offered to %(state)s, and handed over once an officer there confirms the letter.")
        % {"state": found.other_state},
    )
    return redirect("cooperation:request", request_id=found.pk)


@login_required
@require_POST
def end_offer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Offer it no more."""
    take_back(request_id, user=viewer_of(request))
    messages.success(request, _("The offer was taken back. The request stays on paper."))
    return redirect("cooperation:request", request_id=request_id)


def _page(
    request: HttpRequest, row: HandOver, form: forms.Form, refusing: forms.Form
) -> HttpResponse:
    viewer = viewer_of(request)
    offered = row.offer.get("offer") or {}
    issued = offered.get("issued_at")
    kind = (offered.get("request") or {}).get("kind")
    state = State.objects.filter(pk=row.other_state).first()
    is_ours = row.side == Side.REQUESTING
    waits = row.state == HandOverState.WAITING
    context: dict[str, Any] = {
        "title": _("Hand-over of a request on paper"),
        "row": row,
        "other_state": state.name if state else row.other_state,
        "kind": kind_of(kind).label if kind else "",
        "issued": datetime.fromisoformat(issued) if issued else None,
        "is_ours": is_ours,
        "form": form,
        "refusing": refusing,
        "decides": waits and not is_ours and viewer.has_role(*DESK, "officer"),
        "is_done": row.state == HandOverState.DONE,
        "reason": reason_word(row.reason) if row.state == HandOverState.FAILED else row.reason,
        "breadcrumbs": [{"label": _("Requests"), "url": "/requests/"}],
    }
    status = 400 if form.errors or refusing.errors else 200
    return render(request, "cooperation/hand_over.html", context, status=status)
