"""What a broken or malicious node of the run may say: refused with a code, and nothing changed."""

from copy import deepcopy
from typing import Any
from uuid import uuid4

from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.models import Party
from homeward.foundation.guard.context import opened
from tests.people import People
from tests.proceeds.peers import Payload, Peer
from tests.proceeds.runs import CEILING, LABEL, SCOPE, hand_over, joined

WHOLE = [["0", str(CEILING), LABEL]]


def _with(**changes: Any) -> Payload:
    return {**hand_over("IN-1"), **changes}


def _without(field: str) -> Payload:
    given = hand_over("IN-1")
    del given[field]
    return given


MALFORMED: list[Payload] = [
    *(_without(field) for field in ("reference", "time", "amount", "currency", "stretches")),
    _with(reference=7),
    _with(reference=""),
    _with(reference="E" * 141),
    _with(reference=["IN-1"]),
    _with(time="2026-03-10T10:00:00"),
    _with(time="yesterday"),
    _with(time=1773136800),
    {**_with(), "amount": CEILING},
    {**_with(), "amount": "1e5"},
    {**_with(), "amount": "1000.00"},
    {**_with(), "amount": "-100000"},
    {**_with(), "amount": "0"},
    {**_with(), "amount": str(1 << 62)},
    {**_with(), "amount": "9" * 60},
    _with(currency=None),
    _with(currency="XADXADXADXAD"),
    _with(revision=0),
    _with(revision=-1),
    _with(revision="1"),
    _with(revision=True),
    _with(revision=10**9),
    _with(stretches="all of it"),
    _with(stretches={"0": str(CEILING)}),
    _with(stretches=[["0", str(CEILING)]]),
    _with(stretches=[["0", "0", LABEL]]),
    _with(stretches=[["0", "-5", LABEL]]),
    _with(stretches=[["-5", "10", LABEL]]),
    _with(stretches=[[0, CEILING, LABEL]]),
    _with(stretches=[["0", "ten", LABEL]]),
    _with(stretches=[["0", "10", None]]),
    _with(stretches=[[str(2 * n), "1", LABEL] for n in range(10_001)]),
]
CONTRADICTING: list[Payload] = [
    _with(stretches=[["0", str(CEILING + 1), LABEL]]),
    _with(stretches=[[str(CEILING), "1", LABEL]]),
    _with(stretches=[["0", "600", LABEL], ["500", "100", LABEL]]),
    _with(stretches=[["500", "100", LABEL], ["0", "100", LABEL]]),
    _with(stretches=[["0", "100", LABEL], ["0", "100", LABEL]]),
    _with(stretches=[]),
]
BEYOND: list[Payload] = [
    hand_over("IN-1", CEILING + 1),
    _with(stretches=[["0", "10", "XB-2026-000007-C2"]]),
    _with(stretches=[["0", "10", LABEL], ["10", "10", "XA-2026-000001-C1"]]),
    _with(currency="XTS"),
    _with(time="2026-03-09T23:59:59Z"),
    _with(time="2026-05-01T00:00:00Z"),
    _with(shares=[[LABEL, "12.5"]]),
]
MISDIRECTED: list[Payload] = [
    _with(sender="XC"),
    _with(receiver="XC"),
    _with(sender="XA", receiver="XB"),
]


def test_a_hand_over_that_no_honest_node_sends_is_refused(people: People) -> None:
    scene = joined(people)
    assert scene.round(1) == ""
    before = scene.seen()
    for reason, payloads in {
        "malformed_payload": MALFORMED,
        "hand_over_contradicts": CONTRADICTING,
        "beyond_the_request": BEYOND,
        "hand_over_misdirected": MISDIRECTED,
    }.items():
        for payload in payloads:
            assert scene.hands(deepcopy(payload)) == reason, payload
    for nothing in (None, [], "hand-over", {}):
        assert scene.hands(nothing) == "malformed_payload"  # type: ignore[arg-type]
    assert scene.seen() == before
    assert scene.hands(hand_over("IN-1")) == "", "the honest one is taken"


def test_a_hand_over_is_for_the_round_that_is_open(people: People) -> None:
    scene = joined(people)
    scene.round(1)
    scene.compute()
    before = scene.seen()
    assert scene.hands(hand_over("IN-1"), 3) == "round_out_of_turn"
    for number in (0, -1, "1", None, 10**7):
        assert scene.hands(hand_over("IN-1"), number) == "malformed_payload"  # type: ignore[arg-type]
    assert scene.seen() == before
    assert scene.hands(hand_over("IN-1"), 1) == ""
    assert scene.round(2, {"XB": 1}) == ""
    scene.compute()
    before = scene.seen()
    assert scene.hands(hand_over("IN-2"), 1) == "round_out_of_turn", "we have computed with all"
    assert scene.seen() == before


def test_a_revision_never_goes_back_and_is_of_the_same_payment(people: People) -> None:
    scene = joined(people)
    assert scene.hands(_with(revision=3)) == ""
    before = scene.seen()
    for revision in (1, 2, 3):
        assert scene.hands(_with(revision=revision)) == "revision_is_past"
    other_time = _with(revision=4, time="2026-03-10T10:00:01Z")
    assert scene.hands(other_time) == "hand_over_contradicts"
    assert scene.hands(hand_over("IN-1", 5, revision=4)) == "hand_over_contradicts"
    assert scene.seen() == before
    assert scene.hands(_with(revision=4, stretches=[])) == ""


def test_what_is_final_does_not_change(people: People) -> None:
    scene = joined(people)
    scene.round(1)
    scene.compute()
    scene.hands(hand_over("IN-1"))
    assert scene.round(2, {"XB": 1}, frontier="2026-03-10T11:00:00Z") == ""
    before = scene.seen()
    assert scene.hands(_with(revision=2, stretches=[]), 2) == "hand_over_is_final"
    assert scene.seen() == before


def test_another_run_and_another_sender_find_nothing(people: People) -> None:
    scene = joined(people)
    scene.round(1)
    before = scene.seen()
    payload = {"round": 1, "hand_over": hand_over("IN-1")}
    assert scene.xb.in_run("handover", uuid4(), payload) == "unknown_run"
    named = {"run": str(uuid4()), **payload}
    assert scene.xb.says("proceeds.handover", scene.run, named) == "unknown_run"
    for run in (None, 7, "run", str(scene.run).upper()):
        said = scene.xb.says("proceeds.handover", scene.run, {**payload, "run": run})
        assert said == "malformed_payload"
    stranger = Peer("XD")
    for type_, given in {
        "round": {"round": 2},
        "handover": payload,
        "report": {"report": {}},
        "finished": {"round": 1},
        "stopped": {"reason": "x", "by": "XD"},
    }.items():
        assert stranger.in_run(type_, scene.run, given) == "not_in_the_run", type_
    assert scene.seen() == before


def test_a_state_that_has_not_joined_hands_nothing_over(people: People) -> None:
    scene = joined(people)
    with opened(TRACER):
        Party.objects.filter(state="XC").update(joined_at=None)
    before = scene.seen()
    given = hand_over("IN-1", sender="XC")
    assert scene.hands(given, by=scene.xc) == "not_in_the_run"
    assert scene.seen() == before


def test_only_the_initiator_opens_finishes_and_stops(people: People) -> None:
    scene = joined(people)
    before = scene.seen()
    opened_by_xc = {"round": 1, "scope": SCOPE, "frontier": None, "expected": {}, "unmatched": {}}
    assert scene.xc.in_run("round", scene.run, opened_by_xc) == "not_the_initiator"
    assert scene.xc.in_run("finished", scene.run, {"round": 1, "unmatched": {}}) == (
        "not_the_initiator"
    )
    stop = {"reason": "order_contradiction", "by": "XC"}
    assert scene.xc.in_run("stopped", scene.run, stop) == "not_the_initiator"
    assert scene.xc.in_run("report", scene.run, {"report": {}}) == "not_the_initiator"
    assert scene.seen() == before
    assert scene.xb.in_run("stopped", scene.run, stop) == ""
    assert scene.now().stopped_by == "XC"
    assert scene.round(1) == "run_is_over"


def test_a_run_is_finished_only_when_nothing_changed(people: People) -> None:
    scene = joined(people)
    scene.round(1)
    finished = {"round": 1, "unmatched": {}}
    assert scene.xb.in_run("finished", scene.run, finished) == "round_not_computed"
    scene.compute()
    scene.hands(hand_over("IN-1"), 1)
    before = scene.seen()
    assert scene.xb.in_run("finished", scene.run, finished) == "round_not_settled"
    for number in (0, "1", None):
        wrong = {"round": number, "unmatched": {}}
        assert scene.xb.in_run("finished", scene.run, wrong) == "malformed_payload"
    assert scene.seen() == before
    scene.round(2, {"XB": 1})
    scene.compute()
    two = {"round": 2, "unmatched": {}}
    assert scene.xb.in_run("finished", scene.run, two) == "round_not_settled", "we changed OUT-1"
    assert scene.now().state == "running"


WRONG_ROUNDS: list[tuple[Payload, str]] = [
    ({"round": 0}, "malformed_payload"),
    ({"round": "1"}, "malformed_payload"),
    ({"round": 2}, "round_out_of_turn"),
    ({"frontier": "soon"}, "malformed_payload"),
    ({"frontier": 12}, "malformed_payload"),
    ({"expected": {"XB": -1}}, "malformed_payload"),
    ({"expected": {"XB": 1}}, "malformed_payload"),
    ({"expected": {"XB": "many"}}, "malformed_payload"),
    ({"expected": {"XD": "1"}}, "beyond_the_request"),
    ({"expected": ["XB"]}, "malformed_payload"),
    ({"scope": None}, "malformed_payload"),
    ({"scope": {**SCOPE, "states": "XA, XB"}}, "malformed_payload"),
    ({"scope": {**SCOPE, "period_to": "later"}}, "malformed_payload"),
    ({"unmatched": ["IN-1"]}, "malformed_payload"),
    ({"unmatched": {"XC": [7]}}, "malformed_payload"),
]


def test_a_round_that_is_no_round_opens_nothing(people: People) -> None:
    scene = joined(people)
    before = scene.seen()
    right = {"round": 1, "scope": SCOPE, "frontier": None, "expected": {}, "unmatched": {}}
    for changes, reason in WRONG_ROUNDS:
        assert scene.xb.in_run("round", scene.run, {**right, **changes}) == reason, changes
    assert scene.seen() == before
    assert scene.xb.in_run("round", scene.run, right) == ""
