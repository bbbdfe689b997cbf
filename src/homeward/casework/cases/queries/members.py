"""Who is in a case."""

from dataclasses import dataclass

from homeward.casework.cases.models import Case
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import members_of
from homeward.foundation.access.roles import Compartment


@dataclass(frozen=True, slots=True)
class Member:
    """A person with a place in the case, and the compartments of it."""

    name: str
    authority: str
    lead: bool
    compartments: list[str]


def roll_of(viewer: User, case: Case) -> list[Member]:
    """Everyone in the case, the lead first, each with his compartments."""
    roll: dict[int, Member] = {}
    for row in members_of(viewer, case.pk):
        new = Member(str(row.user), row.user.authority, row.is_lead, [])
        held = roll.setdefault(row.user_id, new)
        held.compartments.append(row.compartment)
    for member in roll.values():
        labels = [str(label) for wall, label in Compartment.choices if wall in member.compartments]
        member.compartments[:] = labels
    return sorted(roll.values(), key=lambda member: (not member.lead, member.name.casefold()))
