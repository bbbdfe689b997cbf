"""What the money tab leaves in the journal: every view of figures, and every refusal on a form."""

from typing import Any
from uuid import uuid4

from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.models import Claim, Order, Run
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin
from tests.proceeds.ledger_files import COLLECTOR
from tests.proceeds.steps import claimed, money, ready, traced


def _views(people: People, verb: str) -> int:
    with opened(people.bob.actor):
        return Entry.objects.filter(verb=verb, compartment="finance").count()


def _refused(people: People, case_id: int) -> list[dict[str, Any]]:
    with opened(people.bob.actor):
        entries = Entry.objects.filter(
            verb="access.refused", case_id=case_id, compartment="finance"
        )
        return [entry.data for entry in entries.order_by("at")]


def test_forms_that_show_figures_are_views(people: People) -> None:
    case = a_case(people)
    bob, claim, trace = traced(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    carol = signed_in(people.carol)
    freeze = f"traces/{trace.pk}/freeze/?account={COLLECTOR}"
    for client, rest, verb in (
        (bob, f"ledgers/{claim.ledger_id}/claim/?payment=P-1", "proceeds.ledger_viewed"),
        (bob, f"claims/{claim.pk}/abroad/", "proceeds.claim_viewed"),
        (carol, freeze, "proceeds.trace_viewed"),
    ):
        before = _views(people, verb)
        check_page(client.get(money(case, rest)))
        assert _views(people, verb) == before + 1, rest


def test_a_wrong_claim_is_journalled(people: People) -> None:
    case = a_case(people)
    bob, ledger = ready(people, case)
    sent = {"payment": "P-1", "amount": "12,000.01"}
    check_page(bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), sent), status=400)
    assert [entry["code"] for entry in _refused(people, case.pk)] == ["tracing_refused"]
    with opened(people.bob.actor):
        assert not Claim.objects.exists()
        assert not Entry.objects.filter(verb="proceeds.claim_made").exists()


def test_a_refused_order_is_journalled(people: People) -> None:
    case = a_case(people)
    _bob, _claim, trace = traced(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    order = {
        "authority": "District Court of XA",
        "legal_basis": "Criminal procedure, section 12",
        "amount": "3,000.01",
        "valid_from": "2026-03-02",
        "valid_to": "2026-06-02",
        "request": "",
        "sending": str(uuid4()),
    }
    address = money(case, f"traces/{trace.pk}/freeze/?account={COLLECTOR}")
    check_page(signed_in(people.carol).post(address, order), status=400)
    assert [entry["code"] for entry in _refused(people, case.pk)] == ["not_held_here"]
    with opened(people.carol.actor):
        assert not Order.objects.exists()
        assert not Entry.objects.filter(verb="proceeds.order_made").exists()


def test_a_run_that_cannot_be_prepared_is_journalled_and_leaves_nothing(people: People) -> None:
    case = a_case(people)
    pin("XB")
    bob, claim = claimed(people, case)
    with opened(people.bob.actor):
        claim.ledger.exponent = 3
        claim.ledger.save()
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    page = check_page(bob.post(money(case, f"claims/{claim.pk}/abroad/"), sent), status=400)
    assert "This ledger keeps 3 decimals" in page
    assert [entry["code"] for entry in _refused(people, case.pk)] == ["decimals_differ"]
    with opened(people.bob.actor):
        assert not Run.objects.exists()
        assert not Request.objects.exists()
