"""What the laws of single States say, where it is easily entered wrong: the traps."""

from typing import Any

import pytest

from homeward.knowledge.law.comparing import KnownOffence
from homeward.knowledge.law.elements import Status
from homeward.knowledge.law.matching import KnownCell
from homeward.knowledge.law.names import ICCS
from homeward.knowledge.law.route import Asked, Standing
from homeward.knowledge.law.shelf import shipped
from homeward.knowledge.law.statelaw import Joining

TEXT_READ, FROM_MEMORY = Status.TEXT_READ, Status.FROM_MEMORY
EVERY_STATE = sorted(shipped())


def offence(state: str, key: str) -> KnownOffence:
    found = shipped()[state].offence(key)
    assert found is not None, (state, key)
    return found


def cell_of(state: str, element: str, key: str = "") -> KnownCell:
    if key:
        found = offence(state, key).cell(element)
    else:
        cells = shipped()[state].cells
        found = next((one for one in cells if one.element == element), None)
    assert found is not None, (state, element, key)
    return found


def all_cells(state: str) -> list[KnownCell]:
    law = shipped()[state]
    return [*law.cells, *(cell for one in law.offences for cell in one.cells)]


def joining(state: str, treaty: str) -> Joining:
    return next(one for one in shipped()[state].joinings if one.membership.treaty == treaty)


VALUES: list[tuple[str, str, str, dict[str, Any]]] = [
    # An intent to confine is in every holding: no further purpose, and surely no harm.
    ("NZ", "kidnapping", "purpose", {"any": ["none_needed"]}),
    ("CA", "kidnapping", "purpose", {"any": ["none_needed"]}),
    # Below the age a will does not count; above it the act is against the will.
    ("CH", "deprivation", "consent", {"without_consent": True, "age": 16}),
    ("BE", "abduction", "consent", {"without_consent": True, "age": 12}),
    # Both aims together: whoever only compels is not reached.
    ("PT", "hostage_taking", "purpose", {"any": ["political"]}),
    # The demand alone is no abduction.
    ("JP", "ransom_kidnapping", "conduct", {"acts": ["seize", "carry_away", "lure"]}),
    # The law of today, not that of 2016.
    ("PL", "hostage_taking", "penalty", {"min_months": 36, "max_months": 240}),
    # The basic form, not the grave one.
    ("CN", "proceeds", "penalty", {"max_months": 36, "fine": True}),
    ("AT", "handing_over", "penalty", {"min_months": 120, "max_months": 240}),
    ("ES", "conditional_threat", "penalty", {"min_months": 12, "max_months": 60}),
    ("ID", "carrying_off", "penalty", {"max_months": 84}),
    ("CH", "", "jurisdiction", {"grounds": ["found_here"]}),
]


@pytest.mark.parametrize(("state", "key", "element", "value"), VALUES)
def test_what_is_easily_entered_wrong(
    state: str, key: str, element: str, value: dict[str, Any]
) -> None:
    cell = cell_of(state, element, key)
    assert cell.value == value
    assert cell.status is TEXT_READ


def test_what_does_not_hold_for_the_whole_state_or_is_repealed_is_not_entered() -> None:
    of_state = {one.element for one in shipped()["US"].cells}
    assert "limitation" not in of_state, "the rule read is for minors only"
    assert offence("PL", "hostage_taking").cell("conspiracy") is None, (
        "preparation is another thing"
    )
    for cell in offence("IT", "hostage_taking").cells:
        assert "718" not in cell.provision, "repealed in 2018"
        assert "289-ter" in cell.provision


@pytest.mark.parametrize("state", EVERY_STATE)
def test_classes_of_the_iccs_are_known_and_follow_the_order(state: str) -> None:
    for one in shipped()[state].offences:
        assert one.iccs in ICCS, one.key
        purpose, third = one.cell("purpose"), one.cell("third_party")
        aims = set(purpose.value["any"]) if purpose else set()
        compels = aims and aims <= {"compel_act", "hostage", "political"}
        if compels and third is not None and third.value["required"]:
            assert one.iccs == "020222", (one.key, "to compel, without gain and without moving")


@pytest.mark.parametrize(
    ("state", "key", "iccs"),
    [
        ("EG", "child_abduction", "02021"),
        ("ID", "child_withdrawal", "02021"),
        ("BE", "abduction", "02021"),
        ("NZ", "child_abduction", "02021"),
        ("BR", "lightning_kidnapping", "020221"),
        ("AT", "extortionate_abduction", "020222"),
    ],
)
def test_minors_taken_and_express_kidnapping_have_their_own_class(
    state: str, key: str, iccs: str
) -> None:
    assert offence(state, key).iccs == iccs


@pytest.mark.parametrize("state", EVERY_STATE)
def test_standing_to_both_conventions_is_recorded(state: str) -> None:
    for treaty in ("untoc", "hostages"):
        one = joining(state, treaty)
        assert one.status is TEXT_READ or "read" in one.paraphrase or "known" in one.paraphrase
        if one.status is TEXT_READ:
            assert one.membership.standing is Standing.PARTY
            assert one.membership.since


def test_standing_is_read_for_nearly_all_and_declarations_where_they_were_found() -> None:
    read = [
        one.membership
        for code in EVERY_STATE
        for one in shipped()[code].joinings
        if one.status is TEXT_READ
    ]
    assert len(read) >= 90
    assert "16(1)" in joining("CO", "hostages").paraphrase
    for state in ("MY", "NL", "RU", "SG"):
        assert "reservation or declaration" in joining(state, "hostages").paraphrase
    assert [one.state for one in read if one.is_basis is not None] == ["NL"], "16(5): else unread"
    assert joining("NL", "untoc").membership.is_basis is True
    assert cell_of("NL", "treaty_required").value == {"for_extradition": True}


def test_treaties_between_states_are_told_alike_by_all_their_parties() -> None:
    told = {(code, one.treaty.key): one for code in EVERY_STATE for one in shipped()[code].pacts}
    assert {key for _, key in told} >= {
        "oas_mutual_assistance", "asean_mutual_assistance", "coe_extradition"}  # fmt: skip
    for (code, key), pact in told.items():
        assert code not in pact.states
        for other in pact.states:
            mirrored = told[other, key]
            assert {other, *mirrored.states} == {code, *pact.states}
            assert mirrored.treaty == pact.treaty
            assert mirrored.in_force == pact.in_force
    oas = told["US", "oas_mutual_assistance"]
    assert oas.treaty.covers == frozenset({Asked.ASSISTANCE})
    assert {"AR", "CO", "PE"} <= set(oas.states)
    assert "HT" not in oas.states
    assert told["FR", "coe_extradition"].status is FROM_MEMORY, "the chart was not read"
