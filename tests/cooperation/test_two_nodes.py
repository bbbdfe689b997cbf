"""Requests between the played nodes, from draft to the end; changes that cross included."""

import pytest

from homeward.node.demo.story import Step, Story
from tests.cooperation import played as sides
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]


@pytest.fixture
def story(played: Played) -> Story:
    """The story, with those who work police requests in the investigation of their case."""
    told, _ = played
    sides.let_into_the_investigation(told)
    return told


def test_police_information_from_draft_to_answer(story: Story) -> None:
    """Asked in execution, given, back in execution, answered, closed: the same on both sides."""
    request = sides.ask_police(story, "Who owns XB00TEST0000009002?")
    sides.take_on(story, request)
    sides.say(story, "central.xb", request, "ask_information", text="Since when?")
    sides.both(story, request, "information_asked")
    sides.say(story, "officer.xa", request, "give_information", text="Since the first of March.")
    sides.both(story, request, "in_execution")
    sides.say(story, "central.xb", request, "execute", information="A company of XB.")
    sides.both(story, request, "executed")
    page = story.person("officer.xa").get(f"/requests/{request}/")
    for words in ("A company of XB.", "Since when?", "Since the first of March."):
        assert words in page
    story.change(story.person("officer.xa"), request, "close")
    sides.both(story, request, "closed")
    told = "select name, number, seen, led_to from cooperation_change where number is not null and"
    told += " request_id = %s order by side, number"
    assert rows(story, "XA", told, request) == rows(story, "XB", told, request)


def test_a_refusal_with_ground_and_reasons(story: Story) -> None:
    request = sides.ask_police(story, "What is known?")
    story.change(story.person("officer.xb"), request, "acknowledge")
    story.person("officer.xb").send(f"/requests/{request}/link/", {"case": story.cases["XB"]})
    sides.consult(story, "central.xb", request)
    sides.say(story, "central.xb", request, "refuse", ground="domestic_law", text="Not by our law.")
    sides.both(story, request, "refused")
    page = story.person("officer.xa").get(f"/requests/{request}/")
    assert "Not by our law." in page
    assert "UNTOC 27(1)" in page
    story.change(story.person("officer.xa"), request, "close")
    sides.both(story, request, "closed")


def test_a_withdrawal(story: Story) -> None:
    request = sides.ask_police(story, "What is known?")
    sides.say(story, "central.xa", request, "withdraw", text="The victim is free.")
    sides.both(story, request, "withdrawn")
    assert "The victim is free." in story.person("officer.xb").get(f"/requests/{request}/")


def test_a_withdrawal_that_crosses_the_answer(story: Story) -> None:
    """Both nodes are cut off while XA withdraws and XB answers; then everything is delivered."""
    request = sides.ask_police(story, "What is known?")
    sides.take_on(story, request)
    with sides.no_deliveries(story, "XA", "XB"):
        sides.say(story, "central.xa", request, "withdraw", text="We have him.")
        sides.say(story, "central.xb", request, "execute", information="He was seen.")
        assert sides.state_of(story, "XA", request) == "withdrawn"
        assert sides.state_of(story, "XB", request) == "executed"
    sides.both(story, request, "executed")
    for state, name in (("XA", "officer.xa"), ("XB", "officer.xb")):
        page = story.person(name).get(f"/requests/{request}/")
        assert "We have him." in page
        assert "He was seen." in page
        led_to = "select led_to from cooperation_change where request_id = %s and name = 'withdraw'"
        assert rows(story, state, led_to, request) == [("",)]
    story.change(story.person("officer.xa"), request, "close")
    sides.both(story, request, "closed")


def test_a_withdrawal_that_crosses_a_question(story: Story) -> None:
    request = sides.ask_police(story, "What is known?")
    sides.take_on(story, request)
    with sides.no_deliveries(story, "XA", "XB"):
        sides.say(story, "central.xa", request, "withdraw", text="We have him.")
        sides.say(story, "central.xb", request, "ask_information", text="Who?")
    sides.both(story, request, "withdrawn")


def test_a_freezing_request_refused_and_a_tracing_request_answered(story: Story) -> None:
    """The other kinds travel the same way: XB refuses a second freeze, XC reports its findings."""
    officer, central = story.person("officer.xa"), story.person("central.xa")
    new = f"/cases/{story.cases['XA']}/requests/new/?kind=freezing&state=XB&run={story.run}"
    first = {"other_state": "XB", "legal_basis": "untoc_13", "urgency": "routine"}
    request = officer.send(new, first).url.path.split("/")[2]
    officer.send(f"/requests/{request}/content/", {})
    story.change(central, request, "approve")
    story.change(central, request, "issue")
    sides.wait_for_state(story, "XB", request, "delivered")
    story.change(story.person("central.xb"), request, "acknowledge")
    words = {"ground": "form", "text": "It was frozen already."}
    sides.consult(story, "central.xb", request)
    sides.say(story, "central.xb", request, "refuse", **words)
    sides.both(story, request, "refused")
    story.change(officer, request, "close")
    sides.both(story, request, "closed")

    traced = (
        "select id::text from cooperation_request where kind = 'tracing' and other_state = 'XC'"
    )
    tracing = rows(story, "XA", traced)[0][0]
    story.person("central.xc").send(f"/requests/{tracing}/change/execute/", {})
    sides.wait_for_state(story, "XA", tracing, "executed")
    answer = rows(story, "XA", "select answer from cooperation_request where id = %s", tracing)
    assert answer[0][0]["findings"]
