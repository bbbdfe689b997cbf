"""Checklists before and after release, and what is arranged for the reunion and against media."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.actions.contacts_common import liaison_of
from homeward.casework.victims.actions.tasks import MORNING, on_day, put_task
from homeward.casework.victims.errors.contacts import OutsideSupport
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.errors.release import ResultMissing, TwoTellOfDeath
from homeward.casework.victims.models import Arrangement, SupportFile, SupportStep
from homeward.casework.victims.queries.contacts import plan_of
from homeward.casework.victims.queries.files import colleagues_of
from homeward.casework.victims.queries.release import arrangements_of, open_steps, steps_of
from homeward.casework.victims.words.release import (
    PREPARATION,
    Ending,
    Group,
    StepEnd,
    StepKind,
    follow_up_days,
)
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks, pass_tasks
from homeward.foundation.journal.facts import note_fact

FOLLOW_UP, STEP = "victims.follow_up_due", "victims.step_due"
SUBJECT = "support_step"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """A line of a checklist: a kind of its group, or `own` with a text; who does it, by when."""

    group: str
    kind: str
    ending: str = ""
    text: str = ""
    responsible: User | None = None
    who: str = ""
    due_on: date | None = None


@transaction.atomic
def add_step(
    file: SupportFile, new: NewStep, *, user: User, form_token: UUID | None = None
) -> SupportStep:
    """Add a line; raises FileEnded, OutsideSupport."""
    lock_open(file)
    if new.responsible and new.responsible not in colleagues_of(user, file.case):
        raise OutsideSupport
    made = _make(file, new, user, form_token)
    note_support(file, "victims.step_added", user, event=False, group=made.group, step=made.kind)
    return made


def _make(
    file: SupportFile, new: NewStep, user: User, form_token: UUID | None = None
) -> SupportStep:
    columns: dict[str, Any] = {name: getattr(new, name) for name in NewStep.__slots__}
    made = SupportStep.objects.create(
        **of_file(file), **columns, added_by=user, form_token=form_token
    )
    ring_step(made, user=user)
    return made


def ring_step(step: SupportStep, *, user: User) -> None:
    """Put a line with a day before who does it; a follow-up without anybody before the liaison."""
    subject = (SUBJECT, step.pk)
    finish_tasks(subject, actor=user.actor)
    follow_up = step.group == Group.FOLLOW_UP
    person = step.responsible or (liaison_of(user, step.file) if follow_up else None)
    if step.ended_at is not None or step.due_on is None or person is None:
        return
    put_task(
        step.file,
        FOLLOW_UP if follow_up else STEP,
        on_day(step.due_on, MORNING),
        actor=user.actor,
        subject=subject,
        page="release/",
        person=person,
    )


def stop(file: SupportFile, user: User) -> None:
    """Lines of checklists wait without a time."""
    for step in open_steps(user, file):
        finish_tasks((SUBJECT, step.pk), actor=user.actor)


def again(file: SupportFile, user: User) -> None:
    """The lines that wait are due on their days."""
    for step in open_steps(user, file):
        step.file = file
        ring_step(step, user=user)


def pass_on(file: SupportFile, former: User, user: User) -> int:
    """Without a plan of contact, follow-ups of nobody are for who works on the file."""
    if plan_of(user, file) is not None:
        return 0
    return sum(
        pass_tasks((SUBJECT, step.pk), FOLLOW_UP, before=former, to=file.worker, actor=user.actor)
        for step in open_steps(user, file).filter(responsible=None)
    )


@transaction.atomic
def prepare(file: SupportFile, ending: Ending, *, user: User) -> int:
    """Put the usual preparation for an ending on the list; returns how many lines are new.

    What is on it for this ending already stays as it is. Raises FileEnded.
    """
    lock_open(file)
    there = steps_of(user, file).filter(group=Group.PREPARE, ending=ending)
    held = set(there.values_list("kind", flat=True))
    wanted = [kind for kind in PREPARATION[ending] if kind not in held]
    for kind in wanted:
        _make(file, NewStep(group=Group.PREPARE, kind=kind, ending=ending), user)
    note_support(file, "victims.prepared", user, page="release/", ending=str(ending))
    return len(wanted)


@transaction.atomic
def set_follow_ups(file: SupportFile, day: date, *, user: User) -> int:
    """Set the usual follow-ups after the day of the outcome; returns how many are new.

    One of a kind that is set or was done stays as it is. Raises FileEnded.
    """
    lock_open(file)
    there = steps_of(user, file).filter(group=Group.FOLLOW_UP)
    held = set(there.values_list("kind", flat=True))
    wanted = {kind: on for kind, on in follow_up_days(day).items() if kind not in held}
    for kind, due_on in wanted.items():
        _make(file, NewStep(group=Group.FOLLOW_UP, kind=kind, due_on=due_on), user)
    note_support(file, "victims.follow_ups_set", user, page="release/")
    return len(wanted)


@transaction.atomic
def move_step(step: SupportStep, due_on: date, why: str, *, user: User) -> SupportStep:
    """Give a line another day: it ends as moved, and a new one takes its place.

    Raises EndedAlready, FileEnded.
    """
    lock_open(step.file)
    _settle(step, user, end=StepEnd.MOVED, result=why)
    new = NewStep(
        group=step.group,
        kind=step.kind,
        ending=step.ending,
        text=step.text,
        responsible=step.responsible,
        who=step.who,
        due_on=due_on,
    )
    made = _make(step.file, new, user)
    note_support(
        step.file, "victims.step_moved", user, event=False, group=step.group, step=step.kind
    )
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """What became of a line: done on which day by whom, or why not."""

    end: str
    done_on: date | None = None
    done_who: str = ""
    done_second: str = ""
    result: str = ""


@transaction.atomic
def end_step(step: SupportStep, result: StepResult, *, user: User) -> None:
    """Say what became of a line, once. Raises EndedAlready, ResultMissing, TwoTellOfDeath."""
    done = result.end == StepEnd.DONE
    if not done and not result.result:
        raise ResultMissing
    if done and step.kind == StepKind.NOTIFIED and not (result.done_who and result.done_second):
        raise TwoTellOfDeath
    _settle(step, user, **asdict(result))
    late = bool(done and step.due_on and result.done_on and result.done_on > step.due_on)
    note_fact(
        "victims.step_ended",
        case_id=step.case_id,
        file=step.file_id,
        group=step.group,
        step=step.kind,
        result=result.end,
        late=late,
    )
    note_support(
        step.file,
        "victims.step_ended",
        user,
        page="release/",
        event=done,
        group=step.group,
        step=step.kind,
    )


def _settle(step: SupportStep, user: User, **facts: Any) -> None:
    waiting = SupportStep.objects.filter(pk=step.pk, ended_at__isnull=True)
    if not waiting.update(ended_at=datetime.now(UTC), ended_by=user.pk, **facts):
        raise EndedAlready
    finish_tasks((SUBJECT, step.pk), actor=user.actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangementFacts:
    """How a reunion goes, or how media are kept away."""

    agreed_with: str
    who: str = ""
    what: str = ""
    never: str = ""
    place: str = ""
    medical_first: bool = False
    no_media: bool = False


@transaction.atomic
def arrange(
    file: SupportFile, kind: str, facts: ArrangementFacts, *, user: User, revision: int
) -> Arrangement:
    """Keep a new version, made from version `revision` (0 where there was none).

    Raises StaleForm where another version holds by now, FileEnded.
    """
    lock_open(file)
    before = arrangements_of(user, file, kind).first()
    if revision != (before.number if before else 0):
        raise StaleForm
    made = Arrangement.objects.create(
        **of_file(file), **asdict(facts), kind=kind, number=revision + 1, set_by=user
    )
    note_support(file, "victims.arranged", user, page="release/", arranged=kind)
    return made
