"""A hand-over that matches no payment by itself: an officer finds the payment, or says none is it.

A confirmed match goes on in the run as if the reference had matched; what was final stays as it is.
"""

from typing import Any
from uuid import uuid4

import pytest

from homeward.casework.cases.models import Event
from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.matching import take_matches
from homeward.casework.proceeds.models import HandOver, Match, Run, Trace
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.proceeds.peers import sent_to
from tests.proceeds.runs import (
    FAR,
    HERE,
    LABEL,
    THERE,
    Joined,
    hand_over,
    joined,
    step,
    tracing_request,
)
from tests.proceeds.steps import plain

PAYMENT = f"C-1,2026-03-10T10:00:00Z,{THERE},{HERE},1000.00,XAD,{{}}"
OTHERS = (
    f"C-2,2026-03-10T10:00:00Z,XA00TEST0000000029,{HERE},500.00,XAD,E2E-0",
    f"C-3,2026-03-10T13:00:00Z,{HERE},{FAR},400.00,XAD,OUT-2",
    f"C-4,2026-03-12T13:00:00Z,{THERE},{HERE},950.00,XAD,OTHER-1",
    f"C-5,2026-03-12T14:00:00Z,{FAR},{HERE},1000.00,XAD,OTHER-2",
    f"C-6,2026-05-02T14:00:00Z,{THERE},{HERE},1000.00,XAD,OTHER-3",
    f"C-7,2026-03-11T14:00:00Z,{HERE},XA00TEST0000000029,10.00,XAD,OTHER-4",
)


def _scene(people: People, reference: str = "") -> Joined:
    """IN-1 is handed over in the first round, and this State's second round has computed it."""
    scene = joined(people, PAYMENT.format(reference), *OTHERS)
    scene.round(1)
    scene.compute()
    assert scene.hands(hand_over("IN-1"), 1) == ""
    assert scene.round(2, {"XB": 1}) == ""
    scene.compute()
    return scene


def _row(scene: Joined) -> HandOver:
    with opened(TRACER):
        return HandOver.objects.get(run=scene.run, is_outgoing=False, reference="IN-1")


def _address(scene: Joined) -> str:
    return f"{scene.page}hand-overs/{_row(scene).pk}/payment/"


def _decide(scene: Joined, payment: str = "payment:C-1", **changes: Any) -> Any:
    given = {"payment": payment, "reason": "The bank of XA confirmed it.", "seen": 0, **changes}
    return signed_in(scene.people.carol).post(_address(scene), given)


def _document(run: Any) -> dict[str, Any]:
    with opened(TRACER):
        document: dict[str, Any] = Trace.objects.get(run=run).document
    return document


def test_the_page_names_the_payments_and_what_differs(people: People) -> None:
    scene = _scene(people)
    run_page = check_page(signed_in(people.bob).get(scene.page))
    assert "Hand-overs that match no payment of this ledger" in run_page
    assert _address(scene) in run_page
    page = plain(check_page(signed_in(people.carol).get(_address(scene))))
    assert "IN-1" in page
    assert page.index("C-1") < page.index("C-4") < page.index("C-5"), "nearest first, then others"
    assert "Amount: XAD 1,000.00 there, XAD 950.00 here." in page
    assert "Day: 10 Mar 2026 there, 12 Mar 2026 here." in page
    assert "Reference: IN-1 there, none here." in page
    assert "Reference: IN-1 there, OTHER-1 here." in page
    assert "The sender's account is not known to be of that State." in page.replace("&#x27;", "'")
    assert page.count("Cannot be chosen:") == 1, "C-5 comes from XC"
    assert "C-6" not in page, "weeks away"
    assert "C-7" not in page, "it is no payment into an account"
    check_page(signed_in(people.carol, language="fr").get(_address(scene)), "fr")
    with opened(people.carol.actor):
        assert Entry.objects.filter(verb="proceeds.hand_over_viewed").exists()


def test_a_confirmed_match_gives_the_result_of_a_match_by_itself(people: People) -> None:
    scene = _scene(people)
    assert _document(scene.run)["holdings"] == [], "in transit so far"
    assert _decide(scene).status_code == 302
    assert scene.round(3, {"XB": 1}) == ""
    scene.compute()
    found = _document(scene.run)
    assert sent_to("XC", "proceeds.handover") == 1, "and its proceeds go on"
    with opened(TRACER):
        gone = HandOver.objects.filter(run=scene.run, is_outgoing=True).get()
        stretches = gone.stretches
    (told,) = [w for w in found.pop("warnings") if w["code"] == "hand_over_matched"]
    assert told["params"]["payment"] == "C-1"
    assert told["params"]["reason"] == "The bank of XA confirmed it."
    assert told["params"]["decided_by"] == people.carol.pk
    by_itself = _by_reference(people)
    by_itself.pop("warnings")
    assert HERE in [h["account"] for h in found["holdings"]]
    assert found == by_itself
    assert stretches == [[0, 40_000, LABEL]], "the first of it that came went on"
    page = plain(check_page(signed_in(people.bob).get(scene.page)))
    assert "Matched by an officer" in page
    assert "matched the hand-over IN-1 from XB to payment C-1" in page
    assert "In transit: matches no payment" not in page
    with opened(people.carol.actor):
        assert Entry.objects.filter(verb="proceeds.hand_over_matched").count() == 1
        event = Event.objects.get(kind="proceeds.hand_over_matched")
        assert event.params["reason"] == "The bank of XA confirmed it."


def _by_reference(people: People) -> dict[str, Any]:
    """The library's own answer where the bank wrote the reference on the payment."""
    from homeward.casework.proceeds.accounts import state_of_accounts
    from homeward.tracing import HandOver as HandedOver
    from homeward.tracing import Ledger, Participant

    scene_rows = (PAYMENT.format("IN-1"), *OTHERS)
    names = ("id", "time", "source", "target", "amount", "currency", "reference")
    rows = [dict(zip(names, row.split(","), strict=True)) for row in scene_rows]
    for row in rows:
        row["amount"] = row["amount"].replace(".", "")
    with opened(TRACER):
        end = Run.objects.get().period_to
    node = Participant(
        Ledger.from_rows(rows),
        "XA",
        state_of_accounts("XA", ["XA", "XB", "XC"]),
        at=end,
        received=[HandedOver.from_message(hand_over("IN-1"))],
    )
    return node.compute(1).trace.document()


def test_what_is_final_does_not_change_and_the_next_run_is_computed_with_the_match(
    people: People,
) -> None:
    scene = _scene(people)
    assert scene.xb.in_run("finished", scene.run, {"round": 2, "unmatched": {}}) == ""
    before = _document(scene.run)
    page = plain(check_page(signed_in(people.carol).get(_address(scene))))
    assert "What you decide now changes nothing in this run" in page
    assert "to prepare another run" in page
    assert _decide(scene).status_code == 302
    scene.compute()
    assert _document(scene.run) == before
    assert "Matched to payment C-1 for another run" in plain(
        check_page(signed_in(people.bob).get(scene.page))
    )
    second = _another_run(scene)
    found = _document(second.run)
    assert HERE in [h["account"] for h in found["holdings"]]
    assert "hand_over_matched" in [w["code"] for w in found["warnings"]]
    assert _document(scene.run) == before


def _another_run(scene: Joined) -> Joined:
    run, request, people = uuid4(), uuid4(), scene.people
    asked = {**tracing_request(run), "reference": "XB-2026-000007/02"}
    assert scene.xb.says("cooperation.request", request, asked) == ""
    from homeward.casework.cooperation.actions import link_case
    from homeward.casework.cooperation.models import Request

    step(request, people.carol, "acknowledge")
    with opened(people.carol.actor):
        found = Request.objects.get(pk=request)
        link_case(found, user=people.carol, reference=scene.case.reference)
    step(request, people.carol, "begin")
    second = Joined(people, scene.case, run, request, scene.xb, scene.xc)
    second.round(1)
    second.compute()
    assert second.hands(hand_over("IN-1"), 1) == ""
    assert second.round(2, {"XB": 1}) == ""
    second.compute()
    return second


def test_a_match_does_not_pass_the_frontier(people: People) -> None:
    """The hand-over was final as one in transit before the officer decided."""
    scene = _scene(people)
    assert scene.round(3, {"XB": 1}, frontier="2026-03-11T00:00:00Z") == ""
    assert _decide(scene).status_code == 302
    scene.compute()
    assert _document(scene.run)["holdings"] == []
    assert _row(scene).match_id is None


def test_none_of_them_keeps_the_proceeds_in_transit(people: People) -> None:
    scene = _scene(people)
    assert _decide(scene, "none").status_code == 302
    scene.round(3, {"XB": 1})
    scene.compute()
    (line,) = _document(scene.run)["claims"]
    assert line["in_transit"] == 100_000
    page = plain(check_page(signed_in(people.bob).get(scene.page)))
    assert "None of the payments is it: The bank of XA confirmed it." in page
    with opened(people.carol.actor):
        assert Entry.objects.filter(verb="proceeds.hand_over_not_found").count() == 1


def test_a_remembered_match_is_of_the_same_payment_only(people: People) -> None:
    scene = _scene(people)
    assert _decide(scene).status_code == 302
    with opened(TRACER):
        HandOver.objects.filter(reference="IN-1").update(amount=100_001)
    scene.round(3, {"XB": 1})
    scene.compute()
    assert _document(scene.run)["holdings"] == []


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"reason": ""}, 400, "Reason"),
        ({"reason": "\u200b"}, 400, "Reason"),
        ({"reason": "x" * 501}, 400, "Reason"),
        ({"payment": ""}, 400, "Choose a payment"),
        ({"payment": "payment:C-5"}, 400, "Which payment"),
        ({"payment": "payment:C-404"}, 400, "Which payment"),
        ({"seen": 7}, 400, "was decided on since you opened the page"),
        ({"seen": "x"}, 400, "whole number"),
    ],
)
def test_what_cannot_be_kept_comes_back(
    people: People, changes: dict[str, Any], status: int, sentence: str
) -> None:
    scene = _scene(people)
    page = plain(check_page(_decide(scene, **changes), status=status))
    assert sentence in page
    if "reason" not in changes:
        assert "The bank of XA confirmed it." in page
    with opened(TRACER):
        assert not Match.objects.exists()


def test_two_tabs_decide_once(people: People) -> None:
    scene = _scene(people)
    assert _decide(scene).status_code == 302
    again = plain(check_page(_decide(scene, "none"), status=400))
    assert "was decided on since you opened the page" in again
    assert "Matched to payment C-1 for the next round" in again
    with opened(TRACER):
        assert Match.objects.get().payment == "C-1"


def test_only_the_role_decides_and_only_what_waits_for_a_payment(people: People) -> None:
    scene = _scene(people)
    given = {"payment": "payment:C-1", "reason": "Mine.", "seen": 0}
    address = _address(scene)
    assert "decides." in check_page(signed_in(people.bob).get(address))
    assert signed_in(people.bob).post(address, given).status_code == 403
    assert signed_in(people.dan).get(address).status_code == 404
    missing = f"{scene.page}hand-overs/999/payment/"
    assert signed_in(people.carol).get(missing).status_code == 404
    with opened(TRACER):
        assert not Match.objects.exists()


def test_a_hand_over_that_matched_by_itself_is_not_open(people: People) -> None:
    scene = _scene(people, "IN-1")
    page = signed_in(people.carol).get(_address(scene))
    assert "waits for no payment any more" in check_page(page, status=409)


def test_a_payment_is_given_to_one_hand_over_only(people: People) -> None:
    scene = _scene(people)
    assert _decide(scene).status_code == 302
    assert scene.hands(hand_over("LOST", 10_000, time="2026-03-10T10:00:00Z"), 2) == ""
    with opened(TRACER):
        HandOver.objects.filter(reference="LOST").update(standing="flows")
    assert scene.round(3, {"XB": 2}) == ""
    scene.compute()
    with opened(TRACER):
        lost = HandOver.objects.get(reference="LOST")
        HandOver.objects.filter(pk=lost.pk).update(amount=100_000)
    address = f"{scene.page}hand-overs/{lost.pk}/payment/"
    page = plain(check_page(signed_in(people.carol).get(address)))
    assert "it is the payment of another hand-over of this run." in page


def test_of_several_payments_with_one_reference_an_officer_chooses(people: People) -> None:
    scene = joined(
        people,
        PAYMENT.format("IN-1"),
        f"C-8,2026-03-10T10:00:00Z,{THERE},{HERE},1000.00,XAD,IN-1",
        *OTHERS,
    )
    scene.round(1)
    scene.compute()
    scene.hands(hand_over("IN-1"), 1)
    scene.round(2, {"XB": 1})
    scene.compute()
    page = plain(check_page(signed_in(people.carol).get(_address(scene))))
    assert "Nothing differs" in page
    assert _decide(scene, "payment:C-8").status_code == 302
    scene.round(3, {"XB": 1})
    scene.compute()
    document = _document(scene.run)
    assert HERE in [h["account"] for h in document["holdings"]]
    assert "C-8" in [c["payment"] for c in document["carriers"]]
    assert "C-1" not in [c["payment"] for c in document["carriers"]]


def test_a_payment_that_matches_another_by_itself_is_that_ones(people: People) -> None:
    scene = _scene(people, "LATER-1")
    assert _decide(scene).status_code == 302
    later = hand_over("LATER-1", time="2026-03-10T10:00:00Z")
    assert scene.hands(later, 2) == ""
    with opened(TRACER):
        HandOver.objects.filter(reference="LATER-1").update(standing="flows")
    assert scene.round(3, {"XB": 2}) == ""
    scene.compute()
    assert _row(scene).match_id is None
    with opened(TRACER):
        report = Run.objects.get(pk=scene.run).parties.get(state="XA").report
    assert report["unmatched"] == ["IN-1"]


def test_one_reference_of_two_states_is_two_hand_overs(people: People) -> None:
    """C-5 from XC matches by itself and stays so when an officer matches XB's to another."""
    scene = joined(people, PAYMENT.format(""), *OTHERS)
    scene.round(1)
    scene.compute()
    later = {"time": "2026-03-12T14:00:00Z"}
    assert scene.hands(hand_over("OTHER-2", **later), 1) == ""
    theirs = hand_over("OTHER-2", sender="XC", **later)
    assert scene.hands(theirs, 1, by=scene.xc) == ""
    with opened(TRACER):
        HandOver.objects.filter(peer="XC").update(standing="flows")
    assert scene.round(2, {"XB": 1, "XC": 1}) == ""
    scene.compute()
    with opened(TRACER):
        report = Run.objects.get(pk=scene.run).parties.get(state="XA").report
        row = HandOver.objects.get(run=scene.run, is_outgoing=False, peer="XB")
    assert report["unmatched_from"] == {"XB": ["OTHER-2"]}
    before = {h["account"]: h["amount"] for h in _document(scene.run)["holdings"]}
    address = f"{scene.page}hand-overs/{row.pk}/payment/"
    given = {"payment": "payment:C-1", "reason": "The bank of XA confirmed it.", "seen": 0}
    assert signed_in(people.carol).post(address, given).status_code == 302
    assert scene.round(3, {"XB": 1, "XC": 1}) == ""
    scene.compute()
    document = _document(scene.run)
    after = {h["account"]: h["amount"] for h in document["holdings"]}
    assert sum(after.values()) > sum(before.values())
    assert not [w for w in document["warnings"] if w["code"] == "hand_over_unmatched"]


def test_a_payment_before_the_frontier_changes_no_amount_that_is_final(people: People) -> None:
    scene = _scene(people)
    assert _decide(scene).status_code == 302
    with opened(TRACER):
        Run.objects.filter(pk=scene.run).update(frontier="2026-03-10T12:00:00Z")
        run, row = Run.objects.get(pk=scene.run), _row(scene)
        take_matches(run)
        assert _row(scene).match_id is None, "the payment lies before what is final"
    page = plain(check_page(signed_in(people.carol).get(_address(scene))))
    assert "Matched to payment C-1 for another run" in page
    with opened(TRACER):
        Run.objects.filter(pk=scene.run).update(frontier="2026-03-10T09:00:00Z")
        take_matches(Run.objects.get(pk=scene.run))
        assert _row(scene).match_id is not None
        Run.objects.filter(pk=scene.run).update(frontier="2026-03-10T12:00:00Z")
        take_matches(Run.objects.get(pk=scene.run))
        assert _row(scene).match_id is not None, "what was read before stays"
        assert row.pk == _row(scene).pk
