"""Reading a course from its folder: `structure.toml`, and the words of each language in TOML.

Whatever is wrong is named with file, place and reason before anybody sees the course.
"""

import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from homeward.oversight.assistance.errors import CourseFault
from homeward.oversight.assistance.training.course import (
    LANGUAGES,
    OPTIONS,
    Audience,
    Course,
    CourseWords,
    Lesson,
    LessonWords,
    Question,
    QuestionWords,
)

STRUCTURE = "structure"


def files_in(folder: Path) -> dict[str, str]:
    """The texts of a course's files by name, without their ending."""
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))}


def read_folder(folder: Path, practices: Collection[str]) -> Course:
    """The course of a folder, whose name is its code. Raises CourseFault."""
    return read_course(folder.name, files_in(folder), practices)


def read_course(code: str, files: Mapping[str, str], practices: Collection[str] | None) -> Course:
    """The course of these files; `practices` are the codes that its lessons may teach, None for a
    course that was held: it stays what it was when the manual loses a practice.

    Raises CourseFault: for what is missing or of another form, a course without lessons, a lesson
    without a question or on no practice, words that do not fit the structure.
    """
    structure = _Table(f"{code}/{STRUCTURE}.toml", _parsed(code, STRUCTURE, files))
    lessons = tuple(_lesson(one, practices) for one in structure.tables("lessons"))
    if not lessons:
        structure.fault("lessons", _("a course without lessons teaches nothing"))
    _unique(structure, "lessons", [one.id for one in lessons])
    course = Course(
        code=code,
        revision=structure.whole("revision", 1, 10_000),
        reviewed=structure.day("reviewed"),
        audience=Audience(structure.choice("audience", Audience.values)),
        hours=structure.whole("hours", 1, 400),
        pass_mark=structure.whole("pass_mark", 1, 100),
        lessons=lessons,
    )
    texts = {language: _words(course, language, files) for language in LANGUAGES}
    return Course(
        **{name: getattr(course, name) for name in course.__slots__ if name != "texts"},
        texts=texts,
    )


def _parsed(code: str, name: str, files: Mapping[str, str]) -> dict[str, Any]:
    file = f"{code}/{name}.toml"
    if name not in files:
        raise CourseFault(file=file, field="-", problem=_("the file is missing"))
    try:
        return tomllib.loads(files[name])
    except tomllib.TOMLDecodeError as error:
        raise CourseFault(file=file, field="-", problem=str(error)) from None


class _Table:
    """A table of a file, read field by field; each fault names its place."""

    def __init__(self, file: str, data: Mapping[str, Any], place: str = "") -> None:
        self.file, self.data, self.place = file, data, place

    def fault(self, name: str, problem: str) -> None:
        """Raise the fault of a field."""
        raise CourseFault(file=self.file, field=f"{self.place}{name}", problem=problem)

    def _of(self, name: str, kind: type, problem: str) -> Any:
        found = self.data.get(name)
        if not isinstance(found, kind) or isinstance(found, bool):
            self.fault(name, problem)
        return found

    def text(self, name: str) -> str:
        """A text that says something."""
        found: str = self._of(name, str, _("a text is missing"))
        if not found.strip():
            self.fault(name, _("a text is missing"))
        return found

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number within bounds."""
        problem = _("a whole number from %(least)s to %(most)s belongs here")
        words = problem % {"least": least, "most": most}
        found: int = self._of(name, int, words)
        if not least <= found <= most:
            self.fault(name, words)
        return found

    def day(self, name: str) -> date:
        """A day."""
        found: date = self._of(name, date, _("a day belongs here, such as 2026-11-29"))
        return found

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """One of the listed words."""
        found = self.text(name)
        if found not in allowed:
            self.fault(
                name,
                _("one of these belongs here: %(words)s") % {"words": ", ".join(sorted(allowed))},
            )
        return found

    def tables(self, name: str) -> "list[_Table]":
        """The tables of a list, in order; none where the field is missing."""
        listed = self.data.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            self.fault(name, _("a list of tables belongs here"))
        place = f"{self.place}{name}"
        return [_Table(self.file, one, f"{place}[{n}].") for n, one in enumerate(listed, 1)]

    def table(self, name: str) -> "_Table":
        """A table within this one."""
        found = self._of(name, dict, _("its words are missing"))
        return _Table(self.file, found, f"{self.place}{name}.")


def _unique(table: _Table, name: str, ids: list[str]) -> None:
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        table.fault(name, _("%(id)s stands there twice") % {"id": ", ".join(twice)})


def _lesson(table: _Table, practices: Collection[str] | None) -> Lesson:
    practice = table.text("practice")
    if practices is not None and practice not in practices:
        table.fault("practice", _("there is no practice %(code)s") % {"code": practice})
    questions = tuple(
        Question(one.text("id"), one.choice("right", OPTIONS)) for one in table.tables("questions")
    )
    if not questions:
        table.fault("questions", _("a lesson ends with a question at least"))
    _unique(table, "questions", [one.id for one in questions])
    return Lesson(table.text("id"), practice, table.whole("minutes", 1, 2_000), questions)


def _words(course: Course, language: str, files: Mapping[str, str]) -> CourseWords:
    table = _Table(f"{course.code}/{language}.toml", _parsed(course.code, language, files))
    lessons = table.table("lessons")
    found = {one.id: _lesson_words(one, lessons.table(one.id)) for one in course.lessons}
    _no_more(lessons, found)
    return CourseWords(table.text("title"), table.text("purpose"), found)


def _lesson_words(lesson: Lesson, table: _Table) -> LessonWords:
    questions = table.table("questions")
    found = {one.id: _question_words(questions.table(one.id)) for one in lesson.questions}
    _no_more(questions, found)
    return LessonWords(table.text("title"), table.text("text"), found)


def _question_words(table: _Table) -> QuestionWords:
    options = {letter: table.text(letter) for letter in OPTIONS}
    if len(set(options.values())) != len(OPTIONS):
        table.fault("-", _("two answers say the same"))
    return QuestionWords(table.text("ask"), options, table.text("why"))


def _no_more(table: _Table, known: Collection[str]) -> None:
    for name in table.data:
        if name not in known:
            table.fault(name, _("the structure has nothing of this name"))
