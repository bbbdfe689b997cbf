"""Advice for people at risk (59/154 §7(a)): sheets, and a self-check that keeps nothing.

What is said to whom stands once in `advice/structure.toml`; words are kept by language, and each of
the six languages has every one of them.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from homeward.knowledge.manual.errors import PracticeFault
from homeward.knowledge.manual.guide.header import Header
from homeward.knowledge.manual.guide.practice import LANGUAGES

FOLDER = Path(__file__).parent.parent / "advice"
STRUCTURE = "structure.toml"
YES, NO = "yes", "no"
_PARTS = ("groups", "situations", "questions", "items")
# What stands around the advice on pages and paper, with the places that are filled in.
_PAGE = {
    "lead": "",
    "sheets": "",
    "situation": "",
    "languages": "",
    "kept": "",
    "show": "",
    "pdf": "",
    "practice": "",
    "revision": "%(number)s",
    "unchecked": "",
    "printed": "%(day)s",
    "page": "%(page)s %(pages)s",
    "missing": "",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the self-check; its advice is given where the answer is `asks`."""

    code: str
    asks: str
    situations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A piece of advice; without situations it is for everybody."""

    code: str
    group: str
    situations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdviceWords:
    """Every word of one language, by code."""

    title: str
    check: str
    note: str
    yes: str
    no: str
    page: Mapping[str, str]
    groups: Mapping[str, str]
    situations: Mapping[str, str]
    questions: Mapping[str, str]
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AdviceBook:
    """All advice of one revision with its words."""

    revision: int
    revised: date
    practice: str
    situations: tuple[str, ...]
    groups: tuple[str, ...]
    questions: tuple[Question, ...]
    items: tuple[Advice, ...]
    words: Mapping[str, AdviceWords]


@dataclass(frozen=True, slots=True)
class Group:
    """The advice of one group of a sheet, in words; `first` where the self-check asks for it."""

    code: str
    heading: str
    lines: Sequence[tuple[str, bool]]


@cache
def shipped_advice() -> AdviceBook:
    """The advice that is shipped. Raises PracticeFault."""
    return load_advice(FOLDER)


def load_advice(folder: Path) -> AdviceBook:
    """The advice of a folder. Raises PracticeFault, which names file, field and reason."""
    table = Header(_toml(folder / STRUCTURE), STRUCTURE)
    situations, groups = table.choices("situations"), table.choices("groups")
    items = tuple(_advice(one, situations, groups) for one in table.tables("items"))
    codes = [one.code for one in items]
    questions = tuple(_question(one, situations, codes) for one in table.tables("questions"))
    book = AdviceBook(
        revision=table.whole("revision"),
        revised=table.day("revised"),
        practice=table.code("practice"),
        situations=situations,
        groups=groups,
        questions=questions,
        items=items,
        words={},
    )
    table.end()
    known = {
        "groups": groups,
        "situations": situations,
        "questions": tuple(one.code for one in questions),
        "items": tuple(codes),
    }
    words = {one: _words(folder / f"{one}.toml", known) for one in LANGUAGES}
    return AdviceBook(
        book.revision, book.revised, book.practice, situations, groups, questions, items, words
    )


def _advice(table: Header, situations: Sequence[str], groups: Sequence[str]) -> Advice:
    found = Advice(
        table.code("code"),
        table.choice("group", groups),
        table.choices("situations", situations),
    )
    table.end()
    return found


def _question(table: Header, situations: Sequence[str], items: Sequence[str]) -> Question:
    found = Question(
        table.choice("code", items),
        table.choice("asks", (YES, NO)),
        table.choices("situations", situations),
    )
    table.end()
    return found


def _words(path: Path, known: Mapping[str, Sequence[str]]) -> AdviceWords:
    data = _toml(path)
    table = Header(data, path.name)
    parts = {part: _part(table, part, known[part]) for part in _PARTS}
    found = AdviceWords(
        title=table.text("title"),
        check=table.text("check"),
        note=table.text("note"),
        yes=table.text("yes"),
        no=table.text("no"),
        page=_page(table),
        **parts,
    )
    table.end()
    return found


def _page(table: Header) -> dict[str, str]:
    inner = Header(table.left.pop("page", {}), table.file, "page")
    found = {code: inner.text(code) for code in _PAGE}
    for code, places in _PAGE.items():
        for place in places.split():
            if place not in found[code]:
                inner.fail(code, _("the place %(place)s is missing") % {"place": place})
    inner.end()
    return found


def _part(table: Header, part: str, codes: Sequence[str]) -> dict[str, str]:
    inner = Header(table.left.pop(part, {}), table.file, part)
    found = {code: inner.text(code) for code in codes}
    inner.end()
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PracticeFault(file=path.name, field="-", problem=str(error)) from None


def sheet(
    book: AdviceBook, situation: str, language: str, answers: Mapping[str, str] | None = None
) -> list[Group]:
    """The advice for a situation; with answers of the self-check, what they ask for comes first.

    What a good answer makes needless is left out; what no question is about always stays.
    """
    words = book.words[language]
    wanted, needless = _sorted_out(book, situation, answers or {})
    found = []
    for group in book.groups:
        codes = [
            one.code
            for one in book.items
            if one.group == group and _for(one.situations, situation) and one.code not in needless
        ]
        codes.sort(key=lambda code: code not in wanted)
        lines = [(words.items[code], code in wanted) for code in codes]
        if lines:
            found.append(Group(group, words.groups[group], lines))
    return found


def _sorted_out(
    book: AdviceBook, situation: str, answers: Mapping[str, str]
) -> tuple[set[str], set[str]]:
    wanted, needless = set(), set()
    for question in questions_for(book, situation):
        answer = answers.get(question.code, "")
        if answer == question.asks:
            wanted.add(question.code)
        elif answer in (YES, NO):
            needless.add(question.code)
    return wanted, needless


def questions_for(book: AdviceBook, situation: str) -> list[Question]:
    """The questions of the self-check for a situation."""
    return [one for one in book.questions if _for(one.situations, situation)]


def _for(situations: Sequence[str], situation: str) -> bool:
    return not situations or situation in situations
