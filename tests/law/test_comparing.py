"""Two laws beside each other: what is recorded decides, what nobody recorded never does."""

from dataclasses import replace
from typing import Any

import pytest

from homeward.knowledge.law.comparing import compare, is_serious, under_law
from homeward.knowledge.law.elements import TAKINGS, Status
from homeward.knowledge.law.matching import Result
from tests.law.test_matching import ALL, RANSOM, offence

MET, NOT_MET, UNCLEAR = Result.MET, Result.NOT_MET, Result.UNCLEAR


def test_both_laws_must_cover_it_and_no_law_recorded_is_unclear() -> None:
    here, there = offence("XA"), offence("XB", third_party={"required": True})
    assert compare("XA", "XB", [here, there], RANSOM).result is MET
    alone = replace(RANSOM, third_party=False)
    whole = {"XB": TAKINGS}
    assert compare("XA", "XB", [here, there], alone, whole).result is NOT_MET
    residual = replace(offence("XB"), key="residual")
    both = compare("XA", "XB", [here, there, residual], alone)
    assert both.result is MET
    assert both.requested.nearest is not None
    assert both.requested.nearest[0].key == "residual"
    assert compare("XA", "XC", [here, there], RANSOM).result is UNCLEAR


def test_an_offence_that_nobody_recorded_never_decides() -> None:
    """One laundering offence, or one for ransom only, does not make a kidnapping unpunished."""
    surely = replace(RANSOM, purposes=frozenset({"harm"}), third_party=False, complete=ALL)
    laundering = replace(
        offence(conduct={"acts": ["hold_proceeds"]}), key="laundering", about="laundering"
    )
    ransom = replace(offence(purpose={"any": ["gain"]}), key="ransom")
    for recorded in ([laundering], [ransom], [ransom, laundering]):
        found = under_law("XA", recorded, surely)
        assert found.result is UNCLEAR
        assert found.may_lack_offences
    assert under_law("XA", [ransom], surely, TAKINGS).result is NOT_MET
    assert under_law("XA", [ransom], surely, ["kidnapping"]).result is UNCLEAR
    assert under_law("XA", [], surely, TAKINGS).result is UNCLEAR
    # A residual offence that was read reaches whatever the others leave open; agreed is agreed.
    agreed = replace(surely, willing=True)
    assert under_law("XA", [ransom, offence()], agreed).result is NOT_MET
    for less in ({"purpose": None}, {"means": {"any": ["force"]}}, {"victim": {"any": ["minor"]}}):
        narrower = offence(**less)
        assert under_law("XA", [ransom, narrower], agreed).result is UNCLEAR
    remembered = offence(status=Status.FROM_MEMORY)
    assert under_law("XA", [ransom, remembered], agreed).result is UNCLEAR


def test_laundering_is_no_kidnapping_that_a_residual_offence_reaches() -> None:
    moving = replace(RANSOM, acts=frozenset({"convert_proceeds"}), complete=ALL)
    assert under_law("XA", [offence()], moving).result is UNCLEAR
    whole = [*TAKINGS, "laundering", "ransom_money"]
    assert under_law("XA", [offence()], moving, whole).result is NOT_MET


def test_serious_only_by_an_offence_that_covers_the_conduct() -> None:
    plain = replace(RANSOM, purposes=frozenset({"harm"}), third_party=False, complete=ALL)
    grave = replace(offence(purpose={"any": ["gain"]}), key="grave")
    light = replace(
        offence(penalty={"max_months": 36}, aggravation={"no_levels": True}), key="light"
    )
    found = under_law("XA", [grave, light], plain, TAKINGS)
    assert found.is_serious() is NOT_MET, "the grave one does not cover it"
    assert found.is_serious("grave") is NOT_MET
    assert found.is_serious("light") is NOT_MET
    assert found.covering == (light,)
    assert under_law("XA", [grave, light], plain).is_serious() is UNCLEAR, "a graver one may exist"
    ransom = under_law("XA", [light, grave], RANSOM)
    assert ransom.covering == (grave, light)
    assert ransom.is_serious() is ransom.is_serious("grave") is MET
    assert ransom.is_serious("light") is NOT_MET
    open_aim = under_law("XA", [light, grave], replace(RANSOM, purposes=frozenset()), TAKINGS)
    assert open_aim.is_serious() is UNCLEAR


def test_the_order_of_a_file_decides_nothing() -> None:
    one, other = replace(offence(), key="b"), replace(offence(), key="a")
    naming = replace(offence(purpose={"any": ["gain"]}), key="naming")
    graver = replace(offence(penalty={"life": True}), key="graver")
    listed = [one, other, naming, graver]
    for order in (listed, listed[::-1]):
        found = under_law("XA", order, RANSOM)
        assert [each.key for each, _ in found.offences] == ["naming", "graver", "a", "b"]


@pytest.mark.parametrize(
    ("penalty", "more", "expected"),
    [
        ({"max_months": 36}, {"no_levels": True}, NOT_MET),
        ({"max_months": 36}, {"levels": [{"ground": "weapon", "max_months": 40}]}, NOT_MET),
        ({"max_months": 36}, None, UNCLEAR),  # what raises it was not recorded
        ({"max_months": 36}, {"levels": [{"ground": "weapon", "max_months": 120}]}, UNCLEAR),
        ({"max_months": 36}, {"levels": [{"ground": "weapon", "min_months": 12}]}, UNCLEAR),
        ({"max_months": 48}, None, MET),
        ({"life": True}, None, MET),
        ({"min_months": 60}, None, MET),  # DE 239a, EG: the least alone is above four years
        ({"min_months": 12}, None, UNCLEAR),
        (None, None, UNCLEAR),
    ],
)
def test_serious_by_the_offence_charged(
    penalty: dict[str, Any] | None, more: dict[str, Any] | None, expected: Result
) -> None:
    assert is_serious(offence(penalty=penalty, aggravation=more)) is expected
    remembered = offence(status=Status.FROM_MEMORY, penalty=penalty, aggravation=more)
    assert is_serious(remembered) is UNCLEAR
