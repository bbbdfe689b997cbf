"""The parts of a support file's page, each kept by its own module of this room."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from django.utils.safestring import SafeString

from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.models import User

Place = Literal["first", "beside", "below"]
PLACES: tuple[Place, ...] = get_args(Place)
Render = Callable[[User, SupportFile], SafeString | str]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: what it shows a viewer of a file; empty text shows nothing.

    Parts stand `first`, below the person's name, where they are what one reads before a call, or
    `beside` it, where they are short: channels, who decides. What has tables stands `below`.
    """

    code: str
    order: int
    render: Render
    place: Place = "below"


_sections: dict[str, Section] = {}


def add_section(section: Section) -> None:
    """Add a part; a second of the same code is refused."""
    if section.code in _sections:
        raise ValueError(f"The section {section.code} is there twice.")
    _sections[section.code] = section


def sections_for(viewer: User, file: SupportFile, place: Place) -> list[SafeString | str]:
    """What every part has to show in one of the places, in their order."""
    ordered = sorted(_sections.values(), key=lambda one: one.order)
    parts = (one.render(viewer, file) for one in ordered if one.place == place)
    return [shown for shown in parts if shown]
