"""When States work: what deadlines are counted in, and who may say so."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from homeward.casework.cooperation.access import keeps_letters
from homeward.casework.cooperation.actions.calendar import keep_calendar
from homeward.casework.cooperation.calendar_forms import (
    CalendarForm,
    ReckonForm,
    calendar_initial,
    weekday_names,
)
from homeward.casework.cooperation.calendars import Calendar, Known, calendar_of
from homeward.casework.cooperation.deadlines import Limit, reckon, rule_words
from homeward.casework.cooperation.models import StateCalendar
from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.authorities.models import State
from homeward.foundation.authorities.queries import states
from homeward.foundation.errors import HomewardError
from homeward.foundation.web.formats import listing

_AHEAD = 400
_KNOWN = {
    Known.ENTERED: gettext_lazy("entered here"),
    Known.OFFICE: gettext_lazy("from the office hours in the directory"),
    Known.PUBLIC: gettext_lazy("from a public list"),
    Known.ASSUMED: gettext_lazy("assumed, for want of anything better"),
}


@login_required
@require_GET
def calendars(request: HttpRequest) -> HttpResponse:
    """Every State of the directory with what is known of its calendar."""
    rows = [
        {"state": one, "calendar": found, "week": _week(found), **_sources(found)}
        for one in states()
        for found in [calendar_of(one.code)]
    ]
    context = {"title": _("Calendars of States"), "rows": rows}
    return render(request, "cooperation/calendars.html", context)


@login_required
@require_GET
def calendar(request: HttpRequest, state: str) -> HttpResponse:
    """One State's calendar, the holidays to come, and a time counted in it."""
    known, found = _state(state), calendar_of(state)
    form = ReckonForm(request.GET if "number" in request.GET else None, initial=_usual())
    due = None
    if form.is_bound and form.is_valid():
        values = form.values()
        limit = Limit(values["number"], values["count"])
        due = reckon(limit, values["start"], found)
    context = {
        **_frame(known),
        "kept": StateCalendar.objects.filter(pk=state).first(),
        "calendar": found,
        "week": _week(found),
        **_sources(found),
        "days": _days_ahead(found),
        "form": form,
        "due": due,
        "rule": rule_words(due.rule) if due else [],
        "may_change": keeps_letters(viewer_of(request)),
    }
    return render(request, "cooperation/calendar.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, state: str) -> HttpResponse:
    """Enter or change a State's calendar."""
    viewer = viewer_of(request)
    if not keeps_letters(viewer):
        raise NotFound("state", state)
    known, found = _state(state), calendar_of(state)
    kept = StateCalendar.objects.filter(pk=state).first()
    form = CalendarForm(request.POST or None, initial=calendar_initial(kept, found))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                revision = form.cleaned_data["revision"]
                keep_calendar(state, form.facts(), user=viewer, revision=revision)
            messages.success(request, _("The calendar is kept. Times that begin now count in it."))
            return redirect("cooperation:calendar", state=state)
        except StaleForm:
            raise
        except HomewardError as error:
            note_refused(viewer, error)
            form.add_error(None, error.sentence())
    context = {
        **_frame(known),
        "title": _("Calendar of %(state)s") % {"state": known.name},
        "form": form,
        "cancel_url": reverse("cooperation:calendar", args=[state]),
    }
    return render(request, "web/form_page.html", context, status=400 if form.errors else 200)


def _state(code: str) -> State:
    found = states().filter(pk=code).first()
    if found is None:
        raise NotFound("state", code)
    return found


def _frame(state: State) -> dict[str, Any]:
    return {
        "title": _("Calendar of %(state)s") % {"state": state.name},
        "of_state": state,
        "breadcrumbs": [
            {"label": _("Calendars of States"), "url": reverse("cooperation:calendars")}
        ],
    }


def _week(found: Calendar) -> str:
    names = [name for number, name in weekday_names() if number in found.weekdays]
    return listing(names, get_language() or "en")


def _sources(found: Calendar) -> dict[str, Any]:
    return {"zone_known": _KNOWN[found.zone_known], "days_known": _KNOWN[found.days_known]}


def _days_ahead(found: Calendar) -> list[dict[str, Any]]:
    """The holidays to come, and the days that are worked against the rule."""
    today = datetime.now(UTC).astimezone(found.zone).date()
    days = (today + timedelta(days=n) for n in range(_AHEAD))
    rows = [_day_row(found, one) for one in days]
    return [row for row in rows if row["name"]]


def _day_row(found: Calendar, day: date) -> dict[str, Any]:
    entered = found.own.get(day)
    name = entered.name if entered else found.holiday(day)
    return {"day": day, "name": name, "works": found.is_working(day), "entered": bool(entered)}


def _usual() -> dict[str, Any]:
    return {"number": 3, "count": "working_days"}
