"""The directory of services: the list for everybody, and its keeping by those whose task it is."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.overtaken import Stored, overtaken
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.access.services import (
    check_keeps_services,
    get_kept_service,
    get_service,
    keeps_services,
)
from homeward.casework.victims.actions import services as actions
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.errors.services import ServiceClosed
from homeward.casework.victims.forms.services import (
    CloseForm,
    ServiceAddForm,
    ServiceFilterForm,
    ServiceForm,
    service_initial,
)
from homeward.casework.victims.models import Service
from homeward.casework.victims.queries import services as queries
from homeward.casework.victims.services_sections import service_row
from homeward.casework.victims.views.frame import form_methods
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError

PAGE = 25


@login_required
@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """The services that are open, by what they help with, where and in which language."""
    form = ServiceFilterForm(request.GET or None)
    wanted = form.wanted() if form.is_bound and form.is_valid() else None
    page = Paginator(queries.services(wanted), PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Services for victims and families"),
        "form": form,
        "page": page,
        "rows": [service_row(one) for one in page.object_list],
        "keeps": keeps_services(viewer_of(request)),
    }
    return render(request, "victims/services_list.html", context)


@login_required
@require_GET
def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """One service: how it is reached, what it does, when it was verified."""
    viewer = viewer_of(request)
    found = get_service(service_id, viewer)
    context = {
        "title": str(found),
        "row": service_row(found),
        "service": found,
        "keeps": keeps_services(viewer) and found.closed_on is None,
    }
    return render(request, "victims/services_one.html", context)


@login_required
@form_methods
def add(request: HttpRequest) -> HttpResponse:
    """Put a service into the directory."""
    viewer = viewer_of(request)
    check_keeps_services(viewer)
    form = ServiceAddForm(request.POST or None)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.add_service(form.facts(), user=viewer, form_token=form.token),
            lambda token: Service.objects.filter(form_token=token).first(),
            form.token,
        )
        done = _("The service is in the directory. Verify it by asking the provider.")
        return (_page(made), done) if made else (reverse("support_services:list"), "")

    return _form(request, form, act, _("Add a service"), cancel=reverse("support_services:list"))


@login_required
@form_methods
def change(request: HttpRequest, service_id: int) -> HttpResponse:
    """Write what the directory says now; two who do so at once choose field by field."""
    viewer = viewer_of(request)
    found = get_kept_service(service_id, viewer)
    if found.closed_on is not None:
        raise ServiceClosed
    form = ServiceForm(request.POST or None, initial=service_initial(found))

    def act() -> tuple[str, str]:
        revision = form.cleaned_data["revision"]
        actions.change_service(found, form.facts(), user=viewer, revision=revision)
        return _page(found), _("What is known was kept.")

    def stored() -> Stored:
        now = get_kept_service(service_id, viewer)
        values = service_initial(now)
        return Stored(revision=now.revision, by=now.changed_by, at=now.changed_at, values=values)

    return _form(request, form, act, str(found), cancel=_page(found), stored=stored)


@login_required
@require_POST
def verify(request: HttpRequest, service_id: int) -> HttpResponse:
    """Say that the provider confirmed what stands here, in the revision that was read."""
    viewer = viewer_of(request)
    found = get_kept_service(service_id, viewer)
    form = _Read(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else 0
    actions.verify_service(found, user=viewer, revision=revision)
    messages.success(request, _("Verified today."))
    return redirect(_page(found))


@login_required
@form_methods
def close(request: HttpRequest, service_id: int) -> HttpResponse:
    """Say that a service closed: from now on nobody is referred to it."""
    viewer = viewer_of(request)
    found = get_kept_service(service_id, viewer)
    if found.closed_on is not None:
        raise EndedAlready
    form = CloseForm(request.POST or None)

    def act() -> tuple[str, str]:
        actions.close_service(found, user=viewer, why=form.cleaned_data["why"])
        return _page(found), _("The service is closed. Nobody is referred to it any more.")

    heading = _("Close the service %(name)s") % {"name": found.name}
    return _form(request, form, act, heading, cancel=_page(found), submit=_("Close it"))


class _Read(CleanForm):
    """The revision that whoever verifies has read."""

    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)


def _page(service: Service) -> str:
    return reverse("support_services:service", args=[service.pk])


def _form(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], tuple[str, str]],
    title: str,
    *,
    cancel: str,
    submit: str = "",
    stored: Callable[[], Stored] | None = None,
) -> HttpResponse:
    """Show the form, or act; whoever was overtaken sees both versions and decides."""
    context: dict[str, Any] = {"title": title, "form": form, "cancel_url": cancel}
    context["submit"] = submit or _("Keep it")
    code, viewer = 400 if form.is_bound else 200, viewer_of(request)
    if form.is_valid():
        try:
            with transaction.atomic():
                target, done = act()
        except StaleForm as error:
            if stored is None:
                raise
            note_refused(viewer, error)
            context["overtaken"], code = overtaken(form, error, stored()), 409
        except HomewardError as error:
            note_refused(viewer, error)
            form.add_error(None, error.sentence())
            code = error.status
        else:
            messages.success(request, done) if done else messages.info(request, sent_before())
            return redirect(target)
    return render(request, "victims/services_form.html", context, status=code)
