"""What differs between two texts of a practice: fact by fact, and line by line in its sections."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from homeward.knowledge.manual.guide.headings import SECTIONS, heading
from homeward.knowledge.manual.guide.markdown import plain
from homeward.knowledge.manual.guide.paper import facts_of, source_line
from homeward.knowledge.manual.guide.practice import LANGUAGES, Body, Practice


@dataclass(frozen=True, slots=True)
class Changed:
    """Lines of a part that were there before, and those that are there now."""

    part: str
    language: str
    before: Sequence[str]
    now: Sequence[str]


def differences(old: Practice | None, new: Practice) -> list[Changed]:
    """Everything that differs; of a new practice, everything."""
    was = dict(facts_of(old)) if old else {}
    now = dict(facts_of(new))
    found = [
        Changed(label, "", _one(was.get(label, "")), _one(now.get(label, "")))
        for label in (was | now)
        if was.get(label, "") != now.get(label, "")
    ]
    found += _lines(_("Sources"), "", [source_line(one) for one in old.sources] if old else [],
                    [source_line(one) for one in new.sources])  # fmt: skip
    for language in LANGUAGES:
        before, after = _texts(old, language), _texts(new, language)
        for part in after | before:
            found += _lines(part, language, before.get(part, []), after.get(part, []))
    return found


def _one(text: str) -> list[str]:
    return [text] if text else []


def _texts(practice: Practice | None, language: str) -> dict[str, list[str]]:
    words = practice.texts.get(language) if practice else None
    if words is None:
        return {}
    found = {_("Title"): [words.title], _("Summary"): [words.summary]}
    if words.body is not None:
        body = words.body
        found |= {heading(one, language): _section(body, one) for one in SECTIONS}
    return found


def _section(body: Body, section: str) -> list[str]:
    lines: Any = getattr(body, section)
    if section == "steps":
        return [f"{plain(one.title)}. {plain(one.do)}" for one in lines]
    return [plain(one) for one in lines]


def _lines(part: str, language: str, before: list[str], now: list[str]) -> list[Changed]:
    """The lines that are not on both sides, in the order in which they stand."""
    gone: list[str] = []
    added: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += before[a:b]
            added += now[c:d]
    return [Changed(part, language, gone, added)] if gone or added else []
