"""A run that this State leads: reports, their sums, its end, and what it says when it stops."""

from datetime import UTC, datetime
from typing import Any

import pytest

from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.arrivals import on_expired, on_refused
from homeward.casework.proceeds.models import HandOver, Party, Run, Trace
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.proceeds.peers import Payload, Peer, sent_to
from tests.proceeds.runs import Led, led


def _kept(scene: Led) -> list[dict[str, Any]]:
    with opened(TRACER):
        return [
            *Run.objects.values("state", "round"),
            *Run.objects.get().parties.order_by("state").values(),
        ]


def test_two_rounds_end_with_the_totals_of_both(people: People) -> None:
    scene = led(people)
    scene.finish()
    assert scene.now().state == "finished"
    assert sent_to("XB", "proceeds.finished") == 1
    page = check_page(signed_in(people.bob).get(scene.page)).replace("\u00a0", " ")
    assert "XAD 4,500.00 held in accounts" in page
    assert "XAD 5,000.00 handed over to other States" in page


def test_a_report_that_no_honest_node_sends_is_refused(people: People) -> None:
    scene = led(people)
    scene.compute()
    right = scene.total()
    wrong: list[tuple[str, Payload]] = [
        ("report_of_another_state", {"state": "XA"}),
        ("round_out_of_turn", {"round": 2}),
        ("malformed_payload", {"round": 0}),
        ("malformed_payload", {"round": "1"}),
        ("malformed_payload", {"changed_from": "soon"}),
        ("malformed_payload", {"totals": "all"}),
        ("malformed_payload", {"totals": [{}]}),
        ("malformed_payload", {"totals": [right] * 21}),
        ("malformed_payload", {"totals": [{**right, "held": 450000}]}),
        ("malformed_payload", {"totals": [{**right, "held": "4500.00"}]}),
        ("malformed_payload", {"totals": [{**right, "held": "-1"}]}),
        ("malformed_payload", {"unmatched": [7]}),
        ("malformed_payload", {"unmatched": "E2E-2"}),
        ("malformed_payload", {"unmatched_from": ["E2E-2"]}),
        ("malformed_payload", {"orders": [["now", ["E2E-2"]]]}),
        ("malformed_payload", {"orders": [7]}),
        ("malformed_payload", {"sent": {"XA": 1}}),
        ("malformed_payload", {"sent": {"XA": "-1"}}),
        ("report_contradicts", {"totals": [{**right, "held": "450001"}]}),
        ("report_contradicts", {"totals": [{**right, "received": "0", "claimed": "500000"}]}),
        ("beyond_the_request", {"totals": [{**right, "label": "XA-2026-000009-C1"}]}),
        (
            "beyond_the_request",
            {"totals": [{**right, "received": "1250001", "held": "1200001"}]},
        ),
        ("malformed_payload", {"totals": [{"bogus": "1"}]}),
        ("malformed_payload", {"totals": [{**right, "held": "abc"}]}),
        ("malformed_payload", {"totals": [{k: v for k, v in right.items() if k != "currency"}]}),
        ("malformed_payload", {"sent": "99"}),
        ("report_contradicts", {"totals": [right, right]}),
        ("report_contradicts", {"totals": [scene.total(received="500001", held="450001")]}),
    ]
    before = _kept(scene)
    bob = signed_in(people.bob)
    for reason, changes in wrong:
        assert scene.reports(1, **changes) == reason, changes
        assert bob.get(scene.page).status_code == 200
    check_page(bob.get(scene.page))
    assert _kept(scene) == before
    assert scene.reports(1) == ""
    scene.compute()
    assert scene.reports(1) == "round_out_of_turn", "a round is reported once"


def test_money_that_nobody_handed_over_stops_the_run(people: People) -> None:
    """In a run of three we do not know what others handed over, so that the end tells."""
    scene = led(people)
    xc = Peer("XC")
    with opened(TRACER):
        Party.objects.create(run_id=scene.run, state="XC", joined_at=datetime.now(UTC))
    scene.compute()
    empty = {"totals": [], "unmatched": [], "unmatched_from": {}, "orders": [], "sent": {}}
    for number in (1, 2):
        # XC says that it handed something over, which makes no room for what XB invents.
        line = scene.total(received="300000", held="0", out="0", handed="300000")
        report = {"state": "XC", "round": number, "changed_from": None, **empty, "totals": [line]}
        assert xc.in_run("report", scene.run, {"report": report}) == ""
        invented = [scene.total(received="900000", held="850000")] if number == 2 else []
        assert scene.reports(number, *invented) == ""
        scene.compute()
    run = scene.now()
    assert (run.state, run.stopped_because) == ("stopped", "totals_contradict")
    page = check_page(signed_in(people.bob).get(scene.page))
    assert "totals_contradict" not in page
    assert "more proceeds received than were handed over" in page
    with opened(TRACER):
        assert Trace.objects.get(run=run).status == "queued", "no final figure"


def test_more_cannot_come_back_than_was_handed_over(people: People) -> None:
    scene = led(people)
    scene.compute()
    back: Payload = {
        "reference": "E2E-77",
        "time": "2026-03-02T10:00:00Z",
        "amount": "600000",
        "currency": "XAD",
        "stretches": [["0", "500000", scene.label]],
        "shares": [],
        "sender": "XB",
        "receiver": "XA",
        "revision": 1,
        "final": False,
    }
    assert scene.xb.in_run("handover", scene.run, {"round": 1, "hand_over": back}) == ""
    more = {**back, "reference": "E2E-78", "stretches": [["0", "1", scene.label]]}
    assert scene.xb.in_run("handover", scene.run, {"round": 1, "hand_over": more}) == ""
    with opened(TRACER):
        rows = HandOver.objects.filter(is_outgoing=False).values_list("reference", "standing")
        assert dict(rows) == {"E2E-77": "flows", "E2E-78": "waiting"}


def test_a_state_that_cannot_go_on_stops_the_run_in_words(people: People) -> None:
    scene = led(people)
    stop = {"reason": "order_contradiction", "by": "XB"}
    assert scene.xb.in_run("stopped", scene.run, {**stop, "by": "XD"}) == "malformed_payload"
    assert scene.xb.in_run("stopped", scene.run, {**stop, "reason": 7}) == "malformed_payload"
    assert scene.xb.in_run("stopped", scene.run, stop) == ""
    assert sent_to("XB", "proceeds.stopped") == 1
    for language, words in (("en", "declare it in the ledgers"), ("fr", "")):
        client = signed_in(people.bob, language=language)
        page = check_page(client.get(scene.page), language)
        assert "order_contradiction" not in page
        assert words in page


def test_a_reason_that_nobody_knows_is_words_too(people: People) -> None:
    scene = led(people)
    scene.xb.in_run("stopped", scene.run, {"reason": "flux_capacitor", "by": "XB"})
    page = check_page(signed_in(people.bob).get(scene.page))
    assert "flux_capacitor" not in page
    assert "The node of Borduvia could not go on" in page


def _first_message(scene: Led) -> OutMessage:
    with opened(EXCHANGE):
        return OutMessage.objects.filter(peer="XB", type="proceeds.round").latest("sequence")


@pytest.mark.parametrize(
    ("hook", "words"), [("refused", "did not accept a message"), ("expired", "not reached")]
)
def test_a_message_that_is_refused_or_not_delivered_stops_the_run(
    people: People, hook: str, words: str
) -> None:
    scene = led(people)
    message = _first_message(scene)
    with opened(EXCHANGE):
        if hook == "refused":
            on_refused(message.pk, message.created_at, "beyond_the_request", EXCHANGE)
        else:
            on_expired(message.pk, message.created_at, EXCHANGE)
    run = scene.now()
    assert (run.state, run.stopped_by) == ("stopped", "XB")
    assert words in check_page(signed_in(people.bob).get(scene.page))


def test_hand_overs_that_match_no_payment_are_named_where_they_came_from(people: People) -> None:
    scene = led(people)
    scene.compute()
    scene.reports(1)
    scene.compute()
    lost = scene.total(held="0", out="0", in_transit="500000")
    named = {"unmatched": ["E2E-2"], "unmatched_from": {"XA": ["E2E-2"]}}
    assert scene.reports(2, lost, **named) == ""
    assert scene.now().state == "finished"
    assert scene.now().unmatched == {"XB": ["E2E-2"]}
    page = check_page(signed_in(people.bob).get(scene.page)).replace("\u00a0", " ")
    assert "Hand-overs that match no payment where they went" in page
    assert "In transit: matches no payment" in page
    assert "XAD 5,000.00 in transit" in page
    assert "Ask Borduvia to freeze" not in page, "nothing is held there"
