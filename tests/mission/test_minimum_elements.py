"""59/154 §7(e): minimum elements of the offence, double criminality by conduct, the way to ask."""

import io

import pypdfium2
import pytest

from homeward.node.demo.border_law import BAND, NO_DEMAND, RANSOM, REAL, address, result_of
from homeward.node.demo.checks import border_checks
from homeward.node.demo.story import Step, Story
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]


def test_the_conduct_decides_and_both_provisions_are_cited(played: Played) -> None:
    story, _ = played
    officer = story.person("officer.xa")
    page = officer.get(address("", "XA", "XB", RANSOM))
    assert result_of(page) == "Met"
    for provision in ("Penal Code of XA, section 10", "Crimes Act of XB, section 7"):
        assert provision in page
    less = officer.get(address("", "XA", "XB", NO_DEMAND))
    assert result_of(less) == "Not met"
    open_facts = {name: what for name, what in RANSOM.items() if name == "acts"}
    assert result_of(officer.get(address("", "XA", "XB", open_facts))) == "Unclear"
    # XB's node knows the same laws and says the same.
    there = story.person("central.xb").get(address("", "XA", "XB", RANSOM))
    assert "Penal Code of XA, section 10" in there


def test_two_real_laws_whose_text_was_read_are_compared_and_printed(played: Played) -> None:
    story, _ = played
    page = story.person("officer.xa").get(address("", *REAL, RANSOM))
    assert result_of(page) == "Met"
    shown = page.split('id="elements-title"')[1].split('id="missing-facts"')[0]
    assert "Código Penal, art. 169" in shown
    assert "Código Penal, art. 170" in shown
    document = pypdfium2.PdfDocument(io.BytesIO(story.printed))
    pages = (document[number].get_textpage() for number in range(len(document)))
    text = "".join(page.get_text_range() for page in pages)
    assert "art. 169" in text
    assert "no legal advice" in text


def test_the_way_to_ask_shows_every_test_and_what_is_missing(played: Played) -> None:
    story, _ = played
    officer = story.person("officer.xa")
    page = officer.get(address("route/", "XA", "XB", {**RANSOM, **BAND}))
    for article in ("untoc/2/#pb", "untoc/3/#p2", "untoc/2/#pa", "untoc/13/#p6", "hostages/1/#p1"):
        assert f"/law-check/treaties/{article}" in page, article
    assert "Not answered:" in officer.get(address("route/", "XA", "XB", RANSOM))


def test_the_check_is_kept_with_the_request_and_its_texts(played: Played) -> None:
    story, _ = played
    kept = rows(
        story,
        "XA",
        "select facts, editions, made_by is not null from cooperation_lawcheck"
        " where request_id = %s",
        story.freezing,
    )
    facts, editions, by_somebody = kept[0]
    assert facts["purposes"] == ["gain"]
    assert [one["state"] for one in editions] == ["XA", "XB"]
    assert all(len(one["sha256"]) == 64 for one in editions)
    assert by_somebody
    page = story.person("officer.xa").get(f"/requests/{story.freezing}/")
    assert "Crimes Act of XB, section 7" in page


def test_what_the_story_says_of_laws_was_verified(played: Played) -> None:
    story, _ = played
    found = [one for one in border_checks(story) if "check kept" in one.name or "laws" in one.name
             or "criminality" in one.name]  # fmt: skip
    assert len(found) == 3
    assert [one for one in found if not one.passed] == []
