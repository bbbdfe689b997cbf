"""The groups of a case."""

from dataclasses import dataclass
from uuid import UUID

from homeward.casework.cases.models import Case, Group, GroupMember, Person
from homeward.casework.cases.queries.inside import seen_in
from homeward.casework.cases.queries.people import people_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import case_ids_of


@dataclass(frozen=True, slots=True)
class InGroup:
    """A person's place in a group; the person is None where the viewer does not see him."""

    member: GroupMember
    person: Person | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with those who belong to it."""

    group: Group
    members: list[InGroup]


def groups_of(viewer: User, case: Case) -> list[GroupRow]:
    """The groups in the viewer's compartments, with their people."""
    people = {person.pk: person for person in people_of(viewer, case)}
    members: dict[int, list[InGroup]] = {}
    for member in seen_in(GroupMember.objects.filter(taken_out_at=None), viewer, case).order_by(
        "pk"
    ):
        place = InGroup(member, people.get(member.person_id))
        members.setdefault(member.group_id, []).append(place)
    groups = seen_in(Group.objects.all(), viewer, case).order_by("pk")
    return [GroupRow(group, members.get(group.pk, [])) for group in groups]


def group_of_form(viewer: User, token: UUID) -> Group | None:
    """The group that a form added when it was first sent, if the viewer may see it."""
    mine = case_ids_of(viewer)
    return Group.objects.filter(form_token=token, case_id__in=mine).first()
