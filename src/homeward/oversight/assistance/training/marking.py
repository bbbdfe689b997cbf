"""Marking answers, and whether somebody has completed a course; pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from homeward.oversight.assistance.training.course import Course

MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """How many answers are right, and whether that is enough."""

    right: int
    asked: int
    passed: bool
    wrong: tuple[str, ...] = ()


def key_of(lesson_id: str, question_id: str) -> str:
    """How answers name a question."""
    return f"{lesson_id}.{question_id}"


def mark(course: Course, answers: Mapping[str, str]) -> Mark:
    """Mark the answers (question -> letter); one that is missing is wrong.

    The share of right answers is compared exactly: right / asked >= pass_mark / 100.
    """
    keys = [(key_of(lesson.id, one.id), one.right) for lesson, one in course.questions]
    wrong = tuple(key for key, right in keys if answers.get(key) != right)
    right = len(keys) - len(wrong)
    return Mark(right, len(keys), right * 100 >= course.pass_mark * len(keys), wrong)


def missed(course: Course, attended: Collection[str]) -> list[str]:
    """The lessons that somebody did not attend, in their order."""
    return [one.id for one in course.lessons if one.id not in attended]
