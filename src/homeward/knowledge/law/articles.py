"""The treaty articles that requests rest on, in our own words: files in `data/articles`.

Each file is one treaty: how it is cited, where its official text is, what was read, and its
articles, passage by passage, in English and French.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext

from homeward.foundation.access.errors import NotFound
from homeward.knowledge.law.statelaw import Source

FOLDER = Path(__file__).parent / "data" / "articles"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in English and French; readers of another language get the English ones."""

    english: str
    french: str

    def __str__(self) -> str:
        return self.french if self.language == "fr" else self.english

    @property
    def language(self) -> str:
        """The language in which the words are shown now."""
        return "fr" if (get_language() or "").startswith("fr") else "en"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or letter of an article; `mark` is its number, empty where it has none."""

    mark: str
    words: Words


@dataclass(frozen=True, slots=True)
class Article:
    """An article; `read` says whether its text was read, or is from memory."""

    number: str
    title: Words
    read: bool
    passages: tuple[Passage, ...]

    def anchor(self, marks: list[str]) -> str:
        """The anchor of the passage that these marks name, such as 15 and b; else nothing."""
        known = {passage.mark for passage in self.passages}
        return next((f"p{mark}" for mark in marks[:1] if mark in known), "")


@dataclass(frozen=True, slots=True)
class Treaty:
    """A treaty: its short name in references, its official reference and address, its articles.

    `source` is what was read; None where no copy of the text was read yet.
    """

    code: str
    short: str
    name: Words
    reference: str
    official: str
    source: Source | None
    articles: Mapping[str, Article]

    @property
    def called(self) -> str:
        """The short name as the reader's language has it."""
        return gettext(self.short)  # translated elsewhere


@cache
def treaties() -> dict[str, Treaty]:
    """Every treaty of which articles are explained, by its code."""
    paths = sorted(FOLDER.glob("*.toml"), reverse=True)  # UNTOC comes first
    found = (_treaty(tomllib.loads(path.read_text("utf-8"))) for path in paths)
    return {one.code: one for one in found}


def treaty_of(code: str) -> Treaty:
    """The treaty. Raises NotFound."""
    if code not in treaties():
        raise NotFound("treaty", code)
    return treaties()[code]


def article_of(code: str, number: str) -> Article:
    """An article of a treaty. Raises NotFound."""
    found = treaty_of(code).articles.get(number)
    if found is None:
        raise NotFound("treaty_article", f"{code} {number}")
    return found


def _treaty(data: Mapping[str, Any]) -> Treaty:
    articles = [_article(one) for one in data["article"]]
    source = Source(key=data["short"], **data["source"]) if "source" in data else None
    return Treaty(
        data["treaty"],
        data["short"],
        Words(data["name"], data["name_fr"]),
        data["reference"],
        data["official"],
        source,
        {one.number: one for one in articles},
    )


def _article(data: Mapping[str, Any]) -> Article:
    passages = tuple(Passage(mark, Words(*words)) for mark, *words in data["parts"])
    title = Words(data["title"], data["title_fr"])
    return Article(data["number"], title, data["read"], passages)
