"""What the State makes of practices: the page of all, decisions, progress, and suggestions."""

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.queries import name_of_person
from homeward.knowledge.manual.access import check_may_adapt, get_suggestion, may_adapt
from homeward.knowledge.manual.actions.practice_use import (
    answer_suggestion,
    decide_practice,
    note_progress,
    suggest,
)
from homeward.knowledge.manual.errors import PracticeFault
from homeward.knowledge.manual.guide import library, use
from homeward.knowledge.manual.guide.differing import differences
from homeward.knowledge.manual.guide.letters import LETTERS
from homeward.knowledge.manual.guide.reading import read_practice
from homeward.knowledge.manual.guide.suggestions import suggestions_of
from homeward.knowledge.manual.models import Choice, Stage, SuggestionStatus
from homeward.knowledge.manual.practice_forms import (
    AnswerForm,
    DecideForm,
    ProgressForm,
    SuggestForm,
)
from homeward.knowledge.manual.views.forming import crumbs, form_page
from homeward.knowledge.manual.views.paper import as_file

form_methods = require_http_methods(["GET", "POST"])


@login_required
@require_GET
def in_state(request: HttpRequest) -> HttpResponse:
    """Which practices this State adopted, adapted or rejected, how far they are in use, and since
    when."""
    viewer = viewer_of(request)
    found = use.uses(viewer)
    today = datetime.now(UTC).date()
    context = {
        "title": _("Practices in this State"),
        "rows": found,
        "now": use.count(found, today),
        "letters": [
            {
                "letter": letter,
                "name": name,
                "count": use.count([u for u in found if u.held.practice.letter == letter], today),
            }
            for letter, (name, _about) in LETTERS.items()
        ],
        "over_time": use.progress_over_time(viewer, today),
        "adapts": may_adapt(viewer),
        "unreadable": library.unreadable(viewer) if may_adapt(viewer) else [],
        "breadcrumbs": crumbs(),
    }
    return render(request, "manual/in_state.html", context)


@login_required
@require_GET
def in_state_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["practice", "letter", "title", "decision", "since", "reason", "stage", "on"])
    for one in use.uses(viewer_of(request)):
        decision, progress = one.decision, one.progress
        table.writerow(
            [
                one.held.code,
                one.held.practice.letter,
                _cell(one.held.practice.title),
                decision.choice if decision else "",
                decision.decided_on.isoformat() if decision else "",
                _cell(decision.reason) if decision else "",
                progress.stage if progress else "",
                progress.on.isoformat() if progress else "",
            ]
        )
    return as_file(written.getvalue().encode("utf-8-sig"), "text/csv", "practices.csv")


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


@login_required
@form_methods
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Adopt, adapt or reject a practice; what changed since the last decision is shown."""
    viewer = viewer_of(request)
    held = library.held(viewer, code)
    check_may_adapt(viewer, code)
    last = use.use_of(viewer, held).decision
    initial = {"choice": last.choice, "reason": last.reason} if last else {}
    form = DecideForm(request.POST or None, initial=initial)

    def act() -> str:
        data = form.cleaned_data
        decide_practice(
            code,
            Choice(data["choice"]),
            reason=data["reason"],
            decided_on=data["decided_on"],
            user=viewer,
        )
        return _("The decision was kept.")

    changes = []
    if last is not None and last.base and last.revision < held.practice.revision:
        with suppress(PracticeFault):  # what it names may be gone since
            before = read_practice(code, last.base, name=library.file_name(code),
                                   source=held.practice.source)  # fmt: skip
            changes = differences(before, held.practice)
    return form_page(
        request,
        form,
        act,
        title=_("Decide on a practice"),
        submit=_("Keep the decision"),
        back=reverse("manual:practice", args=[code]),
        lead=held.practice.title,
        template="manual/decide.html",
        changes=changes,
        last=last,
        revision=held.practice.revision,
    )


@login_required
@form_methods
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """Note how far a practice is in use."""
    viewer = viewer_of(request)
    held = library.held(viewer, code)
    check_may_adapt(viewer, code)
    form = ProgressForm(request.POST or None)

    def act() -> str:
        data = form.cleaned_data
        note_progress(code, Stage(data["stage"]), note=data["note"], on=data["on"], user=viewer)
        return _("The progress was noted.")

    return form_page(
        request,
        form,
        act,
        title=_("Note progress"),
        submit=_("Note"),
        back=reverse("manual:practice", args=[code]),
        lead=held.practice.title,
    )


@login_required
@form_methods
def suggestion(request: HttpRequest, code: str) -> HttpResponse:
    """Send a suggestion to the editors."""
    viewer = viewer_of(request)
    held = library.held(viewer, code)
    _language, body = held.practice.body()
    same = len(body.steps) == len(held.practice.steps)
    steps = [
        (step.id, f"{n}. {body.steps[n - 1].title if same else step.id}")
        for n, step in enumerate(held.practice.steps, 1)
    ]
    form = SuggestForm(request.POST or None, steps=steps, initial={"step": request.GET.get("step")})

    def act() -> str:
        data = form.cleaned_data
        suggest(code, step=data["step"], text=data["text"], user=viewer)
        return _("Your suggestion was sent to the editors. The answer comes to this page.")

    return form_page(
        request,
        form,
        act,
        title=_("Suggest a change"),
        submit=_("Send"),
        back=reverse("manual:suggestions"),
        lead=held.practice.title,
    )


@login_required
@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """The suggestions that a reader sent; for editors, everybody's, open ones first."""
    viewer = viewer_of(request)
    known = library.library(viewer)
    rows = [
        {
            "one": one,
            "practice": known[one.code].practice if one.code in known else None,
            "by": name_of_person(str(one.by)),
        }
        for one in suggestions_of(viewer)
    ]
    context = {
        "title": _("Suggestions from the field"),
        "rows": rows,
        "adapts": may_adapt(viewer),
        "breadcrumbs": crumbs(),
    }
    return render(request, "manual/suggestions.html", context)


@login_required
@form_methods
def answer(request: HttpRequest, suggestion: int) -> HttpResponse:
    """Take a suggestion up or decline it."""
    viewer = viewer_of(request)
    found = get_suggestion(suggestion, viewer)
    check_may_adapt(viewer, found.code)
    form = AnswerForm(request.POST or None)

    def act() -> str:
        data = form.cleaned_data
        status = SuggestionStatus(data["status"])
        answer_suggestion(found, status, answer=data["answer"], user=viewer)
        return _("The answer was sent.")

    return form_page(
        request,
        form,
        act,
        title=_("Answer a suggestion"),
        submit=_("Answer"),
        back=reverse("manual:suggestions"),
        lead=found.text,
    )
