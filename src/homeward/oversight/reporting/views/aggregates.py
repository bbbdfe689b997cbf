"""Figures for the Secretariat, and its tables over States."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.forming import viewer_of
from homeward.foundation.journal.actions import record
from homeward.oversight.assistance.secretariat import is_secretariat, office
from homeward.oversight.reporting.access import (
    check_may_work,
    check_of_state,
    get_aggregate,
    may_decide,
)
from homeward.oversight.reporting.actions import aggregates as deeds
from homeward.oversight.reporting.forms import AggregateForm, ReasonForm
from homeward.oversight.reporting.lines import changes, telling
from homeward.oversight.reporting.models import Aggregate, Stage
from homeward.oversight.reporting.queries import aggregates as queries
from homeward.oversight.reporting.queries.rounds import rounds_of
from homeward.oversight.reporting.views.forming import crumbs, form_page
from homeward.oversight.reporting.words import TONES, breakdown_words, grouped, label_of
from homeward.oversight.trends.indicators import INDICATORS
from homeward.oversight.trends.statistics.observations import Status
from homeward.oversight.trends.words import STATUS_WORDS, UNIT_WORDS

form_methods = require_http_methods(["GET", "POST"])


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What this State told, or what all States told the Secretariat."""
    viewer = viewer_of(request)
    check_may_work(viewer)
    context: dict[str, Any] = {
        "title": pgettext("menu", "Reporting"),
        "office": office(),
        "rounds": rounds_of(viewer),
        "at_secretariat": is_secretariat(),
    }
    if is_secretariat():
        held = queries.standing(viewer)
        context |= {
            "states": [
                {"code": code, "name": name, "held": held.get(code)}
                for code, name in queries.asked_states().items()
            ],
            "indicators": [
                {"indicator": one, "unit": UNIT_WORDS[one.unit], "told": _telling(one.code, held)}
                for one in INDICATORS.values()
            ],
        }
    else:
        found = queries.aggregates_of(viewer)
        waits = any(one.stage == Stage.DRAFT for one in found)
        last = queries.last_sent(settings.HOMEWARD_STATE)
        context |= {"rows": [_listed(one, last) for one in found], "may_prepare": not waits}
    return render(request, "reporting/overview.html", context)


def _telling(code: str, held: dict[str, Aggregate]) -> int:
    return sum(any(o["indicator"] == code for o in one.lines) for one in held.values())


def _listed(one: Aggregate, last: Aggregate | None) -> dict[str, Any]:
    is_old = one.stage == Stage.SENT and last is not None and one.number < last.number
    return {"aggregate": one, "tone": TONES[one.stage], "superseded": is_old}


@login_required
@form_methods
def new(request: HttpRequest) -> HttpResponse:
    """Prepare figures for a second person."""
    viewer = viewer_of(request)
    check_of_state(viewer)
    before = queries.last_sent(settings.HOMEWARD_STATE)
    sources = [
        (one.pk, f"{one.title} · {label_of(code)}") for code, one in queries.sources_for(viewer)
    ]
    initial = (
        {"coverage": before.coverage, "under_reporting": before.under_reporting} if before else {}
    )
    form = AggregateForm(
        request.POST or None, sources=sources, superseding=before is not None, initial=initial
    )

    def act() -> str:
        made = deeds.prepare(deeds.Told(**form.cleaned_data), user=viewer)
        return reverse("reporting:aggregate", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("Prepare figures for the Secretariat"),
        lead=_(
            "They are frozen as they are counted now, with what was held back. Nothing leaves"
            " before another person approves it."
        ),
        submit=_("Prepare"),
        said=_("The figures are frozen. Another supervisor or somebody of oversight decides."),
        back=reverse("reporting:overview"),
    )


@login_required
@require_GET
def one(request: HttpRequest, aggregate_id: UUID) -> HttpResponse:
    """An aggregate with all its figures, and what a second person should look at."""
    viewer = viewer_of(request)
    found = get_aggregate(aggregate_id, viewer)
    record("reporting.viewed", actor=viewer.actor, subject=(deeds.KIND, found.pk))
    last, lines = queries.last_sent(found.state), queries.lines_of(found)
    before = last.lines if last is not None and found.stage == Stage.DRAFT else []
    context = {
        "title": _("Figures of %(state)s, number %(number)s")
        % {"state": found.state, "number": found.number},
        "found": found,
        "tone": TONES[found.stage],
        "superseded": queries.superseding(found),
        "groups": grouped(lines),
        "absent": [label_of(code) for code in found.absent],
        "changed": [_change(old, new) for old, new in changes(before, lines)],
        "telling": [_named(line) for line in telling(before, lines)],
        "decides": found.stage == Stage.DRAFT and may_decide(viewer),
        "is_own": found.prepared_by == viewer.pk,
        "may_send_again": bool(found.refused) and may_decide(viewer),
        "breadcrumbs": crumbs(),
    }
    return render(request, "reporting/aggregate.html", context)


def _named(line: dict[str, Any]) -> str:
    parts = [label_of(line["indicator"]), line["period"]]
    if line["breakdown"]:
        parts.append(breakdown_words(line["breakdown"]))
    return " · ".join(parts)


def _change(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    def said(line: dict[str, Any]) -> str:
        return line["value"] or str(STATUS_WORDS[Status(line["status"])])

    return {"what": _named(new), "before": said(old), "after": said(new)}


@login_required
@require_POST
def approve(request: HttpRequest, aggregate_id: UUID) -> HttpResponse:
    """Let the figures go to the Secretariat."""
    deeds.approve(aggregate_id, user=viewer_of(request))
    messages.success(request, _("The figures are on their way to the Secretariat."))
    return redirect("reporting:aggregate", aggregate_id=aggregate_id)


@login_required
@form_methods
def give_back(request: HttpRequest, aggregate_id: UUID) -> HttpResponse:
    """Give the figures back with a reason."""
    viewer = viewer_of(request)
    found = get_aggregate(aggregate_id, viewer)
    form = ReasonForm(request.POST or None)
    back = reverse("reporting:aggregate", args=[found.pk])

    def act() -> str:
        deeds.return_aggregate(found.pk, form.cleaned_data["reason"], user=viewer)
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Return the figures"),
        lead=_("Nothing of them leaves this node."),
        submit=pgettext("reporting", "Return"),
        said=_("The figures were returned."),
        back=back,
    )


@login_required
@require_POST
def again(request: HttpRequest, aggregate_id: UUID) -> HttpResponse:
    """Send what did not arrive once more."""
    deeds.send_again(aggregate_id, user=viewer_of(request))
    messages.success(request, _("It was sent again."))
    return redirect("reporting:aggregate", aggregate_id=aggregate_id)
