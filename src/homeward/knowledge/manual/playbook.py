"""A playbook in memory: what is done by whom, until when, under which condition, and why.

Structure (steps, roles, clocks, conditions, sources) stands once; only words are kept by language,
so that languages cannot differ in what has to be done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import get_language

Words = TypeVar("Words")
LANGUAGES = ("en", "fr")


class Evidence(StrEnum):
    """What a step leaves behind: nothing, a note of what was done, or an item of the case."""

    NONE = ""
    NOTE = "note"
    ITEM = "item"


class Grade(StrEnum):
    """How well a practice is supported by its sources."""

    PROVEN = "proven"
    PROMISING = "promising"


def in_language(texts: Mapping[str, Words], language: str | None = None) -> tuple[str, Words]:
    """The words for a reader, with the language that they are written in.

    His own language if it is there, else the first one: a State may have written in one only.
    """
    wanted = (language or get_language() or "en").split("-")[0]
    for code in (wanted, *LANGUAGES):
        if code in texts:
            return code, texts[code]
    code = next(iter(texts))
    return code, texts[code]


@dataclass(frozen=True, slots=True)
class StepText:
    """A step in one language."""

    title: str
    do: str
    cautions: tuple[str, ...] = ()
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. It is due `minutes` after the start, or after the end of step `after`."""

    id: str
    phase: str
    role: str
    minutes: int | None = None
    after: str = ""
    when: tuple[str, ...] = ()
    evidence: Evidence = Evidence.NONE
    life: bool = False
    grade: Grade = Grade.PROMISING
    memory: bool = False
    sources: tuple[str, ...] = ()
    practice: str = ""
    texts: Mapping[str, StepText] = field(default_factory=dict)

    def text(self, language: str | None = None) -> StepText:
        """The step's words for a reader."""
        return in_language(self.texts, language)[1]


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a playbook with its heading in each language."""

    id: str
    texts: Mapping[str, str]

    def title(self, language: str | None = None) -> str:
        """The heading for a reader."""
        return in_language(self.texts, language)[1]


@dataclass(frozen=True, slots=True)
class PlaybookText:
    """What a playbook says of itself in one language."""

    title: str
    purpose: str
    use: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Playbook:
    """A playbook of one version. It is recommended where one of the conditions holds."""

    code: str
    version: int
    order: int
    grade: Grade
    recommend: tuple[tuple[str, ...], ...]
    against: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]
    texts: Mapping[str, PlaybookText]

    def text(self, language: str | None = None) -> PlaybookText:
        """The playbook's own words for a reader."""
        return in_language(self.texts, language)[1]

    @property
    def title(self) -> str:
        """The title in the language that is active now."""
        return self.text().title

    def step(self, step_id: str) -> Step | None:
        """The step of this id, if it is there."""
        return next((step for step in self.steps if step.id == step_id), None)

    def steps_of(self, phase_id: str) -> list[Step]:
        """The steps of a phase in their order."""
        return [step for step in self.steps if step.phase == phase_id]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a step comes from. `read`: the passage was read for this manual, not remembered."""

    key: str
    title: str
    publisher: str
    year: str
    address: str
    read: bool
