"""59/154 §4, 61/179 §3: mutual legal assistance, complete under UNTOC art. 18(15), to the end."""

import pytest

from homeward.node.demo.checks import Check
from homeward.node.demo.client import Refused
from homeward.node.demo.crisis import ticked
from homeward.node.demo.requests import CENTRAL, OFFICER, Requests, day, now
from homeward.node.demo.requests_records import ABROAD, AGAIN, FIRST, RECORDS_FILE, WHY_NOT
from homeward.node.demo.story import Step, Story
from homeward.node.demo.telling import found
from tests.cooperation import played as sides
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]
Requested = tuple[Requests, list[Check]]


def test_a_request_is_complete_when_sent_and_followed_to_the_end(played: Played) -> None:
    story, _ = played
    content = rows(
        story,
        "XB",
        "select content, state, answer from cooperation_request where id = %s",
        story.freezing,
    )[0]
    assert all(content[0][part] for part in ("investigation", "facts", "actions", "purpose"))
    assert content[1] == "executed"
    assert content[2]["authority"]
    changes = rows(
        story,
        "XA",
        "select name from cooperation_change where request_id = %s order by at, id",
        story.freezing,
    )
    assert [name for (name,) in changes] == [
        "approve",
        "issue",
        "deliver",
        "acknowledge",
        "begin",
        "execute",
    ]


def test_whoever_drafted_does_not_approve(played: Played) -> None:
    story, _ = played
    sides.let_into_the_investigation(story)
    officer = story.person("officer.xa")
    answer = officer.send(
        f"/cases/{story.cases['XA']}/requests/new/?kind=police_information",
        {"other_state": "XB", "legal_basis": "untoc_27", "urgency": "routine"},
    )
    request = answer.url.path.split("/")[2]
    with pytest.raises(Refused):
        officer.send(f"/requests/{request}/", {}, to="change/approve/")
    with pytest.raises(Refused, match=r"Questions|complete"):
        story.change(story.person("central.xa"), request, "approve")
    officer.send(f"/requests/{request}/content/", {"questions": "Who was seen?"})
    story.change(story.person("central.xa"), request, "approve")
    story.change(story.person("central.xa"), request, "issue")
    sides.both(story, request, "delivered")
    sides.say(story, "central.xa", request, "withdraw", text="Answered by other means.")
    sides.both(story, request, "withdrawn")


def test_what_was_refused_is_asked_again_completed_and_answered(requested: Requested) -> None:
    """Bank records: consultation, refusal with ground and reasons, and the second request."""
    story, proved = requested
    about = ("Request freezing", "Request records", "Frozen", "The refusal", "Files", "Records")
    checks = [check for check in proved if check.name.startswith(about)]
    assert len(checks) == len(about) + 1
    assert [check for check in checks if not check.passed] == []
    for username in (CENTRAL, ABROAD):
        refused = story.person(username).get(story.path(FIRST))
        assert WHY_NOT in refused
        assert "Treaty XA-XB 4(d)" in refused
    answered = story.person(OFFICER).get(story.path(AGAIN))
    assert "Court of Borduvia, fourth chamber" in answered
    assert "Not for tax matters." in answered


def test_a_refusal_needs_a_consultation_first(requested: Requested) -> None:
    """The page offers no refusal before it, and an address that is typed in is none either."""
    story, _ = requested
    story.draft("blunt", "testimony", "XC", basis="untoc_18", urgency="routine")
    asked = {"assistance": "Hear him.", "person": "C. Third, witness", "questions": "Who came?"}
    story.write("blunt", asked)
    story.issue("blunt")
    story.take_up("central.xc", "blunt")
    assert "change/refuse/" not in story.person("central.xc").get(story.path("blunt"))
    with pytest.raises(Refused, match="409"):
        story.person("central.xc").get(story.path("blunt", "change/refuse/"))
    story.does(CENTRAL, "blunt", "withdraw", text="He came home.")
    story.shows("central.xc", "blunt", "He came home.")


def test_a_life_with_all_that_lies_beside_the_straight_way(requested: Requested) -> None:
    """A draft on which XC is heard, asked for orally (UNTOC 18(14)); costs (18(28)), progress
    (18(24)), an answer in part, a withdrawal of the rest, and what became of the things."""
    story, _ = requested
    abroad, name = "central.xc", "beside"
    story.draft(name, "testimony", "XC", basis="untoc_18", urgency="urgent")
    asked = {"assistance": "Hear her.", "person": "F. Sixth, witness", "questions": "Who came?"}
    story.write(name, asked)
    story.does(CENTRAL, name, "show_draft", text="Is a judge needed?")
    story.arrives(abroad, name)
    story.does(abroad, name, "comment_draft", text="Yes: name the court.")
    story.shows(OFFICER, name, "Yes: name the court.")
    _spoken(story, name, abroad)
    story.issue(name)
    story.take_up(abroad, name)
    confirmed = "select confirmed_at is not null, request_id::text from cooperation_oralrequest"
    for node in ("XA", "XC"):
        assert rows(story, node, confirmed) == [(True, story.ids[name])]
    story.does(abroad, name, "begin")
    costs = {"amount": "XTS 1,200.00", "costs_for": "An interpreter from another State."}
    story.does(abroad, name, "raise_costs", **costs)
    story.offered(CENTRAL, name, "agree_costs")
    story.does(CENTRAL, name, "agree_costs", text="We bear them.")
    story.does(CENTRAL, name, "ask_progress", text="When is she heard?")
    story.shows(abroad, name, "When is she heard?")
    story.does(abroad, name, "report_progress", text="Tomorrow.")
    heard = {"executed_by": "Court of XC", "executed_on": day(), "record": "She saw two men."}
    story.does(abroad, name, "execute_partly", **heard, text="The second hearing.")
    story.shows(CENTRAL, name, "She saw two men.")
    story.does(CENTRAL, name, "end_need", text="They are found.")
    story.does(CENTRAL, name, "withdraw", text="The second hearing is not needed.")
    story.offered(abroad, name, "report_done")
    story.does(abroad, name, "report_done", text="The summons was taken back.")
    story.shows(CENTRAL, name, "The summons was taken back.")
    story.close(name)
    sides.same(story, name, "XC", "closed")


def _spoken(story: Requests, name: str, abroad: str) -> None:
    """XA's officer asks orally and reads out the code; XC's desk enters what it heard."""
    said = {"at": now(), "by": "Duty officer of XA", "to": "Duty officer of XC"}
    said |= {"agreed": "Exchange of letters (invented).", "words": "Hear her before she travels."}
    story.person(OFFICER).send(story.path(name, "oral/"), said)
    code = found(
        r"<strong><bdi[^>]*>([A-Z0-9-]+)</bdi>", story.person(OFFICER).get(story.path(name))
    )
    person, new = story.person(abroad), "/oral-requests/new/"
    team = found(r'name="team".*?<option value="(\d+)"', person.get(new).replace("\n", " "))
    person.send(new, {**said, "state": "XA", "team": team, "code": code})


def test_what_was_given_serves_another_use_once_that_is_allowed(requested: Requested) -> None:
    """UNTOC 18(19): the package for the tax court is refused, asked for, allowed and made."""
    story, _ = requested
    officer, new = story.person(OFFICER), f"{story.case}evidence/packages/new/"
    page = officer.fetch(new)
    wanted = {"items": [ticked(page.text, "items", RECORDS_FILE)], "use": "allowed"}
    wanted |= {"recipient": "Court for taxes of XA", "purpose": "Taxes of the holder"}
    officer.refused(new, wanted, code=409, says="Another use needs its consent")
    other = {"other_purpose": "Taxes of the holder", "other_parts": "The opening papers"}
    story.does(CENTRAL, AGAIN, "ask_use", **other)
    story.offered(ABROAD, AGAIN, "allow_use")
    story.does(ABROAD, AGAIN, "allow_use", allowed="For this court, once.")
    story.shows(OFFICER, AGAIN, "For this court, once.")
    made = officer.send(new, wanted)
    assert "/evidence/packages/" in made.url.path
    assert made.url.path != new


def test_a_state_without_a_node_is_asked_by_letter(requested: Requested) -> None:
    _, proved = requested
    about = ("XD on paper", "The letter")
    checks = [check for check in proved if check.name.startswith(about)]
    assert len(checks) == len(about)
    assert [check for check in checks if not check.passed] == []
