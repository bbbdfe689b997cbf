"""One scope: the request that both sides approved, the run made from it, and every round of it."""

import pytest

from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.models import HandOver, Party, Run
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin
from tests.proceeds.ledger_files import export
from tests.proceeds.runs import (
    HERE,
    ROUNDABOUT,
    SCOPE,
    Joined,
    asked,
    hand_over,
    joined,
    step,
    tracing_request,
)
from tests.proceeds.steps import claimed, money, plain, upload

WIDER: list[dict[str, object]] = [
    {"states": ["XA", "XB", "XC", "XD"]},
    {"states": ["XA", "XB"]},
    {"rule": "lowest-balance"},
    {"label": "XB-2026-000007-C2"},
    {"ceiling": "XAD 100001"},
    {"ceiling": "XTS 100000"},
    {"period_from": "2026-03-01"},
    {"period_to": "2026-12-31"},
]


def test_a_round_cannot_widen_the_run(people: People) -> None:
    scene = joined(people)
    before = scene.seen()
    for changes in WIDER:
        assert scene.round(1, scope={**SCOPE, **changes}) == "beyond_the_request", changes
    assert scene.seen() == before
    with opened(TRACER):
        states = Party.objects.filter(run_id=scene.run).values_list("state", flat=True)
        assert sorted(states) == ["XA", "XB", "XC"]
    assert scene.round(1) == ""


def test_rounds_come_one_after_the_other(people: People) -> None:
    scene = joined(people)
    assert scene.round(1) == ""
    before = scene.seen()
    assert scene.round(1) == "round_is_past"
    assert scene.round(2) == "round_out_of_turn", "we have not computed the first"
    assert scene.seen() == before
    scene.compute()
    assert scene.round(3) == "round_out_of_turn"
    assert scene.round(2) == ""


def _begin(scene: Joined) -> str:
    """Carol presses the button; the page she gets, empty where it is done."""
    carol = signed_in(scene.people.carol)
    address = f"/requests/{scene.request}/change/begin/"
    with opened(scene.people.carol.actor):
        revision = Request.objects.get(pk=scene.request).revision
    answer = carol.post(address, {"revision": revision})
    return "" if answer.status_code == 302 else check_page(answer, status=400)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"states": "XB, XC"}, "States in the run"),
        ({"states": "XA, XC"}, "States in the run"),
        ({"label": "L" * 61}, "label of the claim"),
        ({"ceiling": f"XAD {1 << 62}"}, "ceiling of the proceeds"),
    ],
)
def test_an_unclear_scope_is_not_joined(
    people: People, content: dict[str, str], words: str
) -> None:
    scene = asked(people, **content)
    upload(signed_in(people.bob), scene.case, export(*ROUNDABOUT))
    assert words in _begin(scene)
    with opened(people.carol.actor):
        assert not Run.objects.exists()
        assert Request.objects.get().state == "acknowledged"


def test_a_run_of_somebody_else_is_not_joined_under_its_number(people: People) -> None:
    scene = joined(people)
    stolen = scene.xc
    request = scene.request.__class__(int=scene.request.int ^ 1)
    payload = tracing_request(scene.run) | {
        "requesting_authority": "XC-CENTRAL",
        "reference": "XC-2026-000001/01",
    }
    assert stolen.says("cooperation.request", request, payload) == ""
    step(request, people.carol, "acknowledge")
    carol = signed_in(people.carol)
    assert carol.post(f"/requests/{request}/link/", {"case": scene.case.reference}).status_code == (
        302
    )
    before = scene.seen()
    with opened(people.carol.actor):
        revision = Request.objects.get(pk=request).revision
    page = check_page(
        carol.post(f"/requests/{request}/change/begin/", {"revision": revision}), status=400
    )
    assert "A run of this number is known here with another State" in page
    assert scene.seen() == before


def _prepared(people: People) -> Request:
    """Bob has prepared a run with XB; Carol may approve its request."""
    case = a_case(people)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    pin("XB")
    bob, claim = claimed(people, case)
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    made = bob.post(money(case, f"claims/{claim.pk}/abroad/"), sent)
    assert made.status_code == 302
    with opened(people.bob.actor):
        return Request.objects.select_related("case").get()


def _approve(people: People, request: Request) -> str:
    with opened(people.carol.actor):
        revision = Request.objects.get(pk=request.pk).revision
    address = f"/requests/{request.pk}/change/approve/"
    answer = signed_in(people.carol).post(address, {"revision": revision})
    return "" if answer.status_code == 302 else check_page(answer, status=400)


SAYS_MORE = (
    ({"states": "XA, XB, XC"}, "States in the run"),
    ({"ceiling": "XAD 1200001"}, "ceiling of the proceeds"),
    ({"ceiling": "XAD 100"}, "ceiling of the proceeds"),
    ({"period_from": "2026-02-01"}, "first day of the period"),
    ({"label": "another"}, "label of the claim"),
)


def test_a_request_that_says_more_than_its_run_is_not_approved(people: People) -> None:
    request = _prepared(people)
    for content, words in SAYS_MORE:
        with opened(people.bob.actor):
            Request.objects.filter(pk=request.pk).update(content={**request.content, **content})
        page = _approve(people, request)
        assert "The request must say what its run says" in page
        assert words in page
    with opened(people.carol.actor):
        assert Request.objects.get().state == "draft"
        refused = Entry.objects.filter(verb="access.refused", data__code="run_scope_differs")
        assert refused.count() == len(SAYS_MORE)


def test_whoever_cannot_see_the_run_does_not_let_its_request_out(people: People) -> None:
    case = a_case(people)
    pin("XB")
    bob, claim = claimed(people, case)
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    assert bob.post(money(case, f"claims/{claim.pk}/abroad/"), sent).status_code == 302
    with opened(people.bob.actor):
        request = Request.objects.get()
    assert "that you cannot see" in _approve(people, request)


def test_the_period_begins_with_the_claimed_payment_and_is_said_truly(people: People) -> None:
    request = _prepared(people)
    assert request.content["period_from"] == "2026-03-01", "the day of the claimed payment"
    page = plain(check_page(signed_in(people.bob).get(f"/requests/{request.pk}/content/")))
    assert "Payments before this are not looked at" not in page
    assert "Earlier payments are read for the balances only." in page
    assert _approve(people, request) == ""


def test_payments_before_the_period_count_for_the_balances(people: People) -> None:
    """Wages of 9 March lie before the money in the queue: the first 300.00 out are clean."""
    scene = joined(
        people,
        f"W-1,2026-03-09T08:00:00Z,XA00TEST0000000029,{HERE},300.00,XAD,E2E-W",
        f"W-2,2026-03-10T10:00:00Z,XB00TEST0000000031,{HERE},1000.00,XAD,IN-1",
        f"W-3,2026-03-10T11:00:00Z,{HERE},XC00TEST0000000041,400.00,XAD,OUT-2",
    )
    scene.round(1)
    scene.compute()
    assert scene.hands(hand_over("IN-1"), 1) == ""
    scene.round(2, {"XB": 1})
    scene.compute()
    with opened(TRACER):
        gone = HandOver.objects.get(is_outgoing=True)
    assert gone.stretches == [[30_000, 10_000, SCOPE["label"]]]
    page = check_page(signed_in(people.bob).get(scene.page))
    assert "The ledger begins after the period" not in page
