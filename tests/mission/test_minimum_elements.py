"""59/154 §7(e): minimum elements of the offence, double criminality by conduct, the way to ask."""

import io
import re

import pypdfium2
import pytest

from homeward.node.demo.border_law import (
    BAND,
    CELLS,
    CHANGED,
    NO_DEMAND,
    OFFENCE,
    RANSOM,
    REAL,
    TABLE,
    WHY,
    address,
    result_of,
)
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


def test_two_persons_changed_a_law_and_whoever_follows_it_was_told(played: Played) -> None:
    story, _ = played
    officer, drafter = story.person("officer.xa"), story.person("drafter.xa")
    page = officer.get(f"{CHANGED}history/")
    for said in (
        WHY,
        "Law drafter of XA",
        "Central authority of XA",
        "https://law.example.org/xc/",
    ):
        assert said in page, said
    assert officer.get(CHANGED).count("Verified") == len(CELLS)
    assert "The recorded law of XC was changed" in drafter.get("/duty/notices/")
    assert officer.status(story.proposal) == 404, "proposals are for drafters"
    assert drafter.status(story.proposal) == 200
    refused = drafter.refused(
        f"{CHANGED}change/cells/{OFFENCE}/means/",
        {"provision": "Section 101", "status": "text read", "source": "", "reason": "x"},
        says="Choose what you read",
    )
    assert refused.status_code == 400


def test_gaps_crosswalk_and_the_table_show_what_a_law_lacks(played: Played) -> None:
    story, _ = played
    officer = story.person("officer.xa")
    gaps = officer.get("/law/states/XC/gaps/")
    reached = gaps.split('id="no_movement"')[1]
    assert "Leave out words that ask for carrying away" in reached.split("</section>")[0]
    assert "States that reach it" in reached.split("</section>")[0]
    assert re.search(r'tone-danger">.*?Not met<', gaps, re.DOTALL), (
        "the law of XC lacks something, and its page says what"
    )
    assert "/law-check/treaties/untoc/2/#pb" in gaps, "the minimum names its article"
    crosswalk = officer.get("/law/crosswalk/?page=2") + officer.get("/law/crosswalk/")
    assert "Taken away?" in crosswalk
    paper = story.table.split("print-wide", 1)[1]
    assert "Crimes Act of XB, section 7" in paper
    assert "Código Penal, art. 170" in paper
    rows = officer.fetch(TABLE.replace("compare/", "compare/csv/")).text
    assert "Crimes Act of XB, section 7" in rows


def test_what_the_story_says_of_laws_was_verified(played: Played) -> None:
    story, _ = played
    words = ("check kept", "laws", "criminality", "two persons")
    found = [one for one in border_checks(story) if any(word in one.name for word in words)]
    assert len(found) == 6
    assert [one for one in found if not one.passed] == []
