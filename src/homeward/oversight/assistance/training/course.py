"""A course in memory: lessons, each built on a practice of the manual, with questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import get_language, pgettext_lazy

LANGUAGES = ("en", "fr")
SOURCE_LANGUAGE = "en"
OPTIONS = ("a", "b", "c")


class Audience(models.TextChoices):
    """For whom a course is made (59/154 §8(a))."""

    JUDGES = "judges", pgettext_lazy("course", "Judges")
    PROSECUTORS = "prosecutors", pgettext_lazy("course", "Prosecutors")
    POLICE = "police", pgettext_lazy("course", "Police")


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question in one language, its three answers by letter, and why the right one is right."""

    ask: str
    options: Mapping[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class LessonWords:
    """A lesson in one language."""

    title: str
    text: str
    questions: Mapping[str, QuestionWords]


@dataclass(frozen=True, slots=True)
class CourseWords:
    """A course in one language."""

    title: str
    purpose: str
    lessons: Mapping[str, LessonWords]


@dataclass(frozen=True, slots=True)
class Question:
    """A question apart from its words; `right` is the letter of its one right answer."""

    id: str
    right: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson apart from its words: the practice it teaches, and how many minutes it takes."""

    id: str
    practice: str
    minutes: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A reviewed course. `pass_mark` is a percentage of right answers."""

    code: str
    revision: int
    reviewed: date
    audience: Audience
    hours: int
    pass_mark: int
    lessons: tuple[Lesson, ...]
    texts: Mapping[str, CourseWords] = field(default_factory=dict)

    def words(self, language: str | None = None) -> tuple[str, CourseWords]:
        """The words for a reader with their language: his own where there is one, else English."""
        wanted = (language or get_language() or SOURCE_LANGUAGE).split("-")[0]
        code = wanted if wanted in self.texts else SOURCE_LANGUAGE
        return code, self.texts[code]

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.words()[1].title

    def lesson(self, lesson_id: str) -> Lesson | None:
        """The lesson of this id."""
        return next((one for one in self.lessons if one.id == lesson_id), None)

    @property
    def questions(self) -> list[tuple[Lesson, Question]]:
        """Every question with its lesson, in order."""
        return [(lesson, one) for lesson in self.lessons for one in lesson.questions]
