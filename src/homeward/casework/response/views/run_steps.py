"""The steps of a plan: one tap, the whole of one, and one that is added on the spot."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from homeward.casework.cases.models import Case
from homeward.casework.cases.overtaken import Stored, overtaken
from homeward.casework.response.access.runs import get_plan_case, get_run, get_run_step
from homeward.casework.response.actions.run_steps import (
    add_own_step,
    read_flag,
    set_status,
    set_step,
    state_of,
)
from homeward.casework.response.errors.runs import (
    ItemNotThere,
    OwnerNotInside,
    RunIsOver,
    StepNeedsReason,
)
from homeward.casework.response.forms.runs import OwnStepForm, RunStepForm, TapForm
from homeward.casework.response.models import RunStep
from homeward.casework.response.models.runs import LEFT, StepStatus
from homeward.casework.response.queries.runs import (
    PLAN,
    changes_of,
    members,
    playbook_of,
    standing_facts_of,
)
from homeward.casework.response.views.runs import plan_frame, viewed
from homeward.casework.response.words.runs import history_words, plan_line, step_title, why_not
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.foundation.web.components import Fact

form_methods = require_http_methods(["GET", "POST"])
FIELDS: dict[type[HomewardError], str] = {
    StepNeedsReason: "reason",
    ItemNotThere: "item_id",
    OwnerNotInside: "owner",
}


@login_required
@require_POST
def tap(request: HttpRequest, reference: str, step_id: int) -> HttpResponse:
    """One tap: the status alone. Whoever was overtaken is shown both versions."""
    viewer = viewer_of(request)
    case = get_plan_case(reference, viewer)
    row = get_run_step(case, step_id, viewer)
    form = TapForm(request.POST)
    if not form.is_valid():
        return redirect("response:run_step", reference=reference, step_id=step_id)
    status, revision = StepStatus(form.cleaned_data["status"]), form.cleaned_data["revision"]
    try:
        with transaction.atomic():
            set_status(row, status, user=viewer, revision=revision)
    except StaleForm as error:
        note_refused(viewer, error, case_id=case.pk, compartment=PLAN)
        row = get_run_step(case, step_id, viewer)
        again = RunStepForm(
            _data_of(row) | {"status": str(status), "revision": str(revision)},
            people=members(case.pk),
        )
        again.is_valid()
        shown = overtaken(again, error, _stored(row))
        return _step_page(request, viewer, case, row, again, 409, shown)
    except (RunIsOver, StepNeedsReason) as error:
        note_refused(viewer, error, case_id=case.pk, compartment=PLAN)
        messages.warning(request, error.sentence())
    place = reverse("response:run", args=[reference, row.run_id])
    return redirect(f"{place}#step-{row.step}")


@login_required
@form_methods
def step(request: HttpRequest, reference: str, step_id: int) -> HttpResponse:
    """The whole of a step: what to do, how it stands, and who changed what when."""
    viewer = viewer_of(request)
    case = get_plan_case(reference, viewer)
    row = get_run_step(case, step_id, viewer)
    form = RunStepForm(request.POST or None, initial=_initial(row), people=members(case.pk))
    code, shown = (400 if form.is_bound else 200), ""
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            with transaction.atomic():
                set_step(row, form.state(), user=viewer, revision=revision)
        except StaleForm as error:
            note_refused(viewer, error, case_id=case.pk, compartment=PLAN)
            row = get_run_step(case, step_id, viewer)
            shown, code = overtaken(form, error, _stored(row)), 409
        except (RunIsOver, StepNeedsReason, ItemNotThere, OwnerNotInside) as error:
            note_refused(viewer, error, case_id=case.pk, compartment=PLAN)
            form.add_error(FIELDS.get(type(error)), error.sentence())
            code = error.status
        else:
            messages.success(request, _("The step was kept."))
            place = reverse("response:run", args=[reference, row.run_id])
            return redirect(f"{place}#step-{row.step}")
    return _step_page(request, viewer, case, row, form, code, shown)


@login_required
@require_POST
def read(request: HttpRequest, reference: str, step_id: int) -> HttpResponse:
    """What an upgrade changed of a step was read: its mark goes."""
    viewer = viewer_of(request)
    case = get_plan_case(reference, viewer)
    row = get_run_step(case, step_id, viewer)
    read_flag(row, user=viewer)
    place = reverse("response:run", args=[reference, row.run_id])
    return redirect(f"{place}#step-{row.step}")


@login_required
@form_methods
def add(request: HttpRequest, reference: str, run_id: int) -> HttpResponse:
    """Add a step that no playbook has."""
    viewer = viewer_of(request)
    case = get_plan_case(reference, viewer)
    found = get_run(case, run_id, viewer)
    form = OwnStepForm(request.POST or None, people=members(case.pk))
    code = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            with transaction.atomic():
                add_own_step(found, user=viewer, **form.cleaned_data)
        except (RunIsOver, OwnerNotInside) as error:
            note_refused(viewer, error, case_id=case.pk, compartment=PLAN)
            form.add_error(FIELDS.get(type(error)), error.sentence())
            code = error.status
        else:
            messages.success(request, _("The step was added to the plan."))
            return redirect("response:run", reference=reference, run_id=run_id)
    context = plan_frame(viewer, case) | {
        "form": form,
        "form_title": _("Add a step to the plan"),
        "submit": _("Add the step"),
        "back": reverse("response:run", args=[reference, run_id]),
    }
    return render(request, "response/run_form.html", context, status=code)


def _step_page(
    request: HttpRequest,
    viewer: User,
    case: Case,
    row: RunStep,
    form: RunStepForm,
    code: int,
    overtaken_part: str,
) -> HttpResponse:
    viewed(viewer, case, "run_step")
    playbook = playbook_of(row.run)
    newer_text = playbook.step(row.step) if row.flag == "changed" and not row.own else None
    context: dict[str, Any] = plan_frame(viewer, case) | {
        "run": row.run,
        "playbook": playbook,
        "step": plan_line(
            row, row.position + 1, playbook, standing_facts_of(case), datetime.now(UTC)
        ),
        "form": form,
        "history": history_words(changes_of(viewer, row)),
        "overtaken": overtaken_part,
        "newer": newer_text.text() if newer_text else None,
        "form_title": step_title(row),
    }
    return render(request, "response/run_step.html", context, status=code)


def _initial(row: RunStep) -> dict[str, Any]:
    state = state_of(row)
    return {
        "revision": row.revision,
        "status": state.status,
        "reason": "" if state.reason == LEFT else state.reason,
        "evidence": state.evidence,
        "item_id": state.item_id,
        "owner": state.owner,
        "due_at": state.due_at,
    }


def _data_of(row: RunStep) -> dict[str, str]:
    """A step as its form would send it unchanged."""
    due = timezone.localtime(row.due_at).strftime("%Y-%m-%dT%H:%M") if row.due_at else ""
    return {
        "reason": row.reason,
        "evidence": row.evidence,
        "item_id": str(row.item_id or ""),
        "owner": str(row.owner_id or ""),
        "due_at": due,
    }


def _stored(row: RunStep) -> Stored:
    facts = [
        Fact(_("Status"), row.get_status_display()),
        Fact(_("Reason"), why_not(row) or row.reason or None),
        Fact(_("What was done"), row.evidence or None),
        Fact(_("Number of the item that shows it"), row.item_id),
        Fact(_("Done by"), str(row.owner) if row.owner else None),
    ]
    return Stored(facts, row.revision, row.changed_by, row.changed_at)
