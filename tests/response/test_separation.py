"""Rules of separation: no order of giving roles gets round them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.response.errors.crisis import RoleHeld, RolesApart
from homeward.casework.response.role_list import SHIPPED_ROLES, SHIPPED_RULES, Rule
from homeward.casework.response.separation import conflict_of
from tests.people import People
from tests.response.team import HOUR, NOW, a_team, give

CODES = [role.code for role in SHIPPED_ROLES]
sets = st.frozensets(st.sampled_from(CODES), min_size=1, max_size=4)


@st.composite
def rule_sets(draw: st.DrawFn) -> list[Rule]:
    """Rules as a State might make them."""
    return [
        Rule(f"r{n}", draw(sets), draw(sets), "x", draw(st.booleans()), draw(st.booleans()))
        for n in range(draw(st.integers(0, 4)))
    ]


def forbidden(rules: list[Rule], one: str, other: str, *, together: bool) -> bool:
    """The oracle: a pair is forbidden if some rule in use has one on each side."""
    return any(
        rule.is_active
        and (together or rule.ever)
        and (
            (one in rule.first and other in rule.second)
            or (other in rule.first and one in rule.second)
        )
        for rule in rules
    )


@given(
    rule_sets(),
    st.sampled_from(CODES),
    st.frozensets(st.sampled_from(CODES)),
    st.frozensets(st.sampled_from(CODES)),
)
def test_a_role_is_refused_exactly_where_a_pair_is_forbidden(
    rules: list[Rule], wanted: str, now: frozenset[str], before: frozenset[str]
) -> None:
    now, before = now - {wanted}, before - {wanted}
    found = conflict_of(wanted, rules, now=now, ever=now | before)
    expected = {o for o in now if forbidden(rules, wanted, o, together=True)}
    expected |= {o for o in before if forbidden(rules, wanted, o, together=False)}
    assert (found is not None) == bool(expected)
    assert found is None or found.other in expected


@given(rule_sets(), st.sampled_from(CODES), st.sampled_from(CODES))
def test_the_order_does_not_matter(rules: list[Rule], one: str, other: str) -> None:
    first = conflict_of(one, rules, now={other}, ever={other})
    second = conflict_of(other, rules, now={one}, ever={one})
    assert (first is None) == (second is None)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("strategic", "negotiator"),
        ("negotiator", "tactical"),
        ("communicator", "strategic"),
        ("negotiator", "operational"),
        ("family_liaison", "tactical"),
        ("operational", "family_liaison"),
    ],
)
def test_the_shipped_rules_say_what_the_practice_says(held: str, wanted: str) -> None:
    assert conflict_of(wanted, SHIPPED_RULES, now={held}, ever={held})


def test_who_decided_once_never_negotiates_in_this_case(people: People) -> None:
    from homeward.casework.response.actions.roles import end_role
    from homeward.foundation.guard.context import opened

    case = a_team(people)
    row = give(case, "tactical", people.dan, by=people.alice, ago=timedelta(hours=5))
    with opened(people.alice.actor):
        end_role(row, NOW - 2 * HOUR, user=people.alice)
    with pytest.raises(RolesApart) as refused:
        give(case, "negotiator", people.dan, by=people.alice)
    assert "Tactical commander" in str(refused.value)
    assert "Whoever decides never negotiates" in str(refused.value)
    # Of rules that only keep apart what is held together, an ended role is no reason.
    give(case, "family_liaison", people.dan, by=people.alice)
    with pytest.raises(RolesApart):
        give(case, "operational", people.dan, by=people.alice)
    with pytest.raises(RoleHeld):
        give(case, "family_liaison", people.dan, by=people.alice)


def test_the_lead_of_the_file_is_no_family_liaison(people: People) -> None:
    case = a_team(people)
    with pytest.raises(RolesApart):
        give(case, "family_liaison", people.alice, by=people.carol)
