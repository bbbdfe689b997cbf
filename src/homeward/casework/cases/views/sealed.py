"""Pages of sealed items: what is sealed, asking, agreeing, reading for minutes."""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.casework.cases.access import get_case, get_opening, get_sealed_item
from homeward.casework.cases.actions.sealed import (
    approve_sealed,
    ask_sealed,
    close_sealed,
    read_sealed,
    seal,
)
from homeward.casework.cases.forms.sealed import AskForm, SealForm
from homeward.casework.cases.models import SealedItem
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.queries.sealed import (
    is_entitled,
    openings_of,
    sealed_by_form,
    sealed_items_of,
)
from homeward.casework.cases.sealing import SealedKind
from homeward.casework.cases.views.form_page import case_form, form_methods
from homeward.casework.cases.views.reading import held_by, journal_view
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.queries import names_of
from homeward.foundation.web.formats import span


@login_required
@require_GET
def sealed(request: HttpRequest, reference: str) -> HttpResponse:
    """The sealed items of the viewer's compartments, without what is in them."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    journal_view(viewer, case, "sealed items")
    items = list(sealed_items_of(viewer, case))
    people = names_of(item.sealed_by for item in items)
    rows = [(item, people.get(item.sealed_by, "")) for item in items]
    context = case_frame(viewer, case, "sealed") | {"rows": rows}
    return render(request, "cases/sealed/list.html", context)


@login_required
@form_methods
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Seal a text in one of the viewer's compartments."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    form = SealForm(request.POST or None, held=held_by(viewer, case))

    def make() -> SealedItem:
        facts = dict(form.cleaned_data)
        kind = SealedKind(facts.pop("kind"))
        title, text = facts.pop("title"), facts.pop("text")
        return seal(case, kind, title, text, actor=viewer.actor, **facts)

    def made(token: UUID) -> SealedItem | None:
        return sealed_by_form(viewer, case, token)

    def act() -> str:
        return _("The text is sealed.") if once(make, made, form.token) else sent_before()

    return case_form(request, case, form, act, _("Seal a text"), _("Seal it"))


@login_required
@require_GET
def item(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One sealed item: that it exists, who asked for it, and the next step."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    found = get_sealed_item(case, number, viewer)
    journal_view(viewer, case, "sealed item")
    openings, entitled = openings_of(viewer, found), is_entitled(viewer, found)
    standing = any(o.own and (o.waits or o.is_open) for o in openings)
    context = case_frame(viewer, case, "sealed") | {
        "item": found,
        "sealer": names_of([found.sealed_by]).get(found.sealed_by, ""),
        "openings": openings,
        "entitled": entitled,
        "may_ask": entitled and not standing,
    }
    return render(request, "cases/sealed/item.html", context)


@login_required
@form_methods
def ask(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask another member to agree, with a reason."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    found = get_sealed_item(case, number, viewer)
    if not is_entitled(viewer, found):
        raise Forbidden("sealed_item", found.pk)  # before a reason is written for nothing
    form = AskForm(request.POST or None)
    if form.is_valid():
        ask_sealed(found, form.cleaned_data["reason"], actor=viewer.actor)
        messages.success(request, _("The other members of the compartment have been told."))
        return redirect("cases:sealed_item", reference=reference, number=number)
    journal_view(viewer, case, "sealed item")
    context = case_frame(viewer, case, "sealed") | {"item": found, "form": form}
    return render(request, "cases/sealed/ask.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def approve(request: HttpRequest, reference: str, opening: int) -> HttpResponse:
    """Agree that the asker reads the item."""
    viewer = viewer_of(request)
    found = get_opening(get_case(reference, viewer), opening, viewer)
    approve_sealed(found, actor=viewer.actor)
    messages.success(request, _("The asker can read it for 15 minutes, and nobody else."))
    return redirect("cases:sealed_item", reference=reference, number=found.item_id)


@login_required
@require_POST
def close(request: HttpRequest, reference: str, opening: int) -> HttpResponse:
    """Decline a request, take it back, or put the item away."""
    viewer = viewer_of(request)
    found = get_opening(get_case(reference, viewer), opening, viewer)
    close_sealed(found, actor=viewer.actor)
    messages.success(request, _("The item stays sealed."))
    return redirect("cases:sealed_item", reference=reference, number=found.item_id)


@login_required
@require_GET
def read(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What is sealed, for whoever asked and was agreed with, for some minutes."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    found = get_sealed_item(case, number, viewer)
    text = read_sealed(found, actor=viewer.actor)
    own = [o.row for o in openings_of(viewer, found) if o.own and o.is_open]
    left = own[0].open_until - datetime.now(UTC) if own and own[0].open_until else None
    context = case_frame(viewer, case, "sealed") | {
        "item": found,
        "text": text,
        "opening": own[0] if own else None,
        "left": span(left, get_language() or "en") if left else "",
    }
    return render(request, "cases/sealed/read.html", context)
