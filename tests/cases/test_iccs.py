"""The class of the crime statistics: a table of facts, and the one rule above all."""

from itertools import combinations

import pytest

from homeward.casework.cases.iccs import REASONS, IccsFacts, propose

TABLE = [
    # purposes, modalities, typology, moved, gain demanded, child -> code, reason
    ({"gain"}, (), "other", True, False, False, "020221", "gain"),
    ({"gain"}, (), "other", False, False, False, "020221", "gain_unmoved"),
    ({"gain"}, (), "other", None, False, False, "020221", "gain"),
    ((), (), "extortion", False, False, False, "020221", "gain_unmoved"),
    ((), (), "other", None, True, False, "020221", "gain"),
    ((), {"express"}, "other", True, False, False, "020221", "gain"),
    ({"compel"}, {"tiger"}, "criminal", False, False, False, "020221", "gain_unmoved"),
    ({"compel"}, (), "political", True, False, False, "020221", "compel_moved"),
    ({"compel"}, (), "political", False, False, False, "020222", "compel"),
    ({"compel"}, (), "political", None, False, False, "020222", "compel_unknown"),
    ((), (), "revenge", True, False, False, "020222", "held"),
    ((), {"public_agents"}, "political", True, False, False, "020222", "agents"),
    ({"compel"}, {"public_agents"}, "political", True, False, False, "020221", "compel_moved"),
    ({"gain"}, {"public_agents"}, "extortion", True, True, False, "020221", "gain"),
    ((), {"virtual"}, "simulated", None, True, False, "none", "virtual"),
    ({"gain", "compel"}, {"virtual", "express"}, "extortion", True, True, True, "none", "virtual"),
    ({"custody"}, (), "domestic", True, False, True, "none", "custody"),
    ({"custody"}, (), "domestic", True, True, True, "020221", "gain"),
    ({"custody"}, (), "domestic", True, False, False, "020222", "held"),
    ({"exploitation"}, {"migrant"}, "other", True, False, False, "none", "exploitation"),
    ({"exploitation"}, {"migrant"}, "other", False, True, False, "020221", "gain_unmoved"),
    ({"marriage"}, (), "other", True, False, True, "none", "marriage"),
    ({"adoption"}, (), "other", True, False, True, "none", "adoption"),
    ({"sexual"}, (), "other", True, False, False, "none", "sexual"),
    ((), (), "sexual", True, False, False, "none", "sexual"),
]


@pytest.mark.parametrize("row", TABLE)
def test_the_table(row: tuple[object, ...]) -> None:
    purposes, modalities, typology, moved, gain, child, code, reason = row
    found = propose(
        IccsFacts(
            purposes=purposes,  # type: ignore[arg-type]
            modalities=modalities,  # type: ignore[arg-type]
            typology=typology,  # type: ignore[arg-type]
            moved=moved,  # type: ignore[arg-type]
            gain_demanded=gain,  # type: ignore[arg-type]
            child=child,  # type: ignore[arg-type]
        )
    )
    assert (found.code.value, found.reason) == (code, f"case.iccs.{reason}")
    assert found.words


def test_a_purpose_of_gain_prevails_over_everything_but_that_nobody_is_held() -> None:
    purposes = ("compel", "exploitation", "sexual", "marriage", "adoption", "custody", "revenge")
    for pair in combinations(purposes, 2):
        for moved in (True, False, None):
            for child in (True, False):
                facts = IccsFacts(purposes={"gain", *pair}, moved=moved, child=child)
                assert propose(facts).code == "020221"


def test_every_reason_is_reached_by_the_table() -> None:
    assert {f"case.iccs.{row[7]}" for row in TABLE} == set(REASONS)
