"""The print pack's parts of the crisis: each behind the walls of what it shows."""

from homeward.casework.cases.actions import add_person
from homeward.casework.cases.vocabulary import PersonRole
from homeward.casework.response.actions.roles import NewAssignment, assign_role
from homeward.casework.response.actions.runs import start_run
from homeward.foundation.guard.context import opened
from homeward.knowledge.manual.queries import in_force
from tests.browser_client import signed_in
from tests.people import People
from tests.response.team import HOUR, NOW, a_team, decide, give, hear
from tests.response.test_pack import printed


def test_roles_plan_contacts_and_decisions_reach_whom_they_concern(people: People) -> None:
    case = a_team(people)
    give(case, "strategic", people.carol, by=people.alice)
    hear(case, people.carol, demanded=9_000_000, demand_currency="XAD", next_expected=NOW + HOUR)
    decide(case, by=people.alice, approver=people.carol)
    with opened(people.alice.actor) as actor:
        wall = {"compartment": "crisis", "name": "Voice Example"}
        voice = add_person(case, PersonRole.RELATIVE, actor=actor, **wall)
        new = NewAssignment(role="communicator", holder=voice, starts_at=NOW - HOUR)
        assign_role(case, new, user=people.alice)
        text = in_force(people.alice, "release")
        assert text is not None
        start_run(case, text, actor=actor)
    alice = signed_in(people.alice)
    first = text.playbook.steps[0].text().title
    crisis = ("90,000.00", "Next contact expected", "Wait until six", "Voice Example", first)
    tactical = printed(alice, case, "tactical")
    for words in (*crisis, "Strategic commander", "Waits for its approver"):
        assert words in tactical, words
    legal = printed(alice, case, "legal")
    assert "Strategic commander" in legal
    assert [words for words in crisis if words in legal] == []
    finance = printed(alice, case, "finance")
    assert [words for words in (*crisis, "Strategic commander") if words in finance] == []


def test_an_empty_crisis_prints_no_empty_headings(people: People) -> None:
    text = printed(signed_in(people.alice), a_team(people), "tactical")
    for heading in ("Last contacts", "Last decisions", "Deadline"):
        assert heading not in text, heading
