"""The parts of the crisis page and of the crisis room, each kept by its own module of this room."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from homeward.casework.cases.models import Case
from homeward.foundation.access.models import User

Render = Callable[[User, Case], SafeString | str]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the crisis page: what it shows a viewer of a case; empty text shows nothing.

    `wall` shows the same on the wall of the crisis room, where whoever enters reads it: no name of
    a person, no number or account, no text that somebody wrote, no place finer than a region.
    """

    code: str
    order: int
    render: Render
    wall: Render | None = None


_sections: dict[str, Section] = {}


def add_section(section: Section) -> None:
    """Add a part; a second of the same code is refused."""
    if section.code in _sections:
        raise ValueError(f"The section {section.code} is there twice.")
    _sections[section.code] = section


def sections_for(viewer: User, case: Case) -> list[SafeString | str]:
    """What every part has to show, in their order."""
    return [shown for part in _in_order() if (shown := part.render(viewer, case))]


def wall_for(viewer: User, case: Case) -> list[SafeString | str]:
    """What every part has to show on the wall, in their order."""
    return [shown for part in _in_order() if part.wall and (shown := part.wall(viewer, case))]


def _in_order() -> list[Section]:
    return sorted(_sections.values(), key=lambda one: one.order)
