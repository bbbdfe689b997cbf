"""The timeline: read, added to, verified, corrected."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases import actions
from homeward.casework.cases.access import get_inside
from homeward.casework.cases.forms.timeline import (
    VERIFIED_WORD,
    CorrectForm,
    ReportForm,
    TimelineFilter,
    VerifyForm,
)
from homeward.casework.cases.models import Case, Event
from homeward.casework.cases.models.timeline import Standing
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.queries import places_of
from homeward.casework.cases.queries.timeline import (
    VERIFIED,
    Place,
    TimelineLine,
    entered_by_form,
    place_in,
    timeline_page,
)
from homeward.casework.cases.timeline_chart import chart_of
from homeward.casework.cases.views.file_form import file_form, opened
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.merged import elsewhere
from homeward.casework.cases.views.reading import held_by, journal_view
from homeward.foundation.access.roles import Compartment
from homeward.foundation.web.formats import moment, moment_text
from homeward.foundation.web.templatetags.web import status
from homeward.foundation.web.tones import Tone

# Tone and icon of each standing; the word goes with them.
STANDINGS = {
    Standing.RECORDED.value: (Tone.NEUTRAL, "dot"),
    Standing.REPORTED.value: (Tone.WARNING, "eye"),
    VERIFIED: (Tone.SUCCESS, "check"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what the page says of it."""

    line: TimelineLine
    word: SafeString
    compartment: str
    utc: str
    utc_until: str
    file: str
    open: bool


@login_required
@require_GET
def timeline(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that happened in any room, filtered by what the viewer may see."""
    viewer, case = opened(request, reference)
    if away := elsewhere(request, viewer, case):
        return away
    walls = frozenset(wall for held in places_of(viewer, case).values() for wall in held)
    sent = {
        name: str(value) for name, value in request.GET.items() if name not in ("before", "after")
    }
    form = TimelineFilter(sent or None, walls=walls)
    valid = not form.is_bound or form.is_valid()
    journal_view(viewer, case, "timeline")
    later = "after" in request.GET
    place = place_in(request.GET.get("after" if later else "before", ""), later=later)
    wanted = form.wanted() if form.is_bound and valid else None
    page = timeline_page(viewer, case, wanted, place)
    lines = page.lines if valid else []
    context = case_frame(viewer, case, "timeline") | {
        "form": form,
        "rows": [_row(line, case) for line in lines],
        "chart": chart_of(lines, _words()),
        "earlier": _address(sent, "before", page.earlier),
        "later": _address(sent, "after", page.later),
        "latest": f"?{urlencode(sent)}" if place else "",
        "filtered": form.is_bound,
    }
    return render(request, "cases/timeline.html", context, status=200 if valid else 400)


def _words() -> dict[str, str]:
    labels = dict(Standing.choices) | {VERIFIED: VERIFIED_WORD}
    return {code: str(label) for code, label in labels.items()}


def _row(line: TimelineLine, case: Case) -> Row:
    tone, icon = STANDINGS[line.standing]
    return Row(
        line=line,
        word=status(tone, _words()[line.standing], icon),
        compartment=str(Compartment(line.compartment).label),
        utc=_utc(line.at),
        utc_until=_utc(line.until) if line.until else "",
        file=_("From a merged file") if line.case_id != case.pk else "",
        open=line.kind == "case.reported" and line.corrected_by is None,
    )


def _utc(at: datetime) -> str:
    """The time in UTC, where it reads otherwise than in the node's zone."""
    text = moment(at, get_language() or "en", zone=UTC)
    return "" if text == moment_text(at) else text


def _address(sent: dict[str, str], name: str, place: Place | None) -> str:
    return f"?{urlencode(sent | {name: str(place)})}" if place else ""


@login_required
@form_methods
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter something that was reported."""
    viewer, case = opened(request, reference)
    form = ReportForm(request.POST or None, held=held_by(viewer, case))

    def act() -> str:
        made = once(
            lambda: actions.report_event(case, form.reported(), actor=viewer.actor),
            lambda token: entered_by_form(viewer, token),
            form.token,
        )
        return _("It stands in the timeline as reported.") if made else sent_before()

    title = _("Add an entry to the timeline")
    back = reverse("cases:timeline", args=[reference])
    return file_form(request, case, form, act, title=title, submit=_("Add the entry"), back=back)


@login_required
@form_methods
def verify(request: HttpRequest, reference: str, event: int) -> HttpResponse:
    """Say that a reported entry is true, and how that is known."""
    viewer, case = opened(request, reference)
    entry = get_inside(Event, event, case, viewer)
    form = VerifyForm(request.POST or None)

    def act() -> str:
        actions.verify_event(entry, form.cleaned_data["how"], actor=viewer.actor)
        return _("The entry is verified.")

    return file_form(
        request,
        case,
        form,
        act,
        title=_("Verify an entry"),
        submit=_("Verify the entry"),
        back=_at(reference, entry),
        compartment=entry.compartment,
        note=entry.text,
    )


@login_required
@form_methods
def correct(request: HttpRequest, reference: str, event: int) -> HttpResponse:
    """Enter what takes the place of a reported entry."""
    viewer, case = opened(request, reference)
    entry = get_inside(Event, event, case, viewer)
    names = ("text", "at", "until", "place", "source")
    initial = {name: getattr(entry, name) for name in names}
    form = CorrectForm(request.POST or None, initial=initial)

    def act() -> str:
        made = once(
            lambda: actions.correct_event(entry, form.reported(), actor=viewer.actor),
            lambda token: entered_by_form(viewer, token),
            form.token,
        )
        return (
            _("The correction is a new entry; the old one is struck through.")
            if made
            else (sent_before())
        )

    return file_form(
        request,
        case,
        form,
        act,
        title=_("Correct an entry"),
        submit=_("Add the correction"),
        back=reverse("cases:timeline", args=[reference]),
        compartment=entry.compartment,
        note=_("The old entry stays readable, struck through, with a link to yours."),
    )


def _at(reference: str, entry: Event) -> str:
    return f"{reverse('cases:timeline', args=[reference])}#entry-{entry.pk}"
