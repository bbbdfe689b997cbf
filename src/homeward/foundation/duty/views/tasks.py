"""The list of tasks, and one task: taking it, giving it, saying how far it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.foundation.access.models import User
from homeward.foundation.duty.access import get_task
from homeward.foundation.duty.actions import progress
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.ports import task_kind
from homeward.foundation.duty.queries.tasks import TaskFilter, listed_tasks, may_receive
from homeward.foundation.duty.task_forms import GiveForm, StatusForm, TaskFilterForm
from homeward.foundation.duty.views.frame import acted, form_methods, frame, reader
from homeward.foundation.duty.vocabulary import TaskStatus
from homeward.foundation.duty.work import lateness
from homeward.foundation.journal.ports import caption_of
from homeward.foundation.web.tones import Tone

_PAGE = 50
TONES = {
    TaskStatus.NOT_STARTED: Tone.NEUTRAL,
    TaskStatus.IN_PROGRESS: Tone.INFORMATION,
    TaskStatus.DONE: Tone.SUCCESS,
    TaskStatus.NOT_APPLICABLE: Tone.NEUTRAL,
}


@login_required
@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """The tasks that concern the reader, filtered."""
    viewer, now = reader(request), datetime.now(UTC)
    form = TaskFilterForm(request.GET or None, cases=_cases(viewer, now))
    found = listed_tasks(viewer, form.wanted(), now)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = frame(viewer, "tasks") | {
        "form": form,
        "page": page,
        "rows": [shown(task, now) for task in page],
    }
    return render(request, "duty/tasks.html", context)


def _cases(viewer: User, now: datetime) -> list[tuple[int, str]]:
    numbers = listed_tasks(viewer, TaskFilter(), now).order_by().values_list("case_id", flat=True)
    known = sorted({number for number in numbers if number is not None})
    return [(number, caption_of("case", str(number))) for number in known]


def shown(task: Task, now: datetime) -> dict[str, Any]:
    """A task in the words of its kind, with its clock."""
    kind = task_kind(task.kind)
    tone, late = lateness(task.due_at, now)
    status = TaskStatus(task.status)
    return {
        "task": task,
        "sentence": str(kind.sentence) % task.params,
        "step": kind.step,
        "tone": tone,
        "late": late if task.done_at is None else "",
        "status_tone": TONES[status],
        "status": status.label,
        "whose": str(task.assignee or task.team or task.duty_role or ""),
        "is_ended": task.done_at is not None,
    }


@login_required
@form_methods
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One task. Each button sends `do`: take, back, give or status."""
    viewer = reader(request)
    task = get_task(pk, viewer)
    do = request.POST.get("do", "")
    revision = {"revision": task.revision}
    people = [one for one in may_receive(task) if one.pk != task.assignee_id]
    give = GiveForm(request.POST if do == "give" else None, people=people, initial=revision)
    status = StatusForm(
        request.POST if do == "status" else None,
        initial=revision | {"status": task.status, "reason": task.reason},
    )
    acts: dict[str, tuple[Form | None, Callable[[], str]]] = {
        "take": (None, lambda: _take(task, viewer)),
        "back": (None, lambda: _back(task, viewer)),
        "give": (give, lambda: _give(task, give, viewer)),
        "status": (status, lambda: _status(task, status, viewer)),
    }
    if request.method == "POST" and do in acts:
        form, act = acts[do]
        if form is None:
            messages.success(request, act())
            return redirect("duty:task", pk=pk)
        if form.is_valid() and (done := acted(request, form, act)) is not None:
            messages.success(request, done)
            return redirect("duty:task", pk=pk)
    context = frame(viewer, "tasks") | shown(task, datetime.now(UTC))
    context |= {"give": give, "status_form": status, "is_mine": task.assignee_id == viewer.pk}
    context["has_desk"] = task.team_id is not None or task.duty_role_id is not None
    code = 400 if request.method == "POST" else 200
    return render(request, "duty/task.html", context, status=code)


def _take(task: Task, viewer: User) -> str:
    progress.take_task(task, user=viewer)
    return _("This task is yours now.")


def _back(task: Task, viewer: User) -> str:
    progress.hand_back(task, user=viewer)
    return _("The task is back where everybody of the desk sees it.")


def _give(task: Task, form: GiveForm, viewer: User) -> str:
    facts = form.cleaned_data
    person = form.people[facts["person"]]
    progress.give_task(task, person, user=viewer, revision=facts["revision"])
    return _("The task was given to %(name)s.") % {"name": person}


def _status(task: Task, form: StatusForm, viewer: User) -> str:
    facts = form.cleaned_data
    progress.set_task_status(
        task,
        TaskStatus(facts["status"]),
        user=viewer,
        reason=facts["reason"],
        revision=facts["revision"],
    )
    return _("It is noted how far the task is.")
