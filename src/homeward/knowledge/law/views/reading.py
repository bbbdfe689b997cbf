"""Reading laws: the list of States, one State, one element, the crosswalk, gaps and history."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.web.components import Tab
from homeward.knowledge.law import history, queries
from homeward.knowledge.law.access import may_draft
from homeward.knowledge.law.changes import parts_of
from homeward.knowledge.law.differing import shown
from homeward.knowledge.law.editing import digest_key, named_in
from homeward.knowledge.law.elements import (
    ABOUT,
    ELEMENTS,
    LEGAL_FAMILIES,
    OF_OFFENCE,
    OF_STATE,
    TAKINGS,
)
from homeward.knowledge.law.filters import ElementFilter
from homeward.knowledge.law.gaps import gaps
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.names import iccs_label, state_name, state_names
from homeward.knowledge.law.rows import (
    cell_row,
    counted,
    rows_of_element,
    rows_of_offence,
    rows_of_state,
)
from homeward.knowledge.law.shelf import is_fictional, on_shelf
from homeward.knowledge.law.shipping import newer_parts, states_with_newer
from homeward.knowledge.law.statelaw import StateLaw
from homeward.knowledge.law.words import (
    ASKED,
    KNOWN_AS,
    RESULTS,
    ROLE_NAMES,
    STANDINGS,
    TREATY_NAMES,
)

PAGE = 40  # rows of a long table


def page_of(request: HttpRequest, rows: Any, size: int = PAGE) -> Any:
    """The page of a long list that the address asks for."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


@login_required
@require_GET
def states(request: HttpRequest) -> HttpResponse:
    """Every State whose law is recorded, and how much of it was read."""
    viewer, names = viewer_of(request), state_names()
    versions, followed = history.newest_versions(), history.followed_by(viewer.pk)
    newer = states_with_newer()
    rows = [
        {
            "state": code,
            "name": state_name(code, names),
            "family": LEGAL_FAMILIES[law.legal_family],
            "counted": counted(law),
            "version": versions.get(code),
            "followed": code in followed,
            "newer": code in newer,
        }
        for code, law in queries.laws().items()
    ]
    rows.sort(key=lambda row: str(row["name"]).casefold())
    context = {"title": _("Law"), "page": page_of(request, rows), "drafts": may_draft(viewer)}
    return render(request, "law/states.html", context)


@login_required
@require_GET
def state(request: HttpRequest, state: str) -> HttpResponse:
    """Everything recorded of a State's law."""
    law, viewer = queries.law_of(state), viewer_of(request)
    changed = history.changed_parts(state)
    offences = [
        {"offence": one, "about": ABOUT[one.about], "rows": rows_of_offence(law, one),
         "iccs": iccs_label(one.iccs)}
        for one in law.offences
    ]  # fmt: skip
    context = state_frame(state, "state") | {
        "law": law,
        "offences": offences,
        "general": rows_of_state(law),
        "changed": changed,
        "treaties": _treaties(law),
        "pacts": _pacts(law),
        "institutions": [
            {"role": ROLE_NAMES[one.role], "one": one, "mark": KNOWN_AS[one.status],
             "source": law.sources.get(one.source),
             "key": digest_key(f"authority/{one.role}/{one.name}")}
            for one in law.institutions
        ],
        "counted": counted(law),
        "family": LEGAL_FAMILIES[law.legal_family],
        "drafts": may_draft(viewer),
        "followed": history.is_followed(state, viewer.pk),
        "newer": len(newer_parts(state)),
        "is_own": state not in on_shelf(),
    }  # fmt: skip
    return render(request, "law/state.html", context)


def _treaties(law: StateLaw) -> list[dict[str, Any]]:
    known = {one.membership.treaty: one for one in law.joinings}
    rows = []
    for code, name in TREATY_NAMES.items():
        one = known.get(code)
        row: dict[str, Any] = {"code": code, "name": name, "one": one}
        if one is not None:
            row["standing"] = STANDINGS[one.membership.standing]
            row["mark"], row["source"] = KNOWN_AS[one.status], law.sources.get(one.source)
        rows.append(row)
    return rows


def _pacts(law: StateLaw) -> list[dict[str, Any]]:
    names = state_names()
    return [
        {
            "one": one,
            "with": [state_name(code, names) for code in one.states],
            "covers": [ASKED[each] for each in sorted(one.treaty.covers)],
            "mark": KNOWN_AS[one.status],
            "source": law.sources.get(one.source),
        }
        for one in law.pacts
    ]


def state_frame(state: str, active: str) -> dict[str, Any]:
    """What every page of a State shows: its name, the way back, and its tabs."""
    name = state_name(state)
    places = [("state", _("The law")), ("gaps", _("Gaps")), ("history", _("History"))]
    return {
        "title": name,
        "code": state,
        "name": name,
        "breadcrumbs": [{"label": _("Law"), "url": reverse("law:states")}],
        "tabs": [
            Tab(label, reverse(f"law:{place}", args=[state]), active == place)
            for place, label in places
        ],
    }


@login_required
@require_GET
def elements(request: HttpRequest) -> HttpResponse:
    """The elements of which laws are recorded, with how often each is known."""
    laws = queries.laws()

    def rows(of: Any) -> list[dict[str, Any]]:
        return [
            {"element": one, "known": sum(row.recorded for row in rows_of_element(laws, one.code))}
            for one in of
        ]

    context = {
        "title": _("Elements"),
        "tables": [(_("Of an offence"), rows(OF_OFFENCE)), (_("Of a State"), rows(OF_STATE))],
        "breadcrumbs": [{"label": _("Law"), "url": reverse("law:states")}],
    }
    return render(request, "law/elements.html", context)


@login_required
@require_GET
def element(request: HttpRequest, element: str) -> HttpResponse:
    """One element in all States."""
    found = ELEMENTS.get(element)
    if found is None:
        raise NotFound("law_element", element)
    form = ElementFilter(request.GET or None) if found.of_offence else None
    about = form.cleaned_data["about"] if form and form.is_bound and form.is_valid() else ""
    names = state_names()
    rows = [
        {"row": row, "name": state_name(row.state, names)}
        for row in rows_of_element(queries.laws(), element, about)
    ]
    rows.sort(key=lambda one: str(one["name"]).casefold())
    context = {
        "title": found.label,
        "lead": found.help,
        "element": found,
        "form": form,
        "page": page_of(request, rows),
        "breadcrumbs": [
            {"label": _("Law"), "url": reverse("law:states")},
            {"label": _("Elements"), "url": reverse("law:elements")},
        ],
    }
    bad = form is not None and form.is_bound and not form.is_valid()
    return render(request, "law/element.html", context, status=400 if bad else 200)


@login_required
@require_GET
def crosswalk(request: HttpRequest) -> HttpResponse:
    """National offences beside the classes of the ICCS, with the taken-away line of each."""
    names = state_names()
    rows: list[dict[str, Any]] = [
        {
            "offence": one,
            "name": state_name(law.state, names),
            "iccs": iccs_label(one.iccs),
            "moved": cell_row(law, one, "movement", one.cell("movement")),
            "is_taking": one.about in TAKINGS,
        }
        for law in queries.laws().values()
        for one in law.offences
    ]
    rows.sort(key=lambda row: (row["offence"].iccs, str(row["name"]).casefold()))
    context = {
        "title": _("Offences and the ICCS"),
        "page": page_of(request, rows),
        "breadcrumbs": [{"label": _("Law"), "url": reverse("law:states")}],
    }
    return render(request, "law/crosswalk.html", context)


@login_required
@require_GET
def state_gaps(request: HttpRequest, state: str) -> HttpResponse:
    """One law against the minimum elements, with notes for drafters and who reaches each."""
    law, names = queries.law_of(state), state_names()
    others: dict[str, list[dict[str, str]]] = {}
    for code, other in queries.laws().items():
        for gap in gaps(code, other.offences, other.cells):
            # An invented law is no example to drafters of a real one.
            if code != state and not is_fictional(code) and gap.result is Result.MET:
                one = {"name": state_name(code, names), "url": _place_of(other, gap),
                       "provision": gap.cells[0][1].provision}  # fmt: skip
                others.setdefault(gap.minimum.code, []).append(one)
    rows: list[dict[str, Any]] = [
        {
            "gap": gap,
            "mark": RESULTS[gap.result],
            "cells": [(cell, KNOWN_AS[cell.status]) for _provision, cell in gap.cells],
            "others": others.get(gap.minimum.code, []),
        }
        for gap in gaps(state, law.offences, law.cells)
    ]
    counts = [(RESULTS[one], sum(row["gap"].result is one for row in rows)) for one in Result]
    return render(
        request, "law/gaps.html", state_frame(state, "gaps") | {"rows": rows, "counts": counts}
    )


def _place_of(law: StateLaw, gap: Any) -> str:
    """The address of the cell by which a law reaches a minimum element."""
    cell = gap.cells[0][1]
    offence = next((one for one in law.offences if cell in one.cells), None)
    return cell_row(law, offence, cell.element, cell).url


@login_required
@require_GET
def state_history(request: HttpRequest, state: str) -> HttpResponse:
    """What was changed here in a State's law: who, when, why, before and after."""
    part, ever = request.GET.get("part", "")[:200], history.changed_parts(state)
    is_recorded = state in queries.laws()
    if not is_recorded and not ever:
        raise NotFound("law", state)
    known = part in parts_of(queries.content_of(state)) or part in ever
    listed = history.history_of(state, part if known else "")
    named = named_in(state, [change for one in listed for change in one.changes])
    entries = [
        {"entry": one, "changes": [shown(change, named) for change in one.changes]}
        for one in listed
    ]
    context = state_frame(state, "history") | {
        "page": page_of(request, entries, 10),
        "part": named.label(part) if part and known else "",
    }
    if not is_recorded:  # it was taken out: there is nothing else to read
        context |= {"tabs": [], "lead": _("Nothing of this State is recorded any more.")}
    return render(request, "law/history.html", context)
