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
    OwnRules,
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
    seized=True,
    convention_offence=False,
)
DAY = date(2026, 6, 1)


def pact(*covers: Asked, since: date = date(2010, 1, 1), is_read: bool = True) -> OtherTreaty:
    name = "Treaty of XA and XB"
    return OtherTreaty("pact", name, frozenset(covers), since=since, is_read=is_read)


def way(
    code: str,
    facts: Facts,
    *others: OtherTreaty,
    parties: list[Membership] = PARTIES,
    rules: OwnRules | None = None,
) -> Route:
    found = routes("XA", "XB", facts, parties, others, on=DAY, rules=rules)
    return {one.code: one for one in found}[code]


def articles(route: Route) -> str:
    return "; ".join(step.article for step in route.steps)


def test_the_order_and_several_ways_at_once() -> None:
    funds = replace(pact(*Asked), key="funds", sectoral=True)
    found = routes("XA", "XB", GANG, PARTIES, [funds, pact(Asked.ASSISTANCE)])
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
    at_war = way("hostages", replace(GANG, armed_conflict=True))
    assert at_war.result is UNCLEAR, "article 12 asks what those Conventions bind to"


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
    assert way("untoc", asks, pact(Asked.EXTRADITION)).result is MET
    takes = replace(GANG, asked=Asked.CONFISCATION, more_states=True)
    assert way("untoc", takes).result is MET
    assert way("hostages", takes).result is UNCLEAR


def test_a_treaty_counts_for_what_it_covers() -> None:
    """18(7) needs a treaty on assistance, 16(4) speaks where there is none on extradition."""
    extradite = replace(GANG, asked=Asked.EXTRADITION, person_there=True)
    other = way("untoc", extradite, pact(Asked.ASSISTANCE))
    assert "16(4)" in articles(other)
    assert other.result is UNCLEAR
    assert "18(7)" not in articles(way("untoc", GANG, pact(Asked.EXTRADITION)))
    assert "18(9)" not in articles(way("untoc", GANG, pact(Asked.ASSISTANCE)))


def test_a_treaty_that_is_not_in_force_or_not_read_is_not_taken_for_one() -> None:
    asked = Asked.ASSISTANCE
    assert way("pact", GANG, pact(asked, since=date(2026, 6, 2))).result is NOT_MET
    assert way("pact", GANG, pact(asked, since=DAY)).result is MET
    recalled = way("pact", GANG, pact(asked, is_read=False))
    assert recalled.result is UNCLEAR
    assert "memory" in str(recalled.missing[0].note)
    extradite = replace(GANG, asked=Asked.EXTRADITION, person_there=True)
    told = [*PARTIES[:1], replace(PARTIES[1], is_basis=False)]
    found = way("untoc", extradite, pact(Asked.EXTRADITION, is_read=False), parties=told)
    assert found.result is UNCLEAR, "the treaty may stand instead of the Convention"


def test_a_state_is_bound_thirty_days_after_it_joined() -> None:
    for since, expected in ((date(2026, 5, 2), MET), (date(2026, 5, 3), NOT_MET)):
        joined = [*PARTIES[:1], replace(PARTIES[1], since=since)]
        found = way("untoc", GANG, parties=joined)
        assert found.result is expected, since
        assert ("not bound yet: XB" in str(found.steps[0].note)) is (expected is NOT_MET)


def test_a_state_that_needs_no_treaty_is_asked_for_none() -> None:
    """16(6) and 10(3): 16(4), 16(5) and 10(2) speak to States that need a treaty."""
    asks = replace(GANG, asked=Asked.EXTRADITION, person_there=True)
    for code, free, taken in (("untoc", "16(6)", "16(5)"), ("hostages", "10(3)", "10(2)")):
        open_ = way(code, asks, rules=OwnRules({Asked.EXTRADITION: False}))
        assert open_.result is MET
        assert free in articles(open_)
        needs = way(code, asks, rules=OwnRules({Asked.EXTRADITION: True}))
        assert needs.result is UNCLEAR
        assert taken in articles(needs)
    for needed, expected in ((False, MET), (True, NOT_MET), (None, UNCLEAR)):
        rules = OwnRules({} if needed is None else {Asked.EXTRADITION: needed})
        assert way("reciprocity", asks, rules=rules).result is expected


def test_what_is_no_offence_there_shows_on_every_way() -> None:
    """16(1) always asks for it; assistance may be declined (18(9)), where the State insists."""
    lacking = replace(GANG, dual=NOT_MET)
    extradite = replace(lacking, asked=Asked.EXTRADITION, person_there=True)
    treaty = pact(Asked.EXTRADITION)
    assert way("hostages", extradite, treaty).result is NOT_MET
    assert way("untoc", extradite, treaty).result is NOT_MET
    assert way("pact", extradite, treaty).result is UNCLEAR
    takes = replace(lacking, asked=Asked.CONFISCATION, more_states=True)
    for facts, article in ((lacking, "18(9)"), (takes, "13(3), 18(9)")):
        assert article in articles(way("untoc", facts))
        for asks, expected in ((None, UNCLEAR), ({"coercive_assistance"}, UNCLEAR),
                               ({"extradition"}, MET)):  # fmt: skip
            rules = OwnRules(dual_for=None if asks is None else frozenset(asks))
            assert way("untoc", facts, rules=rules).result is expected, (article, asks)


def test_a_demand_alone_is_no_taking_of_hostages() -> None:
    assert way("hostages", replace(GANG, seized=None)).result is UNCLEAR
    assert way("hostages", replace(GANG, seized=False)).result is NOT_MET


def test_an_offence_of_the_convention_needs_no_four_years() -> None:
    """3(1)(a): articles 5, 6, 8 and 23."""
    minor = replace(GANG, serious=NOT_MET)
    for told, expected in ((True, MET), (False, NOT_MET), (None, UNCLEAR)):
        assert way("untoc", replace(minor, convention_offence=told)).result is expected


def test_conventions_whose_articles_are_not_here_are_shown_as_not_examined() -> None:
    member = Membership("terrorism_financing", "XA", Standing.PARTY, date(2005, 1, 1))
    both = [*PARTIES, member, replace(member, state="XB")]
    found = way("terrorism_financing", GANG, parties=both)
    assert found.result is UNCLEAR
    assert [step.result for step in found.steps] == [MET, UNCLEAR]
    codes = [one.code for one in routes("XA", "XB", GANG, [*PARTIES, member])]
    assert codes == ["untoc", "hostages", "reciprocity"], "of XB nothing is recorded"
