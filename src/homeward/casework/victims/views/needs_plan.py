"""The plan of support of one file: its page for the screen and for paper, goals and steps."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.cases.overtaken import Stored
from homeward.casework.victims.access.files import get_file, get_of_file
from homeward.casework.victims.actions import needs_plan as actions
from homeward.casework.victims.errors import needs as wrong
from homeward.casework.victims.forms.needs_plan import (
    GoalForm,
    GoalNowForm,
    StepForm,
    StepNowForm,
    goal_initial,
    step_initial,
)
from homeward.casework.victims.models import Goal, PlanStep, SupportFile
from homeward.casework.victims.queries import needs_plan as queries
from homeward.casework.victims.queries.needs import date_of
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.foundation.access.forming import viewer_of

FIELDS: Fields = {
    wrong.ReasonMissing: "reason",
    wrong.OwnerOutside: "owner",
    wrong.GoalSettled: "state",
}


@login_required
@require_GET
def plan(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The whole plan, to read and to print."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    note_viewed(viewer, file.case, "needs_plan", file)
    context = file_frame(viewer, file, _("Plan of support")) | {
        "goals": queries.plan_of(viewer, file),
        "due": date_of(viewer, file),
    }
    return render(request, "victims/needs_plan.html", context)


@login_required
@form_methods
def new_goal(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write down what the person wants."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = GoalForm(request.POST or None)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.set_goal(file, form.facts(), user=viewer, form_token=form.token),
            lambda token: queries.goal_of_form(viewer, file, token),
            form.token,
        )
        return _page(file), _("The goal is in the plan. Add the steps to it.") if made else ""

    heading = _("Add a goal")
    return support_form(
        request,
        file.case,
        form,
        act,
        heading=heading,
        submit=heading,
        file=file,
        fields=FIELDS,
        cancel=_page(file),
    )


@login_required
@form_methods
def change_goal(request: HttpRequest, reference: str, number: int, goal: int) -> HttpResponse:
    """How a goal stands now."""
    viewer = viewer_of(request)
    found = get_of_file(Goal, reference, number, goal, viewer)
    form = GoalNowForm(request.POST or None, initial=goal_initial(found))

    def act() -> tuple[str, str]:
        revision = form.cleaned_data["revision"]
        actions.change_goal(found, form.facts(), user=viewer, revision=revision)
        return _page(found.file), _("It is written how the goal stands.")

    def stored() -> Stored:
        now = get_of_file(Goal, reference, number, goal, viewer)
        return Stored(
            revision=now.revision, by=now.changed_by, at=now.changed_at, values=goal_initial(now)
        )

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("Change a goal"),
        submit=_("Keep it"),
        file=found.file,
        fields=FIELDS,
        cancel=_page(found.file),
        stored=stored,
    )


@login_required
@form_methods
def new_step(request: HttpRequest, reference: str, number: int, goal: int) -> HttpResponse:
    """Add a step to a goal: who does what by which day."""
    viewer = viewer_of(request)
    found = get_of_file(Goal, reference, number, goal, viewer)
    form = StepForm(request.POST or None, viewer=viewer, file=found.file)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.add_step(found, form.facts(), user=viewer, form_token=form.token),
            lambda token: queries.step_of_form(viewer, found.file, token),
            form.token,
        )
        done = _("The step is in the plan, and a task of who does it.") if made else ""
        return _page(found.file), done

    heading = _("Add a step")
    return support_form(
        request,
        found.case,
        form,
        act,
        heading=heading,
        submit=heading,
        file=found.file,
        fields=FIELDS,
        cancel=_page(found.file),
        extra={"about": [(_("What the person wants"), found.words)]},
    )


@login_required
@form_methods
def change_step(request: HttpRequest, reference: str, number: int, plan_step: int) -> HttpResponse:
    """How a step stands now."""
    viewer = viewer_of(request)
    found = get_of_file(PlanStep, reference, number, plan_step, viewer)
    form = StepNowForm(request.POST or None, viewer=viewer, step=found)

    def act() -> tuple[str, str]:
        revision = form.cleaned_data["revision"]
        actions.change_step(found, form.facts(), user=viewer, revision=revision)
        return _page(found.file), _("It is written how the step stands.")

    def stored() -> Stored:
        now = get_of_file(PlanStep, reference, number, plan_step, viewer)
        return Stored(
            revision=now.revision, by=now.changed_by, at=now.changed_at, values=step_initial(now)
        )

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("Change a step"),
        submit=_("Keep it"),
        file=found.file,
        fields=FIELDS,
        cancel=_page(found.file),
        stored=stored,
        extra={"about": [(_("What the person wants"), found.goal.words)]},
    )


def _page(file: SupportFile) -> str:
    return reverse("victims:needs_plan", args=[file.case.reference, file.number])
