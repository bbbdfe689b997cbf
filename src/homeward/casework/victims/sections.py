"""The parts of a support file's page, each kept by its own module of this room."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.models import User

Render = Callable[[User, SupportFile], SafeString | str]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: what it shows a viewer of a file; empty text shows nothing.

    Parts in the column beside (`beside`) are short: rules, channels, who decides.
    """

    code: str
    order: int
    render: Render
    beside: bool = False


_sections: dict[str, Section] = {}


def add_section(section: Section) -> None:
    """Add a part; a second of the same code is refused."""
    if section.code in _sections:
        raise ValueError(f"The section {section.code} is there twice.")
    _sections[section.code] = section


def sections_for(
    viewer: User, file: SupportFile, *, beside: bool = False
) -> list[SafeString | str]:
    """What every part has to show in one of the two columns, in their order."""
    ordered = sorted(_sections.values(), key=lambda one: one.order)
    parts = (one.render(viewer, file) for one in ordered if one.beside == beside)
    return [shown for shown in parts if shown]
