"""A practice as a reader sees it: codes in words, links where they lead, marks set."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from homeward.foundation.access.models import User
from homeward.knowledge.manual.guide.headings import SECTIONS, heading
from homeward.knowledge.manual.guide.leads import Link, address_of, leads_of, link_to, reachable
from homeward.knowledge.manual.guide.letters import LETTERS
from homeward.knowledge.manual.guide.library import Held, is_for_some_now
from homeward.knowledge.manual.guide.lists import ROLES
from homeward.knowledge.manual.guide.markdown import Run, runs_of
from homeward.knowledge.manual.guide.practice import (
    Body,
    Origin,
    Practice,
    Translation,
)
from homeward.knowledge.manual.playbook import Grade
from homeward.knowledge.manual.ports import StepFigures, figures_of, role_names
from homeward.knowledge.manual.words import grade_words

# What became of victims, by the codes of the nameless facts.
OUTCOMES: dict[str, str | Promise] = {
    "still_held": gettext_lazy("Still held"),
    "released": gettext_lazy("Released"),
    "rescued": gettext_lazy("Rescued"),
    "escaped": gettext_lazy("Escaped"),
    "died": gettext_lazy("Died"),
    "unknown": pgettext_lazy("outcome", "Unknown"),
}
# Where a link of a text leads, by kind and code; empty where it leads nowhere.
Addresses = Callable[[tuple[str, str]], str]
LANGUAGE_NAMES = {
    "en": "English",
    "fr": "français",
    "es": "español",
    "ar": "العربية",
    "ru": "русский",
    "zh": "中文",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section: its marks set, and its anchor where it has one."""

    html: SafeString
    title: str = ""
    anchor: str = ""
    role: str = ""
    life: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its heading in the language of its text."""

    id: str
    heading: str
    kind: str  # paragraphs, bullets, numbers
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Language:
    """How far a practice is there in a language."""

    code: str
    name: str
    state: Translation
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A practice as one reader sees it."""

    code: str
    url: str
    language: str
    title: str
    summary: str
    body_language: str
    sections: Sequence[Section]
    letters: Sequence[Link]
    grade: str
    proven: bool
    memory: bool
    revision: int
    revised: date
    roles: Sequence[Link]
    leads: Sequence[tuple[str, Sequence[Link]]]
    sources: Sequence[Origin]
    languages: Sequence[Language]
    notices: Sequence[str]


@dataclass(frozen=True, slots=True)
class Card:
    """A practice in a list."""

    code: str
    url: str
    title: str
    summary: str
    language: str
    letter: str
    grade: str
    proven: bool
    memory: bool
    where: str
    translation: str


def card_of(held: Held, language: str = "") -> Card:
    """A practice in a list, in the reader's language or in the one in which it was found."""
    practice = held.practice
    spoken, words = practice.words(language or None)
    return Card(
        code=practice.code,
        url=address_of(held),
        title=words.title,
        summary=words.summary,
        language=spoken,
        letter=practice.letter,
        grade=grade_words(practice.grade),
        proven=practice.grade is Grade.PROVEN,
        memory=practice.from_memory,
        where=where_words(held),
        translation=notice_of(practice, spoken),
    )


def where_words(held: Held) -> str:
    """Where the text comes from, in words; empty for what is shipped."""
    if held.pack is not None:
        words = _("From the pack “%(pack)s” of %(state)s, version %(version)s")
        return words % {
            "pack": in_own_language(held.pack.title),
            "state": held.pack.state,
            "version": held.pack.version,
        }
    if held.own:
        return _("Own practice of this State, text %(number)s") % {"number": held.number}
    if held.number:
        return _("As this State adapted it, text %(number)s") % {"number": held.number}
    return ""


def in_own_language(titles: dict[str, str]) -> str:
    """A title kept by language, for the reader."""
    wanted = (get_language() or "en").split("-")[0]
    return titles.get(wanted) or titles.get("en") or next(iter(titles.values()), "")


def shown(held: Held, viewer: User, language: str = "") -> Shown:
    """A practice as a reader sees it, in his language or the one he asks for."""
    practice = held.practice
    spoken, words = practice.words(language or None)
    body_language, body = practice.body(language or None)
    asked = language or (get_language() or "en").split("-")[0]
    notices = [notice_of(practice, asked), _checked_words(practice, body_language)]
    if is_for_some_now(held):
        notices.append(_("This State has a newer text of this practice that only certain roles"
                         " read. What stands here is the last one for everybody."))  # fmt: skip
    known = reachable(viewer, held)
    return Shown(
        code=practice.code,
        url=address_of(held),
        language=spoken,
        title=words.title,
        summary=words.summary,
        body_language=body_language,
        sections=sections_of(
            practice, body, body_language, lambda to: link_to(to, viewer, known).url
        ),
        letters=[
            Link(f"({one}) {LETTERS[one][0]}", reverse("manual:letter", args=[one]))
            for one in practice.letters
        ],
        grade=grade_words(practice.grade),
        proven=practice.grade is Grade.PROVEN,
        memory=practice.from_memory,
        revision=practice.revision,
        revised=practice.revised,
        roles=[
            Link(word, reverse("manual:role", args=[one]))
            for one, word in zip(practice.roles, role_words(practice.roles), strict=True)
        ],
        leads=leads_of(practice, viewer, known),
        sources=practice.sources,
        languages=languages_of(practice),
        notices=[one for one in notices if one],
    )


@dataclass(frozen=True, slots=True)
class StepUse:
    """What became of a step on cases, beside its title."""

    title: str
    figures: StepFigures


@dataclass(frozen=True, slots=True)
class UseOnCases:
    """What became of a practice on this node's cases; `outcomes` of five cases or more only."""

    plans: int
    steps: Sequence[StepUse]
    cases: int
    outcomes: Sequence[tuple[str | Promise, int]]


def use_on_cases(held: Held, viewer: User) -> UseOnCases | None:
    """What became of a practice on cases; None where no plan with it ended yet, or in a pack."""
    found = figures_of(viewer, held.code) if held.pack is None else None
    if found is None:
        return None
    _language, body = held.practice.body()
    same = len(body.steps) == len(held.practice.steps)
    titles = {
        step.id: body.steps[n].title if same else step.id
        for n, step in enumerate(held.practice.steps)
    }
    known = [*titles, *(one for one in found.steps if one not in titles)]
    return UseOnCases(
        plans=found.plans,
        steps=[StepUse(titles.get(one, one), found.steps.get(one, StepFigures())) for one in known],
        cases=found.cases,
        outcomes=[(OUTCOMES.get(one, one), n) for one, n in sorted(found.outcomes.items())],
    )


def role_word(code: str) -> str:
    """What a role is called: as this State calls it, else as shipped."""
    return role_words([code])[0]


def role_words(codes: Iterable[str]) -> list[str]:
    """The same of several, for which the State's own names are asked once."""
    known = role_names()
    return [known[one].name if one in known else str(ROLES.get(one, one)) for one in codes]


def sections_of(
    practice: Practice, body: Body, language: str, addresses: Addresses
) -> list[Section]:
    """The sections with their marks set; steps have their anchors and roles where they are known.

    An outdated translation may have other steps than the practice has now: they stay plain.
    """
    found = []
    for section in SECTIONS:
        if section == "steps":
            found.append(Section("steps", heading("steps", language), "numbers",
                                 _step_lines(practice, body, addresses)))  # fmt: skip
            continue
        kind = "paragraphs" if section in ("purpose", "evidence") else "bullets"
        lines = [Line(set_line(one, addresses)) for one in getattr(body, section)]
        found.append(Section(section, heading(section, language), kind, lines))
    return found


def _step_lines(practice: Practice, body: Body, addresses: Addresses) -> list[Line]:
    same = len(body.steps) == len(practice.steps)
    roles = role_words(step.role for step in practice.steps) if same else []
    found = []
    for number, words in enumerate(body.steps):
        step = practice.steps[number] if same else None
        found.append(
            Line(
                set_line(words.do, addresses),
                title=words.title,
                anchor=f"step-{step.id}" if step else "",
                role=roles[number] if step else "",
                life=bool(step and step.life),
            )
        )
    return found


def set_line(text: str, addresses: Addresses) -> SafeString:
    """A line with its marks as HTML; what people wrote is escaped."""
    return mark_safe("".join(_set(run, addresses) for run in runs_of(text)))  # noqa: S308  escaped


def _set(run: Run, addresses: Addresses) -> str:
    html: str = escape(run.text)
    if run.emphasis:
        html = format_html("<em>{}</em>", mark_safe(html))  # noqa: S308  escaped above
    if run.strong:
        html = format_html("<strong>{}</strong>", mark_safe(html))  # noqa: S308
    url = addresses(run.to) if run.to else ""
    if url:
        html = format_html('<a href="{}">{}</a>', url, mark_safe(html))  # noqa: S308
    return html


def languages_of(practice: Practice) -> list[Language]:
    """Every language with how far the practice is there."""
    return [
        Language(code, name, state, translation_words(state))
        for code, name in LANGUAGE_NAMES.items()
        for state in [practice.translation(code)]
    ]


def translation_words(state: Translation) -> str:
    """How far a language follows, in words."""
    return {
        Translation.SOURCE: pgettext("translation", "Original"),
        Translation.CURRENT: pgettext("translation", "Complete"),
        Translation.OUTDATED: _("Translation of an outdated revision"),
        Translation.SUMMARY: _("Title and summary only"),
        Translation.MISSING: pgettext("translation", "Missing"),
    }[state]


def notice_of(practice: Practice, language: str) -> str:
    """What a reader of a language has to know before he relies on what he reads; often nothing."""
    state = practice.translation(language)
    source = LANGUAGE_NAMES.get(practice.source, practice.source)
    if state is Translation.OUTDATED:
        words = _("This is the translation of an outdated revision: of revision %(of)s, while the"
                  " practice is at revision %(now)s.")  # fmt: skip
        return words % {"of": practice.texts[language].of, "now": practice.revision}
    if state in (Translation.SUMMARY, Translation.MISSING):
        words = _("The whole text is not there in your language yet; you read it in %(language)s.")
        return words % {"language": source}
    return ""


def _checked_words(practice: Practice, language: str) -> str:
    words = practice.texts[language]
    if language == practice.source or words.checked:
        return ""
    return _("Nobody who speaks this language as his or her own has checked the translation yet.")
