"""Pages of items: the list, one item, adding and changing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases import queries
from homeward.casework.cases.access import get_case, get_item
from homeward.casework.cases.actions import add_item, change_item, note_item_viewed
from homeward.casework.cases.actions.distress import note_opened
from homeward.casework.cases.bounds import bounds_on
from homeward.casework.cases.codes import strictest
from homeward.casework.cases.errors.case import LaxerThanSources, SourceCircle
from homeward.casework.cases.forms.items import (
    ItemEditForm,
    ItemFilter,
    ItemForm,
    codes_of,
    initial_of,
)
from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.overtaken import Stored
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.previews import kind_shown
from homeward.casework.cases.views.distress import asked, gate_of
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.item_form_page import item_form_page
from homeward.casework.cases.views.reading import held_by, journal_view
from homeward.casework.cases.vocabulary.case import ItemKind
from homeward.casework.cases.words.items import code_facts, item_row
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User

PAGE = 50
MENDABLE = {LaxerThanSources: "handling", SourceCircle: "sources"}


@login_required
@require_GET
def listed(request: HttpRequest, reference: str) -> HttpResponse:
    """The items and evidence of the case, filtered, page by page."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    form = ItemFilter(request.GET or None, held=held_by(viewer, case))
    valid = not form.is_bound or form.is_valid()
    wanted = dict(form.cleaned_data) if form.is_bound and valid else {}
    today = localdate()
    found = queries.find_items(viewer, case, words=wanted.pop("q", ""), today=today, **wanted)
    found = found.select_related("case")  # an item of a merged file is opened there
    page = Paginator(found if valid else found.none(), PAGE).get_page(request.GET.get("page"))
    journal_view(viewer, case, "items")
    context = case_frame(viewer, case, "evidence") | {
        "form": form,
        "page": page,
        "rows": [item_row(item, today) for item in page.object_list],
        "filtered": any(wanted.values()) or form.is_bound,
        "uploads": queries.uploads_of(viewer, case),
        "exports": queries.exports_of(viewer, case)[:PAGE],
    }
    return render(request, "cases/items.html", context, status=200 if valid else 400)


@login_required
@require_GET
def shown(request: HttpRequest, reference: str, item_id: int) -> HttpResponse:
    """One item: what it says, its codes, what it was made of, and its file with custody."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    item = get_item(case, item_id, viewer)
    gate = gate_of(request, item)
    if gate.asks:
        return asked(request, case, item, gate)
    note_item_viewed(item, viewer.actor)
    if gate and item.text:
        note_opened(item, gate.manner, actor=viewer.actor)
    evidence = queries.evidence_of(viewer, case, item)
    context = case_frame(viewer, case, "evidence") | {
        "item": item,
        "codes": code_facts(item, localdate()),
        "sources": queries.sources_of(viewer, case, item),
        "derived": queries.derived_of(viewer, case, item),
        "bounds": bounds_on([item.pk]),
        "evidence": evidence,
        "gate": gate,
    }
    if evidence is not None:
        others = queries.items_on(viewer, case, evidence).exclude(pk=item.pk)
        context |= {
            "others": others,
            "steps": queries.custody_lines(evidence),
            "held": queries.held_words(evidence),
            "may_show": bool(kind_shown(evidence.found_type)) and not evidence.destroyed_at,
        }
    return render(request, "cases/item.html", context)


@login_required
@form_methods
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a fact or document; with `?from=` it is made of another item and takes its codes."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    candidates = queries.candidates(viewer, case, _wanted(request))
    form = ItemForm(
        request.POST or None,
        held=held_by(viewer, case),
        candidates=candidates,
        initial=_derived_initial(candidates, _wanted(request)),
    )

    def act() -> str:
        return _item_address(case, added(request, viewer, case, form))

    return item_form_page(
        request,
        case,
        form,
        act,
        at_fields=MENDABLE,
        template="cases/item_form.html",
        form_title=_("Add an item"),
        submit=_("Add the item"),
    )


def added(request: HttpRequest, viewer: User, case: Case, form: ItemForm) -> Item | None:
    """The item of a valid form, added once; None where it is not for this sender."""

    def make() -> Item:
        facts = form.facts()
        return add_item(
            case,
            ItemKind(facts.pop("kind")),
            facts.pop("title"),
            actor=viewer.actor,
            compartment=form.cleaned_data["compartment"],
            codes=codes_of(form.cleaned_data),
            sources=form.source_ids(),
            mark=form.mark(),
            form_token=form.token,
            **facts,
        )

    def made(token: UUID) -> Item | None:
        return queries.item_of_form(viewer, case, token)

    item = once(make, made, form.token)
    if item is None:
        messages.info(request, sent_before())
        return made(form.token) if form.token else None
    messages.success(request, _("The item was added."))
    return item


@login_required
@form_methods
def edit(request: HttpRequest, reference: str, item_id: int) -> HttpResponse:
    """Change an item; whoever is overtaken chooses field by field."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    item = get_item(case, item_id, viewer)

    def initial() -> dict[str, Any]:
        sources = queries.sources_of(viewer, case, item).values_list("pk", flat=True)
        return initial_of(item, sources)

    gate = gate_of(request, item)
    if request.method == "GET" and gate.asks:  # its text stands in the form
        return asked(request, case, item, gate)
    first = initial()
    inside = queries.candidates(viewer, case, first["sources"], item)
    form = ItemEditForm(request.POST or None, initial=first, item=item, candidates=inside)

    def act() -> str:
        change_item(
            item,
            form.facts(),
            codes_of(form.cleaned_data),
            form.source_ids(),
            actor=viewer.actor,
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("The item was changed."))
        return _item_address(case, item)

    def stored() -> Stored:
        item.refresh_from_db()
        return Stored(
            revision=item.revision, by=item.changed_by, at=item.changed_at, values=initial()
        )

    return item_form_page(
        request,
        case,
        form,
        act,
        at_fields=MENDABLE,
        template="cases/form.html",
        compartment=item.compartment,
        stored=stored,
        form_title=_("Change the item"),
        submit=_("Keep the changes"),
    )


def _wanted(request: HttpRequest) -> list[str]:
    wanted = request.GET.getlist("from") + request.POST.getlist("sources")
    return [pk for pk in wanted if pk.isdecimal() and len(pk) < 19]


def _derived_initial(candidates: list[Item], wanted: list[str]) -> dict[str, object]:
    chosen = [item for item in candidates if str(item.pk) in wanted]
    if not chosen:
        return {}
    codes = strictest(item.codes for item in chosen)
    given = {name: getattr(codes, name) for name in codes.__slots__}
    sources = [str(item.pk) for item in chosen]
    return {**given, "sources": sources, "compartment": chosen[0].compartment}


def _item_address(case: Case, item: Item | None) -> str:
    if item is None:
        return reverse("cases:items", args=[case.reference])
    return reverse("cases:item", args=[case.reference, item.pk])
