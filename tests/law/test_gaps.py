"""A law held against the minimum elements."""

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
    assert gaps_of_it == {"holding", "no_movement", "compel", "no_third_party", "serious"}
    both = found(narrow, offence())
    assert {code for code, one in both.items() if one is NOT_MET} == set()


def test_cells_of_the_state_count_and_memory_does_not() -> None:
    rights = {"rights": ["restitution"]}
    read = KnownCell("victims_rights", rights, "section 9", Status.TEXT_READ)
    assert found(offence(), general=(read,))["victims"] is MET
    told = KnownCell("victims_rights", rights, "section 9", Status.FROM_MEMORY)
    assert found(offence(), general=(told,))["victims"] is UNCLEAR
    assert set(found(offence(status=Status.FROM_MEMORY)).values()) == {UNCLEAR}
