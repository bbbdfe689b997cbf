"""The people of a case, with all their parts, and records that are one person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from homeward.casework.cases.identifiers import plain_name
from homeward.casework.cases.models import (
    Case,
    Harm,
    Identifier,
    Person,
    PersonPart,
    SamePerson,
)
from homeward.casework.cases.queries.inside import seen_in
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import case_ids_of


def people_of(viewer: User, case: Case) -> QuerySet[Person]:
    """The people of the case in the viewer's compartments."""
    return seen_in(Person.objects.all(), viewer, case).order_by("pk")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with every part that any record of him has, and those records."""

    person: Person
    roles: list[str]
    same: list[Person] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The numbers of all records, as the journal keeps who was shown."""
        return [one.pk for one in (self.person, *self.same)]

    @property
    def words(self) -> list[str]:
        """The parts in the reader's language."""
        return [str(PersonRole(role).label) for role in self.roles]

    @property
    def conflicts(self) -> bool:
        """Whether a relative is a suspect as well, so that it matters what he is told."""
        return {PersonRole.RELATIVE, PersonRole.SUSPECT} <= set(self.roles)


def rows_of(viewer: User, case: Case) -> list[PersonRow]:
    """Everybody of the case and of files merged into it: records joined as one person in one row,
    under the record of this case, else the oldest."""
    people = {person.pk: person for person in people_of(viewer, case)}
    parts = _parts(people)
    rows = []
    for together in _joined(people):
        records = sorted(together, key=lambda pk: (people[pk].case_id != case.pk, pk))
        roles = [role for role in PersonRole.values if any(role in parts[pk] for pk in records)]
        first, *others = (people[pk] for pk in records)
        rows.append(PersonRow(first, roles, others))
    return sorted(rows, key=lambda row: row.person.pk)


def row_of(viewer: User, case: Case, person: Person) -> PersonRow:
    """One person with the records that are the same."""
    for row in rows_of(viewer, case):
        records = [row.person, *row.same]
        if person in records:
            others = [one for one in records if one != person]
            return PersonRow(person, row.roles, others)
    return PersonRow(person, [person.role])


def in_part(viewer: User, case: Case, role: PersonRole) -> list[Person]:
    """The records of the people who have this part themselves."""
    people = people_of(viewer, case).filter(parts__role=role)
    return list(people.distinct())


def named_alike(viewer: User, case: Case, name: str, role: str) -> bool:
    """Whether somebody of this name has this part in the viewer's compartments already."""
    wanted = plain_name(name)
    names = people_of(viewer, case).filter(parts__role=role).values_list("name", flat=True)
    return bool(wanted) and any(plain_name(one) == wanted for one in names)


def parts_of(viewer: User, case: Case, person: Person) -> list[PersonPart]:
    """The parts of one record, in the order in which they were given."""
    return list(seen_in(PersonPart.objects.filter(person=person), viewer, case).order_by("pk"))


def identifiers_of(viewer: User, case: Case, persons: Iterable[Person]) -> list[Identifier]:
    """What these records are known by."""
    found = Identifier.objects.filter(person__in=[one.pk for one in persons])
    return list(seen_in(found, viewer, case).order_by("kind", "pk"))


def harms_of(viewer: User, case: Case, persons: Iterable[Person]) -> list[Harm]:
    """The harm of these records, withdrawn lines too."""
    found = Harm.objects.filter(person__in=[one.pk for one in persons])
    return list(seen_in(found, viewer, case).order_by("pk"))


def joins_of(viewer: User, person: Person) -> list[SamePerson]:
    """What joins this record with others, as far as the viewer sees both (the walls say so)."""
    either = Q(person=person) | Q(other=person)
    return list(SamePerson.objects.filter(either, separated_at=None).order_by("pk"))


def person_of_form(viewer: User, token: UUID) -> Person | None:
    """The person whom a form added when it was first sent, if the viewer may see him."""
    mine = case_ids_of(viewer)
    return Person.objects.filter(form_token=token, case_id__in=mine).first()


def harm_of_form(viewer: User, token: UUID) -> Harm | None:
    """The line of harm that a form recorded when it was first sent, likewise."""
    mine = case_ids_of(viewer)
    return Harm.objects.filter(form_token=token, case_id__in=mine).first()


def _parts(people: dict[int, Person]) -> dict[int, set[str]]:
    parts: dict[int, set[str]] = {pk: set() for pk in people}
    for pk, role in PersonPart.objects.filter(person__in=people).values_list("person_id", "role"):
        parts[pk].add(role)
    return parts


def _joined(people: dict[int, Person]) -> list[list[int]]:
    """The numbers in heaps of one person each."""
    heap = {pk: pk for pk in people}

    def top(pk: int) -> int:
        while heap[pk] != pk:
            pk = heap[pk]
        return pk

    pairs = SamePerson.objects.filter(person__in=people, other__in=people, separated_at=None)
    for one, other in pairs.values_list("person_id", "other_id"):
        heap[top(other)] = top(one)
    together: dict[int, list[int]] = {}
    for pk in people:
        together.setdefault(top(pk), []).append(pk)
    return list(together.values())
