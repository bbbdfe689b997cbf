"""Pages with which an administrator keeps authorities and contact points."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.refusals import note_refused
from homeward.foundation.authorities import contact_queries, queries
from homeward.foundation.authorities.actions.claims import check_unsigned
from homeward.foundation.authorities.actions.contacts import (
    change_authority,
    enter_authority,
    put_point,
    remove_authority,
    remove_point,
    verify_contact,
)
from homeward.foundation.authorities.contact_data import revision_of
from homeward.foundation.authorities.entry_forms import AuthorityForm, PointForm, StateForm
from homeward.foundation.authorities.models import Authority, State
from homeward.foundation.authorities.ports import institutions
from homeward.foundation.authorities.territories import territory
from homeward.foundation.errors import HomewardError


def _administrator(request: HttpRequest) -> Any:
    """The viewer; for whoever is no administrator there is no such page."""
    viewer: Any = request.user
    if not queries.may_administer(viewer):
        raise Http404
    return viewer


@login_required
@require_GET
def enter_elsewhere(request: HttpRequest) -> HttpResponse:
    """Choose the State whose authority is to be entered, also one of which nothing is known."""
    _administrator(request)
    form = StateForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("authorities:enter", code=form.cleaned_data["state"])
    context = {
        "form": form,
        "title": _("Enter an authority of another State"),
        "lead": _("States that sign their own entry are not in the list: nobody else changes it."),
        "breadcrumbs": [{"label": _("Authorities"), "url": reverse("authorities:list")}],
    }
    status = 400 if form.errors else 200
    return render(request, "authorities/enter_elsewhere.html", context, status=status)


def _check_unsigned_first(request: HttpRequest, state: str) -> None:
    """Nobody fills in a form that cannot be kept. Raises SignedByItsState."""
    if request.method == "GET":
        check_unsigned(state)


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Enter an institution: of the own State, or from a source that is named."""
    viewer = _administrator(request)
    if not contact_queries.may_be_entered(code):
        raise Http404
    _check_unsigned_first(request, code)
    known = State.objects.filter(pk=code).first()
    name = known.name if known else territory(code)
    form = AuthorityForm(request.POST or None, state=code, initial=_by_law(request, code))

    def act() -> None:
        languages = _languages(code)
        enter_authority(form.told(), state_name=name, languages=languages, user=viewer)

    if request.method == "POST" and _done(form, act, viewer):
        messages.success(request, _("It is entered. Now enter how it is reached."))
        entered: Authority = form.cleaned_data["entry"]
        return redirect("authorities:add_point", code=entered.code)
    title = _("Authority of %(state)s") % {"state": name}
    return _page(request, form, title, code)


def _languages(code: str) -> list[str]:
    named = [word for one in institutions().get(code, []) for word in one.languages]
    return list(dict.fromkeys(named)) or ["en"]


def _by_law(request: HttpRequest, code: str) -> dict[str, Any]:
    """What the recorded law says of the institution that was chosen on the State's page."""
    known, number = institutions().get(code, []), request.GET.get("institution", "")
    if not number.isdecimal() or not int(number[:4]) < len(known):
        return {}
    one = known[int(number[:4])]
    source = one.source if one.is_read else ""
    said = {"name": one.name, "functions": one.functions, "source": source[:300]}
    return said | {"source_date": one.copy_date if one.is_read else None}


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change an institution; its contact points stay."""
    viewer = _administrator(request)
    found = contact_queries.get_authority(code)
    _check_unsigned_first(request, found.state_id)
    form = AuthorityForm(request.POST or None, state=found.state_id, row=found)

    def act() -> None:
        change_authority(form.told(), revision=form.cleaned_data["revision"], user=viewer)

    if request.method == "POST" and _done(form, act, viewer):
        messages.success(request, _("It is changed."))
        return redirect("authorities:state", code=found.state_id)
    remove = reverse("authorities:remove", args=[found.pk])
    return _page(request, form, found.name, found.state_id, remove, revision_of(found))


@login_required
@require_POST
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Take an institution with its contact points out of the directory."""
    viewer = _administrator(request)
    contact_queries.get_authority(code)
    state = remove_authority(code, revision=request.POST.get("revision", ""), user=viewer)
    messages.success(request, _("It is not in the directory any more."))
    if queries.listed_states().filter(pk=state).exists():
        return redirect("authorities:state", code=state)
    return redirect("authorities:list")


@login_required
@require_http_methods(["GET", "POST"])
def add_point(request: HttpRequest, code: str) -> HttpResponse:
    """Enter one more way to an institution."""
    viewer = _administrator(request)
    found = contact_queries.get_authority(code)
    _check_unsigned_first(request, found.state_id)
    form = PointForm(request.POST or None)

    def act() -> None:
        put_point(found.pk, form.cleaned_data["entry"], user=viewer)

    if request.method == "POST" and _done(form, act, viewer):
        messages.success(request, _("The contact point is entered."))
        return redirect("authorities:state", code=found.state_id)
    title = _("Contact point of %(authority)s") % {"authority": found.name}
    return _page(request, form, title, found.state_id)


@login_required
@require_http_methods(["GET", "POST"])
def change_point(request: HttpRequest, number: int) -> HttpResponse:
    """Change a contact point."""
    viewer = _administrator(request)
    found = contact_queries.get_point(number)
    _check_unsigned_first(request, found.authority.state_id)
    form = PointForm(request.POST or None, row=found)

    def act() -> None:
        data = form.cleaned_data
        put_point(found.authority_id, data["entry"], revision=data["revision"], user=viewer)

    if request.method == "POST" and _done(form, act, viewer):
        messages.success(request, _("It is changed. Verify it once somebody tried it."))
        return redirect("authorities:state", code=found.authority.state_id)
    title = f"{found.authority.name}: {found.point}"
    remove = reverse("authorities:remove_point", args=[found.pk])
    return _page(request, form, title, found.authority.state_id, remove, revision_of(found))


@login_required
@require_POST
def take_point(request: HttpRequest, number: int) -> HttpResponse:
    """Take a contact point out of the directory."""
    viewer = _administrator(request)
    contact_queries.get_point(number)
    found = remove_point(number, revision=request.POST.get("revision", ""), user=viewer)
    messages.success(request, _("The contact point is not in the directory any more."))
    return redirect("authorities:state", code=found.authority.state_id)


@login_required
@require_POST
def verify(request: HttpRequest, number: int) -> HttpResponse:
    """An administrator says that a contact point was tried, or its source read again."""
    viewer = _administrator(request)
    contact_queries.get_point(number)
    found = verify_contact(number, revision=request.POST.get("revision", ""), user=viewer)
    messages.success(request, _("It counts as verified today."))
    return redirect("authorities:state", code=found.authority.state_id)


def _page(
    request: HttpRequest,
    form: AuthorityForm | PointForm,
    title: str,
    state: str,
    remove_url: str = "",
    revision: str = "",
) -> HttpResponse:
    is_known = State.objects.filter(pk=state).exists() or state in institutions()
    cancel = reverse("authorities:state", args=[state]) if is_known else reverse("authorities:list")
    context = {
        "form": form,
        "title": title,
        "submit": _("Save") if remove_url else _("Enter"),
        "cancel_url": cancel,
        "remove_url": remove_url,
        "revision": revision,
        "breadcrumbs": [{"label": _("Authorities"), "url": reverse("authorities:list")}],
    }
    status = 400 if form.errors else 200
    return render(request, "authorities/entry.html", context, status=status)


def _done(form: AuthorityForm | PointForm, act: Any, viewer: Any) -> bool:
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act()
    except HomewardError as error:
        note_refused(viewer, error)
        form.add_error(None, error.sentence())
        return False
    return True
