"""59/154 §4, 61/179 §3: mutual legal assistance, complete under UNTOC art. 18(15), to the end."""

import pytest

from homeward.node.demo.client import Refused
from homeward.node.demo.story import Step, Story
from tests.cooperation import played as sides
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]


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
