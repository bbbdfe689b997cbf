"""A crisis team for the tests: Alice leads, Carol and Dan are in the crisis, Bob in finance."""

from datetime import UTC, datetime, timedelta

from homeward.casework.cases.models import Case
from homeward.casework.response.actions.contacts import NewContact, record_contact
from homeward.casework.response.actions.decisions import NewDecision, record_decision
from homeward.casework.response.actions.roles import NewAssignment, assign_role
from homeward.casework.response.models import Contact, Decision, RoleAssignment
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.context import opened
from tests.people import People, a_case

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)


def a_team(people: People) -> Case:
    """The case of the tests, with Carol and Dan in its crisis compartment."""
    case = a_case(people)
    with opened(people.alice.actor):
        for colleague in (people.carol, people.dan):
            grant_membership(case.pk, colleague, Compartment.CRISIS, actor=people.alice.actor)
    return case


def give(case: Case, role: str, holder: User, *, by: User, ago: timedelta = HOUR) -> RoleAssignment:
    """A role, held since a while."""
    new = NewAssignment(role=role, holder=holder, starts_at=NOW - ago)
    with opened(by.actor):
        return assign_role(case, new, user=by)


def decide(case: Case, *, by: User, approver: User, made_by: User | None = None) -> Decision:
    """An entry of the decision log."""
    new = NewDecision(
        at=NOW - HOUR,
        situation="No word since noon.",
        options="Wait; or call the number again.",
        decision="Wait until six.",
        reason="A call now may look like haste.",
        made_by=made_by or by,
        approver=approver,
    )
    with opened(by.actor):
        return record_decision(case, new, user=by)


def hear(case: Case, by: User, *, ago: timedelta = HOUR, **facts: object) -> Contact:
    """A call of the offenders."""
    plain = {"direction": "incoming", "channel": "phone", "starts_at": NOW - ago, **facts}
    with opened(by.actor):
        return record_contact(case, NewContact(**plain), user=by)  # type: ignore[arg-type]
