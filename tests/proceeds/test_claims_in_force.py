"""Claims on one payment: together no more than it credits, each traced in its place, withdrawn."""

from typing import Any

import pytest

from homeward.casework.cases.models import Event
from homeward.casework.proceeds.actions import traces
from homeward.casework.proceeds.models import Claim, Trace, TraceStatus
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.access.glasses import broken, hours_pass
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin
from tests.proceeds.runs import led
from tests.proceeds.steps import claimed, money, plain, ready, traced


def test_claims_on_one_payment_stay_within_its_credit(people: People) -> None:
    case = a_case(people)
    bob, ledger = ready(people, case)
    address = money(case, f"ledgers/{ledger.pk}/claim/?payment=P-1")
    assert bob.post(address, {"payment": "P-1", "amount": "4,000.00"}).status_code == 302
    assert "Claimed already" in check_page(bob.get(address))
    for amount in ("8,000.01", "12,000.00", ""):
        page = plain(
            check_page(bob.post(address, {"payment": "P-1", "amount": amount}), status=400)
        )
        assert "No more than XAD 8,000.00 is left to claim" in page, amount
    assert bob.post(address, {"payment": "P-1", "amount": "8,000.00"}).status_code == 302
    page = plain(check_page(bob.post(address, {"payment": "P-1", "amount": "0.01"}), status=400))
    assert "No more than XAD 0.00 is left" in page
    with opened(people.bob.actor):
        assert list(Claim.objects.values_list("amount", flat=True)) == [400_000, 800_000]
        refused = Entry.objects.filter(verb="access.refused", data__code="claims_above_credit")
        assert refused.count() == 4


def test_a_form_that_is_posted_again_makes_no_second_claim(people: People) -> None:
    case = a_case(people)
    bob, claim = claimed(people, case)
    again = bob.post(money(case, f"ledgers/{claim.ledger_id}/claim/"), {"payment": "P-1"})
    check_page(again, status=400)
    with opened(people.bob.actor):
        assert Claim.objects.count() == 1


def _document(people: People, label: str) -> dict[str, Any]:
    with opened(people.bob.actor):
        return Trace.objects.filter(claim__label=label).latest("pk").document


def test_a_second_claim_lies_behind_the_first_in_the_credit(people: People) -> None:
    """12,000.00 came to the collector; 5,000.00 of it went abroad first."""
    case = a_case(people)
    bob, ledger = ready(people, case)
    address = money(case, f"ledgers/{ledger.pk}/claim/")
    for amount in ("5,000.00", "7,000.00"):
        assert bob.post(address, {"payment": "P-1", "amount": amount}).status_code == 302
    with opened(people.bob.actor):
        claims = list(Claim.objects.order_by("pk"))
    for claim in claims:
        bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"})
    assert run_jobs("proceeds.trace") == 2
    held = [
        {h["account"]: h["amount"] for h in _document(people, c.label)["holdings"]} for c in claims
    ]
    assert held[0] == {"XB00TEST0000000004": 500_000}
    assert "XB00TEST0000000004" not in held[1]
    assert sum(held[1].values()) == 700_000
    assert [line["label"] for line in _document(people, claims[1].label)["claims"]] == [
        claims[1].label
    ]


def test_a_claim_that_nothing_uses_is_withdrawn_with_its_reason(people: People) -> None:
    case = a_case(people)
    bob, claim, _trace = traced(people, case)
    address = money(case, f"claims/{claim.pk}/withdraw/")
    check_page(bob.get(address))
    check_page(bob.post(address, {"reason": "  "}), status=400)
    assert bob.post(address, {"reason": "Wrong payment"}).status_code == 302
    page = check_page(bob.get(money(case)))
    assert "Withdrawn" in page
    assert "Wrong payment" in page
    assert "What became of the money" not in page, "its trace is no result any more"
    with opened(people.bob.actor):
        entry = Entry.objects.get(verb="proceeds.claim_withdrawn")
        assert entry.subject_id == str(claim.pk)
        assert "Wrong payment" not in str(entry.data)
        event = Event.objects.get(kind="proceeds.claim_withdrawn")
        assert event.params["reason"] == "Wrong payment"
    assert "was withdrawn" in check_page(bob.post(address, {"reason": "again"}), status=400)
    asked = bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"})
    assert asked.status_code == 409
    pin("XB")
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    page = check_page(bob.post(money(case, f"claims/{claim.pk}/abroad/"), sent), status=400)
    assert "was withdrawn" in page
    free = bob.post(money(case, f"ledgers/{claim.ledger_id}/claim/"), {"payment": "P-1"})
    assert free.status_code == 302
    with opened(people.bob.actor):
        assert Claim.objects.latest("pk").label == f"{case.reference}-C2"


def test_a_claim_in_a_run_is_not_withdrawn(people: People) -> None:
    scene = led(people)
    with opened(people.bob.actor):
        claim = Claim.objects.get()
    address = money(scene.case, f"claims/{claim.pk}/withdraw/")
    page = check_page(signed_in(people.bob).post(address, {"reason": "No"}), status=400)
    assert "cannot be withdrawn" in page
    with opened(people.bob.actor):
        assert Claim.objects.get().withdrawn_at is None


def test_a_trace_ends_with_the_access_of_whoever_asked_for_it(
    people: People, node: TestNode, suite: SuiteCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the worker takes it up, or while it computes; the case is told, and so is he."""
    case = a_case(people)
    bob, claim = claimed(people, case)
    glass = broken(people.dan, case, "finance")
    dan = signed_in(people.dan)
    address = money(case, f"claims/{claim.pk}/trace/")
    for _ in range(2):
        assert dan.post(address, {"rule": "fifo"}).status_code == 302
    compute = traces.trace

    def computes_long(*arguments: Any, **named: Any) -> Any:
        done = compute(*arguments, **named)
        hours_pass(node, suite, glass, 2)
        return done

    monkeypatch.setattr(traces, "trace", computes_long)
    assert run_jobs("proceeds.trace") == 2
    with opened(people.bob.actor):
        asked = list(Trace.objects.all())
        assert [(one.status, one.document) for one in asked] == [(TraceStatus.FAILED, {})] * 2
        told = Entry.objects.filter(verb="proceeds.trace_failed", subject_id=str(claim.pk))
        assert {one.actor_name for one in told} == {"tracer"}
    page = check_page(bob.get(money(case, f"traces/{asked[0].pk}/")))
    assert "The access of the person who asked for it ended" in page
    notices = check_page(dan.get("/duty/notices/"))
    assert notices.count("A trace of yours was not made") >= 2
    assert case.reference not in notices
    monkeypatch.setattr(traces, "_compute", lambda *_: Trace.objects.get(pk=0))
    assert bob.post(address, {"rule": "fifo"}).status_code == 302
    with pytest.raises(Trace.DoesNotExist):
        run_jobs("proceeds.trace")
