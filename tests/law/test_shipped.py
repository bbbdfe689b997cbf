"""The laws as they are shipped: every cell says how it is known, and the traps are in it."""

import re
from collections import Counter

import pytest

from homeward.knowledge.law.comparing import KnownOffence, compare
from homeward.knowledge.law.conduct import Conduct
from homeward.knowledge.law.elements import Status
from homeward.knowledge.law.gaps import TAKINGS
from homeward.knowledge.law.matching import KnownCell, Result
from homeward.knowledge.law.shelf import shipped
from homeward.knowledge.law.statelaw import StateLaw

NOT_MET = Result.NOT_MET
HELD_FOR_RANSOM = Conduct(
    acts=frozenset({"seize", "detain", "carry_away", "confine", "retain", "hide"}),
    moved=True,
    means=frozenset({"force", "threat"}),
    willing=False,
    age=40,
    purposes=frozenset({"gain"}),
    third_party=True,
    threat=True,
)


def cells(law: StateLaw) -> list[KnownCell]:
    return [*law.cells, *(cell for offence in law.offences for cell in offence.cells)]


def is_read(offence: KnownOffence) -> bool:
    conduct = offence.cell("conduct")
    return offence.about in TAKINGS and conduct is not None and conduct.status.decides


def test_enough_states_of_all_regions_with_the_kidnapping_provision_read() -> None:
    laws = shipped()
    read = {code for code, law in laws.items() if any(map(is_read, law.offences))}
    assert len(laws) >= 25
    assert len(read) >= 15
    assert len(Counter(law.legal_family for law in laws.values())) >= 3
    for region in ({"CO", "AR", "BR"}, {"CN", "JP", "IN", "SG"}, {"EG", "MA", "ZA"}):
        assert region & read, region


@pytest.mark.parametrize("state", sorted(shipped()))
def test_what_was_read_keeps_address_date_and_paraphrase(state: str) -> None:
    law = shipped()[state]
    known = [*cells(law), *law.institutions, *law.joinings, *law.pacts]
    for one in known:
        assert one.status is not Status.VERIFIED, "verified is set by two persons in a node"
        assert len(one.paraphrase) >= 20
        if one.status is Status.TEXT_READ:
            source = law.sources[one.source]
            assert source.address
            assert source.read_on.year >= 2024
    assert {one.source for one in known if one.source} <= set(law.sources)


@pytest.mark.parametrize("state", sorted(shipped()))
def test_laws_are_told_in_own_words(state: str) -> None:
    """A paraphrase, not the text: no word of another script, and short."""
    for cell in cells(shipped()[state]):
        assert len(cell.paraphrase) < 600, (state, cell.element)
        assert not any(letter >= "\u0400" for letter in cell.paraphrase if letter.isalpha())


@pytest.mark.parametrize("state", sorted(shipped()))
def test_a_ransom_kidnapping_is_never_surely_unpunished(state: str) -> None:
    """A kidnapping for ransom with everything in it is punished everywhere; where the record is
    thin it is unclear, and never "not met"."""
    law = shipped()[state]
    found = compare(state, "XX", law.offences, HELD_FOR_RANSOM).requesting
    assert found.result is not NOT_MET, [
        (one.key, finding.element, str(finding.reason))
        for one, findings in found.offences
        for finding in findings.findings
        if finding.result is NOT_MET
    ]


@pytest.mark.parametrize("state", sorted(shipped()))
def test_every_source_has_an_address_and_is_cited(state: str) -> None:
    law = shipped()[state]
    known = [*cells(law), *law.institutions, *law.joinings, *law.pacts]
    for source in law.sources.values():
        assert source.address.startswith(("https://", "http://")), source.key
        assert source.copy_date is None or source.copy_date <= source.read_on
    assert {one.source for one in known if one.source} == set(law.sources)


@pytest.mark.parametrize("state", sorted(shipped()))
def test_a_provision_is_a_provision_and_a_heading_is_not_read(state: str) -> None:
    """What somebody said in the press, or that a number is recalled, belongs into the words."""
    no_provision = re.compile(r"press|report|police|recalled|not read|heading|notes|bill", re.I)
    only_a_heading = re.compile(r"\bheadings?\b|newspaper|could not be read|\bbill\b", re.I)
    law = shipped()[state]
    for one in (*law.offences, *cells(law)):
        assert not no_provision.search(one.provision), one.provision
    for cell in cells(law):
        if cell.status is Status.TEXT_READ:
            assert not only_a_heading.search(cell.paraphrase), cell.paraphrase


@pytest.mark.parametrize("state", ["IN", "JP", "US"])
def test_where_each_section_is_a_file_the_cell_cites_the_file_of_its_section(state: str) -> None:
    law = shipped()[state]
    read = [one for one in cells(law) if one.status is Status.TEXT_READ]
    section = re.compile(r"(?<![\d ])(?:(?<=§ )|(?<=s\. )|(?<=art\. ))(\d+(?:-\d+)*)")
    assert len(read) > 20
    for cell in read:
        source = law.sources[cell.source]
        if ", arts " in source.title:  # one page or folder with several articles
            continue
        title = section.findall(source.title.split("(one file")[0])
        assert len(title) == 1, source.title
        assert title[0] in section.findall(cell.provision), (cell, source.title)
