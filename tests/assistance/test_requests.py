"""Requests for assistance at the Secretariat's desk and at the State's."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.exchange.errors import MalformedPayload, NotConnected
from homeward.foundation.exchange.models import Delivery, OutMessage
from homeward.foundation.exchange.settling import settle
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.oversight.assistance.access import get_request
from homeward.oversight.assistance.actions.drafts import Asked, draft_request, edit_request
from homeward.oversight.assistance.actions.steps import make_step
from homeward.oversight.assistance.arrivals import on_refused
from homeward.oversight.assistance.errors import NotAtThisStage, PartsOpen
from homeward.oversight.assistance.lifecycle import Side, Stage
from homeward.oversight.assistance.lists import Funding
from homeward.oversight.assistance.models import AssistanceRequest, AssistanceStep
from homeward.oversight.assistance.queries.requests import rows_of
from homeward.wire.receipts import ReceiptState
from tests.assistance.desks import (
    ASKED,
    DELIVERY,
    OFFER,
    REQUEST,
    ask,
    be_secretariat,
    do,
    drafted,
    held,
    offered,
    send,
    step_of,
)
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.peer import Peer
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People
from tests.pinning import pin


@pytest.fixture
def peer(people: People) -> Peer:
    """XB, of which this node is the Secretariat."""
    be_secretariat()
    return Peer()


def test_a_request_lies_on_the_desk_and_nowhere_else(people: People, peer: Peer) -> None:
    thread = ask(peer)
    page = f"/assistance/requests/{thread}/"
    carol = signed_in(people.carol)
    assert page in check_page(carol.get("/assistance/"))
    shown = check_page(carol.get(page))
    for words in (ASKED["need"], ASKED["capacity"], "Sensitive", "confidential from other States"):
        assert words in shown
    assert REQUEST["reference"] in check_page(carol.get("/"))
    for other in (people.alice, people.olga, people.adam):
        assert signed_in(other).get(page).status_code == 404
        with opened(other.actor):
            assert not AssistanceRequest.objects.exists()
            assert not AssistanceStep.objects.exists()


def test_its_pages_are_good_in_french(people: People, peer: Peer) -> None:
    thread = offered(people, peer)
    carol = signed_in(people.carol, language="fr")
    base = f"/assistance/requests/{thread}/"
    for path in ("", "results/", "funds/", "funds/new/"):
        check_page(carol.get(f"/assistance/{path}"), "fr")
    for path in ("", "money/", "steps/decline/"):
        check_page(carol.get(f"{base}{path}"), "fr")


def test_the_whole_life_at_the_secretariat(
    people: People, peer: Peer, node: TestNode, suite: SuiteCluster
) -> None:
    thread = ask(peer)
    do(people.carol, thread, "ask", text="How many provinces?")
    assert step_of(peer, thread, "answer", 2, 1, text="Three.")[1].state is ReceiptState.DELIVERED
    do(people.carol, thread, "approve", priority="high", text="")
    free = [{**part, "cost": "0", "currency": "XXX"} for part in OFFER["parts"]]
    do(people.carol, thread, "offer", **{**OFFER, "parts": free})
    step_of(peer, thread, "turn_down", 3, 3, text="In spring, please.")
    assert held(people.carol, thread).stage == Stage.APPROVED
    assert held(people.carol, thread).offer == {}
    do(people.carol, thread, "offer", **{**OFFER, "parts": free})
    step_of(peer, thread, "agree", 4, 4, text="")
    do(people.carol, thread, "deliver", part=1, **{**DELIVERY, "people": 20})
    do(people.carol, thread, "deliver", part=1, **DELIVERY)  # recorded again: four more
    do(people.carol, thread, "deliver", part=1, **{**DELIVERY, "people": 9})  # it was a slip
    gone = {**DELIVERY, "left_out": True, "people": 0, "text": "Nobody came."}
    do(people.carol, thread, "deliver", part=1, **gone)
    do(people.carol, thread, "deliver", part=1, **DELIVERY)
    run_jobs("assistance.note_step")
    assert _told(suite, node) == [-15, -9, 4, 20, 24]
    with pytest.raises(PartsOpen, match="Second course"):
        do(people.carol, thread, "complete", text="")
    gone = {**DELIVERY, "left_out": True, "people": 0, "text": "The trainer fell ill."}
    do(people.carol, thread, "deliver", part=2, **gone)
    do(people.carol, thread, "complete", text="")
    assert not _tasks(people)
    step_of(peer, thread, "evaluate", 5, 11, useful=4, applied="partly", text="Good.")
    found = held(people.carol, thread)
    assert (found.stage, found.priority) == (Stage.EVALUATED, "high")
    sent = [one.payload["step"] for one in peer.sent_here("assistance.step")]
    assert sent == ["ask", "approve", "offer", "offer", *["deliver"] * 6, "complete"]
    results = check_page(signed_in(people.carol).get("/assistance/results/"))
    assert "Applied in part" in results
    assert ">24<" in results


def _told(suite: SuiteCluster, node: TestNode) -> list[int]:
    """People that the statistics were told of, delivery by delivery."""
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as db:
        found = db.execute("select data from journal_fact where kind = 'assistance.step'")
        return sorted(data["people"] for (data,) in found if data["step"] == "deliver")


def _tasks(people: People) -> list[str]:
    with opened(people.carol.actor):
        return [task.kind for task in open_tasks(people.carol)]


def test_a_withdrawal_that_crosses_an_offer(people: People, peer: Peer) -> None:
    thread = offered(people, peer)
    _, receipt = step_of(peer, thread, "withdraw", 2, 1, text="We found help elsewhere.")
    assert receipt.state is ReceiptState.DELIVERED
    assert held(people.carol, thread).stage == Stage.WITHDRAWN
    page = check_page(signed_in(people.carol).get(f"/assistance/requests/{thread}/"))
    assert "It crossed another step and has no effect." in page
    with pytest.raises(NotAtThisStage):
        do(people.carol, thread, "decline", text="No.")


def test_what_expired_is_sent_again_and_both_nodes_agree(people: People, peer: Peer) -> None:
    thread = ask(peer)
    do(people.carol, thread, "approve", priority="high", text="")
    (first,) = peer.sent_here("assistance.step")
    with opened(service("exchange")) as actor:
        message = OutMessage.objects.get(type="assistance.step")
        settle(message, Delivery.EXPIRED, datetime.now(UTC), actor)
    carol, page = signed_in(people.carol), f"/assistance/requests/{thread}/"
    assert "It was not delivered in its time" in check_page(carol.get(page))
    assert carol.post(f"{page}again/").status_code == 302
    _, second = peer.sent_here("assistance.step")
    assert second.payload == first.payload
    assert carol.post(f"{page}again/").status_code == 409, "it is on its way"
    # The other way round: what XB sends again is taken in where it is missing, and only there.
    do(people.carol, thread, "offer", **OFFER)
    late: dict[str, Any] = {
        "step": "turn_down",
        "number": 2,
        "seen": 2,
        "data": {"text": "In spring."},
    }
    late["at"] = "2026-11-28T09:00:00+00:00"
    do_not = {**late, "data": {"text": "Never."}}
    for payload, state in (
        (late, ReceiptState.DELIVERED),
        (late, ReceiptState.DELIVERED),
        (do_not, ReceiptState.REFUSED),
    ):
        assert send(peer, "assistance.step", payload, thread)[1].state is state
    step_of(peer, thread, "withdraw", 4, 2, text="We found help elsewhere.")
    assert step_of(peer, thread, "withdraw", 3, 2, text="No.")[1].state is ReceiptState.DELIVERED
    assert send(peer, "assistance.request", REQUEST, thread)[1].state is ReceiptState.DELIVERED
    with opened(people.carol.actor):
        assert AssistanceRequest.objects.get(pk=thread).stage == Stage.WITHDRAWN
        assert AssistanceStep.objects.filter(side=Side.STATE).count() == 4


@pytest.mark.parametrize(
    ("name", "number", "seen", "data", "reason"),
    [
        ("agree", 2, 0, {"text": ""}, "not_now"),  # nothing was offered
        ("approve", 2, 0, {"priority": "high", "text": ""}, "not_now"),  # not the State's
        ("withdraw", 1, 0, {"text": "No."}, "not_now"),  # a number that was used
        ("withdraw", 2, 9, {"text": "No."}, "not_now"),  # knows what was not made
        ("withdraw", 2, 0, {"text": ""}, "malformed_payload"),
        ("withdraw", 2, 0, {}, "malformed_payload"),
        ("send", 2, 0, {}, "malformed_payload"),
    ],
)
def test_a_step_that_cannot_be_is_refused(
    people: People, peer: Peer, name: str, number: int, seen: int, data: dict[str, Any], reason: str
) -> None:
    thread = ask(peer)
    _, receipt = step_of(peer, thread, name, number, seen, **data)
    assert (receipt.state, receipt.reason) == (ReceiptState.REFUSED, reason)
    assert held(people.carol, thread).stage == Stage.REQUESTED


def test_requests_that_cannot_be_are_refused(people: People, peer: Peer) -> None:
    thread = ask(peer)
    tried: list[tuple[str, dict[str, Any], Any]] = [
        ("request_exists", {**REQUEST, "need": "Another need."}, thread),
        ("malformed_payload", {**REQUEST, "paragraph": "p99"}, uuid4()),
        ("malformed_payload", {**REQUEST, "kinds": ["course", "course"]}, uuid4()),
        ("malformed_payload", {**REQUEST, "need": ""}, uuid4()),
        # XB asks in its own name alone.
        ("malformed_payload", {**REQUEST, "reference": "XC-TA-2026-0A1B2C"}, uuid4()),
        ("malformed_payload", {**REQUEST, "authority": "XA-POLICE"}, uuid4()),
    ]
    for reason, payload, one in tried:
        _, receipt = send(peer, "assistance.request", payload, one)
        assert (receipt.state, receipt.reason) == (ReceiptState.REFUSED, reason)
    _, receipt = step_of(peer, uuid4(), "withdraw", 2, 0, text="No.")
    assert receipt.reason == "unknown_request"


def test_a_state_that_is_no_secretariat_takes_no_request(people: People) -> None:
    _, receipt = send(Peer(), "assistance.request", REQUEST, uuid4())
    assert receipt.reason == "no_secretariat"


# --- on the node of a State ---------------------------------------------------------------------


def test_a_draft_is_written_edited_and_sent(people: People) -> None:
    pin("XZ")
    request = drafted(people.carol)
    with opened(people.carol.actor):
        asked = Asked(**{**ASKED, "urgency": "urgent"})
        edit_request(request.pk, asked, user=people.carol, revision=1)
        with pytest.raises(StaleForm):
            edit_request(request.pk, asked, user=people.carol, revision=1)
        sent = make_step(request.pk, "send", {}, user=people.carol, revision=2)
        with pytest.raises(NotAtThisStage):
            edit_request(request.pk, asked, user=people.carol, revision=3)
    assert (sent.stage, sent.other_state, sent.urgency) == (Stage.REQUESTED, "XZ", "urgent")
    with opened(service("exchange")):
        message = OutMessage.objects.get(type="assistance.request")
    assert (message.peer, message.handling, message.thread) == ("XZ", "H2", request.pk)


def test_a_page_that_was_opened_before_the_last_change_writes_nothing(people: People) -> None:
    request = drafted(people.carol)
    carol = signed_in(people.carol)
    page = f"/assistance/requests/{request.pk}/edit/"
    assert 'name="revision" value="1"' in check_page(carol.get(page))
    with opened(people.carol.actor):
        edit_request(request.pk, Asked(**{**ASKED, "need": "B"}), user=people.carol, revision=1)
    late = carol.post(page, {**ASKED, "need": "C", "revision": "1"})
    assert "Someone changed this meanwhile" in check_page(late, status=400)
    assert held(people.carol, request.pk).need == "B"
    assert carol.post(page, {**ASKED, "need": "C", "revision": "2"}).status_code == 302


def test_an_offer_without_cost_is_not_shown_as_unfunded(people: People) -> None:
    free = {**OFFER, "parts": [{"title": "Advice", "cost": "0", "currency": "XXX"}]}
    for offer, said in (
        (free, Funding.NO_COST),
        (OFFER, Funding.UNFUNDED),
        ({}, Funding.NOT_COSTED),
    ):
        told = AssistanceRequest(side=Side.STATE, stage=Stage.OFFERED, offer=offer)
        (row,) = rows_of([told])
        assert row.funding is said


def test_who_may_ask_and_who_may_read(people: People) -> None:
    with opened(people.alice.actor), pytest.raises(Forbidden):
        draft_request(Asked(**ASKED), user=people.alice)
    request = drafted(people.carol)
    with opened(people.alice.actor), pytest.raises(NotFound):
        get_request(request.pk, people.alice)
    with opened(people.carol.actor), pytest.raises(MalformedPayload):
        draft_request(Asked(**{**ASKED, "language": "tlh"}), user=people.carol)


def test_without_a_connection_it_stays_a_draft(people: People) -> None:
    request = drafted(people.carol)
    with pytest.raises(NotConnected):
        do(people.carol, request.pk, "send")
    assert held(people.carol, request.pk).stage == Stage.DRAFT


def test_a_request_that_was_not_taken_in_is_a_draft_again(people: People) -> None:
    pin("XZ")
    request = drafted(people.carol)
    do(people.carol, request.pk, "send")
    with opened(service("exchange")) as actor:
        step = AssistanceStep.objects.get()
        on_refused(step.message_id, step.at, "no_secretariat", actor)
    assert held(people.carol, request.pk).stage == Stage.DRAFT
    page = check_page(signed_in(people.carol).get(f"/assistance/requests/{request.pk}/"))
    assert "no_secretariat" in page
    assert _tasks(people) == ["assistance.returned"]
