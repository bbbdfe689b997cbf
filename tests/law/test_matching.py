"""A conduct held against an offence: by what was done, and never decided by what was not read."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.knowledge.law.comparing import KnownOffence, compare, is_serious
from homeward.knowledge.law.conduct import Conduct
from homeward.knowledge.law.elements import ACTS, MEANS, PURPOSES, Status
from homeward.knowledge.law.matching import KnownCell, Result, hold_against

MET, NOT_MET, UNCLEAR = Result.MET, Result.NOT_MET, Result.UNCLEAR
RANSOM = Conduct(
    acts=frozenset({"seize", "detain"}),
    moved=False,
    means=frozenset({"force"}),
    willing=False,
    age=40,
    purposes=frozenset({"gain"}),
    third_party=True,
    threat=True,
)


def offence(state: str = "XA", status: Status = Status.TEXT_READ, **values: Any) -> KnownOffence:
    """An offence that asks for holding and nothing else, changed as named."""
    cells: dict[str, dict[str, Any]] = {
        "conduct": {"acts": ["detain"]},
        "movement": {"required": False},
        "means": {"any": ["none_needed"]},
        "consent": {"without_consent": True},
        "purpose": {"any": ["none_needed"]},
        "third_party": {"required": False},
        "threat": {"required": False},
        "attempt": {"punishable": True},
        "penalty": {"max_months": 120},
    }
    cells |= values
    known = [
        KnownCell(name, value, f"Code of {state}, section 1", status)
        for name, value in cells.items()
        if value is not None
    ]
    return KnownOffence(state, "holding", "kidnapping", "Holding", "section 1", tuple(known))


def held(one: KnownOffence, conduct: Conduct = RANSOM) -> Result:
    return hold_against(one.key, one.cells, conduct).result


def test_a_law_without_purpose_covers_ransom_and_a_plain_holding() -> None:
    assert held(offence()) is MET
    assert held(offence(), replace(RANSOM, purposes=frozenset({"harm"}), third_party=False)) is MET


def test_a_plain_holding_fails_against_a_law_that_needs_a_purpose() -> None:
    """MY s3, SG s3, TT s3, IT 630: reference/law.md §2."""
    plain = replace(RANSOM, purposes=frozenset({"harm"}))
    assert held(offence(purpose={"any": ["gain"]}), plain) is NOT_MET
    assert held(offence(purpose={"any": ["gain"]})) is MET
    assert held(offence(purpose={"any": ["any_advantage"]})) is MET


def test_a_hostage_law_needs_a_third_party() -> None:
    """US 1203, GB 1982, CH 185, IN 140(2): a demand to the victim alone is not enough."""
    hostage = offence(third_party={"required": True}, threat={"required": True})
    assert held(hostage) is MET
    assert held(hostage, replace(RANSOM, third_party=False)) is NOT_MET
    assert held(hostage, replace(RANSOM, third_party=None)) is UNCLEAR


def test_taking_away_is_asked_for_only_where_the_law_does() -> None:
    moving = offence(movement={"required": True})
    assert held(moving) is NOT_MET
    assert held(moving, replace(RANSOM, moved=True)) is MET


def test_other_words_of_the_same_kind_are_for_a_lawyer() -> None:
    confining = offence(conduct={"acts": ["confine"]})
    assert held(confining) is UNCLEAR
    assert held(offence(conduct={"acts": ["demand"]})) is NOT_MET
    both = offence(conduct={"acts": ["seize"], "all": ["retain"]})
    assert held(both) is UNCLEAR, "held, but whether that is retaining is not said"
    assert held(offence(conduct={"acts": ["seize"], "all": ["demand"]})) is NOT_MET


def test_a_childs_will_does_not_count_below_the_age() -> None:
    child = replace(RANSOM, willing=True, age=12)
    assert held(offence(consent={"without_consent": True, "age": 16}), child) is MET
    assert held(offence(consent={"without_consent": True, "age": 12}), child) is NOT_MET
    assert held(offence(), child) is NOT_MET
    assert held(offence(consent={"without_consent": False}), child) is MET


def test_an_attempt_is_asked_of_attempts_only() -> None:
    lenient = offence(attempt={"punishable": False})
    assert held(lenient) is MET
    assert held(lenient, replace(RANSOM, completed=False)) is NOT_MET


def test_memory_decides_neither_way() -> None:
    for changed in ({}, {"purpose": {"any": ["terror"]}}):
        assert held(offence(status=Status.FROM_MEMORY, **changed)) is UNCLEAR


def test_silence_is_unclear_and_says_what_is_missing() -> None:
    silent = offence(purpose=None)
    findings = hold_against(silent.key, silent.cells, RANSOM)
    assert findings.result is UNCLEAR
    [missing] = [one for one in findings.findings if one.result is UNCLEAR]
    assert (missing.element, missing.cell) == ("purpose", None)
    assert "Purpose" in str(missing.reason)


def test_both_laws_must_cover_it_and_no_law_recorded_is_unclear() -> None:
    here, there = offence("XA"), offence("XB", third_party={"required": True})
    found = compare("XA", "XB", [here, there], RANSOM)
    assert found.result is MET
    alone = replace(RANSOM, third_party=False)
    assert compare("XA", "XB", [here, there], alone).result is NOT_MET
    residual = replace(offence("XB"), key="residual")
    assert compare("XA", "XB", [here, there, residual], alone).result is MET
    nearest = compare("XA", "XB", [here, there, residual], alone).requested.nearest
    assert nearest is not None
    assert nearest[0].key == "residual"
    assert compare("XA", "XC", [here, there], RANSOM).result is UNCLEAR


@pytest.mark.parametrize(
    ("penalty", "more", "expected"),
    [
        ({"max_months": 36}, None, NOT_MET),  # AR 141, BR 148, CN 238: reference/law.md §2
        ({"max_months": 48}, None, MET),
        ({"max_months": 36}, [{"ground": "weapon", "max_months": 120}], UNCLEAR),
        ({"life": True}, None, MET),
        ({"min_months": 60}, None, UNCLEAR),
        (None, None, UNCLEAR),
    ],
)
def test_serious_by_the_offence_charged(
    penalty: dict[str, Any] | None, more: list[Any] | None, expected: Result
) -> None:
    raised = {"levels": more} if more else None
    assert is_serious(offence(penalty=penalty, aggravation=raised)) is expected
    remembered = offence(status=Status.FROM_MEMORY, penalty=penalty, aggravation=raised)
    assert is_serious(remembered) is UNCLEAR


def some(words: dict[str, Any]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(words)), min_size=1, max_size=4, unique=True)


LAWS = st.builds(
    lambda acts, needed, moved, means, purposes, third, threat, status: offence(
        status=status,
        conduct={"acts": acts, "all": needed},
        movement={"required": moved},
        means={"any": means},
        purpose={"any": purposes},
        third_party={"required": third},
        threat={"required": threat},
    ),
    some(ACTS),
    st.lists(st.sampled_from(sorted(ACTS)), max_size=1),
    st.booleans(),
    some(MEANS),
    some(PURPOSES),
    st.booleans(),
    st.booleans(),
    st.sampled_from(list(Status)),
)
WORDS = {name: sorted({*words} - {"none_needed"}) for name, words in
         (("acts", ACTS), ("means", MEANS), ("purposes", PURPOSES))}  # fmt: skip
FACTS = st.builds(
    Conduct,
    acts=st.frozensets(st.sampled_from(WORDS["acts"]), min_size=1, max_size=4),
    moved=st.booleans(),
    means=st.frozensets(st.sampled_from(WORDS["means"]), min_size=1, max_size=3),
    willing=st.booleans(),
    age=st.integers(1, 80),
    purposes=st.frozensets(st.sampled_from(WORDS["purposes"]), min_size=1, max_size=3),
    third_party=st.booleans(),
    threat=st.booleans(),
)
UNKNOWN: dict[str, Any] = {"acts": frozenset(), "means": frozenset(), "purposes": frozenset()}
UNKNOWN |= dict.fromkeys(("moved", "willing", "age", "third_party", "threat"))


@given(LAWS, FACTS, st.sets(st.sampled_from(sorted(UNKNOWN))))
def test_what_is_learned_later_never_turns_an_answer_round(
    law: KnownOffence, facts: Conduct, hidden: set[str]
) -> None:
    """Whatever was said with less known still holds when all is known; or it was unclear."""
    early = held(law, replace(facts, **{name: UNKNOWN[name] for name in hidden}))
    assert early is UNCLEAR or early is held(law, facts)


@given(LAWS, FACTS)
def test_reading_a_law_never_turns_an_answer_round(law: KnownOffence, facts: Conduct) -> None:
    read = [replace(cell, status=Status.TEXT_READ) for cell in law.cells]
    before, after = held(law, facts), hold_against(law.key, read, facts).result
    assert before is UNCLEAR or before is after
