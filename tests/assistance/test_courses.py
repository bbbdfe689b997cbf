"""The files of courses, marking, and the export; nothing of this needs a database."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.knowledge.manual.guide.shelf import shipped as practices
from homeward.oversight.assistance.errors import CourseFault
from homeward.oversight.assistance.training.certificate import new_code, tidy_code
from homeward.oversight.assistance.training.course import LANGUAGES, OPTIONS, Audience
from homeward.oversight.assistance.training.marking import key_of, mark, missed
from homeward.oversight.assistance.training.reading import read_course
from homeward.oversight.assistance.training.scorm import faults_of, package
from homeward.oversight.assistance.training.shelf import FOLDER, shipped

CODE = "police"
Files = dict[str, str]


def files(code: str = CODE) -> Files:
    return {path.stem: path.read_text("utf-8") for path in (FOLDER / code).glob("*.toml")}


def test_there_is_a_course_for_each_audience_and_each_puts_life_first() -> None:
    assert {one.audience for one in shipped().values()} == set(Audience)
    for course in shipped().values():
        assert set(course.texts) == set(LANGUAGES)
        taught = {one.practice for one in course.lessons}
        assert "put-life-first-in-a-rescue" in taught
        assert len(course.lessons) >= 5
        assert len(course.questions) > len(course.lessons) - 1


def test_the_right_answer_is_not_always_the_same() -> None:
    for course in shipped().values():
        assert {question.right for _, question in course.questions} == set(OPTIONS)


def swap(name: str, before: str, after: str) -> Callable[[Files], None]:
    def change(given: Files) -> None:
        assert before in given[name]
        given[name] = given[name].replace(before, after, 1)

    return change


def cut(given: Files) -> None:
    given["structure"] = given["structure"].split("[[lessons]]")[0]


def gone(given: Files) -> None:
    del given["fr"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cut, "lessons: a course without lessons teaches nothing"),
        (gone, "fr.toml is wrong at -: the file is missing"),
        (swap("structure", '"act-in-the-first-hour"', '"no-such"'), "no practice no-such"),
        (swap("structure", 'right = "b"', 'right = "d"'), "one of these belongs here: a, b, c"),
        (swap("structure", 'id = "life"', 'id = "hour"'), "hour stands there twice"),
        (swap("structure", "pass_mark = 70", "pass_mark = 0"), "from 1 to 100"),
        (swap("structure", "reviewed = 2026-11-29", ""), "a day belongs here"),
        (swap("structure", "[[lessons.questions]]", "[[lessons.other]]"), "stands there twice"),
        (swap("en", "[lessons.log]", "[lessons.logs]"), "lessons.log.title: a text is missing"),
        (swap("en", 'title = "The log"', 'title = " "'), "a text is missing"),
        (swap("fr", "[lessons.data]", "[lessons.more]\ntitle = 1\n[lessons.data]"), "more"),
        (swap("en", "hour]", "hour"), "police/en.toml"),
    ],
)
def test_a_course_that_cannot_be_is_refused_and_named(
    change: Callable[[Files], None], said: str
) -> None:
    given = files()
    change(given)
    if "stands there twice" in said and "[[lessons.other]]" in given["structure"]:
        said = "police/en.toml"  # a question less: its words are one too many
    with pytest.raises(CourseFault) as refused:
        read_course(CODE, given, practices())
    assert said in refused.value.sentence()


answers = st.dictionaries(
    st.sampled_from([key_of(lesson.id, one.id) for lesson, one in shipped()[CODE].questions]),
    st.sampled_from(OPTIONS),
)


@given(answers)
def test_marking_counts_right_answers_and_compares_exactly(given_answers: dict[str, str]) -> None:
    course = shipped()[CODE]
    right = 0
    for lesson in course.lessons:
        for question in lesson.questions:
            right += given_answers.get(f"{lesson.id}.{question.id}") == question.right
    found = mark(course, given_answers)
    assert (found.right, found.asked) == (right, len(course.questions))
    assert found.passed is (right / found.asked >= 0.7)
    assert len(found.wrong) == found.asked - right


def test_lessons_that_were_missed_are_named_in_their_order() -> None:
    course = shipped()[CODE]
    assert missed(course, []) == [one.id for one in course.lessons]
    assert missed(course, ["hour", "life", "log", "family", "data"]) == ["group"]


@given(st.text(max_size=60))
def test_a_code_is_read_however_it_is_typed(text: str) -> None:
    code = new_code()
    assert re.fullmatch(r"([A-HJ-NP-Z2-9]{4}-){2}[A-HJ-NP-Z2-9]{4}", code)
    assert tidy_code(f" {code.lower().replace('-', ' ')} ") == code
    assert len(tidy_code(text)) <= 40


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_attrs = dict(attrs)
        self.found += [v for k, v in given_attrs.items() if k in ("src", "href") and v]
        if tag == "input":
            self.names.add(given_attrs.get("name") or "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(shipped()))
def test_the_package_is_whole_and_fetches_nothing(code: str, language: str) -> None:
    course = shipped()[code]
    made = package(course, practices(), language)
    assert faults_of(made) == []
    assert made == package(course, practices(), language), "byte for byte"
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8")
            if name.endswith(".html"):
                page = _Links()
                page.feed(text)
                assert set(page.found) <= set(archive.namelist()), name
                assert f'lang="{language}"' in text
        test = archive.read("test.html").decode("utf-8")
        manifest = archive.read("imsmanifest.xml").decode("utf-8")
        lesson = archive.read(f"{course.lessons[0].id}.html").decode("utf-8")
    key = re.search(r'id="key">(.*?)</script>', test)
    assert key
    found = json.loads(key[1])
    assert found["right"] == {key_of(le.id, q.id): q.right for le, q in course.questions}
    page = _Links()
    page.feed(test)
    assert page.names == set(found["right"])
    assert manifest.count("<item") == len(course.lessons) + 1
    assert practices()[course.lessons[0].practice].words(language)[1].title in lesson


def test_the_checks_of_a_package_find_what_is_wrong() -> None:
    made = package(shipped()[CODE], practices(), "en")

    def spoiled(change: Callable[[dict[str, bytes]], None]) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return faults_of(written.getvalue())

    def manifest(before: bytes, after: bytes) -> Callable[[dict[str, bytes]], None]:
        def change(parts: dict[str, bytes]) -> None:
            assert before in parts["imsmanifest.xml"]
            parts["imsmanifest.xml"] = parts["imsmanifest.xml"].replace(before, after)

        return change

    assert spoiled(lambda parts: parts.pop("imsmanifest.xml") and None)
    assert spoiled(lambda parts: parts.pop("hour.html") and None) == ["hour.html is missing"]
    assert spoiled(lambda parts: parts.update(x=b"")) == ["x belongs to nothing"]
    assert spoiled(manifest(b"1.2<", b"1.3<")) == ["schemaversion is not 1.2"]
    assert spoiled(manifest(b'default="course"', b'default="none"'))
    assert "item-log leads to nothing" in spoiled(manifest(b'ref="unit-log"', b'ref="unit-x"'))
    assert "unit-log stands twice" in spoiled(
        manifest(b'identifier="unit-data"', b'identifier="unit-log"')
    )
