"""The people of the tests.

Alice leads a case, Bob is her colleague in the finance compartment, Carol works at the central
authority's desk, Dan is a stranger of the same police, Olga oversees, Adam administers.
"""

from copy import deepcopy
from dataclasses import dataclass

from homeward.casework.cases.actions import NewCase, open_case
from homeward.casework.cases.models import Case
from homeward.foundation.access.actions import add_team, add_user, grant_membership
from homeward.foundation.access.models import Team, User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.authorities.actions import load_directory
from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.reused import Contents

PASSWORD = "a long test password"


@dataclass(frozen=True, slots=True)
class People:
    """Everyone by name, and the two desks."""

    alice: User
    bob: User
    carol: User
    dan: User
    olga: User
    adam: User
    police: Team
    central: Team


def make_people() -> People:
    """Load the directory and add everyone, as the administrator's command does."""
    actor = service("setup")
    with opened(actor):
        load_directory(DEMO_DIRECTORY, actor=actor)
        police = add_team("police", actor=actor, name="Police desk", authority="XA-POLICE")
        central = add_team("central", actor=actor, name="Central desk", authority="XA-CENTRAL")

        def add(name: str, authority: str, roles: list[str], *teams: Team) -> User:
            return add_user(
                name.lower(),
                actor=actor,
                full_name=name,
                authority=authority,
                roles=roles,
                password=PASSWORD,
                teams=teams,
            )

        return People(
            alice=add("Alice", "XA-POLICE", ["officer"], police),
            bob=add("Bob", "XA-FIU", ["finance"]),
            carol=add("Carol", "XA-CENTRAL", ["central", "supervisor"], central),
            dan=add("Dan", "XA-POLICE", ["officer"]),
            olga=add("Olga", "XA-POLICE", ["overseer"]),
            adam=add("Adam", "XA-POLICE", ["administrator"]),
            police=police,
            central=central,
        )


@dataclass(slots=True)
class Known:
    """The people of the first test that asked, and the rows that making them brought."""

    rows: Contents | None = None
    people: People | None = None

    def anew(self, url: str) -> People:
        """The same people in an emptied database, in a fifth of the time that making them takes.

        `url` is the superuser's address of it.
        """
        if self.rows is None or self.people is None:
            before = Contents.of(url)
            made = make_people()
            self.people, self.rows = deepcopy(made), Contents.of(url).since(before)
            return made
        self.rows.bring(url)
        return deepcopy(self.people)


known = Known()


def a_case(people: People) -> Case:
    """A case that Alice leads, with Bob in its finance compartment."""
    with opened(people.alice.actor):
        case = open_case(
            NewCase(
                title="Taken on the harbour road",
                lead_authority="XA-POLICE",
                typology="extortion",
                iccs_code="020221",
                iccs_reason="Taken away by force to demand a ransom.",
                place="Harbour road",
            ),
            actor=people.alice.actor,
        )
        grant_membership(case.pk, people.bob, Compartment.FINANCE, actor=people.alice.actor)
        return case
