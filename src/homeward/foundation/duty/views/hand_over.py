"""Handing a shift over, and taking it over."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.foundation.access.errors import StaleForm
from homeward.foundation.duty.access import get_hand_over
from homeward.foundation.duty.actions import roster as actions
from homeward.foundation.duty.forms import HandOverForm
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.duty.queries import roster as queries
from homeward.foundation.duty.queries.hand_over import own_roles, possible_receivers
from homeward.foundation.duty.views.frame import acted, form_methods, frame, reader, said_done
from homeward.foundation.duty.work import work_item

_SHOWN = timedelta(days=14)
_MOST_TASKS = 50


@login_required
@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """The notes that the reader gave and got lately."""
    viewer, now = reader(request), datetime.now(UTC)
    context = frame(viewer, "hand_overs") | {
        "given": queries.hand_overs_lately(viewer, now - _SHOWN),
        "waiting": queries.hand_overs_for(viewer),
        "may_give": bool(own_roles(viewer, now)),
    }
    return render(request, "duty/hand_overs.html", context)


@login_required
@form_methods
def give(request: HttpRequest) -> HttpResponse:
    """Write the note, with the open tasks before one's eyes."""
    viewer, now = reader(request), datetime.now(UTC)
    form = HandOverForm(
        request.POST or None,
        roles=own_roles(viewer, now),
        people=possible_receivers(viewer, now),
    )

    def act() -> str:
        facts = form.cleaned_data
        receiver = form.people[facts["receiver"]]
        role = form.roles[facts["role"]]
        try:
            with transaction.atomic():
                actions.hand_over(role, receiver, facts["note"], giver=viewer, token=form.token)
        except IntegrityError as error:
            if "form_token" not in str(error):
                raise
            raise StaleForm from error
        return _("%(name)s is asked to take over.") % {"name": receiver}

    if form.is_valid() and (done := acted(request, form, act)) is not None:
        said_done(request, True, done)
        return redirect("duty:hand_overs")
    tasks = open_tasks(viewer).select_related("team", "duty_role")[:_MOST_TASKS]
    context = {
        "title": _("Hand the shift over"),
        "form": form,
        "submit": _("Hand over"),
        "cancel_url": reverse("duty:hand_overs"),
        "draft": "duty:give_over",
        "items": [work_item(task, now) for task in tasks],
    }
    return render(request, "duty/give.html", context, status=400 if form.is_bound else 200)


@login_required
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A note to the reader, and the tasks that are open before him now."""
    viewer = reader(request)
    tasks = open_tasks(viewer).select_related("team", "duty_role")[:_MOST_TASKS]
    now = datetime.now(UTC)
    context = frame(viewer, "hand_overs") | {
        "given": get_hand_over(pk, viewer),
        "items": [work_item(task, now) for task in tasks],
    }
    return render(request, "duty/hand_over.html", context)


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader has read the note and takes over."""
    viewer = reader(request)
    actions.take_over(get_hand_over(pk, viewer), user=viewer)
    said_done(request, True, _("You have taken over."))
    return redirect("my_work")
