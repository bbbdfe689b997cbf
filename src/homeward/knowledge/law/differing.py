"""A change of a law as people compare it: field by field, before beside after, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from homeward.foundation.web.formats import day_text
from homeward.knowledge.law.celltext import fields_of
from homeward.knowledge.law.changes import Change, Part
from homeward.knowledge.law.elements import ABOUT, ELEMENTS, LEGAL_FAMILIES, OneOf, SomeOf, Status
from homeward.knowledge.law.field_words import FIELD_LABELS, field_label
from homeward.knowledge.law.names import iccs_label
from homeward.knowledge.law.route import Asked, Standing
from homeward.knowledge.law.words import (
    ASKED,
    KNOWN_AS,
    ROLE_NAMES,
    STANDINGS,
    TREATY_NAMES,
    part_label,
    penalty_words,
)

# In this order fields are read: what it is, what it says, where, and how it is known.
_ORDER = [
    *("state", "legal_family", "key", "element", "role", "treaty", "about", "name", "title"),
    *("original", "standing", "since", "is_basis", "covers", "sectoral", "states", "in_force"),
    *FIELD_LABELS,
    *("provision", "iccs", "iccs_reason", "publisher", "address", "language", "languages"),
    *("copy_date", "read_on", "status", "source", "paraphrase"),
]


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)


@dataclass(frozen=True, slots=True)
class Line:
    """One field: what it is called, before and after, and whether they differ."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether the field changes."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Shown:
    """A change with its lines; `kind` says whether the part is new, gone or changed.

    `sources` are those that either side names, in full: with them the change is compared.
    """

    path: str
    label: str
    kind: str
    lines: tuple[Line, ...]
    sources: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """What changes name by keys only: sources in full, and the titles of offences."""

    sources: Mapping[str, Part] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def label(self, path: str) -> str:
        """What a part is called, by the title of its offence."""
        kind, *rest = path.split("/")
        title = self.titles.get(rest[0], "") if kind == "offence" and rest else ""
        return part_label(path, title)


NOTHING_NAMED = Named()


def shown(change: Change, named: Named = NOTHING_NAMED) -> Shown:
    """The change, with all fields of both sides in the order of the shape."""
    before, after = change.before or {}, change.after or {}
    names = sorted({*after, *before}, key=_place)
    lines = (
        Line(field_label(name), value_words(name, before), value_words(name, after))
        for name in names
    )
    kind = "new" if change.before is None else "gone" if change.after is None else "changed"
    keys = dict.fromkeys(str(one.get("source", "")) for one in (before, after))
    sources = tuple(named.sources[key] for key in keys if key in named.sources)
    return Shown(change.path, named.label(change.path), kind, tuple(lines), sources)


def value_words(name: str, part: Part) -> str:
    """A field of a part in the reader's language; nothing where it is not there."""
    if name not in part:
        return ""
    what = part[name]
    checks = fields_of(part["element"]) if part.get("element") in ELEMENTS else {}
    check = checks.get(name)
    if isinstance(check, SomeOf):
        return ", ".join(str(check.choices.get(one, one)) for one in what)
    if isinstance(check, OneOf):
        return str(check.choices.get(what, what))
    if name == "levels":
        return "\n".join(f"{one['ground']}: {penalty_words(one)}" for one in what)
    return _plain(name, what)


def _plain(name: str, what: Any) -> str:
    if isinstance(what, bool):
        return _("Yes") if what else _("No")
    if isinstance(what, date):
        return day_text(what)
    if name == "iccs":
        return f"{what} {iccs_label(what)}".strip()
    words = _WORDS.get(name)
    if isinstance(what, list):
        separator = "\n" if name == "grounds" else ", "
        return separator.join(_word(words, one) for one in what)
    return _word(words, what)


def _word(words: Mapping[str, Any] | None, what: Any) -> str:
    return str((words or {}).get(what, what))


_WORDS: dict[str, Mapping[str, Any]] = {
    "status": {str(one).replace("_", " "): KNOWN_AS[one].word for one in Status},
    "about": ABOUT,
    "legal_family": LEGAL_FAMILIES,
    "standing": {str(one): STANDINGS[one] for one in Standing},
    "treaty": TREATY_NAMES,
    "role": ROLE_NAMES,
    "element": {code: one.label for code, one in ELEMENTS.items()},
    "covers": {str(one): ASKED[one] for one in Asked},
}
