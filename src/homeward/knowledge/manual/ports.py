"""What the manual needs of higher rooms: what the State calls the roles that do a plan's steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
