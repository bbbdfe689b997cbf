"""The ways to ask another State: in their order, each with its tests, nothing assumed."""

from dataclasses import replace
from datetime import date

import pytest

from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.route import (
    Asked,
    Facts,
    Membership,
    OtherTreaty,
    Route,
    Standing,
    gateway,
    routes,
)

MET, NOT_MET, UNCLEAR = Result.MET, Result.NOT_MET, Result.UNCLEAR
PARTIES = [
    Membership(treaty, state, Standing.PARTY, date(2005, 1, 1))
    for treaty in ("untoc", "hostages")
    for state in ("XA", "XB")
]
GANG = Facts(
    Asked.ASSISTANCE,
    serious=MET,
    dual=MET,
    three_or_more=True,
    structured=True,
    benefit=True,
    traces_there=True,
    threat=True,
    third_party=True,
    foreign_link=True,
    armed_conflict=False,
)


def way(
    code: str, facts: Facts, *others: OtherTreaty, parties: list[Membership] = PARTIES
) -> Route:
    found = {one.code: one for one in routes("XA", "XB", facts, parties, others)}
    return found[code]


def test_the_order_and_several_ways_at_once() -> None:
    pact = OtherTreaty("pact", "Treaty of XA and XB", frozenset({Asked.ASSISTANCE}))
    funds = OtherTreaty("funds", "Funds convention", frozenset(Asked), sectoral=True)
    found = routes("XA", "XB", GANG, PARTIES, [funds, pact])
    assert [one.code for one in found] == ["pact", "untoc", "hostages", "funds", "reciprocity"]
    assert [one.result for one in found] == [MET, MET, MET, MET, UNCLEAR]
    assert "18(7)" in str([step.article for step in found[1].steps])
    with pytest.raises(ValueError, match="not itself"):
        routes("XA", "XA", GANG, PARTIES)


def test_assistance_is_tested_more_lightly_than_extradition() -> None:
    """18(1): victims, witnesses, proceeds or evidence there are enough; 16(1): the person is."""
    asks = replace(GANG, asked=Asked.EXTRADITION)
    assert gateway(GANG)[1].result is MET
    assert gateway(asks)[1].result is UNCLEAR
    assert gateway(replace(asks, person_there=True))[1].result is MET
    police = replace(GANG, asked=Asked.POLICE)
    assert gateway(police)[1].result is UNCLEAR, "neither lightening is for it"


def test_a_lone_political_offender_goes_by_the_hostages_convention() -> None:
    facts = replace(GANG, benefit=False)
    assert way("untoc", facts).result is NOT_MET
    assert way("hostages", facts).result is MET


def test_ransom_without_a_third_party_goes_by_untoc() -> None:
    facts = replace(GANG, third_party=False)
    assert way("hostages", facts).result is NOT_MET
    assert way("untoc", facts).result is MET


def test_a_wholly_domestic_act_or_one_of_war_is_no_case_of_the_hostages_convention() -> None:
    assert way("hostages", replace(GANG, foreign_link=False)).result is NOT_MET
    assert way("hostages", replace(GANG, armed_conflict=True)).result is NOT_MET


def test_a_standing_that_was_not_read_is_never_assumed() -> None:
    unknown = way("untoc", GANG, parties=PARTIES[:1])
    assert unknown.result is UNCLEAR
    assert "XB" in str(unknown.missing[0].note)
    refused = [*PARTIES[:1], Membership("untoc", "XB", Standing.NOT_PARTY)]
    assert way("untoc", GANG, parties=refused).result is NOT_MET


def test_extradition_without_a_treaty_needs_the_declaration() -> None:
    """16(4) and 16(5): it may be the basis; for confiscation 13(6) says that it shall."""
    asks = replace(GANG, asked=Asked.EXTRADITION, person_there=True)
    assert way("untoc", asks).result is UNCLEAR
    for said, expected in ((True, MET), (False, NOT_MET)):
        told = [*PARTIES[:1], replace(PARTIES[1], is_basis=said)]
        assert way("untoc", asks, parties=told).result is expected
    pact = OtherTreaty("pact", "Extradition treaty", frozenset({Asked.EXTRADITION}))
    assert way("untoc", asks, pact).result is MET
    takes = replace(GANG, asked=Asked.CONFISCATION, more_states=True)
    assert way("untoc", takes).result is MET
    assert way("hostages", takes).result is UNCLEAR
