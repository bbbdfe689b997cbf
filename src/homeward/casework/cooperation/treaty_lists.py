"""Lists of a treaty that binds the two States, in the place of those of a kind.

By UNTOC 18(7) the paragraphs 9 to 29 hold where no treaty on assistance binds them; where one does,
its rules hold: what a request contains, on which grounds it may be refused, and within what time.
That says nothing of extradition, whose conditions and grounds are those of the treaty on it
(16(7)): a treaty on both has lists of its own for it. Without them those of the kind hold, with
the duty to prosecute whoever is not surrendered for nationality (16(10)).

Which treaties there are, between whom and since when, is kept by the law room; their lists are
files, one for each treaty: those shipped in `treaties/`, and those that an administrator puts into
the folder `treaties` of the node's home. docs/reference/treaty-files.md describes them.

A request keeps the lists under which it was drafted, so that a later change of a file does not move
what is asked for under it; they travel with it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import (
    ContentField,
    FieldType,
    Ground,
    Kind,
    Text,
    Urgency,
)
from homeward.casework.cooperation.errors import TreatyFileWrong
from homeward.casework.cooperation.kinds import common
from homeward.knowledge.law.in_force import binds
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.queries import treaties_between
from homeward.knowledge.law.treaties import Asked

LONGEST_ARTICLE, LONGEST_NAME = 80, 300
LISTS = ("contents", "grounds", "days")
SHIPPED = Path(__file__).parent / "treaties"
# The common parts of a kind, which a treaty's list replaces, and others that treaties ask for.
_COMMON = ("investigation", "facts", "assistance", "persons", "purpose")
PARTS: dict[str, ContentField] = {
    field.code: field
    for field in (
        common.INVESTIGATION,
        common.FACTS,
        common.ASSISTANCE,
        common.PERSONS,
        common.PURPOSE,
        ContentField(
            "law_text",
            _("Text of the law"),
            _("The provisions that apply, in full."),
            "",
            FieldType.DOCUMENT,
        ),
        ContentField(
            "penalty", _("Penalty and limitation"), _("The highest penalty of each offence."), ""
        ),
        ContentField(
            "procedure",
            _("Procedure to be followed"),
            _("Which one, and why the own courts need it."),
            "",
        ),
    )
}
GROUNDS: dict[str, Text] = {
    "form": _("The request does not conform to the article"),
    "essential_interests": _("Sovereignty, security, public order or other essential interests"),
    "own_law": _("Own law would forbid the action in a similar case at home"),
    "legal_system": _("Contrary to the legal system on mutual assistance"),
    "dual_criminality": _("Not punishable in both States"),
    "political": _("The offence is a political one"),
    "military": _("The offence is one of military law only"),
    "double_jeopardy": _("The person was tried for it already"),
    "persecution": _(
        "It would serve to punish for sex, race, religion, nationality, origin or opinion"
    ),
    "death_penalty": _("The death penalty could be imposed, without enough assurance"),
    "time_barred": _("The offence is time-barred"),
    "nationality": _("The person is a national"),
    "own_proceedings": _("Own proceedings would suffer"),
}


@dataclass(frozen=True, slots=True)
class TreatyLists:
    """The lists of a treaty, for assistance and for extradition, by their names (`LISTS`):
    articles by the code of a part and of a ground, days by urgency."""

    key: str
    assistance: Mapping[str, Mapping[str, Any]]
    extradition: Mapping[str, Mapping[str, Any]]

    def of(self, asked: Asked) -> dict[str, dict[str, Any]]:
        """The lists that hold for what is asked; one that is not recorded is empty."""
        lists = self.extradition if asked is Asked.EXTRADITION else self.assistance
        return {name: dict(lists.get(name, {})) for name in LISTS}


def lists_for(kind: Kind, other_state: str) -> dict[str, Any]:
    """The lists that hold for a request of this kind to or from another State, as it keeps them.

    Empty where no treaty that covers it is known to bind both, or it has no file. What is known
    from memory only binds nobody here.
    """
    if kind.asked is None:
        return {}
    today = datetime.now(UTC).date()
    recorded = _recorded()
    for pact in treaties_between(settings.HOMEWARD_STATE, other_state):
        holds = not pact.sectoral and kind.asked in pact.covers
        if holds and pact.key in recorded and binds(pact, today) is Result.MET:
            return {"key": pact.key, "name": pact.name, **recorded[pact.key].of(kind.asked)}
    return {}


def contents_under(kind: Kind, treaty: Mapping[str, Any]) -> tuple[ContentField, ...]:
    """The parts of a kind under a treaty: what it lists is needed, with its article; of the common
    parts what it does not list is not; what is the kind's own stays."""
    listed: Mapping[str, str] = treaty.get("contents") or {}
    if not listed:
        return kind.contents
    own = {field.code for field in kind.contents}
    more = [
        replace(field, article=listed[code])
        for code, field in PARTS.items()
        if code in listed and code not in own
    ]
    return (*(_under(field, listed) for field in kind.contents), *more)


def grounds_under(kind: Kind, treaty: Mapping[str, Any]) -> tuple[Ground, ...]:
    """The grounds of the treaty, where it lists any; with what a ground of the kind asks for."""
    listed: Mapping[str, str] = treaty.get("grounds") or {}
    if not listed:
        return kind.grounds
    return tuple(_ground(kind, code, listed[code]) for code in GROUNDS if code in listed)


def limits_under(kind: Kind, treaty: Mapping[str, Any]) -> Mapping[str, timedelta]:
    """The time by urgency; the treaty's where it sets one."""
    days: Mapping[str, int] = treaty.get("days") or {}
    return {**kind.limits, **{urgency: timedelta(days=number) for urgency, number in days.items()}}


def said_ground(kind: Kind, treaty: Mapping[str, Any], code: str) -> Ground | None:
    """A ground that the other State may name: one of the list that holds here, or, under a treaty,
    any that treaties have, since its node may record more of the treaty than this one."""
    for ground in grounds_under(kind, treaty):
        if ground.code == code:
            return ground
    named = str(treaty.get("name", ""))
    return _ground(kind, code, named) if treaty and code in GROUNDS else None


def faults_in(treaty: Mapping[str, Any]) -> str:
    """The first field of these lists that is not as it has to be, or nothing."""
    for name, known in (("contents", PARTS), ("grounds", GROUNDS)):
        listed = treaty.get(name, {})
        if not isinstance(listed, dict) or not set(listed) <= set(known):
            return name
        if not all(_is_line(article, LONGEST_ARTICLE) for article in listed.values()):
            return name
    days = treaty.get("days", {})
    if not isinstance(days, dict) or not set(days) <= set(Urgency.values):
        return "days"
    if not all(type(number) is int and 0 < number <= 366 for number in days.values()):
        return "days"
    return ""


def read_file(path: Path) -> TreatyLists:
    """The lists of a file. Raises TreatyFileWrong with the file and the field."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TreatyFileWrong(file=path.name, field=str(error)) from None
    extradition = found.pop("extradition", {})
    if not isinstance(extradition, dict):
        raise TreatyFileWrong(file=path.name, field="extradition")
    wrong = faults_in(extradition) or ", ".join(sorted(set(extradition) - set(LISTS)))
    wrong = f"extradition.{wrong}" if wrong else faults_in(found)
    if not _is_line(found.get("treaty"), 40):
        wrong = "treaty"
    if set(found) - {"treaty", *LISTS}:
        wrong = ", ".join(sorted(set(found) - {"treaty", *LISTS}))
    if wrong:
        raise TreatyFileWrong(file=path.name, field=wrong)
    return TreatyLists(found.pop("treaty"), found, extradition)


@cache
def _recorded() -> dict[str, TreatyLists]:
    """The lists by the key of their treaty; the node's own file goes before a shipped one."""
    folders = (SHIPPED, settings.HOME.path / "treaties")
    files = [path for folder in folders for path in sorted(folder.glob("*.toml"))]
    return {lists.key: lists for lists in map(read_file, files)}


def _under(field: ContentField, listed: Mapping[str, str]) -> ContentField:
    if field.code in listed:
        return replace(field, article=listed[field.code], required=True)
    return replace(field, required=False) if field.code in _COMMON else field


def _ground(kind: Kind, code: str, article: str) -> Ground:
    own = kind.ground(code)
    return Ground(code, own.label if own else GROUNDS[code], article, own.fields if own else ())


def _is_line(value: object, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= most and "\n" not in value
