"""A practice in memory: what helps, when, by whom, with which care, and how well that is known.

What a practice is about stands once, in its English file; every other language has words only, and
says of which revision they are the translation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import get_language

from homeward.knowledge.manual.playbook import Grade

SOURCE_LANGUAGE = "en"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
WHOLE = ("en", "fr")  # what is shipped has every section in these, title and summary in all


class Translation(StrEnum):
    """How far the words of a language follow the English ones."""

    SOURCE = "source"
    CURRENT = "current"
    OUTDATED = "outdated"  # the translation of an older revision
    SUMMARY = "summary"  # title and summary only
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step in one language."""

    title: str
    do: str


@dataclass(frozen=True, slots=True)
class Body:
    """The sections of a practice in one language; each text is one line of inline Markdown."""

    purpose: tuple[str, ...]
    use: tuple[str, ...]
    avoid: tuple[str, ...]
    steps: tuple[StepWords, ...]
    roles: tuple[str, ...]
    cautions: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A practice in one language. `of`: the revision whose translation it is.

    `checked`: when somebody who speaks the language as his own read the translation.
    """

    title: str
    summary: str
    of: int
    translated: date | None = None
    checked: date | None = None
    body: Body | None = None


@dataclass(frozen=True, slots=True)
class PracticeStep:
    """What a step is apart from its words; clocks as in a playbook."""

    id: str
    role: str
    minutes: int | None = None
    after: str = ""
    when: tuple[str, ...] = ()
    life: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something in a practice comes from; without `read` it was written from memory."""

    title: str
    publisher: str
    year: str
    address: str = ""
    cites: str = ""
    read: date | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice of one revision. The first of `letters` is where it is filed.

    `source` is the language it is written in; what is shipped is written in English.
    """

    code: str
    revision: int
    revised: date
    letters: tuple[str, ...]
    grade: Grade
    roles: tuple[str, ...]
    playbook: str = ""
    law: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    runs: bool = False
    steps: tuple[PracticeStep, ...] = ()
    sources: tuple[Origin, ...] = ()
    source: str = SOURCE_LANGUAGE
    texts: Mapping[str, Words] = field(default_factory=dict)

    @property
    def letter(self) -> str:
        """The subject under which it is filed."""
        return self.letters[0]

    @property
    def from_memory(self) -> bool:
        """Whether nothing of what it rests on was read."""
        return not any(one.read for one in self.sources)

    def words(self, language: str | None = None) -> tuple[str, Words]:
        """Title and summary for a reader, with their language: his own, else the source's."""
        wanted = (language or get_language() or SOURCE_LANGUAGE).split("-")[0]
        code = wanted if wanted in self.texts else self.source
        return code, self.texts[code]

    def body(self, language: str | None = None) -> tuple[str, Body]:
        """The sections for a reader, with their language: his own if whole, else the source's."""
        wanted = (language or get_language() or SOURCE_LANGUAGE).split("-")[0]
        own, written = self.texts.get(wanted), self.texts[self.source].body
        if own is not None and own.body is not None:
            return wanted, own.body
        if written is None:  # the reader lets no such practice in
            raise LookupError(f"{self.code} has no sections")
        return self.source, written

    def translation(self, language: str) -> Translation:
        """How far a language follows."""
        words = self.texts.get(language)
        if words is None:
            return Translation.MISSING
        if language == self.source:
            return Translation.SOURCE
        if words.of < self.revision:
            return Translation.OUTDATED
        return Translation.CURRENT if words.body else Translation.SUMMARY

    @property
    def title(self) -> str:
        """The title in the language that is active now."""
        return self.words()[1].title

    @property
    def summary(self) -> str:
        """The summary in the language that is active now."""
        return self.words()[1].summary
