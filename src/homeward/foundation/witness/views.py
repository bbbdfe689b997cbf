"""The page of heads, countersignatures, checks and alarms, for oversight and administrators."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.foundation.witness import queries
from homeward.foundation.witness.alarms import settle
from homeward.foundation.witness.beginnings import EXPLAINED, accept_beginning, may_accept
from homeward.foundation.witness.concerns import concerns
from homeward.foundation.witness.forms import SettleForm


@login_required
@require_GET
def heads(request: HttpRequest) -> HttpResponse:
    """Whether this node's journal is sound and witnessed, and what is amiss with those of peers.

    For others there is no such page. It names no entry and no case, so a look is not journalled.
    """
    return _page(request, SettleForm())


@login_required
@require_POST
def settle_alarm(request: HttpRequest, alarm: int) -> HttpResponse:
    """Settle an open alarm with a note of what was done."""
    viewer = _viewer(request)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400, at=alarm)
    note = form.cleaned_data["note"]
    if form.cleaned_data["restored"]:
        accept_beginning(alarm, note=note, user=viewer)
    else:
        settle(alarm, note=note, actor=viewer.actor)
    messages.success(request, _("The alarm is settled. The signed statements stay."))
    return redirect("witness:heads")


def _viewer(request: HttpRequest) -> Any:
    if not queries.may_watch(request.user):
        raise Http404
    return request.user


def _page(request: HttpRequest, form: SettleForm, status: int = 200, at: int = 0) -> HttpResponse:
    viewer = _viewer(request)
    context = {
        "alarms": queries.open_alarms(viewer),
        "concerns": concerns(viewer),
        "settled": queries.settled_alarms(viewer),
        "peers": queries.peers(viewer),
        "own": queries.last_own_head(viewer),
        "signed": queries.last_signed(viewer),
        "checks": queries.last_verifications(viewer),
        "explained": EXPLAINED if may_accept(viewer) else (),
        "form": form,
        "at": at,
    }
    return render(request, "witness/heads.html", context, status=status)
