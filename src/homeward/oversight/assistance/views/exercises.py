"""Exercises: scenarios, planning a session, and leading it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.knowledge.manual.shelf import shipped as playbooks
from homeward.oversight.assistance.actions import exercises as actions
from homeward.oversight.assistance.exercise.scenario import Inject, Seat
from homeward.oversight.assistance.forms.exercises import (
    EndForm,
    ForwardForm,
    PlanForm,
    SeatForm,
    SpeedForm,
    TellForm,
)
from homeward.oversight.assistance.models import ExerciseSession
from homeward.oversight.assistance.queries import exercises as queries
from homeward.oversight.assistance.views.forming import form_page
from homeward.oversight.assistance.words import language
from homeward.oversight.assistance.words_exercise import (
    SOURCES,
    answer_row,
    minute_words,
    problem_words,
    seat_word,
)

form_methods = require_http_methods(["GET", "POST"])
NEXT = "next"
_CONTROLS: dict[str, Callable[[int, User], object]] = {
    actions.START: lambda pk, user: actions.start(pk, user=user),
    actions.PAUSE: lambda pk, user: actions.pause(pk, user=user),
    actions.RESUME: lambda pk, user: actions.resume(pk, user=user),
    NEXT: lambda pk, user: actions.forward(pk, None, user=user),
}


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of exercises."""
    first = (pgettext("menu", "Exercises"), reverse("exercises:front"))
    return [{"label": label, "url": url} for label, url in (first, *more)]


def session_crumbs(session: ExerciseSession) -> list[dict[str, str]]:
    """The way to a page below a session."""
    return crumbs((session.title, reverse("exercises:session", args=[session.pk])))


@login_required
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Every scenario, and the sessions that the reader leads or takes part in."""
    viewer = viewer_of(request)
    reading = language()
    rows = [
        {"scenario": one, "words": queries.spoken(words, reading)[1]}
        for one, words in queries.scenarios().values()
    ]
    sessions = [
        {
            "one": one,
            "stage": stage.stage,
            "title": queries.spoken(stage.words, reading)[1]["title"],
        }
        for one, stage in queries.stages_for(viewer)
    ]
    context = {
        "title": pgettext("menu", "Exercises"),
        "rows": rows,
        "faulty": [
            {"code": code, "problems": [problem_words(one) for one in problems]}
            for code, problems in queries.faulty_scenarios().items()
        ],
        "sessions": sessions,
        "may_lead": queries.leads(viewer),
        "runs_here": queries.runs_here(),
    }
    return render(request, "assistance/exercises/front.html", context)


@login_required
@require_GET
def scenario(request: HttpRequest, code: str) -> HttpResponse:
    """A scenario; what comes in it for whoever may lead one."""
    viewer = viewer_of(request)
    found, words = queries.get_scenario(code)
    spoken, said = queries.spoken(words, language())
    may_lead = queries.leads(viewer)
    context = {
        "title": said["title"],
        "scenario": found,
        "words": said,
        "spoken": spoken,
        "playbook": playbooks()[found.playbook],
        "seats": [seat_word(one) for one in found.seats],
        "messages_of": [_row(one, said) for one in found.injects] if may_lead else [],
        "questions": [
            {
                "ask": said["decisions"][one.id]["ask"],
                "expected": said["decisions"][one.id][one.expected],
                "why": said["decisions"][one.id]["why"],
                "role": seat_word(one.seat),
                "within": one.within,
            }
            for one in found.decisions
        ]
        if may_lead
        else [],
        "steps": [
            {
                "text": said["steps"][one.id],
                "by": minute_words(one.by),
                "role": seat_word(one.seat),
            }
            for one in found.steps
        ]
        if may_lead
        else [],
        "answers": [answer_row(one, said) for one in found.replies] if may_lead else [],
        "may_lead": may_lead,
        "runs_here": queries.runs_here(),
        "breadcrumbs": crumbs(),
    }
    return render(request, "assistance/exercises/scenario.html", context)


def _row(inject: Inject, said: queries.Said) -> dict[str, str]:
    """A message as whoever leads reads it, with what it depends on."""
    return {
        "at": minute_words(inject.at),
        "source": str(SOURCES[inject.source]),
        "text": said["injects"][inject.id],
        "when": queries.condition_words(inject, said),
        "ends": "yes" if inject.ends else "",
    }


@login_required
@form_methods
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a session of a scenario; refused on a node that was not made for exercises."""
    viewer = viewer_of(request)
    words = queries.get_scenario(code)[1]
    actions.check_may_lead(viewer)
    queries.check_runs_here()
    form = PlanForm(request.POST or None)

    def act() -> str:
        made = actions.plan(code, form.cleaned_data["title"], user=viewer)
        return reverse("exercises:session", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("Plan a session"),
        lead=queries.spoken(words, language())[1]["title"],
        said=_("It was planned. Now give people their roles."),
        submit=_("Plan it"),
        back=reverse("exercises:scenario", args=[code]),
        breadcrumbs=crumbs(),
    )


@login_required
@form_methods
def add_seat(request: HttpRequest, session_id: int) -> HttpResponse:
    """Give a person a role."""
    viewer = viewer_of(request)
    found = _led(session_id, viewer)
    seats: list[Seat] = queries.scenario_of(found)[0].seats
    people = queries.colleagues_left(found, viewer)
    form = SeatForm(request.POST or None, people=people, seats=seats)

    def act() -> None:
        actions.seat(found.pk, form.chosen, form.cleaned_data["seats"], user=viewer)

    return _form(request, found, form, act, pgettext("exercise", "Give a role"), _("Give it"))


@login_required
@form_methods
def speed(request: HttpRequest, session_id: int) -> HttpResponse:
    """Another speed of the clock."""
    viewer = viewer_of(request)
    found = _led(session_id, viewer)
    form = SpeedForm(request.POST or None, initial={"speed": found.speed})

    def act() -> None:
        actions.set_speed(found.pk, form.cleaned_data["speed"], user=viewer)

    return _form(request, found, form, act, _("Speed of the clock"), _("Set"))


@login_required
@form_methods
def forward(request: HttpRequest, session_id: int) -> HttpResponse:
    """Set the clock forward."""
    viewer = viewer_of(request)
    found = _led(session_id, viewer)
    form = ForwardForm(request.POST or None)

    def act() -> None:
        actions.forward(found.pk, form.cleaned_data["minute"], user=viewer)

    return _form(request, found, form, act, _("Set the clock forward"), _("Set"))


@login_required
@form_methods
def tell(request: HttpRequest, session_id: int) -> HttpResponse:
    """A message by hand."""
    viewer = viewer_of(request)
    found = _led(session_id, viewer)
    form = TellForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        actions.tell(found.pk, given["source"], given["text"], user=viewer)

    return _form(request, found, form, act, _("Give a message by hand"), _("Give it"))


@login_required
@form_methods
def end(request: HttpRequest, session_id: int) -> HttpResponse:
    """End a session before its scenario does."""
    viewer = viewer_of(request)
    found = _led(session_id, viewer)
    form = EndForm(request.POST or None)

    def act() -> None:
        actions.end(found.pk, form.cleaned_data["reason"], user=viewer)

    return _form(request, found, form, act, _("End the exercise"), pgettext("exercise", "End it"))


@login_required
@require_POST
def control(request: HttpRequest, session_id: int, name: str) -> HttpResponse:
    """Start, pause, go on, or go to the next message."""
    viewer = viewer_of(request)
    queries.get_session(session_id, viewer)
    if name not in _CONTROLS:
        raise NotFound("exercise_control", name)
    _CONTROLS[name](session_id, viewer)
    messages.success(request, _("It was kept."))
    return redirect("exercises:session", session_id=session_id)


def _led(session_id: int, viewer: User) -> ExerciseSession:
    """A session for whoever leads it. Raises NotFound, Forbidden."""
    found = queries.get_session(session_id, viewer)
    if not queries.may_lead(viewer, found):
        raise Forbidden("exercise_session")
    return found


def _form(
    request: HttpRequest,
    session: ExerciseSession,
    form: Form,
    act: Callable[[], None],
    title: str,
    submit: str,
) -> HttpResponse:
    back = reverse("exercises:session", args=[session.pk])

    def done() -> str:
        act()
        return back

    return form_page(
        request,
        form,
        done,
        title=title,
        lead=session.title,
        submit=submit,
        back=back,
        breadcrumbs=session_crumbs(session),
    )
