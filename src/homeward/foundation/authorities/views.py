"""The room's pages: the list for everyone, and directories and peers for administrators."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.authorities import queries
from homeward.foundation.authorities.actions.directories import (
    follow_directory,
    unfollow_directory,
)
from homeward.foundation.authorities.actions.peers import confirm_key_change, refuse_key_change
from homeward.foundation.authorities.contact_queries import stale_points, states_known_by_law
from homeward.foundation.authorities.forms import DecideForm, DirectoryFilter, FollowForm
from homeward.foundation.authorities.jobs import refresh as refresh_job
from homeward.foundation.errors import HomewardError
from homeward.wire.directory.marks import MAX_ROOT_BYTES
from homeward.wire.errors import WireError


@login_required
@require_GET
def authorities(request: HttpRequest) -> HttpResponse:
    """Who is in charge of what in each State, how to reach them, and whose node is connected."""
    form = DirectoryFilter(request.GET or None)
    valid = not form.is_bound or form.is_valid()
    wanted = form.cleaned_data if form.is_bound and valid else {}
    state, function = wanted.get("state", ""), wanted.get("function", "")
    listed = queries.directory(state, function) if valid else []
    stale = stale_points(datetime.now(UTC))
    listed = [replace(one, stale=stale.get(one.state.pk, 0)) for one in listed]
    context = {
        "form": form,
        "listed": listed,
        "administers": queries.may_administer(request.user),
        "by_law": [] if form.is_bound else states_known_by_law(),
    }
    return render(request, "authorities/list.html", context, status=200 if valid else 400)


def _administrator(request: HttpRequest) -> Any:
    """The viewer; for whoever is no administrator there is no such page."""
    viewer: Any = request.user
    if not queries.may_administer(viewer):
        raise Http404
    return viewer


@login_required
@require_GET
def directories(request: HttpRequest) -> HttpResponse:
    """Directories and their state, keys that wait for a decision, peers, this node's own keys."""
    _administrator(request)
    context = {
        "followed": queries.followed(datetime.now(UTC)),
        "waiting": queries.waiting_changes(),
        "peers": queries.peers(),
        "own_keys": queries.own_key_history(),
    }
    return render(request, "authorities/directories.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Follow a directory, by a fingerprint that two persons read."""
    viewer = _administrator(request)
    posted = request.method == "POST"
    form = FollowForm(request.POST if posted else None, request.FILES if posted else None)

    def act(data: dict[str, Any]) -> None:
        directory = follow_directory(
            data["root"].read(MAX_ROOT_BYTES + 1),
            read_fingerprint=data["fingerprint"],
            first_reader=data["first_reader"],
            second_reader=data["second_reader"],
            url=data["url"],
            actor=viewer.actor,
        )
        if directory.url:
            refresh_job.defer(actor=viewer.actor, directory=directory.pk)

    if form.is_bound and _done(form, act):
        messages.success(request, _("The directory is followed; it is fetched in a moment."))
        return redirect("authorities:directories")
    context = {
        "form": form,
        "title": _("Follow a directory"),
        "submit": _("Follow"),
        "cancel_url": reverse("authorities:directories"),
    }
    return render(request, "authorities/form.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def refresh(request: HttpRequest, number: int) -> HttpResponse:
    """Fetch a directory now; the worker does it."""
    viewer = _administrator(request)
    directory = queries.followed_directory(number)
    if directory is None or not directory.url:
        raise Http404
    refresh_job.defer(actor=viewer.actor, directory=number)
    messages.success(request, _("The directory is fetched in a moment. Read the page again then."))
    return redirect("authorities:directories")


@login_required
@require_POST
def unfollow(request: HttpRequest, number: int) -> HttpResponse:
    """Follow a directory no longer."""
    viewer = _administrator(request)
    if queries.followed_directory(number) is None:
        raise Http404
    unfollow_directory(number, actor=viewer.actor)
    messages.success(request, _("The directory is not followed any more; its nodes stay pinned."))
    return redirect("authorities:directories")


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Trust or refuse keys of a State that its old keys did not sign."""
    viewer = _administrator(request)
    change = queries.waiting_change(number)
    if change is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = DecideForm(posted, has_card=change.card is not None)

    def act(data: dict[str, Any]) -> None:
        if data["decision"] == "refuse":
            refuse_key_change(number, actor=viewer.actor)
        else:
            read = data["fingerprint"]
            confirm_key_change(number, read_fingerprint=read, actor=viewer.actor)

    if form.is_bound and _done(form, act):
        messages.success(request, _("Your decision is recorded."))
        return redirect("authorities:directories")
    context = {
        "form": form,
        "change": change,
        "title": _("New keys of %(state)s") % {"state": change.state_id},
        "submit": _("Decide"),
        "cancel_url": reverse("authorities:directories"),
    }
    return render(request, "authorities/decide.html", context, status=400 if form.errors else 200)


def _done(form: Any, act: Callable[[dict[str, Any]], None]) -> bool:
    """Whether the form was right and the action done; what is wrong stands in the form."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act(form.cleaned_data)
    except HomewardError as error:
        form.add_error(None, error.sentence())
        return False
    except WireError as error:
        form.add_error(None, str(error))
        return False
    return True
