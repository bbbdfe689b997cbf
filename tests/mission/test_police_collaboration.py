"""59/154 §4, 61/179 §3: collaboration between law-enforcement authorities.

XA's investigator asks XB's police what it knows, with a life at risk; XB answers; both journals
have it.
"""

from datetime import timedelta

import pytest

from homeward.node.demo.checks import Check, journal_checks
from homeward.node.demo.client import Refused
from homeward.node.demo.requests import CENTRAL, LAW, OFFICER, Requests, day
from homeward.node.demo.requests_money import take
from homeward.node.demo.requests_records import LAW_FILE
from homeward.node.demo.story import Step, Story
from tests.cooperation import played as sides
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]
Requested = tuple[Requests, list[Check]]
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


def test_information_that_nobody_asked_for_binds_who_takes_it(requested: Requested) -> None:
    """XA's police tells XB's what it learned; XB accepts the limits and only then takes it in."""
    story, _ = requested
    told = {"information": "A boat was bought for cash.", "why_useful": "It may be the same men."}
    told |= {"origin": "Own inquiry", "use_limits": "Not in court.", "secrecy": "asked"}
    basis = "untoc_18"
    story.draft("told", "spontaneous_information", "XB", basis=basis, urgency="urgent")
    story.write("told", told)
    story.issue("told")
    police = "officer.xb"
    story.arrives(police, "told")
    assert "/take/" not in story.person(police).get(story.path("told"))
    story.does(police, "told", "acknowledge")
    story.person(police).send(story.path("told", "link/"), {"case": story.cases["XB"]})
    take(story, "told", by=police)
    bound = "select limit_use, limit_words, limit_secrecy from cooperation_takenitem"
    found = rows(story, "XB", f"{bound} where request_id = %s", story.ids["told"])
    assert found == [("purpose", "Not in court.", "keep")]
    story.does(police, "told", "report_use", use="A search was made of the boat.")
    story.shows(OFFICER, "told", "A search was made of the boat.")


def test_what_clears_an_accused_is_disclosed_after_notice_and_consultation(
    requested: Requested,
) -> None:
    """UNTOC 18(5): XB's node lets nothing of it out. XB says what clears an accused; XA asks to be
    consulted, and until that was done it stays in. Both sides hold the same."""
    story, _ = requested
    desk, new = "central.xb", f"/cases/{story.cases['XB']}/evidence/packages/new/"
    ((item,),) = rows(
        story,
        "XB",
        "select item_id from cooperation_takenitem where request_id = %s",
        story.ids["told"],
    )
    wanted = {"items": [str(item)], "recipient": "Court of XB", "purpose": "The trial"}
    person = story.person(desk)

    def refused(use: str) -> None:
        person.refused(new, {**wanted, "use": use}, code=409)

    for use in ("stated", "allowed", "clearing"):
        refused(use)
    story.does(desk, "told", "notify_clearing", text="It clears the driver.")
    story.offered(CENTRAL, "told", "ask_clearing")
    story.does(CENTRAL, "told", "ask_clearing", text="The seller is not to be named.")
    story.offered(desk, "told", "consult_clearing")
    refused("clearing")
    story.does(desk, "told", "consult_clearing", text="The name is left out.")
    made = person.send(new, {**wanted, "use": "clearing"})
    assert "/evidence/packages/" in made.url.path != new
    refused("stated")
    story.shows(CENTRAL, "told", "The name is left out.")
    sides.same(story, "told", "XB", "acknowledged")


def test_a_joint_investigation_has_one_log_for_both(requested: Requested) -> None:
    """UNTOC 19: agreed, each side shares what it chooses, both write the log, one ends it."""
    story, _ = requested
    abroad = "central.xb"
    story.draft("joint", "joint_investigation", "XB", basis="untoc_19", urgency="routine")
    story.attach(OFFICER, "joint", LAW_FILE, LAW.encode(), "The provision, in full")
    agreed = {"aim": "Who held the victim", "territory": "XA and XB, each by its own law"}
    agreed |= {"members": "Police of both", "begins_on": day(), "ends_on": day(90)}
    agreed |= {"sharing": "Statements, under H2", "evidence_use": "In both proceedings"}
    agreed |= {"victim_first": "Police of XA", "assistance": "A joint team"}
    story.write("joint", agreed, {"law_text": LAW_FILE})
    story.issue("joint")
    story.take_up(abroad, "joint")
    joined = {"agreed_on": day(), "lead": "Police of XA; police of XB", "members": "Police of XB"}
    story.does(abroad, "joint", "join", **joined)
    story.offered(CENTRAL, "joint", "share")
    shared = {"shared_title": "Statement of the pilot", "shared_text": "The boat left at six."}
    limits = {"limit_use": "purpose", "limit_words": "H2", "limit_secrecy": "keep"}
    story.does(CENTRAL, "joint", "share", **shared, **limits)
    story.shows(abroad, "joint", "The boat left at six.")
    take(story, "joint", by=abroad)
    bound = "select limit_use, limit_words, limit_secrecy from cooperation_takenitem"
    found = rows(story, "XB", f"{bound} where request_id = %s", story.ids["joint"])
    assert found == [("purpose", "H2", "keep")]
    found_there = {"shared_title": "Log of the harbour", "shared_text": "One ship came in."}
    story.does(abroad, "joint", "share", **found_there, **limits)
    story.shows(CENTRAL, "joint", "One ship came in.")
    story.does(abroad, "joint", "enter_log", text="The quay was searched.")
    story.shows(CENTRAL, "joint", "The quay was searched.")
    later = {"longer_until": day(180), "longer_why": "The seller is still sought."}
    story.does(abroad, "joint", "ask_longer", **later)
    story.offered(CENTRAL, "joint", "agree_longer")
    story.does(CENTRAL, "joint", "agree_longer", text="Until then.")
    story.shows(abroad, "joint", "Until then.")
    last = "select due_at::date - current_date from duty_task where subject_id = %s and kind ="
    last += " 'cooperation.joint_ends' and done_at is null"
    for node in ("XA", "XB"):
        ((days,),) = rows(story, node, last, story.ids["joint"])
        assert 179 <= days <= 181, "by the zone of the State that was asked"
    story.does(CENTRAL, "joint", "end", text="The aim is reached.")
    story.shows(abroad, "joint", "The aim is reached.")
    sides.same(story, "joint", "XB", "ended")
    log = "select name, side from cooperation_change where request_id = %s and number is not null"
    here = set(rows(story, "XA", log, story.ids["joint"]))
    assert {("share", side) for side in ("requesting", "requested")} <= here
    assert {("enter_log", "requested"), ("end", "requesting")} <= here
    members = "select answer->>'members' from cooperation_request where id = %s"
    assert rows(story, "XB", members, story.ids["joint"]) == [("Police of XB",)]
