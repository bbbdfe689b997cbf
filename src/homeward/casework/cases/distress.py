"""The mark of distressing material: of what kind it is, and a neutral word of warning."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from homeward.casework.cases.vocabulary.distress import DistressKind
from homeward.foundation.web.formats import listing

WARNING = 200  # characters


@dataclass(frozen=True, slots=True)
class Mark:
    """What is behind a warning; false where nothing is marked."""

    kinds: tuple[str, ...] = ()
    warning: str = ""

    def __bool__(self) -> bool:
        return bool(self.kinds)

    @property
    def words(self) -> str:
        """The kinds as a sentence lists them, in the order of their list."""
        named = [str(label) for code, label in DistressKind.choices if code in self.kinds]
        return listing(named, get_language() or "en")


def joined(marks: Iterable[Mark]) -> Mark:
    """All kinds of several marks of one content, with each of their warnings once."""
    kinds: set[str] = set()
    warnings: list[str] = []
    for mark in marks:
        kinds |= set(mark.kinds)
        if mark.warning and mark.warning not in warnings:
            warnings.append(mark.warning)
    ordered = tuple(code for code in DistressKind.values if code in kinds)
    return Mark(ordered, " / ".join(warnings)[:WARNING])
