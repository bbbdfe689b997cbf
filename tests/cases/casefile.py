"""A second case for the tests of merging, and quick ways to act as somebody."""

from collections.abc import Callable
from typing import TypeVar

from homeward.casework.cases.actions import NewCase, open_case
from homeward.casework.cases.models import Case
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened

T = TypeVar("T")


def as_(user: User, act: Callable[[], T]) -> T:
    """What `act` returns, done by this person in one transaction."""
    with opened(user.actor):
        return act()


def another_case(lead: User, *members: tuple[User, str]) -> Case:
    """A case that `lead` leads, with these colleagues in one compartment each."""
    with opened(lead.actor) as actor:
        case = open_case(
            NewCase(
                title="Taken at the ferry",
                lead_authority="XA-POLICE",
                typology="extortion",
                iccs_code="020221",
                iccs_reason="Taken away by force.",
            ),
            actor=actor,
        )
        for user, compartment in members:
            grant_membership(case.pk, user, compartment, actor=actor)
        return case
