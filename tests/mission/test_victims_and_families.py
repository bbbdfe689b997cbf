"""59/154 §6 and 61/179 §5: victims and families are helped, protected and compensated.

The chapter is played through the pages; what came of it is compared with the database and with the
letter that was sent, and with what those outside the compartment get.
"""

import pytest

from homeward.node.demo.family import INVESTIGATOR, NUMBER, VICTIM, Family
from homeward.node.demo.family_checks import family_checks
from homeward.node.demo.telling import Step
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Family, list[Step]]
TABLES = "select tablename from pg_tables where schemaname = 'public' and tablename ~ '^victims_'"


def test_every_outcome_is_as_it_was_computed_apart(family: Played) -> None:
    story, told = family
    checks = family_checks(story)
    assert len(told) == 9
    assert [(check.name, check.found) for check in checks if not check.passed] == []


def test_the_investigation_reads_nothing_of_the_family(family: Played) -> None:
    """No page, no line of the timeline, nothing that the search finds."""
    story, _ = family
    investigator = story.person(INVESTIGATOR)
    for page in (story.support, story.file(story.victim), story.file(story.child, "consents/")):
        assert investigator.status(page) == 404
    for page in (f"{story.case}timeline/", f"{story.case}people/", f"/search/?q={VICTIM}"):
        shown = investigator.get(page).replace(f'value="{VICTIM}"', "")
        assert VICTIM not in shown.replace(f"“{VICTIM}”", "")
        assert NUMBER not in shown


def test_statistics_learn_the_harm_and_no_name(family: Played) -> None:
    story, _ = family
    facts = rows(story, "XA", "select kind, data::text from journal_fact where kind ~ '^victims'")
    kinds = {kind for kind, _ in facts}
    assert {"victims.file", "victims.threat", "victims.loss", "victims.compensation"} <= kinds
    assert not [data for _, data in facts if "Quay" in data or NUMBER in data]
