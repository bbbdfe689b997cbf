"""Exercises: playing a session, and its debrief."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.knowledge.manual.shelf import shipped as playbooks
from homeward.oversight.assistance.actions import exercises as actions
from homeward.oversight.assistance.errors import ExerciseNotNow
from homeward.oversight.assistance.exercise.engine import still_possible
from homeward.oversight.assistance.forms.exercises import DecideForm
from homeward.oversight.assistance.queries import exercises as queries
from homeward.oversight.assistance.queries.exercises import Stage
from homeward.oversight.assistance.views.exercises import crumbs, session_crumbs
from homeward.oversight.assistance.views.forming import form_page
from homeward.oversight.assistance.words import language
from homeward.oversight.assistance.words_debrief import (
    comparison_of,
    lines_of,
    questions_of,
    record_of,
)
from homeward.oversight.assistance.words_exercise import (
    SOURCES,
    minute_words,
    seat_word,
    seats_words,
)

STILL = "exercises_still"  # of the reader's sign-in: pages of exercises stand until he asks
EVERY = 15  # seconds between two readings of a page that goes on by itself


@login_required
@require_GET
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """A session as it stands: for the team what came and what is to do, for whoever leads it what
    comes next.

    It reads itself again until the exercise is over, unless the reader wants it to stand: by a
    script, which leaves the page alone where nothing is new, else by the browser. Nothing is
    written on this page, so nothing that somebody writes is lost.
    """
    viewer = viewer_of(request)
    play = actions.read_on(session_id, user=viewer)
    found, scenario = play.session, play.scenario
    spoken, said = queries.spoken(play.words, language())
    own = queries.seats_of(viewer, found)
    may_lead = queries.may_lead(viewer, found)
    rows = record_of(play, said)
    questions = questions_of(play, said)
    seen = _seen(request)
    mark = _mark(play, sum(one["is_late"] for one in questions))
    done = {one.id: one for one in play.record if one.kind == "step"}
    context: dict[str, Any] = {
        "title": found.title,
        "found": found,
        "play": play,
        "words": said,
        "spoken": spoken,
        "playbook": playbooks()[scenario.playbook],
        "clock": minute_words(play.minute),
        "own": seats_words(own),
        "may_lead": may_lead,
        "may_start": may_lead and queries.runs_here(),
        "team": [
            {"person": one.person, "seats": seats_words(one.seats)}
            for one in queries.team_of(found)
        ],
        "messages_of": [one for one in reversed(rows) if one["is_message"]],
        "questions": [
            {**one, "mine": bool(own) and queries.may_do(viewer, found, one["seat"])}
            for one in questions
        ],
        "steps": [
            {
                "id": one.id,
                "text": said["steps"][one.id],
                "role": seat_word(one.seat),
                "done": minute_words(done[one.id].minute) if one.id in done else "",
                "mine": bool(own) and queries.may_do(viewer, found, one.seat),
            }
            for one in scenario.steps
        ],
        "coming": [
            {
                "at": minute_words(one.at),
                "source": SOURCES[one.source],
                "text": said["injects"][one.id],
                "when": queries.condition_words(one, said),
            }
            for one in still_possible(scenario, play.record, play.minute)
        ]
        if may_lead and play.stage is not Stage.ENDED
        else [],
        "is_live": play.stage is not Stage.ENDED and not request.session.get(STILL, False),
        "is_over": play.stage is Stage.ENDED,
        "every": EVERY,
        "mark": mark,
        "news": sum(one["is_message"] for one in rows[seen:]) if seen is not None else 0,
        "breadcrumbs": crumbs(),
    }
    answer = render(request, "assistance/exercises/session.html", context)
    if request.GET.get("seen") == mark:
        answer["HX-Reswap"] = "none"  # the clock alone goes on
    return answer


def _mark(play: queries.Play, late: int) -> str:
    """What a page shows besides its clock; another mark says that something is new."""
    shown = (len(play.entries), play.stage, late, len(queries.team_of(play.session)))
    return ".".join(map(str, shown))


def _seen(request: HttpRequest) -> int | None:
    """How many entries of the record the page had that reads itself again."""
    number = request.GET.get("seen", "").partition(".")[0]
    return int(number) if number.isdecimal() and len(number) < 7 else None


@login_required
@require_POST
def reading(request: HttpRequest, session_id: int) -> HttpResponse:
    """Let pages of exercises stand until they are asked for, or read themselves again."""
    queries.get_session(session_id, viewer_of(request))
    request.session[STILL] = not request.session.get(STILL, False)
    return redirect("exercises:session", session_id=session_id)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, session_id: int, decision: str) -> HttpResponse:
    """Decide a question that was put."""
    viewer = viewer_of(request)
    play = actions.read_on(session_id, user=viewer)
    if not queries.seats_of(viewer, play.session):
        raise Forbidden("exercise_session")
    asked = play.scenario.decision(decision)
    if asked is None or asked.after not in {one.id for one in play.record}:
        raise NotFound("exercise_decision", decision)
    said = queries.spoken(play.words, language())[1]["decisions"][decision]
    form = DecideForm(request.POST or None, decision=asked, words=said)
    back = reverse("exercises:session", args=[play.session.pk])

    def act() -> str:
        given = form.cleaned_data
        actions.decide(session_id, decision, given["choice"], given["reason"], user=viewer)
        return back

    return form_page(
        request,
        form,
        act,
        title=said["ask"],
        lead=seat_word(asked.seat),
        submit=_("Decide"),
        back=back,
        breadcrumbs=session_crumbs(play.session),
    )


@login_required
@require_POST
def step(request: HttpRequest, session_id: int, step: str) -> HttpResponse:
    """Record that a step was taken."""
    actions.do_step(session_id, step, user=viewer_of(request))
    messages.success(request, _("It was kept."))
    return redirect("exercises:session", session_id=session_id)


@login_required
@require_GET
def debrief(request: HttpRequest, session_id: int) -> HttpResponse:
    """What was done against what should have been done, once it is over."""
    viewer = viewer_of(request)
    play = actions.read_on(session_id, user=viewer)
    if play.stage is not Stage.ENDED:
        raise ExerciseNotNow(stage=play.stage.label)
    spoken, said = queries.spoken(play.words, language())
    others = queries.compared_with(viewer, play, now=play.entries[-1].at)
    lines = lines_of(play, said)
    context = {
        "title": _("Debrief"),
        "found": play.session,
        "words": said,
        "spoken": spoken,
        "playbook": playbooks()[play.scenario.playbook],
        "lines": lines,
        "missed": [one for one in lines if one["is_missed"]],
        "decisions": [one for one in lines if one["is_decision"]],
        "record": record_of(play, said),
        "ended": minute_words(play.minute),
        "compared": comparison_of(others, said) if len(others) > 1 else None,
        "breadcrumbs": session_crumbs(play.session),
    }
    return render(request, "assistance/exercises/debrief.html", context)
