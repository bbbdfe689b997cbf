"""59/154 §4, 61/179 §3: collaboration between law-enforcement authorities.

XA's investigator asks XB's police what it knows, with a life at risk; XB answers; both journals
have it.
"""

from datetime import timedelta

import pytest

from homeward.node.demo.checks import journal_checks
from homeward.node.demo.client import Refused
from homeward.node.demo.story import Step, Story
from tests.cooperation import played as sides
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]
# In one module: the request is sent once, and each test looks at another side of it.
_asked: dict[int, str] = {}


@pytest.fixture
def asked(played: Played) -> tuple[Story, str]:
    """The life-at-risk request, answered by XB's police."""
    story, _ = played
    if id(story) not in _asked:
        sides.let_into_the_investigation(story)
        question = "Who holds the number that called the family?"
        request = sides.ask_police(story, question, urgency="life_at_risk")
        sides.take_on(story, request)
        answer = "A prepaid card, sold at the harbour of Borduvia."
        sides.say(story, "central.xb", request, "execute", information=answer)
        sides.both(story, request, "executed")
        _asked[id(story)] = request
    return story, _asked[id(story)]


def test_the_investigator_reads_the_answer_of_the_other_police(asked: tuple[Story, str]) -> None:
    story, request = asked
    page = story.person("officer.xa").get(f"/requests/{request}/")
    assert "A prepaid card, sold at the harbour of Borduvia." in page
    assert "UNTOC 27(1)(b)" in page
    assert "National Police of Borduvia" in page


def test_a_life_at_risk_gets_the_short_limit(asked: tuple[Story, str]) -> None:
    """Four hours from the issue, the same on both sides and on the desk's task."""
    story, request = asked
    sql = "select urgency, due_at, issued_at from cooperation_request where id = %s"
    (urgency, due, issued), (urgency_there, due_there, _) = (
        rows(story, state, sql, request)[0] for state in ("XA", "XB")
    )
    assert urgency == urgency_there == "life_at_risk"
    assert due == due_there == issued + timedelta(hours=4)
    task = "select due_at from duty_task where subject_id = %s and kind = 'cooperation.acknowledge'"
    assert rows(story, "XB", task, request) == [(due,)]


def test_both_journals_have_it(asked: tuple[Story, str]) -> None:
    story, request = asked
    sql = "select verb, compartment from journal_entry where subject_id = %s"
    here = dict(rows(story, "XA", sql, request))
    there = dict(rows(story, "XB", sql, request))
    steps = {f"cooperation.{name}" for name in ("acknowledge", "begin", "execute")}
    assert steps | {"cooperation.drafted", "cooperation.approve", "cooperation.issue"} <= set(here)
    assert steps | {"cooperation.arrived", "cooperation.linked"} <= set(there)
    assert here["cooperation.execute"] == there["cooperation.execute"] == "investigation"
    journals = journal_checks(story.stage)
    assert journals
    assert [check for check in journals if not check.passed] == []


def test_whoever_follows_the_money_only_does_not_see_it(asked: tuple[Story, str]) -> None:
    """Police information is the investigation's: XC is not asked, and finance alone is not in."""
    story, request = asked
    sql = "select compartment from cooperation_request where id = %s"
    assert (
        rows(story, "XA", sql, request) == rows(story, "XB", sql, request) == [("investigation",)]
    )
    with pytest.raises(Refused, match="404"):
        story.person("central.xc").get(f"/requests/{request}/")
