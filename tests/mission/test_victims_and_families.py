"""59/154 §6 and 61/179 §5: victims and families are helped, protected and compensated.

The chapter is played through the pages; what came of it is compared with the database and with the
letter that was sent, and with what those outside the compartment get.
"""

import pytest

from homeward.node.demo.family import BROTHERS_NUMBER, CHILD, INVESTIGATOR, NUMBER, Family
from homeward.node.demo.family_checks import family_checks
from homeward.node.demo.family_contact import MISSED
from homeward.node.demo.family_rights import TEXT
from homeward.node.demo.telling import Step
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Family, list[Step]]
TABLES = "select tablename from pg_tables where schemaname = 'public' and tablename ~ '^victims_'"


def test_every_outcome_is_as_it_was_computed_apart(family: Played) -> None:
    story, told = family
    checks = family_checks(story)
    assert len(told) == 19
    titles = [step.title.split(" ", 1)[1] for step in told]
    assert (titles[0], titles[-1]) == ("The first call", "The agreed end")
    assert [(check.name, check.found) for check in checks if not check.passed] == []


def test_the_investigation_reads_nothing_of_the_family(family: Played) -> None:
    """No page, no line of the timeline, nothing that the search finds."""
    story, _ = family
    investigator = story.person(INVESTIGATOR)
    for page in (story.support, story.file(story.victim), story.file(story.child, "consents/")):
        assert investigator.status(page) == 404
    for page in (f"{story.case}timeline/", f"{story.case}people/", f"/search/?q={CHILD}"):
        shown = investigator.get(page).replace(f'value="{CHILD}"', "").replace(f"“{CHILD}”", "")
        assert not [word for word in (CHILD, NUMBER, BROTHERS_NUMBER) if word in shown]


def test_what_goes_out_or_climbs_names_nobody_of_the_family(family: Played) -> None:
    """Notices and tasks climb to people outside the compartment; oversight reads the journal."""
    story, _ = family
    told = rows(story, "XA", "select kind, params::text from duty_notice")
    told += rows(story, "XA", "select kind, params::text from duty_task")
    assert "victims.promise_due" in [kind for kind, _ in told]
    assert not [text for _, text in told if "Quay" in text or MISSED in text]
    read = story.person("overseer.xa").get("/journal/")
    assert "complaint" in read
    assert not [word for word in ("Quay", TEXT, MISSED) if word in read]


def test_a_relative_reads_his_page_without_a_trace_of_the_node(family: Played) -> None:
    story, _ = family
    assert "Your contact person" in story.own_page
    assert "Leave this page now" in story.own_page
    assert not [word for word in ("<script", "Homeward", "/cases/") if word in story.own_page]
    assert story.relative is not None
    assert story.relative.status(story.file(story.brother)) == 404


def test_statistics_learn_the_harm_and_no_name(family: Played) -> None:
    story, _ = family
    facts = rows(story, "XA", "select kind, data::text from journal_fact where kind ~ '^victims'")
    kinds = {kind for kind, _ in facts}
    wanted = ("file", "threat", "loss", "compensation", "promise_settled", "notice", "complaint")
    wanted = (*wanted, "debrief", "view", "file_ended")
    assert {f"victims.{one}" for one in wanted} <= kinds
    assert not [data for _, data in facts if "Quay" in data or NUMBER in data]
