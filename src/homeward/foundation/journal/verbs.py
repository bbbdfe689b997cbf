"""The catalogue of verbs: what an entry may say that an actor did, and with which fields.

Each room registers its own in its `AppConfig.ready()`; an unregistered verb is refused, so that
the vocabulary of the journal stays reviewable in one place (docs/reference/journal.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise


class Kind(StrEnum):
    """What a field of an entry holds: never secrets, never the content of restricted records."""

    TEXT = "text"
    WHOLE = "whole number"
    YES_NO = "yes or no"
    TEXTS = "list of texts"
    WHOLES = "list of whole numbers"


@dataclass(frozen=True, slots=True)
class Field:
    """A field that an entry of a verb may have; `meaning` is for whoever reads the catalogue."""

    name: str
    meaning: str
    kind: Kind = Kind.TEXT

    def holds(self, value: Any) -> bool:
        """Whether a value is of the field's kind; yes or no is no whole number."""
        match self.kind:
            case Kind.TEXTS:
                return isinstance(value, list) and all(isinstance(one, str) for one in value)
            case Kind.WHOLES:
                return isinstance(value, list) and all(type(one) is int for one in value)
            case Kind.TEXT:
                return isinstance(value, str)
            case Kind.WHOLE:
                return type(value) is int
            case Kind.YES_NO:
                return type(value) is bool


@dataclass(frozen=True, slots=True)
class Said:
    """A verb's words and fields, as a room registers them."""

    label: str | Promise
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb's stable code, its translatable sentence about the actor, and its fields by name."""

    code: str
    label: str | Promise
    fields: Mapping[str, Field]

    def undeclared(self, data: Mapping[str, Any]) -> list[str]:
        """The names in `data` that the verb does not declare, or whose value is of another kind."""
        declared = self.fields
        return [n for n, v in data.items() if n not in declared or not declared[n].holds(v)]


_verbs: dict[str, Verb] = {}


def says(label: str | Promise, *fields: Field) -> Said:
    """A verb's words with the fields that its entries may have; none of them is required."""
    return Said(label, fields)


def register_verbs(verbs: Mapping[str, str | Promise | Said]) -> None:
    """Add a room's verbs by code, such as `case.opened` to "opened the case".

    Entries with fields need `says(label, Field(...), ...)`.
    """
    for code, given in verbs.items():
        if code in _verbs:
            raise ValueError(f"The verb {code} is registered twice.")
        said = given if isinstance(given, Said) else Said(given, ())
        _verbs[code] = Verb(code, said.label, {field.name: field for field in said.fields})


def verb(code: str) -> Verb:
    """The registered verb; raises KeyError for an unknown one."""
    return _verbs[code]


def all_verbs() -> list[Verb]:
    """Every verb in the order of its code."""
    return [_verbs[code] for code in sorted(_verbs)]
