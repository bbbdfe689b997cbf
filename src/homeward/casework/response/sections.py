"""The parts of the crisis page, each kept by its own module of this room."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from homeward.casework.cases.models import Case
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the crisis page: what it shows a viewer of a case; empty text shows nothing."""

    code: str
    order: int
    render: Callable[[User, Case], SafeString | str]


_sections: dict[str, Section] = {}


def add_section(section: Section) -> None:
    """Add a part; a second of the same code is refused."""
    if section.code in _sections:
        raise ValueError(f"The section {section.code} is there twice.")
    _sections[section.code] = section


def sections_for(viewer: User, case: Case) -> list[SafeString | str]:
    """What every part has to show, in their order."""
    parts = sorted(_sections.values(), key=lambda one: one.order)
    return [shown for part in parts if (shown := part.render(viewer, case))]
