"""Reads of exercises: scenarios, sessions, what has happened so far, debrief, comparison."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext_lazy

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.oversight.assistance.errors import NotAnExerciseNode, ScenarioFault
from homeward.oversight.assistance.exercise.engine import (
    Debrief,
    Entry,
    Kind,
    Record,
    debrief,
    has_ended,
)
from homeward.oversight.assistance.exercise.faults import Misread, Problem
from homeward.oversight.assistance.exercise.reading import Words, read_texts, shelf
from homeward.oversight.assistance.exercise.scenario import Inject, Scenario, Seat
from homeward.oversight.assistance.exercise.seating import may_act
from homeward.oversight.assistance.models import ExerciseEntry, ExerciseSeat, ExerciseSession
from homeward.oversight.assistance.words_exercise import problem_words

EXERCISE = "exercise"
CONTROL, HAND = "control", "hand"  # kinds of entries beside the engine's
MOST_COMPARED = 6
Said = Mapping[str, Any]  # the words of a scenario in one language


class Stage(TextChoices):
    """Where a session of an exercise stands."""

    PLANNED = "planned", pgettext_lazy("exercise", "planned")
    RUNNING = "running", pgettext_lazy("exercise", "running")
    PAUSED = "paused", pgettext_lazy("exercise", "paused")
    ENDED = "ended", pgettext_lazy("exercise", "ended")


def runs_here() -> bool:
    """Whether this node was made for exercises."""
    return bool(settings.HOMEWARD_ENVIRONMENT == EXERCISE)


def check_runs_here() -> None:
    """Raises NotAnExerciseNode, which names the environment."""
    if not runs_here():
        raise NotAnExerciseNode(environment=settings.HOMEWARD_ENVIRONMENT)


def scenarios() -> Mapping[str, tuple[Scenario, Words]]:
    """Every shipped scenario that may start, by code."""
    return shelf().ready


def faulty_scenarios() -> Mapping[str, tuple[Problem, ...]]:
    """The scenarios that may not start, with everything that is wrong with each."""
    return shelf().faulty


def get_scenario(code: str) -> tuple[Scenario, Words]:
    """A shipped scenario with its words; raises NotFound, and ScenarioFault, which names every
    file and fault."""
    found = shelf()
    if code in found.faulty:
        raise ScenarioFault(problem="; ".join(map(problem_words, found.faulty[code])))
    if code not in found.ready:
        raise NotFound("exercise_scenario", code)
    return found.ready[code]


def spoken(words: Words, language: str) -> tuple[str, Said]:
    """The words of a scenario for a reader, and the language they are in."""
    return (language, words[language]) if language in words else ("en", words["en"])


def leads(viewer: User) -> bool:
    """Whether the viewer may lead exercises."""
    return viewer.has_role(Role.SUPERVISOR)


def sessions_for(viewer: User) -> list[ExerciseSession]:
    """Every session for whoever may lead, else those in which the viewer takes part."""
    found = ExerciseSession.objects.select_related("planned_by")
    if not leads(viewer):
        found = found.filter(seated__person=viewer)
    return list(found.order_by("-planned_at", "-pk"))


def get_session(session_id: int, viewer: User) -> ExerciseSession:
    """A session for who takes part or may lead; raises NotFound."""
    found = ExerciseSession.objects.select_related("planned_by").filter(pk=session_id).first()
    if found is None or not (leads(viewer) or seats_of(viewer, found)):
        raise NotFound("exercise_session", session_id)
    return found


def seats_of(viewer: User, session: ExerciseSession) -> list[str]:
    """The viewer's roles in a session; none for whoever does not take part."""
    found = ExerciseSeat.objects.filter(session=session, person=viewer).first()
    return list(found.seats) if found else []


def may_lead(viewer: User, session: ExerciseSession) -> bool:
    """Whether the viewer leads this session: whoever plays in it does not see what comes."""
    return leads(viewer) and not seats_of(viewer, session)


def team_of(session: ExerciseSession) -> list[ExerciseSeat]:
    """Who takes part."""
    found = ExerciseSeat.objects.filter(session=session).select_related("person")
    return list(found.order_by("pk"))


def colleagues_left(session: ExerciseSession, viewer: User) -> list[User]:
    """Active people of this node, but for the viewer and those who take part."""
    taken = ExerciseSeat.objects.filter(session=session).values("person_id")
    found = User.objects.filter(is_active=True).exclude(pk__in=taken).exclude(pk=viewer.pk)
    return list(found.order_by("full_name"))


@dataclass(frozen=True, slots=True)
class Play:
    """A session with what has happened in it so far; `minute` is the exercise's own."""

    session: ExerciseSession
    scenario: Scenario
    words: Words
    entries: tuple[ExerciseEntry, ...]
    record: Record
    minute: int
    stage: Stage

    @property
    def debrief(self) -> Debrief:
        """What was done against what should have been done."""
        return debrief(self.scenario, self.record)


@lru_cache(maxsize=32)
def _held(code: str, texts: tuple[tuple[str, str], ...]) -> tuple[Scenario, Words]:
    return read_texts(code, dict(texts), kept=True)


def scenario_of(session: ExerciseSession) -> tuple[Scenario, Words]:
    """The scenario of a session as it was when it was planned, whatever ships now.

    Raises ScenarioFault where what was kept cannot be read.
    """
    try:
        return _held(session.scenario, tuple(sorted(session.contents.items())))
    except Misread as error:
        raise ScenarioFault(problem="; ".join(map(problem_words, error.problems))) from None


def play_of(session: ExerciseSession, now: datetime) -> Play:
    """A session as it stands in the record; what is due by now may not be in it yet."""
    scenario, words = scenario_of(session)
    entries = tuple(ExerciseEntry.objects.filter(session=session).order_by("number"))
    kinds = set(Kind)
    record = tuple(
        Entry(one.minute, Kind(one.kind), one.name, one.choice, one.text)
        for one in entries
        if one.kind in kinds
    )
    ended = has_ended(scenario, record)
    minute = session.clock.minute(now)
    if ended:
        minute = debrief(scenario, record).ended or minute
    stage = _stage(session, has_ended=ended)
    return Play(session, scenario, words, entries, record, minute, stage)


def _stage(session: ExerciseSession, *, has_ended: bool) -> Stage:
    if has_ended or session.ended_at is not None:
        return Stage.ENDED
    if session.started_at is None:
        return Stage.PLANNED
    return Stage.PAUSED if session.since is None else Stage.RUNNING


def may_do(viewer: User, session: ExerciseSession, wanted: Seat) -> bool:
    """Whether the viewer's role in a session is the one, or the lead's where nobody has it."""
    taken = {seat for one in team_of(session) for seat in one.seats}
    return may_act(seats_of(viewer, session), wanted, taken)


def next_minute(play: Play) -> int | None:
    """The minute of the next message after the present one; None where none comes."""
    came = {one.id for one in play.record if one.kind is Kind.INJECT}
    left = [one.at for one in play.scenario.injects if one.id not in came and one.at > play.minute]
    return min(left, default=None)


def compared_with(viewer: User, play: Play, now: datetime) -> list[Play]:
    """This session, and the latest others of the same scenario and revision that ended."""
    session = play.session
    found = [
        play_of(one, now)
        for one in sessions_for(viewer)
        if one.pk != session.pk
        and (one.scenario, one.revision) == (session.scenario, session.revision)
    ]
    return [play, *[one for one in found if one.stage is Stage.ENDED][: MOST_COMPARED - 1]]


def stages_for(viewer: User) -> list[tuple[ExerciseSession, Play]]:
    """The sessions that the viewer sees, each as it stands."""
    now = datetime.now(UTC)
    return [(one, play_of(one, now)) for one in sessions_for(viewer)]


def condition_words(inject: Inject, said: Said) -> str:
    """What a message depends on, in the scenario's words; nothing where it always comes."""
    parts = []
    for name, value in inject.when.items():
        words = said["decisions"][name]
        answer = words[value] if value else gettext("not decided in time")
        parts.append(f"{words['ask']} {answer}")
    return " · ".join(parts)
