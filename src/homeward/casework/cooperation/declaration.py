"""What a kind of request declares: its legal bases, contents, grounds, limits and who does what."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
class ContentField:
    """One part of a request or an answer, with the article that asks for it.

    `source` names where the node can take a first draft from; empty when only a person knows.
    `least` is the smallest amount in minor units, `not_before` the code of an earlier day. What is
    `fixed` belongs to its source: in a request of a run it is shown, and nobody writes it.
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


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for refusal from a closed list, with its article."""

    code: str
    label: Text
    article: str


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
    roles_to_draft: tuple[str, ...]
    limits: dict[str, timedelta]
    compartment: Compartment
    lifecycle: str = "assistance"
    asked: Asked | None = None

    def basis(self, code: str) -> LegalBasis | None:
        """The declared basis, or None for a code that another node named."""
        return {basis.code: basis for basis in self.legal_bases}.get(code)

    def ground(self, code: str) -> Ground | None:
        """The declared ground, or None where the list does not hold it."""
        return {ground.code: ground for ground in self.grounds}.get(code)

    def missing(self, content: dict[str, str]) -> list[ContentField]:
        """The required parts that are still empty, in the order an officer thinks."""
        return [f for f in self.contents if f.required and not has_content(content.get(f.code, ""))]


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
