"""What this State makes of practices, as it stands and over time (61/179 §6)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from homeward.foundation.access.models import User
from homeward.knowledge.manual.guide.library import Held, library
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.knowledge.manual.models import (
    Choice,
    PracticeDecision,
    PracticeProgress,
    Stage,
)


@dataclass(frozen=True, slots=True)
class Use:
    """A practice with the decision that holds, and how far it is in use.

    `newer`: the revision that is shipped now, where the decision or the State's text is of an older
    one; 0 otherwise.
    """

    held: Held
    decision: PracticeDecision | None
    progress: PracticeProgress | None
    newer: int = 0


def uses(viewer: User) -> list[Use]:
    """Every practice of the library with what the State makes of it, in the library's order."""
    decisions = _last(PracticeDecision.objects.order_by("pk"))
    progress = _last(_standing(PracticeProgress.objects.order_by("on", "pk"), _rejections()))
    return [
        _use(one, decisions.get(code), progress.get(code)) for code, one in library(viewer).items()
    ]


def use_of(viewer: User, held: Held) -> Use:
    """What the State makes of one practice."""
    decision = PracticeDecision.objects.filter(code=held.code).order_by("pk").last()
    noted = PracticeProgress.objects.filter(code=held.code).order_by("on", "pk")
    progress = _last(_standing(noted, _rejections())).get(held.code)
    return _use(held, decision, progress)


def history_of(code: str) -> tuple[list[PracticeDecision], list[PracticeProgress]]:
    """Every decision and every note of progress, the latest first."""
    return (
        list(PracticeDecision.objects.filter(code=code).order_by("-pk")),
        list(PracticeProgress.objects.filter(code=code).order_by("-on", "-pk")),
    )


def _rejections() -> list[PracticeDecision]:
    return list(PracticeDecision.objects.filter(choice=Choice.REJECT))


def _standing(
    noted: Iterable[PracticeProgress], rejections: Iterable[PracticeDecision]
) -> list[PracticeProgress]:
    """Progress that no rejection ended: of a practice that is adopted again it is noted anew."""
    ends = [(one.code, one.decided_on, one.at) for one in rejections]
    return [one for one in noted if not _ended(one.code, one.on, one.at, ends)]


def _ended(code: str, on: date, at: datetime, ends: Iterable[tuple[str, date, datetime]]) -> bool:
    """Whether a rejection was kept after progress was noted, or is of a later day than it."""
    return any(one == code and (kept > at or day > on) for one, day, kept in ends)


def _last(rows: Iterable[PracticeDecision | PracticeProgress]) -> dict[str, object]:
    return {one.code: one for one in rows}


def _use(held: Held, decision: object, progress: object) -> Use:
    decided = decision if isinstance(decision, PracticeDecision) else None
    noted = progress if isinstance(progress, PracticeProgress) else None
    base = shipped().get(held.code)
    newer = 0
    if base is not None:
        behind = held.number and held.base_revision < base.revision
        older = decided is not None and not held.number and decided.revision < base.revision
        newer = base.revision if behind or older else 0
    if decided is not None and decided.choice == Choice.REJECT:
        noted = None
    return Use(held, decided, noted, newer)


@dataclass(frozen=True, slots=True)
class Count:
    """How many practices stood how, on a day."""

    on: date
    adopted: int
    adapted: int
    rejected: int
    undecided: int
    in_use: int


def count(found: Sequence[Use], on: date) -> Count:
    """How many of these stand how."""
    choices = Counter(one.decision.choice if one.decision else "" for one in found)
    in_use = sum(one.progress is not None and one.progress.stage in USED for one in found)
    return Count(
        on,
        choices[Choice.ADOPT],
        choices[Choice.ADAPT],
        choices[Choice.REJECT],
        choices[""],
        in_use,
    )


USED = (Stage.PARTLY, Stage.IN_USE)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to a practice: what, and from which day on."""

    code: str
    on: date
    what: str
    at: datetime  # when it was kept


def over_time(
    decisions: Sequence[Mark], progress: Sequence[Mark], practices: int, days: Sequence[date]
) -> list[Count]:
    """How many practices stood how at the end of each day; marks in the order they were made.

    The last mark that is not after the day holds; of a rejected practice no progress is counted,
    and of one that was adopted again none from before.
    """
    found = []
    for day in days:
        chosen = {one.code: one.what for one in decisions if one.on <= day}
        ends = [
            (one.code, one.on, one.at)
            for one in decisions
            if one.on <= day and one.what == Choice.REJECT
        ]
        noted = {
            one.code: one.what
            for one in progress
            if one.on <= day and not _ended(one.code, one.on, one.at, ends)
        }
        held = Counter(chosen.values())
        in_use = sum(
            noted.get(code) in USED for code, choice in chosen.items() if choice != Choice.REJECT
        )
        decided = len(chosen)
        found.append(
            Count(
                day,
                held[Choice.ADOPT],
                held[Choice.ADAPT],
                held[Choice.REJECT],
                max(practices - decided, 0),
                in_use,
            )
        )
    return found


def quarters(first: date, last: date) -> list[date]:
    """The last days of the quarters from one day to another, and that other day; at most twelve."""
    found = []
    year, quarter = first.year, (first.month - 1) // 3
    while True:
        month = 3 * quarter + 3
        end = date(year, month, 30 if month in (6, 9) else 31)
        if end >= last:
            break
        found.append(end)
        year, quarter = (year + 1, 0) if quarter == 3 else (year, quarter + 1)
    return [*found, last][-12:]


def progress_over_time(viewer: User, today: date) -> list[Count]:
    """How many practices stood how at the end of each quarter, and today."""
    known = library(viewer)
    # As they were made: one that says "since last year" corrects what was decided before it.
    decisions = [
        Mark(one.code, one.decided_on, one.choice, one.at)
        for one in PracticeDecision.objects.filter(code__in=list(known)).order_by("pk")
    ]
    progress = [
        Mark(one.code, one.on, one.stage, one.at)
        for one in PracticeProgress.objects.filter(code__in=list(known)).order_by("on", "pk")
    ]
    if not decisions:
        return []
    days = quarters(min(one.on for one in decisions), today)
    return over_time(decisions, progress, len(known), days)
