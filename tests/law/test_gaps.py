"""A law held against the minimum elements."""

from typing import Any

import pytest

from homeward.knowledge.law.elements import ELEMENTS, Status
from homeward.knowledge.law.gaps import MINIMUM, gaps
from homeward.knowledge.law.matching import KnownCell, Result
from tests.law.test_matching import offence

MET, NOT_MET, UNCLEAR = Result.MET, Result.NOT_MET, Result.UNCLEAR


def found(*offences: object, general: tuple[KnownCell, ...] = ()) -> dict[str, Result]:
    return {gap.minimum.code: gap.result for gap in gaps("XA", offences, general)}  # type: ignore[arg-type]


def test_every_minimum_stands_on_an_element_and_a_source() -> None:
    assert all(one.element in ELEMENTS and one.source and one.note for one in MINIMUM)
    assert len({one.code for one in MINIMUM}) == len(MINIMUM)


def test_a_wide_law_lacks_only_what_is_not_recorded() -> None:
    result = found(offence())
    reached = {code for code, one in result.items() if one is MET}
    assert {"holding", "no_movement", "deceit", "gain", "compel", "no_third_party"} <= reached
    assert result["victims"] is result["legal_persons"] is UNCLEAR


def test_a_narrow_law_shows_its_gaps_and_a_second_offence_closes_them() -> None:
    narrow = offence(
        conduct={"acts": ["carry_away"]},
        movement={"required": True},
        purpose={"any": ["gain"]},
        third_party={"required": True},
        penalty={"max_months": 36},
    )
    result = found(narrow)
    gaps_of_it = {code for code, one in result.items() if one is NOT_MET}
    lacking = {"holding", "no_movement", "compel", "no_third_party", "together", "serious"}
    assert gaps_of_it == lacking
    both = found(narrow, offence())
    assert {code for code, one in both.items() if one is NOT_MET} == set()
    assert both["together"] is MET


def test_minima_that_different_offences_reach_are_not_reached_together() -> None:
    """For ransom only if moved, in place only against a third party: what lies between is free."""
    ransom = offence(movement={"required": True}, purpose={"any": ["gain"]})
    hostage = offence(
        purpose={"any": ["compel_act"]}, third_party={"required": True}, threat={"required": True}
    )
    result = found(ransom, hostage)
    reached = ("holding", "no_movement", "gain", "compel", "no_third_party")
    assert {result[code] for code in reached} == {MET}
    assert result["together"] is NOT_MET
    for_gain, for_acts = offence(purpose={"any": ["gain"]}), offence(purpose={"any": ["hostage"]})
    assert found(for_gain, for_acts)["together"] is MET, "the two aims may stand apart"
    assert found(for_gain)["together"] is NOT_MET


def test_silence_is_no_gap_and_no_reach() -> None:
    """PK, PT, SG: one offence asks for moving, of the other it was not read."""
    moving, silent = offence(movement={"required": True}), offence(movement=None)
    assert found(moving)["no_movement"] is NOT_MET
    assert found(moving, silent)["no_movement"] is UNCLEAR
    assert found(moving, silent)["together"] is UNCLEAR


@pytest.mark.parametrize(
    ("code", "values", "expected"),
    [
        ("serious", {"penalty": {"min_months": 60}}, MET),
        ("serious", {"penalty": {"min_months": 12}}, UNCLEAR),
        ("serious", {"penalty": {"max_months": 36}}, NOT_MET),
        ("holding", {"conduct": {"acts": ["confine", "carry_away"], "all": ["seize"]}}, NOT_MET),
        ("holding", {"conduct": {"acts": ["confine"], "all": ["retain"]}}, MET),
        ("release", {"mitigation": {"grounds": ["surrender"]}}, UNCLEAR),
        ("release", {"mitigation": {"grounds": ["surrender"], "for_release": False}}, NOT_MET),
        ("release", {"mitigation": {"grounds": ["let go"], "for_release": True}}, MET),
        ("compel", {"purpose": {"any": ["any_advantage"]}}, UNCLEAR),
        ("gain", {"purpose": {"any": ["any_advantage"]}}, MET),
        ("holding", {"victim": {"any": ["minor"]}}, UNCLEAR),
    ],
)
def test_what_reaches_a_minimum(code: str, values: dict[str, Any], expected: Result) -> None:
    assert found(offence(**values))[code] is expected


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (["restitution", "heard"], MET),
        (["restitution"], UNCLEAR),
        (["heard", "protection"], UNCLEAR),
        (["protection"], NOT_MET),
    ],
)
def test_victims_are_paid_and_heard(rights: list[str], expected: Result) -> None:
    cell = KnownCell("victims_rights", {"rights": rights}, "section 9", Status.TEXT_READ)
    assert found(offence(), general=(cell,))["victims"] is expected


def test_the_articles_cited_reach_serious_crimes() -> None:
    """UNTOC 11(1) and 15(2) reach only the offences of articles 5, 6, 8 and 23."""
    cited = " ".join(one.source for one in MINIMUM)
    assert "11(1)" not in cited
    assert "15(2)" not in cited


def test_cells_of_the_state_count_and_memory_does_not() -> None:
    rights = {"rights": ["restitution", "heard"]}
    read = KnownCell("victims_rights", rights, "section 9", Status.TEXT_READ)
    assert found(offence(), general=(read,))["victims"] is MET
    told = KnownCell("victims_rights", rights, "section 9", Status.FROM_MEMORY)
    assert found(offence(), general=(told,))["victims"] is UNCLEAR
    assert set(found(offence(status=Status.FROM_MEMORY)).values()) == {UNCLEAR}
