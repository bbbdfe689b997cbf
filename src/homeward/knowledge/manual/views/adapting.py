"""Adapting a playbook: the draft, its steps, and the decision of a second supervisor."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.queries import name_of_person
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.knowledge.manual import actions, queries
from homeward.knowledge.manual.access import get_draft
from homeward.knowledge.manual.comparing import compare
from homeward.knowledge.manual.errors import (
    ClocksWait,
    DraftOpen,
    PlaybookFault,
    SecondPerson,
    StepsRefer,
)
from homeward.knowledge.manual.forms import (
    DescribeForm,
    ReasonForm,
    RevisionForm,
    StepForm,
    step_initial,
)
from homeward.knowledge.manual.models import EVERYBODY, PlaybookVersion
from homeward.knowledge.manual.playbook import Step
from homeward.knowledge.manual.shelf import shipped
from homeward.knowledge.manual.views.reading import playbook_context
from homeward.knowledge.manual.words import change_lines

form_methods = require_http_methods(["GET", "POST"])
MENDABLE: tuple[type[HomewardError], ...] = (StepsRefer, ClocksWait, PlaybookFault, StaleForm)


@login_required
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft; with `shipped` one that goes back to the shipped text."""
    viewer = viewer_of(request)
    try:
        with transaction.atomic():
            actions.begin_draft(code, user=viewer, shipped_again="shipped" in request.POST)
    except DraftOpen as error:
        note_refused(viewer, error)
        messages.warning(request, error.sentence())
    return redirect("manual:draft", code=code)


@login_required
@form_methods
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The draft with its steps, what differs from the shipped text, and why there is one."""
    viewer = viewer_of(request)
    found = get_draft(code, viewer)
    initial = {
        "revision": found.revision,
        "reason": found.reason,
        "roles": [role for role in found.roles if role != EVERYBODY],
    }
    form = DescribeForm(request.POST or None, initial=initial)

    def act() -> str:
        data = form.cleaned_data
        actions.describe(
            found,
            reason=data["reason"],
            roles=data["roles"],
            user=viewer,
            revision=data["revision"],
        )
        return _("The draft was kept.")

    answer = _acted(request, found, form, act)
    if answer is not None:
        return answer
    base, text = shipped()[code], queries.text_of(found)
    context = playbook_context(text, found) | {
        "draft": found,
        "form": form,
        "changes": change_lines(compare(base, text), base, text, found.reasons),
        "wrote": name_of_person(str(found.drafted_by)),
        "may_approve": viewer.pk not in (found.drafted_by, found.changed_by),
        "shipped_again": found.content is None,
    }
    return render(request, "manual/draft.html", context, status=400 if form.is_bound else 200)


@login_required
@form_methods
def step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Say a step differently."""
    found, old = _draft_and_step(request, code, step)
    playbook = queries.text_of(found)
    initial = step_initial(old) | {"revision": found.revision}
    initial["reason"] = found.reasons.get(step, "")
    form = StepForm(request.POST or None, initial=initial, playbook=playbook, step=old)

    def act() -> str:
        data = form.cleaned_data
        actions.change_step(
            found,
            step,
            form.fields_written(),
            reason=data["reason"],
            user=viewer_of(request),
            revision=data["revision"],
        )
        return _("The step was changed in the draft.")

    return _form_page(request, found, form, act, _("Change a step"), _("Keep in the draft"))


@login_required
@form_methods
def add(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Add a step of the State's own before this one."""
    found, _before = _draft_and_step(request, code, step)
    playbook = queries.text_of(found)
    initial = {"revision": found.revision}
    form = StepForm(request.POST or None, initial=initial, playbook=playbook, step=None)

    def act() -> str:
        data = form.cleaned_data
        actions.add_step(
            found,
            form.fields_written(),
            before=step,
            reason=data["reason"],
            user=viewer_of(request),
            revision=data["revision"],
        )
        return _("The step was added to the draft.")

    return _form_page(request, found, form, act, _("Add a step"), _("Keep in the draft"))


@login_required
@form_methods
def leave(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Leave a step out, with the reason."""
    found, old = _draft_and_step(request, code, step)
    form = ReasonForm(request.POST or None, initial={"revision": found.revision})

    def act() -> str:
        data = form.cleaned_data
        actions.leave_out(
            found,
            step,
            reason=data["reason"],
            user=viewer_of(request),
            revision=data["revision"],
        )
        return _("The step was left out of the draft.")

    title = _("Leave out: %(step)s") % {"step": old.text().title}
    return _form_page(request, found, form, act, title, _("Leave it out"))


@login_required
@require_POST
def move(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Move a step up or down inside its phase."""
    found, _step = _draft_and_step(request, code, step)
    form = RevisionForm(request.POST)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        user, up = viewer_of(request), "up" in request.POST
        actions.move_step(found, step, up=up, user=user, revision=revision)
    return redirect(f"{reverse('manual:draft', args=[code])}#step-{step}")


@login_required
@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Approve a draft that somebody else wrote, or discard it."""
    viewer = viewer_of(request)
    found = get_draft(code, viewer)
    form = RevisionForm(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else 0
    try:
        with transaction.atomic():
            if "approve" in request.POST:
                actions.approve(found, user=viewer, revision=revision)
                done = _("The national version is in force.")
            else:
                actions.discard(found, user=viewer, revision=revision)
                done = _("The draft was discarded.")
    except SecondPerson:
        raise
    except HomewardError as error:
        note_refused(viewer, error)
        messages.warning(request, error.sentence())
        return redirect("manual:draft", code=code)
    messages.success(request, done)
    return redirect("manual:playbook", code=code)


def _draft_and_step(request: HttpRequest, code: str, step_id: str) -> tuple[PlaybookVersion, Step]:
    found = get_draft(code, viewer_of(request))
    step = queries.text_of(found).step(step_id)
    if step is None:
        raise NotFound("playbook_step", step_id)
    return found, step


def _acted(
    request: HttpRequest, draft: PlaybookVersion, form: Form, act: Callable[[], str]
) -> HttpResponse | None:
    """Act where the form is good and return to the draft; None where it is shown (again)."""
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            done = act()
    except MENDABLE as error:
        note_refused(viewer_of(request), error)
        form.add_error(None, error.sentence())
        return None
    messages.success(request, done)
    return redirect("manual:draft", code=draft.code)


def _form_page(
    request: HttpRequest,
    draft: PlaybookVersion,
    form: Form,
    act: Callable[[], str],
    title: str,
    submit: str,
) -> HttpResponse:
    answer = _acted(request, draft, form, act)
    if answer is not None:
        return answer
    context: dict[str, Any] = {
        "title": title,
        "form": form,
        "submit": submit,
        "cancel_url": reverse("manual:draft", args=[draft.code]),
        "draft": "manual:draft",
    }
    return render(request, "web/form_page.html", context, status=400 if form.is_bound else 200)
