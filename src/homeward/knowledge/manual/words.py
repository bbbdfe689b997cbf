"""A playbook as a reader sees it: every code in words of his language, every clock as a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homeward.foundation.web.formats import listing, span
from homeward.knowledge.manual.comparing import Change, StepChange
from homeward.knowledge.manual.facts import term_words
from homeward.knowledge.manual.guide import shelf as practices
from homeward.knowledge.manual.playbook import Evidence, Grade, Playbook, Step, in_language
from homeward.knowledge.manual.ports import RoleWord, role_names
from homeward.knowledge.manual.shelf import is_from_memory, sources


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as a step cites it."""

    title: str
    publisher: str
    year: str
    section: str
    address: str
    read: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in words."""

    number: int
    id: str
    language: str
    title: str
    do: str
    cautions: Sequence[str]
    role: str
    clock: str
    when: str
    evidence: str
    life: bool
    grade: str
    memory: bool
    practice: str
    practice_title: str
    sources: Sequence[Cited]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PhaseLines:
    """A phase with its steps in words."""

    id: str
    title: str
    steps: Sequence[StepLine]


def grade_words(grade: Grade) -> str:
    """How well a practice is supported."""
    return {Grade.PROVEN: _("Proven practice"), Grade.PROMISING: _("Promising practice")}[grade]


def version_words(shipped: int, national: int) -> str:
    """Which version it is: the shipped one, or the State's own made from it."""
    if national:
        words = _("national version %(number)s, from the shipped version %(shipped)s")
        return words % {"number": national, "shipped": shipped}
    return _("shipped version %(shipped)s") % {"shipped": shipped}


def role_words(role: str, known: Mapping[str, RoleWord] | None = None) -> str:
    """A role in words; the code itself where nobody knows it any more.

    `known` is what `role_names` gave, for whoever asks for many.
    """
    found = (role_names() if known is None else known).get(role)
    return found.name if found else role


def clock_words(step: Step, playbook: Playbook | None) -> str:
    """When a step is due, in words; empty without a clock."""
    if step.minutes is None:
        return ""
    time = span(timedelta(minutes=step.minutes), get_language() or "en")
    before = playbook.step(step.after) if playbook and step.after else None
    if before is None:
        return _("%(time)s after the start") % {"time": time}
    return _("%(time)s after “%(step)s”") % {"time": time, "step": before.text().title}


def condition_words(terms: Sequence[str]) -> str:
    """All the terms of a condition as one sentence part."""
    return listing([term_words(term) for term in terms], get_language() or "en")


def evidence_words(step: Step) -> str:
    """What a step leaves behind, in words; empty where nothing is expected."""
    if step.evidence is Evidence.NONE:
        return ""
    kind = _("Item") if step.evidence is Evidence.ITEM else _("Note")
    return _("%(kind)s: %(what)s") % {"kind": kind, "what": step.text().evidence}


def cited(citations: Sequence[str]) -> list[Cited]:
    """The sources behind citations such as `untoc art. 18`."""
    found = []
    for citation in citations:
        key, _found, section = citation.partition(" ")
        source = sources().get(key)
        if source is not None:
            year = _("no date") if source.year == "n.d." else source.year
            found.append(
                Cited(source.title, source.publisher, year, section, source.address, source.read)
            )
    return found


def step_line(
    step: Step,
    number: int,
    playbook: Playbook | None,
    reason: str = "",
    roles: Mapping[str, RoleWord] | None = None,
) -> StepLine:
    """A step in words; `roles` as `role_words` takes them."""
    language, text = in_language(step.texts)
    return StepLine(
        number=number,
        id=step.id,
        language=language,
        title=text.title,
        do=text.do,
        cautions=text.cautions,
        role=role_words(step.role, roles),
        clock=clock_words(step, playbook),
        when=condition_words(step.when),
        evidence=evidence_words(step),
        life=step.life,
        grade=grade_words(step.grade),
        memory=is_from_memory(step.memory, step.sources),
        practice=step.practice,
        practice_title=_practice_title(step.practice),
        sources=cited(step.sources),
        reason=reason,
    )


def _practice_title(code: str) -> str:
    """The shipped title of the practice from which a step comes; its code for one of a State."""
    found = practices.shipped().get(code)
    return found.title if found else code


def phase_lines(playbook: Playbook, reasons: dict[str, str] | None = None) -> list[PhaseLines]:
    """Every phase with its steps, numbered through."""
    numbers = {step.id: place for place, step in enumerate(playbook.steps, 1)}
    why, roles = reasons or {}, role_names()
    return [
        PhaseLines(
            phase.id,
            phase.title(),
            [
                step_line(step, numbers[step.id], playbook, why.get(step.id, ""), roles)
                for step in playbook.steps_of(phase.id)
            ],
        )
        for phase in playbook.phases
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A step on both sides: each field that differs by its label, with its text before and now."""

    title: str
    word: str
    fields: Sequence[tuple[str, str, str]]

    @property
    def before(self) -> list[tuple[str, str]]:
        """What the old side says that the new one does not; nothing where it has no such step."""
        return [(label, old) for label, old, _new in self.fields if old]

    @property
    def now(self) -> list[tuple[str, str]]:
        """What the new side says; nothing where the step is gone."""
        return [(label, new) for label, _old, new in self.fields if new]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine(Compared):
    """What became of a step, in words, with the reason for it."""

    change: Change
    reason: str


def change_lines(
    changes: Sequence[StepChange], old: Playbook, new: Playbook, reasons: dict[str, str]
) -> list[ChangeLine]:
    """Everything that differs, in words; what is the same is left out."""
    roles = role_names()
    return [
        ChangeLine(
            title=(one.after or one.before).text().title,  # type: ignore[union-attr]
            change=one.change,
            word=change_words(one),
            fields=_field_lines(one, old, new, roles),
            reason=reasons.get(one.id, ""),
        )
        for one in changes
        if one.change is not Change.SAME
    ]


def change_words(change: StepChange) -> str:
    """What became of a step, in one word or two."""
    if change.change is Change.CHANGED and not change.fields:
        return _("Moved")
    return {
        Change.ADDED: _("Added"),
        Change.CHANGED: _("Changed"),
        Change.GONE: _("Left out"),
        Change.SAME: _("Unchanged"),
    }[change.change]


def _field_lines(
    change: StepChange, old: Playbook, new: Playbook, roles: Mapping[str, RoleWord]
) -> list[tuple[str, str, str]]:
    before = step_facts(change.before, old, roles) if change.before else {}
    after = step_facts(change.after, new, roles) if change.after else {}
    return [
        (label, before.get(label, ""), after.get(label, ""))
        for label in (before | after)
        if before.get(label, "") != after.get(label, "")
    ]


def step_facts(
    step: Step, playbook: Playbook | None, roles: Mapping[str, RoleWord]
) -> dict[str, str]:
    """The fields of a step by their labels, as texts that can be laid side by side.

    `roles` is what `role_names` gives: asked for once, however many steps are compared.
    """
    text = step.text()
    return {
        _("Title"): text.title,
        _("What to do"): text.do,
        _("Cautions"): "\n".join(text.cautions),
        _("Role"): role_words(step.role, roles),
        _("Due"): clock_words(step, playbook),
        _("Only when"): condition_words(step.when),
        _("Evidence"): evidence_words(step),
        _("Life at risk"): _("yes") if step.life else _("no"),
    }
