"""A family for the tests: Carol and Dan support a victim and her brother; Bob is in finance."""

from dataclasses import dataclass
from typing import Any

from homeward.casework.cases.models import Case
from homeward.casework.victims.actions.files import FileFacts, NewPerson, open_file
from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.context import opened
from tests.people import People, a_case

VICTIM, BROTHER = "Nour Ferrand", "Sami Ferrand"


@dataclass(frozen=True, slots=True)
class Family:
    """The case, the file of the victim and that of her brother."""

    case: Case
    victim: SupportFile
    brother: SupportFile

    def page(self, file: SupportFile, below: str = "") -> str:
        """The address of a page of a file."""
        return f"/cases/{self.case.reference}/support/{file.number}/{below}"


def supported(people: People) -> Case:
    """The case of the tests, with Carol and Dan in its compartment of victims."""
    case = a_case(people)
    with opened(people.alice.actor):
        for colleague in (people.carol, people.dan):
            grant_membership(case.pk, colleague, Compartment.VICTIMS, actor=people.alice.actor)
    return case


def open_for(
    case: Case,
    name: str,
    by: User,
    *,
    victim: SupportFile | None = None,
    person: dict[str, Any] | None = None,
    **facts: Any,
) -> SupportFile:
    """A file for somebody new: a victim, or her brother where she is given."""
    new = NewPerson(name=name, facts=person or {})
    if victim:
        facts = {"standing": "relative", "victim": victim, "relation": "sibling"} | facts
    plain: dict[str, Any] = {"standing": "victim", "worker": by} | facts
    with opened(by.actor):
        return open_file(case, new, FileFacts(**plain), user=by)


def a_family(people: People) -> Family:
    """Nour, who was taken, and her brother Sami; Dan works on both files."""
    case = supported(people)
    victim = open_for(case, VICTIM, people.dan, person={"sex": "female"}, language="fr")
    brother = open_for(case, BROTHER, people.dan, victim=victim, person={"sex": "male"})
    return Family(case, victim, brother)
