"""A conduct held against an offence: by what was done, and never decided by what was not read."""

from dataclasses import replace
from typing import Any

import pytest

from homeward.knowledge.law.comparing import KnownOffence
from homeward.knowledge.law.conduct import Conduct
from homeward.knowledge.law.elements import Status
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
ALL = frozenset({"acts", "means", "purposes"})  # declared to be all there was


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
    assert held(offence(purpose={"any": ["gain"]}), plain) is UNCLEAR, "there may be more to it"
    assert held(offence(purpose={"any": ["gain"]}), replace(plain, complete=ALL)) is NOT_MET
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
    assert held(offence(conduct={"acts": ["demand"]})) is UNCLEAR
    assert held(offence(conduct={"acts": ["demand"]}), replace(RANSOM, complete=ALL)) is NOT_MET
    both = offence(conduct={"acts": ["seize"], "all": ["retain"]})
    assert held(both) is UNCLEAR, "held, but whether that is retaining is not said"
    demanding = offence(conduct={"acts": ["seize"], "all": ["demand"]})
    assert held(demanding) is UNCLEAR
    assert held(demanding, replace(RANSOM, complete=ALL)) is NOT_MET


def test_a_childs_will_does_not_count_below_the_age() -> None:
    child = replace(RANSOM, willing=True, age=12)
    assert held(offence(consent={"without_consent": True, "age": 16}), child) is MET
    assert held(offence(consent={"without_consent": True, "age": 12}), child) is NOT_MET
    assert held(offence(), child) is UNCLEAR, "from what age is not recorded"
    assert held(offence(), replace(child, age=40)) is NOT_MET
    assert held(offence(consent={"without_consent": False}), child) is MET
    # CH 183, BE 223: punished even with consent, but only below an age.
    below = offence(consent={"without_consent": False, "age": 16})
    assert held(below, child) is MET
    assert held(below, replace(child, age=40)) is UNCLEAR


def test_an_age_that_is_not_known_decides_nothing() -> None:
    unknown = replace(RANSOM, willing=True, age=None)
    for limit in ({"age": 16}, {}):
        assert held(offence(consent={"without_consent": True, **limit}), unknown) is UNCLEAR


@pytest.mark.parametrize(
    ("victim", "age", "expected"),
    [
        ({"any": ["minor"], "below_age": 16}, 40, NOT_MET),
        ({"any": ["minor"], "below_age": 16}, 15, MET),
        ({"any": ["minor"], "below_age": 16}, None, UNCLEAR),
        ({"any": ["minor"]}, 40, NOT_MET),  # EG: an age that was not read
        ({"any": ["minor"]}, 17, UNCLEAR),
        ({"any": ["minor", "vulnerable"], "below_age": 18}, 40, UNCLEAR),  # BE
        ({"any": ["protected_person"]}, 40, UNCLEAR),  # AU
        ({"any": ["anyone"]}, None, MET),
        (None, None, MET),
    ],
)
def test_whom_an_offence_protects(
    victim: dict[str, Any] | None, age: int | None, expected: Result
) -> None:
    assert held(offence(victim=victim), replace(RANSOM, age=age)) is expected


def test_ransom_from_relatives_is_compelling_them() -> None:
    """reference/law.md §6: a ransom demanded of relatives comes under the hostage laws."""
    for asked in ("compel_act", "hostage"):
        hostage = offence(purpose={"any": [asked]}, third_party={"required": True})
        assert held(hostage) is MET
        assert held(hostage, replace(RANSOM, third_party=None)) is UNCLEAR
    of_victim = replace(RANSOM, third_party=False)
    assert held(offence(purpose={"any": ["compel_act"]}), of_victim) is UNCLEAR
    compelled = replace(RANSOM, purposes=frozenset({"compel_act"}), complete=ALL)
    assert held(offence(purpose={"any": ["any_advantage"]}), compelled) is UNCLEAR
    assert held(offence(purpose={"any": ["gain"]}), compelled) is NOT_MET


def test_one_question_has_one_answer() -> None:
    """A threat and a removal are asked for apart; the acts that say the same follow."""
    threatening = offence(conduct={"acts": ["seize"], "all": ["threaten_hostage"]})
    assert held(threatening) is MET  # US 1203
    assert held(threatening, replace(RANSOM, threat=None)) is UNCLEAR
    assert held(threatening, replace(RANSOM, threat=False)) is NOT_MET
    carrying = offence(conduct={"acts": ["carry_away"]}, movement={"required": True})
    carried = replace(RANSOM, acts=frozenset({"detain"}), moved=True)
    assert held(carrying, carried) is MET  # CA 279
    assert held(carrying, replace(carried, moved=None)) is UNCLEAR
    by_acts = replace(RANSOM, acts=frozenset({"carry_away", "threaten_hostage"}), moved=None)
    needs_both = offence(conduct={"acts": ["carry_away"]}, movement={"required": True},
                         threat={"required": True})  # fmt: skip
    assert held(needs_both, replace(by_acts, threat=None)) is MET
    assert held(needs_both, replace(by_acts, moved=False)) is UNCLEAR, "the facts contradict"


@pytest.mark.parametrize(
    ("law", "means", "expected"),
    [
        (["without_lawful_authority"], {"weapon"}, MET),
        (["without_lawful_authority"], {"enticement"}, MET),
        (["without_lawful_authority"], {"abuse_of_power"}, MET),
        (["without_lawful_authority"], set(), UNCLEAR),
        (["force", "threat", "deceit"], {"weapon"}, MET),
        (["force", "enticement"], {"weapon"}, UNCLEAR),
        (["force", "threat", "deceit"], {"without_lawful_authority"}, UNCLEAR),
        (["deceit"], {"enticement"}, UNCLEAR),
        (["deceit"], {"force"}, UNCLEAR),
    ],
)
def test_at_gunpoint_and_by_other_means(law: list[str], means: set[str], expected: Result) -> None:
    facts = replace(RANSOM, means=frozenset(means))
    assert held(offence(means={"any": law}), facts) is expected


def test_what_is_declared_to_be_all_decides() -> None:
    surely = replace(RANSOM, complete=ALL, threat=False)
    assert held(offence(means={"any": ["deceit"]}), surely) is NOT_MET
    assert held(offence(means={"any": ["deceit"]}), replace(surely, means=frozenset())) is NOT_MET
    lawful = offence(means={"any": ["without_lawful_authority"]})
    assert held(lawful, replace(surely, means=frozenset())) is UNCLEAR
    no_aim = replace(surely, purposes=frozenset(), third_party=False)
    assert held(offence(purpose={"any": ["gain"]}), no_aim) is NOT_MET
    assert (
        held(offence(purpose={"any": ["gain"]}), replace(no_aim, complete=frozenset())) is UNCLEAR
    )


def test_taking_and_holding_are_of_one_kind() -> None:
    """CL, ES, US: who is seized is held, and who is held was taken; a lawyer says which it is."""
    for acts in ({"seize"}, {"lure"}):
        taken = replace(RANSOM, acts=frozenset(acts), complete=ALL)
        assert held(offence(conduct={"acts": ["confine", "detain"]}), taken) is UNCLEAR
    assert (
        held(offence(conduct={"acts": ["hold_proceeds"]}), replace(RANSOM, complete=ALL)) is NOT_MET
    )


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
