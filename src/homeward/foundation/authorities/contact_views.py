"""Pages of contact points: one State, whom to ask, tests of reachability, what is typed in."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.authorities import contact_queries, queries
from homeward.foundation.authorities.actions.pings import answer_by_code, answer_ping, send_ping
from homeward.foundation.authorities.contact_forms import CodeForm, PingFilter, WhoForm
from homeward.foundation.authorities.contact_words import fault_word
from homeward.foundation.authorities.models import Authority, State
from homeward.foundation.authorities.reachability import (
    answers_as,
    get_ping,
    is_by_telephone,
    may_test,
    pings_of,
)
from homeward.foundation.authorities.routing import who_to_ask
from homeward.foundation.authorities.vocabulary import (
    CODE_TRIES,
    PING_LIFETIME,
    HowSoon,
    PingState,
)
from homeward.foundation.errors import HomewardError

PAGE = 50


def _now() -> datetime:
    return datetime.now(UTC)


@login_required
@require_GET
def state(request: HttpRequest, code: str) -> HttpResponse:
    """One State: authorities, competence, contact points, when they were verified and by whom."""
    viewer: Any = request.user
    page = contact_queries.state_page(code, viewer, _now())
    context = {
        "page": page,
        "title": page.name,
        "administers": queries.may_administer(viewer),
        "breadcrumbs": [{"label": _("Authorities"), "url": reverse("authorities:list")}],
    }
    return render(request, "authorities/state.html", context)


@login_required
@require_GET
def who(request: HttpRequest) -> HttpResponse:
    """Which authority to ask and by which channel now, with the reasons."""
    # A link may say what is asked and leave the State open.
    asked_of = request.GET if "state" in request.GET else None
    form = WhoForm(asked_of, initial={"urgency": HowSoon.ROUTINE} | request.GET.dict())
    valid = not form.is_bound or form.is_valid()
    advice = None
    if form.is_bound and valid:
        asked = form.cleaned_data
        advice = who_to_ask(
            asked["state"], asked["kind"], asked["urgency"], asked["treaty"], _now()
        )
    context = {
        "form": form,
        "advice": advice,
        "administers": queries.may_administer(request.user),
        "signer": queries.signer_of(advice.state.code) if advice else "",
        "title": _("Whom to ask"),
        "breadcrumbs": [{"label": _("Authorities"), "url": reverse("authorities:list")}],
    }
    return render(request, "authorities/who.html", context, status=200 if valid else 400)


@login_required
@require_GET
def pings(request: HttpRequest) -> HttpResponse:
    """Every test of reachability, sent and received, with what was measured."""
    form = PingFilter(request.GET or None)
    valid = not form.is_bound or form.is_valid()
    wanted = form.cleaned_data["state"] if form.is_bound and valid else ""
    page = Paginator(pings_of(wanted), PAGE).get_page(request.GET.get("page"))
    names = dict(Authority.objects.values_list("code", "name"))
    now = _now()
    context = {
        "form": form,
        "page": page,
        "rows": [_row(one, names, now) for one in page],
        "breadcrumbs": [{"label": _("Authorities"), "url": reverse("authorities:list")}],
    }
    return render(request, "authorities/pings.html", context, status=200 if valid else 400)


def _row(ping: Any, names: dict[str, str], now: datetime) -> dict[str, Any]:
    return {
        "ping": ping,
        "name": names.get(ping.authority, ping.authority),
        "unanswered": ping.is_unanswered(now),
    }


@login_required
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Ask the duty officer of an authority whether he reads this."""
    viewer: Any = request.user
    ping = send_ping(request.POST.get("authority", ""), request.POST.get("point", ""), user=viewer)
    messages.success(request, _("The question is on its way. Its answer is shown here."))
    return redirect("authorities:ping", ping_id=ping.id)


@login_required
@require_GET
def ping(request: HttpRequest, ping_id: UUID) -> HttpResponse:
    """One test: what was asked when, whether it was answered, and how long that took."""
    return _ping_page(request, ping_id, None)


def _ping_page(request: HttpRequest, ping_id: UUID, form: CodeForm | None) -> HttpResponse:
    viewer: Any = request.user
    found = get_ping(ping_id, viewer)
    open_ = found.status != PingState.ANSWERED
    in_time = _now() < found.sent_at + PING_LIFETIME and found.tries < CODE_TRIES
    by_code = found.is_ours and not found.by_call and open_ and in_time and may_test(viewer)
    role = answers_as(viewer, found) if open_ else ""
    authority = Authority.objects.filter(pk=found.authority).first()
    other = State.objects.filter(pk=found.state).first()
    context = {
        "ping": found,
        "authority": authority.name if authority else found.authority,
        "other": other.name if other else found.state,
        "unanswered": found.is_unanswered(_now()),
        "may_answer": bool(role),
        "by_telephone": is_by_telephone(found),
        "fault": fault_word(found.fault),
        "form": form or (CodeForm(initial={"heard_at": _now()}) if by_code else None),
        "title": _("Test of reachability"),
        "breadcrumbs": [
            {"label": _("Authorities"), "url": reverse("authorities:list")},
            {"label": _("Tests of reachability"), "url": reverse("authorities:pings")},
        ],
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "authorities/ping.html", context, status=status)


@login_required
@require_POST
def answer(request: HttpRequest, ping_id: UUID) -> HttpResponse:
    """The officer on duty says that he reads it, or that he read the code: by one button."""
    viewer: Any = request.user
    get_ping(ping_id, viewer)
    said = answer_ping(ping_id, user=viewer, by_code="by_code" in request.POST)
    if said.by_code:
        messages.success(request, _("It is noted. The other State measures by the code."))
    else:
        messages.success(request, _("The answer is on its way."))
    return redirect("authorities:ping", ping_id=ping_id)


@login_required
@require_POST
def code(request: HttpRequest, ping_id: UUID) -> HttpResponse:
    """The other officer read the code aloud."""
    viewer: Any = request.user
    get_ping(ping_id, viewer)
    if not may_test(viewer):
        raise Forbidden("ping", ping_id)
    form = CodeForm(request.POST)
    if form.is_valid() and _heard(form, ping_id, viewer):
        messages.success(request, _("The answer is noted with the time at which you heard it."))
        return redirect("authorities:ping", ping_id=ping_id)
    return _ping_page(request, ping_id, form)


def _heard(form: CodeForm, ping_id: UUID, viewer: Any) -> bool:
    data = form.cleaned_data
    try:
        with transaction.atomic():
            right = answer_by_code(ping_id, data["code"], heard_at=data["heard_at"], user=viewer)
    except HomewardError as error:
        note_refused(viewer, error)
        form.add_error("heard_at", error.sentence())
        return False
    if not right:
        form.add_error(
            "code",
            _(
                "This is not the code on the other officer’s page. Have it read again, digit by"
                " digit; after five wrong codes only the other node can answer."
            ),
        )
    return right
