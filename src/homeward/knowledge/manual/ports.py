"""What the manual needs of higher rooms.

What the State calls the roles that do a plan's steps, and where the tools are that practices name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from homeward.foundation.access.models import User
from homeward.knowledge.manual.guide.lists import TOOLS
from homeward.knowledge.manual.roles import PlanRole


@dataclass(frozen=True, slots=True)
class RoleWord:
    """What a role is called here; `offered` where a step may be given to it from now on."""

    name: str
    offered: bool = True


Roles = Callable[[], Mapping[str, RoleWord]]
_sources: list[Roles] = []


def register_roles(source: Roles) -> None:
    """Say what roles there are by their codes, beside or instead of those of the shipped plans."""
    _sources.append(source)


def role_names() -> dict[str, RoleWord]:
    """Every role of this State by its code, in the reader's language."""
    known = {code: RoleWord(str(label)) for code, label in PlanRole.choices}
    for source in _sources:
        known |= source()
    return known


def offered_roles(kept: str = "") -> list[tuple[str, str]]:
    """The roles to which a step may be given, as choices of a form, with the one that it has."""
    known = role_names().items()
    return [(code, role.name) for code, role in known if role.offered or code == kept]


ToolPlace = Callable[[User], str]
_tools: dict[str, ToolPlace] = {}


def register_tools(may: Callable[[User], bool] | None = None, **pages: str) -> None:
    """Say on which page each tool that practices name is found, by its code with `_` for `-`.

    Codes are those of `guide.lists.TOOLS`; tools of a case are found from the list of cases. Who
    `may` not open the pages is not led to them. Raises ValueError for another code, and for a
    second filler.
    """
    for name, page in pages.items():
        code = name.replace("_", "-")
        if code not in TOOLS or code in _tools:
            raise ValueError(f"The tool {code} is unknown or offered twice.")
        _tools[code] = _page(page, may)


def _page(name: str, may: Callable[[User], bool] | None) -> ToolPlace:
    return lambda viewer: reverse(name) if may is None or may(viewer) else ""


def offered_tools() -> frozenset[str]:
    """The codes of the tools that rooms of this node offer."""
    return frozenset(_tools)


def tool_place(viewer: User, code: str) -> str:
    """The address of a tool for a reader; empty where there is none for him."""
    place = _tools.get(code)
    return place(viewer) if place else ""


@dataclass(frozen=True, slots=True)
class StepFigures:
    """In how many plans that ended a step was done, not done, not needed by its condition, or left
    out for a reason; and in how many of them late."""

    done: int = 0
    not_done: int = 0
    not_needed: int = 0
    left_out: int = 0
    late: int = 0

    @property
    def plans(self) -> int:
        """How many plans held the step."""
        return self.done + self.not_done + self.not_needed + self.left_out


@dataclass(frozen=True, slots=True)
class PracticeFigures:
    """What became of a practice on cases. `cases` is 0 where too few ended to tell outcomes."""

    plans: int
    steps: Mapping[str, StepFigures]
    cases: int
    outcomes: Mapping[str, int]


Figures = Callable[[User, str], PracticeFigures]
_figures: list[Figures] = []


def register_figures(source: Figures) -> None:
    """Say what became of a practice on the cases of this node: counts without a name."""
    _figures.append(source)


def figures_of(viewer: User, practice: str) -> PracticeFigures | None:
    """What became of a practice on cases; None where no plan with it ended yet."""
    for source in _figures:
        found = source(viewer, practice)
        if found.plans:
            return found
    return None
