"""Sessions of exercises: planned, led, played. What is due by the clock is added first, always."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.authorities.locks import hold
from homeward.foundation.journal.actions import record
from homeward.oversight.assistance.errors import (
    ClockOnlyForward,
    DecidedInExercise,
    ExerciseNotNow,
    LeadsTheExercise,
    NobodyPlays,
    NotAskedYet,
    OtherSeat,
    SeatedAlready,
)
from homeward.oversight.assistance.exercise import engine
from homeward.oversight.assistance.exercise.engine import Entry, Kind, NotPossible
from homeward.oversight.assistance.exercise.reading import FOLDER, texts_in
from homeward.oversight.assistance.exercise.scenario import Seat
from homeward.oversight.assistance.models import ExerciseEntry, ExerciseSeat, ExerciseSession
from homeward.oversight.assistance.queries.exercises import (
    CONTROL,
    HAND,
    Play,
    Stage,
    check_runs_here,
    get_scenario,
    get_session,
    leads,
    may_do,
    may_lead,
    next_minute,
    play_of,
    seats_of,
    team_of,
)
from homeward.oversight.assistance.words_exercise import seat_word

START, PAUSE, RESUME, END = "start", "pause", "resume", "end"
SPEED, FORWARD = "speed", "forward"
_REFUSED = {"not_asked": NotAskedYet, "decided": DecidedInExercise}


def check_may_lead(viewer: User) -> None:
    """Raises Forbidden for whoever leads no exercises."""
    if not leads(viewer):
        raise Forbidden("exercise_session")


@transaction.atomic
def plan(code: str, title: str, *, user: User) -> ExerciseSession:
    """Plan a session of a scenario in its present revision.

    Raises NotAnExerciseNode, NotFound, Forbidden, ScenarioFault.
    """
    scenario, _ = get_scenario(code)
    check_may_lead(user)
    check_runs_here()
    session = ExerciseSession.objects.create(
        scenario=code,
        revision=scenario.revision,
        contents=texts_in(FOLDER / code),
        title=title,
        planned_at=datetime.now(UTC),
        planned_by=user,
    )
    _note("exercise_planned", session, user, scenario=code)
    return session


@transaction.atomic
def seat(session_id: int, person: User, seats: Sequence[str], *, user: User) -> None:
    """Give a person a place. Raises NotFound, Forbidden, SeatedAlready, LeadsTheExercise,
    ExerciseNotNow once it is over."""
    play = _lead(session_id, user, Stage.PLANNED, Stage.RUNNING, Stage.PAUSED)
    if person.pk == user.pk:
        raise LeadsTheExercise
    if seats_of(person, play.session):
        raise SeatedAlready
    ExerciseSeat.objects.create(
        session=play.session,
        person=person,
        seats=[one for one in Seat if one in seats],
        at=datetime.now(UTC),
    )
    _note("exercise_seated", play.session, user, person=person.pk)


@transaction.atomic
def start(session_id: int, *, user: User) -> Play:
    """Let the clock run. Raises NotAnExerciseNode, NotFound, Forbidden, ExerciseNotNow,
    NobodyPlays."""
    check_runs_here()
    play = _lead(session_id, user, Stage.PLANNED)
    if not team_of(play.session):
        raise NobodyPlays
    now = datetime.now(UTC)
    play.session.started_at = now
    play.session.clock = play.session.clock.running(now)
    return _controlled(play, START, user, now)


@transaction.atomic
def pause(session_id: int, *, user: User) -> Play:
    """Let the clock stand. Raises NotFound, Forbidden, ExerciseNotNow."""
    play, now = _lead(session_id, user, Stage.RUNNING), datetime.now(UTC)
    play.session.clock = play.session.clock.standing(now)
    return _controlled(play, PAUSE, user, now)


@transaction.atomic
def resume(session_id: int, *, user: User) -> Play:
    """Let the clock run again. Raises NotFound, Forbidden, ExerciseNotNow."""
    play, now = _lead(session_id, user, Stage.PAUSED), datetime.now(UTC)
    play.session.clock = play.session.clock.running(now)
    return _controlled(play, RESUME, user, now)


@transaction.atomic
def set_speed(session_id: int, speed: int, *, user: User) -> Play:
    """Minutes of the exercise in a minute. Raises NotFound, Forbidden, ExerciseNotNow."""
    play = _lead(session_id, user, Stage.PLANNED, Stage.RUNNING, Stage.PAUSED)
    now = datetime.now(UTC)
    play.session.clock = play.session.clock.at_speed(speed, now)
    return _controlled(play, SPEED, user, now, choice=str(speed))


@transaction.atomic
def forward(session_id: int, minute: int | None, *, user: User) -> Play:
    """Set the clock forward to a minute, or to that of the next message.

    Raises NotFound, Forbidden, ExerciseNotNow, ClockOnlyForward.
    """
    play, now = _lead(session_id, user, Stage.RUNNING, Stage.PAUSED), datetime.now(UTC)
    to = next_minute(play) if minute is None else minute
    if to is None or to < play.minute:
        raise ClockOnlyForward(now=play.minute)
    play.session.clock = play.session.clock.forward_to(to, now)
    return _controlled(play, FORWARD, user, now, choice=str(to))


@transaction.atomic
def end(session_id: int, reason: str, *, user: User) -> Play:
    """End a session before the scenario does. Raises NotFound, Forbidden, ExerciseNotNow."""
    play, now = _lead(session_id, user, Stage.RUNNING, Stage.PAUSED), datetime.now(UTC)
    play.session.clock = play.session.clock.standing(now)
    play.session.ended_at = now
    return _controlled(play, END, user, now, text=reason)


@transaction.atomic
def tell(session_id: int, source: str, text: str, *, user: User) -> Play:
    """A message by hand, from one of the scenario's voices. Raises NotFound, Forbidden,
    ExerciseNotNow."""
    play, now = _lead(session_id, user, Stage.RUNNING, Stage.PAUSED), datetime.now(UTC)
    _add(play, HAND, source, user, now, text=text)
    _note("exercise_told", play.session, user, minute=play.minute)
    return play_of(play.session, now)


@transaction.atomic
def decide(session_id: int, decision: str, choice: str, reason: str, *, user: User) -> Play:
    """Decide a question that was put, with the reason.

    Raises NotFound, ExerciseNotNow, OtherSeat, NotAskedYet, DecidedInExercise.
    """
    play, now = _played(session_id, user), datetime.now(UTC)
    asked = play.scenario.decision(decision)
    if asked is None:
        raise NotFound("exercise_decision", decision)
    _check_seat(play, user, asked.seat)
    try:
        engine.decide(play.scenario, play.record, decision, choice, reason, play.minute)
    except NotPossible as error:
        raise _REFUSED.get(str(error), NotAskedYet)() from None
    _add(play, Kind.DECISION, decision, user, now, choice=choice, text=reason)
    _note("exercise_decided", play.session, user, minute=play.minute, decision=decision)
    return play_of(play.session, now)


@transaction.atomic
def do_step(session_id: int, step: str, *, user: User) -> Play:
    """Record that a step was taken; taken again it stays as it was.

    Raises NotFound, ExerciseNotNow, OtherSeat.
    """
    play, now = _played(session_id, user), datetime.now(UTC)
    wanted = play.scenario.step(step)
    if wanted is None:
        raise NotFound("exercise_step", step)
    _check_seat(play, user, wanted.seat)
    if engine.do_step(play.scenario, play.record, step, play.minute) != play.record:
        _add(play, Kind.STEP, step, user, now)
        _note("exercise_step", play.session, user, minute=play.minute, step=step)
    return play_of(play.session, now)


@transaction.atomic
def read_on(session_id: int, *, user: User) -> Play:
    """The session with everything that is due by now, which is added where nobody has read it.

    Raises NotFound.
    """
    get_session(session_id, user)
    hold(f"exercise {session_id}")
    return _caught_up(get_session(session_id, user), user, datetime.now(UTC))


def _caught_up(session: ExerciseSession, user: User, now: datetime) -> Play:
    """What the clock brought since somebody looked last: its minute is the scenario's, whenever
    somebody looks."""
    play = play_of(session, now)
    if session.started_at is None or play.stage is Stage.ENDED:
        return play
    came = set(play.record)
    due = [
        one for one in engine.advance(play.scenario, play.record, play.minute) if one not in came
    ]
    if not due:
        return play
    for number, one in enumerate(due, start=len(play.entries) + 1):
        _write(session, number, one, user, now)
    _note("exercise_went_on", session, user, minute=play.minute, messages=len(due))
    return play_of(session, now)


def _lead(session_id: int, user: User, *stages: Stage) -> Play:
    get_session(session_id, user)
    check_may_lead(user)
    hold(f"exercise {session_id}")
    session = get_session(session_id, user)
    if not may_lead(user, session):
        raise Forbidden("exercise_session")
    return _at(_caught_up(session, user, datetime.now(UTC)), *stages)


def _played(session_id: int, user: User) -> Play:
    play = read_on(session_id, user=user)
    if not seats_of(user, play.session):
        raise Forbidden("exercise_session")
    return _at(play, Stage.RUNNING)


def _at(play: Play, *stages: Stage) -> Play:
    if play.stage not in stages:
        raise ExerciseNotNow(stage=play.stage.label)
    return play


def _check_seat(play: Play, user: User, wanted: Seat) -> None:
    if not may_do(user, play.session, wanted):
        raise OtherSeat(role=seat_word(wanted))


def _controlled(
    play: Play, name: str, user: User, now: datetime, *, choice: str = "", text: str = ""
) -> Play:
    """Keep the session's new clock, say so in the record, and add what is due by it."""
    play.session.save()
    _add(play, CONTROL, name, user, now, choice=choice, text=text)
    _note("exercise_led", play.session, user, minute=play.minute, control=name)
    return _caught_up(play.session, user, now)


def _add(
    play: Play, kind: str, name: str, user: User, now: datetime, *, choice: str = "", text: str = ""
) -> None:
    ExerciseEntry.objects.create(
        session=play.session,
        number=len(play.entries) + 1,
        minute=play.minute,
        at=now,
        kind=kind,
        name=name,
        choice=choice,
        text=text,
        by=user.pk,
    )


def _write(session: ExerciseSession, number: int, entry: Entry, user: User, now: datetime) -> None:
    ExerciseEntry.objects.create(
        session=session,
        number=number,
        minute=entry.minute,
        at=now,
        kind=entry.kind,
        name=entry.id,
        by=user.pk,
    )


def _note(verb: str, session: ExerciseSession, user: User, **fields: Any) -> None:
    record(
        f"assistance.{verb}",
        actor=user.actor,
        subject=("exercise_session", session.pk),
        **fields,
    )
