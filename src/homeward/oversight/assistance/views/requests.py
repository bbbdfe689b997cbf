"""Requests for assistance: the list, one of them, writing it, and its steps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.oversight.assistance.access import (
    check_may_work,
    get_request,
    is_at_secretariat,
    keeps_money,
    may_ask,
)
from homeward.oversight.assistance.actions.drafts import Asked, draft_request, edit_request
from homeward.oversight.assistance.actions.steps import make_step, send_again
from homeward.oversight.assistance.forms.requests import STEP_FORMS, DeliverForm, RequestForm
from homeward.oversight.assistance.lifecycle import FUNDABLE, MOVES, Stage
from homeward.oversight.assistance.lists import Paragraph
from homeward.oversight.assistance.models import AssistanceRequest
from homeward.oversight.assistance.queries import requests as queries
from homeward.oversight.assistance.queries.money import (
    commitments_of,
    fund_lines,
    picture_of,
    totals,
)
from homeward.oversight.assistance.secretariat import is_secretariat, office
from homeward.oversight.assistance.views.forming import crumbs, form_page, remember_revision
from homeward.oversight.assistance.words import (
    APPLIED,
    FUNDING_TONES,
    facts_of,
    funding_words,
    ladder_of,
    offer_facts,
    practice_title,
    story_of,
    tone_of,
)

form_methods = require_http_methods(["GET", "POST"])


@login_required
@require_GET
def pipeline(request: HttpRequest) -> HttpResponse:
    """The requests at one's desks, with where each stands and whether it is funded."""
    viewer = viewer_of(request)
    check_may_work(viewer)
    found = queries.requests_of(viewer)
    context = {
        "title": _("Assistance"),
        "rows": [_row(one) for one in queries.rows_of(found)],
        "may_ask": may_ask(viewer),
        "at_secretariat": is_at_secretariat(viewer),
        "secretariat": office(),
        "is_secretariat": is_secretariat(),
    }
    return render(request, "assistance/pipeline.html", context)


def _row(row: queries.Row) -> dict[str, Any]:
    return {
        "request": row.request,
        "practice": practice_title(row.request.practice) if row.request.practice else "",
        "tone": tone_of(row.request.stage),
        "funding": row.funding.label if row.funding else "",
        "funding_tone": FUNDING_TONES[row.funding] if row.funding else "",
    }


@login_required
@form_methods
def new(request: HttpRequest) -> HttpResponse:
    """Begin a request."""
    viewer = viewer_of(request)
    if not may_ask(viewer):
        raise Forbidden("assistance_request")
    form = RequestForm(request.POST or None, initial={"practice": request.GET.get("practice", "")})

    def act() -> str:
        made = draft_request(Asked(**form.cleaned_data), user=viewer)
        return reverse("assistance:request", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("Ask the Secretariat for assistance"),
        lead=_("It stays a draft until you send it."),
        submit=_("Keep the draft"),
        said=_("The draft was kept. Read it once more, and send it."),
        back=reverse("assistance:pipeline"),
    )


@login_required
@form_methods
def edit(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Write in a draft."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    names = ("paragraph", "practice", "need", "capacity", "kinds", "urgency", "language")
    initial = {name: getattr(found, name) for name in (*names, "sensitivity")}
    form = RequestForm(request.POST or None, initial=initial)
    remember_revision(form, found.revision)
    back = reverse("assistance:request", args=[found.pk])

    def act() -> str:
        given = dict(form.cleaned_data)
        seen = given.pop("revision")
        edit_request(found.pk, Asked(**given), user=viewer, revision=seen)
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Write in the request"),
        lead=found.reference,
        submit=_("Keep the draft"),
        back=back,
    )


@login_required
@require_GET
def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """A request: what is asked, what is offered and delivered, how it is funded, what is next."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    record("assistance.viewed", actor=viewer.actor, subject=("assistance_request", found.pk))
    steps = queries.steps_of(found)
    (row,) = queries.rows_of([found])
    undelivered = queries.undelivered_of(found)
    context = {
        "title": found.reference,
        "found": found,
        "row": _row(row),
        "facts": facts_of(found),
        "offer_facts": offer_facts(found.offer) if found.offer else [],
        "parts": queries.parts_of(found, steps),
        "told": funding_words(found.told) if found.told else "",
        "picture": None if found.is_ours else picture_of(found),
        "commitments": [] if found.is_ours else commitments_of(found),
        "may_commit": keeps_money(viewer) and Stage(found.stage) in FUNDABLE,
        "keeps_money": keeps_money(viewer),
        "moves": queries.moves_open_to(viewer, found),
        "ladder": ladder_of(found, steps),
        "story": story_of(steps, {one.pk for one in undelivered}),
        "is_undelivered": bool(undelivered),
        "is_draft": found.stage == Stage.DRAFT,
        "breadcrumbs": crumbs(),
    }
    return render(request, "assistance/request.html", context)


@login_required
@require_POST
def send(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Send a draft to the Secretariat."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    revision = request.POST.get("revision", "")
    number = int(revision) if revision.isdecimal() and len(revision) < 9 else 0
    make_step(found.pk, "send", {}, user=viewer, revision=number)
    return redirect("assistance:request", request_id=found.pk)


@login_required
@require_POST
def again(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Send what was not delivered in its time once more."""
    send_again(request_id, user=viewer_of(request))
    messages.success(request, _("It was sent again."))
    return redirect("assistance:request", request_id=request_id)


@login_required
@form_methods
def step(request: HttpRequest, request_id: UUID, name: str) -> HttpResponse:
    """Make a step, with what goes with it."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    if name not in STEP_FORMS:
        raise NotFound("assistance_step", name)
    form = _form(request, found, name)
    remember_revision(form, found.revision)
    back = reverse("assistance:request", args=[found.pk])

    def act() -> str:
        seen = form.cleaned_data["revision"]
        make_step(found.pk, name, form.contents(), user=viewer, revision=seen)
        return back

    return form_page(
        request,
        form,
        act,
        title=str(MOVES[name].label),
        lead=found.reference,
        submit=str(MOVES[name].label),
        back=back,
    )


def _form(request: HttpRequest, found: AssistanceRequest, name: str) -> Any:
    """The form of a step; a delivery offers the parts that are not recorded first."""
    if name != "deliver":
        return STEP_FORMS[name](request.POST or None)
    parts = queries.parts_of(found, queries.steps_of(found))
    ordered = sorted(parts, key=lambda one: one.step is not None)
    return DeliverForm(request.POST or None, parts=ordered)


@login_required
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What came of the requests that one sees; no State is named."""
    viewer = viewer_of(request)
    check_may_work(viewer)
    return render(request, "assistance/results.html", results_of(viewer))


def results_of(viewer: User) -> dict[str, Any]:
    """What the page of results shows."""
    found = queries.results(queries.requests_of(viewer))
    return {
        "title": _("Results of assistance"),
        "found": found,
        "paragraphs": [(Paragraph(code).label, a, b) for code, a, b in found.paragraphs],
        "stages": [(stage.label, count) for stage, count in found.stages],
        "applied": [(APPLIED[code], count) for code, count in sorted(found.applied.items())],
        "totals": totals(fund_lines(viewer)),
        "at_secretariat": is_at_secretariat(viewer),
        "breadcrumbs": crumbs(),
    }
