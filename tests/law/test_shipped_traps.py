"""What the laws of single States say, where it is easily entered wrong: the traps."""

from typing import Any

import pytest

from homeward.knowledge.law.comparing import KnownOffence, is_serious
from homeward.knowledge.law.elements import Status
from homeward.knowledge.law.matching import KnownCell, Result
from homeward.knowledge.law.names import ICCS
from homeward.knowledge.law.route import Asked, Standing
from homeward.knowledge.law.shelf import shipped
from homeward.knowledge.law.statelaw import Joining

MET, NOT_MET, UNCLEAR = Result.MET, Result.NOT_MET, Result.UNCLEAR
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


# The basic form of taking somebody's liberty, in months: below the 48 of UNTOC 2(b) everywhere.
BASIC = [
    ("AR", "deprivation", 36),
    ("AT", "deprivation", 36),
    ("BR", "detention", 36),
    ("CN", "unlawful_detention", 36),
    ("IN", "wrongful_confinement", 12),
    ("MY", "wrongful_confinement", 12),
    ("PK", "wrongful_confinement", 12),
    ("RU", "deprivation", 24),
]


@pytest.mark.parametrize(("state", "key", "months"), BASIC)
def test_basic_detention_below_four_years(state: str, key: str, months: int) -> None:
    one = offence(state, key)
    assert one.about == "deprivation_of_liberty"
    assert one.iccs == "020222"
    penalty = cell_of(state, "penalty", key)
    assert penalty.status is TEXT_READ
    assert penalty.value["max_months"] == months
    assert is_serious(one) is not MET


# Offences whose ransom or hostage form is serious all the same: the label decides nothing.
SERIOUS = [("AR", "ransom_kidnapping"), ("AT", "extortionate_abduction"), 
           ("CN", "kidnapping"), ("IN", "ransom_kidnapping"), ("PK", "ransom_kidnapping"),
           ("RU", "hostage_taking"), ("CH", "deprivation"), ("TR", "deprivation")]  # fmt: skip


@pytest.mark.parametrize(("state", "key"), SERIOUS)
def test_the_ransom_or_hostage_form_is_serious(state: str, key: str) -> None:
    assert is_serious(offence(state, key)) is MET


RANSOM_RULES = [
    # Near relatives go free, whoever else helps to pay does not; insuring is an offence besides.
    ("IT", {"offence_for_intermediary", "insurance_void", "insurance_offence"}, TEXT_READ),
    # No general ban: only money for terrorists; insurers; a constable may consent.
    ("GB", {"terrorist_only", "controlled_payment_possible", "insurance_offence"}, TEXT_READ),
    # The payer too; read in a secondary source, so it decides nothing.
    ("MY", {"offence_for_family", "offence_for_intermediary"}, FROM_MEMORY),
    ("SG", {"offence_for_intermediary"}, FROM_MEMORY),
    ("TT", {"offence_for_intermediary"}, FROM_MEMORY),
    # A ban was struck down by the Constitutional Court and then repealed.
    ("CO", {"lawful"}, FROM_MEMORY),
    ("NG", {"lawful"}, FROM_MEMORY),
]


@pytest.mark.parametrize(("state", "rules", "status"), RANSOM_RULES)
def test_what_a_law_says_of_paying_ransom(state: str, rules: set[str], status: Status) -> None:
    cell = cell_of(state, "ransom_rule")
    assert set(cell.value["rules"]) == rules
    assert cell.status is status


def test_no_state_has_a_ransom_rule_that_only_a_spokesperson_stated() -> None:
    ruled = {
        code for code in EVERY_STATE for one in all_cells(code) if one.element == "ransom_rule"
    }
    assert ruled == {state for state, _, _ in RANSOM_RULES}


ASSETS = [("IT", "mandatory", 12, TEXT_READ), ("SG", "discretionary", 1, TEXT_READ),
          ("MY", "discretionary", None, FROM_MEMORY)]  # fmt: skip


@pytest.mark.parametrize(("state", "kind", "months", "status"), ASSETS)
def test_measures_on_the_familys_assets(
    state: str, kind: str, months: int | None, status: Status
) -> None:
    cell = cell_of(state, "family_asset_measure")
    assert cell.value["kind"] == kind
    assert cell.value.get("term_months") == months
    assert cell.status is status


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
