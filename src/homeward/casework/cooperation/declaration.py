"""What a kind of request declares: its legal bases, contents, grounds, limits and who does what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.visible import has_content
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

Text = str | Promise


class FieldType(StrEnum):
    """How a content field is entered and shown."""

    LINE = "line"
    TEXT = "text"
    AMOUNT = "amount"
    DATE = "date"
    CHOICE = "choice"
    RUN = "run"
    STATES = "states"
    DOCUMENT = "document"


class Group(models.TextChoices):
    """Under which heading an officer finds a kind."""

    POLICE = "police", pgettext_lazy("kinds", "Police to police")
    EVIDENCE = "evidence", pgettext_lazy("kinds", "Evidence and hearings")
    PERSONS = "persons", pgettext_lazy("kinds", "Persons sought, and who prosecutes")
    MONEY = "money", pgettext_lazy("kinds", "Money and property")
    VICTIMS = "victims", pgettext_lazy("kinds", "Victims and witnesses")


class Urgency(models.TextChoices):
    """How soon an answer is needed; life at risk never waits behind anything."""

    ROUTINE = "routine", _("Routine")
    URGENT = "urgent", _("Urgent")
    LIFE_AT_RISK = "life_at_risk", _("Life at risk")


# By when an officer of the requested State should have the request before him.
READ_WITHIN: dict[Urgency, timedelta] = {
    Urgency.ROUTINE: timedelta(days=3),
    Urgency.URGENT: timedelta(hours=24),
    Urgency.LIFE_AT_RISK: timedelta(minutes=30),
}


@dataclass(frozen=True, slots=True)
class When:
    """That another part is written, or has one of these values."""

    code: str
    values: tuple[str, ...] = ()

    def holds(self, written: Mapping[str, str]) -> bool:
        """Whether it is so."""
        value = written.get(self.code, "")
        return value in self.values if self.values else has_content(value)


@dataclass(frozen=True, slots=True)
class ContentField:
    """One part of a request or an answer, with the article that asks for it.

    `source` names where the node can take a first draft from; empty when only a person knows.
    `least` is the smallest amount in minor units, `not_before` the code of an earlier day, and a
    day `to_come` has not passed when the request is issued. A required part with `when` is so only
    where that holds. What is `fixed` belongs to its source: in a request of a run it is shown, and
    nobody writes it. A document names one of the request's files by its SHA-256, or `paper`. What
    is not `waivable` no supervisor leaves out.
    """

    code: str
    label: Text
    help: Text
    article: str
    type: FieldType = FieldType.TEXT
    required: bool = True
    source: str = ""
    choices: tuple[tuple[str, Text], ...] = ()
    least: int = 0
    not_before: str = ""
    fixed: bool = False
    when: When | None = None
    to_come: bool = False
    waivable: bool = True

    @property
    def is_always_required(self) -> bool:
        """Whether it has to be written, whatever else is."""
        return self.required and self.when is None

    def is_required(self, written: Mapping[str, str]) -> bool:
        """Whether it has to be written beside these parts."""
        return self.required and (self.when is None or self.when.holds(written))


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for refusal from a closed list, with its article.

    `fields` is what a refusal on it says besides its reasons, such as who prosecutes instead.
    """

    code: str
    label: Text
    article: str
    fields: tuple[ContentField, ...] = ()


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A basis on which a request of the kind may stand.

    `article` is the reference of its treaty article; `treaty` its code in the law room, for those
    of which it is asked whether they are in force between the two States.
    """

    code: str
    label: Text
    article: str = ""
    treaty: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request, whole. Adding a kind is adding one of these to `kinds/`.

    `compartment` is the part of the case that drafts, sees and works such requests; `lifecycle`
    names a table of `lifecycle.py`. `asked` is what double criminality and the way to ask are
    checked for; kinds without it need no such check.
    """

    code: str
    label: Text
    purpose: Text
    legal_bases: tuple[LegalBasis, ...]
    contents: tuple[ContentField, ...]
    answer: tuple[ContentField, ...]
    grounds: tuple[Ground, ...]
    sender_function: str
    receiver_function: str
    group: Group
    roles_to_draft: tuple[str, ...]
    limits: Mapping[str, timedelta]
    compartment: Compartment
    lifecycle: str = "assistance"
    asked: Asked | None = None

    def basis(self, code: str) -> LegalBasis | None:
        """The declared basis, or None for a code that another node named."""
        return {basis.code: basis for basis in self.legal_bases}.get(code)

    def ground(self, code: str) -> Ground | None:
        """The declared ground, or None where the list does not hold it."""
        return {ground.code: ground for ground in self.grounds}.get(code)

    @property
    def documents(self) -> tuple[ContentField, ...]:
        """The parts that are documents."""
        return tuple(field for field in self.contents if field.type is FieldType.DOCUMENT)

    def missing(self, content: Mapping[str, str]) -> list[ContentField]:
        """The required parts that are still empty, in the order an officer thinks."""
        return missing_of(self.contents, content)


def missing_of(fields: tuple[ContentField, ...], written: Mapping[str, str]) -> list[ContentField]:
    """Of these parts the required ones that are empty."""
    return [
        field
        for field in fields
        if field.is_required(written) and not has_content(written.get(field.code, ""))
    ]


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Enter a kind; a second of the same code is refused."""
    if kind.code in _kinds:
        raise ValueError(f"The kind {kind.code} is declared twice.")
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> Kind:
    """The declared kind; raises KeyError."""
    return _kinds[code]


def all_kinds() -> list[Kind]:
    """Every declared kind, in the order of declaration."""
    return list(_kinds.values())


def asking_compartments() -> list[Compartment]:
    """The parts of a case in which requests of some kind are drafted, seen and worked."""
    return sorted({kind.compartment for kind in _kinds.values()})
