"""The plan of a case: what runs, what fits, starting, upgrading and ending a playbook."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from homeward.casework.cases.models import Case
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.overtaken import Stored, overtaken
from homeward.casework.cases.page import case_frame
from homeward.casework.response.access.runs import get_plan_case, get_run
from homeward.casework.response.actions.run_upgrades import preview, upgrade_run
from homeward.casework.response.actions.runs import end_run, keep_facts, start_run
from homeward.casework.response.errors.runs import RunIsOver, RunsAlready
from homeward.casework.response.forms.runs import (
    EndForm,
    FactsForm,
    StartForm,
    UpgradeForm,
    facts_initial,
)
from homeward.casework.response.models import PlaybookRun
from homeward.casework.response.queries.runs import (
    PLAN,
    facts_of,
    facts_row,
    newer,
    playbook_of,
    progress_of,
    proposed,
    standing_facts_of,
    started_by_form,
    steps_of,
)
from homeward.casework.response.run_section import proposal_rows, run_rows
from homeward.casework.response.words.runs import because, plan_lines, progress_words
from homeward.casework.response.words.upgrades import upgrade_lines
from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.journal.actions import record
from homeward.foundation.web.components import Fact
from homeward.knowledge.manual.facts import FACTS, term_words
from homeward.knowledge.manual.queries import all_in_force, in_force, practices_to_run
from homeward.knowledge.manual.words import phase_lines, version_words

form_methods = require_http_methods(["GET", "POST"])


@login_required
@require_GET
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """What runs on the case, what would fit and why, and every other playbook."""
    viewer = viewer_of(request)
    case = get_plan_case(reference, viewer)
    viewed(viewer, case, "plan")
    fitting = proposal_rows(viewer, case)
    running = run_rows(viewer, case, ended=False)
    busy = {row["run"].code for row in running} | {row["code"] for row in fitting}
    others = [one.playbook for one in all_in_force(viewer) if one.playbook.code not in busy]
    context = plan_frame(viewer, case) | {
        "runs": running,
        "ended": run_rows(viewer, case, ended=True),
        "proposals": fitting,
        "others": [(one.code, one.title) for one in others],
        "practices": [
            (one.playbook.code, one.playbook.title)
            for one in practices_to_run(viewer)
            if one.playbook.code not in busy
        ],
    }
    return render(request, "response/run_list.html", context)


@login_required
@require_GET
def run(request: HttpRequest, reference: str, run_id: int) -> HttpResponse:
    """A plan: its steps with their status, one tap away from the next."""
    viewer = viewer_of(request)
    case = get_plan_case(reference, viewer)
    found = get_run(case, run_id, viewer)
    viewed(viewer, case, "run")
    now, steps = datetime.now(UTC), steps_of(viewer, found)
    progress = progress_of(steps, now)
    context = plan_frame(viewer, case) | {
        "run": found,
        "playbook": playbook_of(found),
        "phases": plan_lines(found, steps, standing_facts_of(case), now),
        "progress": progress,
        "words": progress_words(progress),
        "because": because(found.because) if found.because else "",
        "version": version_words(found.version, found.number),
        "newer": newer(viewer, found),
    }
    return render(request, "response/run.html", context)


@login_required
@form_methods
def facts(request: HttpRequest, reference: str) -> HttpResponse:
    """What is known of the case; conditions are looked at again when it is kept."""
    viewer = viewer_of(request)
    case = get_plan_case(reference, viewer)
    row, known = facts_row(case), facts_of(case)
    form = FactsForm(request.POST or None, initial=facts_initial(known, row.revision if row else 0))
    shown: dict[str, Any] = {}
    code = 400 if form.is_bound else 200
    if form.is_valid():
        kept = [str(one) for one in row.facts.get("modalities", [])] if row else []
        try:
            with transaction.atomic():
                revision = form.cleaned_data["revision"]
                keep_facts(case, form.facts(kept), actor=viewer.actor, revision=revision)
        except StaleForm as error:
            note_refused(viewer, error, case_id=case.pk, compartment=PLAN)
            shown["overtaken"], code = overtaken(form, error, _stored_facts(case)), 409
        else:
            messages.success(request, _("Kept. The conditions of open steps were looked at again."))
            return redirect("response:plan", reference=reference)
    return _form_page(
        request, viewer, case, form, _("What is known of the case"), _("Keep"), code, **shown
    )


def _stored_facts(case: Case) -> Stored:
    row = facts_row(case)
    known = facts_of(case)
    said = [Fact(term_words(code), _truth(known.get(code))) for code in FACTS]
    if row is None:
        return Stored(said, 0, None, None)
    return Stored(said, row.revision, row.changed_by, row.changed_at)


def _truth(value: object) -> str:
    if value is None:
        return _("not known")
    return _("yes") if value else _("no")


@login_required
@form_methods
def start(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Look at a playbook and start it. A form that is sent twice starts one plan."""
    viewer = viewer_of(request)
    case = get_plan_case(reference, viewer)
    text = in_force(viewer, code)
    if text is None:
        raise NotFound("playbook", code)
    terms = next((one.because for one in proposed(viewer, case) if one.playbook.code == code), ())
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = once(
                lambda: start_run(
                    case, text, actor=viewer.actor, because=terms, form_token=form.token
                ),
                lambda token: started_by_form(case, token),
                form.token,
            )
        except RunsAlready as error:
            note_refused(viewer, error, case_id=case.pk, compartment=PLAN)
            messages.warning(request, error.sentence())
            return redirect("response:plan", reference=reference)
        if made is None:
            messages.info(request, sent_before())
            made = started_by_form(case, form.token)
        if made is None:
            raise NotFound("playbook_run", code)
        return redirect("response:run", reference=reference, run_id=made.pk)
    context = plan_frame(viewer, case) | {
        "form": form,
        "playbook": text.playbook,
        "text": text.playbook.text(),
        "phases": phase_lines(text.playbook),
        "because": because(terms) if terms else "",
        "version": version_words(text.playbook.version, text.number),
    }
    return render(request, "response/run_start.html", context, status=400 if form.is_bound else 200)


@login_required
@form_methods
def upgrade(request: HttpRequest, reference: str, run_id: int) -> HttpResponse:
    """What a new version of the playbook would change in the plan, and the change itself."""
    viewer = viewer_of(request)
    case = get_plan_case(reference, viewer)
    found = get_run(case, run_id, viewer)
    text = newer(viewer, found)
    if text is None:
        messages.info(request, _("The plan follows the version in force."))
        return redirect("response:run", reference=reference, run_id=run_id)
    fresh = {"revision": found.revision, "target": f"{text.playbook.version}.{text.number}"}
    form = UpgradeForm(request.POST or None, initial=fresh)
    code = 400 if form.is_bound else 200
    if form.is_valid() and form.cleaned_data["target"] != fresh["target"]:
        messages.warning(
            request,
            _("Another version came into force while you were reading. This is what it changes."),
        )
        form, code = UpgradeForm(initial=fresh), 409
    elif form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            with transaction.atomic():
                upgrade_run(found, text, actor=viewer.actor, revision=revision)
        except (StaleForm, RunIsOver) as error:
            note_refused(viewer, error, case_id=case.pk, compartment=PLAN)
            messages.warning(request, error.sentence())
        else:
            messages.success(request, _("The plan follows the new version. Nothing done was lost."))
        return redirect("response:run", reference=reference, run_id=run_id)
    steps = steps_of(viewer, found)
    context = plan_frame(viewer, case) | {
        "run": found,
        "form": form,
        "playbook": text.playbook,
        "lines": upgrade_lines(steps, preview(steps, text.playbook)),
        "old_version": version_words(found.version, found.number),
        "new_version": version_words(text.playbook.version, text.number),
    }
    return render(request, "response/run_upgrade.html", context, status=code)


@login_required
@form_methods
def end(request: HttpRequest, reference: str, run_id: int) -> HttpResponse:
    """End a plan, with the reason."""
    viewer = viewer_of(request)
    case = get_plan_case(reference, viewer)
    found = get_run(case, run_id, viewer)
    form = EndForm(request.POST or None, initial={"revision": found.revision})
    code = 400 if form.is_bound else 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                end_run(found, actor=viewer.actor, reason=data["reason"], revision=data["revision"])
        except (StaleForm, RunIsOver) as error:
            note_refused(viewer, error, case_id=case.pk, compartment=PLAN)
            form.add_error(None, error.sentence())
            code = error.status
        else:
            messages.success(request, _("The plan was ended."))
            return redirect("response:plan", reference=reference)
    title = _("End the plan: %(title)s") % {"title": playbook_of(found).title}
    return _form_page(request, viewer, case, form, title, _("End the plan"), code)


def _form_page(
    request: HttpRequest,
    viewer: User,
    case: Case,
    form: Form,
    title: str,
    submit: str,
    code: int,
    **shown: Any,
) -> HttpResponse:
    context = plan_frame(viewer, case) | {
        "form": form,
        "form_title": title,
        "submit": submit,
        "back": reverse("response:plan", args=[case.reference]),
    }
    return render(request, "response/run_form.html", context | shown, status=code)


def plan_frame(viewer: User, case: Case) -> dict[str, Any]:
    """The frame of every page of the plan."""
    return case_frame(viewer, case, "response")


def viewed(viewer: User, case: Case, page: str, run: PlaybookRun | None = None) -> None:
    """Journal that a page of the plan was read, before it is made."""
    record(
        "response.plan_viewed",
        actor=viewer.actor,
        subject=("playbook_run", run.pk) if run else ("case", case.pk),
        case_id=case.pk,
        compartment=PLAN,
        page=page,
    )
