"""What the print pack of a running case is made of, and who receives which part of it.

A pack is printed by a member of the case for one role. It shows what *both* may see: each part gets
the compartments that are at once the printing person's, the role's and the part's own, and reads
nothing outside them. The parts themselves are given by the modules of this room and of higher ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.models import Case
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.access.roles import Compartment
from homeward.foundation.documents.blocks import Block, Part

INVESTIGATION, CRISIS = Compartment.INVESTIGATION, Compartment.CRISIS
FINANCE, VICTIMS = Compartment.FINANCE, Compartment.VICTIMS
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class PackRole:
    """Whom a pack is printed for, and the compartments that somebody in this role works in."""

    code: str
    label: str | Promise
    compartments: frozenset[str]


def _role(code: str, label: str | Promise, *compartments: str) -> PackRole:
    return PackRole(code, label, frozenset(compartments))


ROLES = {
    one.code: one
    for one in (
        _role("strategic", pgettext_lazy("pack", "Strategic lead"), *Compartment.values),
        _role("tactical", pgettext_lazy("pack", "Tactical lead"), INVESTIGATION, CRISIS),
        _role("operational", pgettext_lazy("pack", "Operational team"), INVESTIGATION, CRISIS),
        _role("negotiation", pgettext_lazy("pack", "Negotiation"), CRISIS),
        _role("intelligence", pgettext_lazy("pack", "Intelligence"), INVESTIGATION, CRISIS),
        _role("finance", pgettext_lazy("pack", "Finance"), FINANCE),
        _role("family_liaison", pgettext_lazy("pack", "Family liaison"), VICTIMS),
        _role("consular", pgettext_lazy("pack", "Consular"), VICTIMS),
        _role("legal", pgettext_lazy("pack", "Legal"), INVESTIGATION),
        _role("log_keeper", pgettext_lazy("pack", "Log keeper"), INVESTIGATION, CRISIS),
        _role("media", pgettext_lazy("pack", "Media")),
        _role(OUTSIDE, pgettext_lazy("pack", "Somebody outside of the team")),
    )
}
# Whoever works in the team; the media officer and people outside get only what names them.
TEAM_ROLES = frozenset(ROLES) - {OUTSIDE, "media"}
EVERY_ROLE = frozenset(ROLES)

DataFor = Callable[[User, Case, frozenset[str]], Sequence[Block]]


@dataclass(frozen=True, slots=True)
class PackSection:
    """A part of the pack.

    `data_for(viewer, case, walls)` returns its blocks, from `walls` only; nothing for an empty
    part. A section with `compartments` is left out where `walls` would be empty; one without any is
    for what holds no content of the case (whom to call), and gets an empty set.
    """

    code: str
    order: int
    title: str | Promise
    compartments: frozenset[str]
    roles: frozenset[str]
    data_for: DataFor


_sections: dict[str, PackSection] = {}


def add_pack_section(
    code: str,
    order: int,
    title: str | Promise,
    compartments: Sequence[str],
    roles: frozenset[str],
    data_for: DataFor,
) -> None:
    """Add a part to every pack for one of the roles; a second of the same code is refused."""
    if code in _sections:
        raise ValueError(f"The part {code} of the pack is there twice.")
    if unknown := roles - EVERY_ROLE:
        raise ValueError(f"No role of a pack: {', '.join(sorted(unknown))}")
    _sections[code] = PackSection(code, order, title, frozenset(compartments), roles, data_for)


def parts_for(viewer: User, case: Case, role: PackRole) -> dict[str, Part]:
    """The parts by code that `viewer` may hand to somebody in `role`, in the order of the pack."""
    walls = compartments_of(viewer, case.pk) & role.compartments
    parts: dict[str, Part] = {}
    for section in sorted(_sections.values(), key=lambda one: one.order):
        seen = walls & section.compartments
        if role.code not in section.roles or (section.compartments and not seen):
            continue
        if blocks := section.data_for(viewer, case, seen):
            parts[section.code] = Part(str(section.title), list(blocks))
    return parts
