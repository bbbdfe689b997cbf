"""Orders over one account: never above what lies in it, extended, lifted, and never elsewhere."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.desk.traces import traces_of
from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.accounts import UNKNOWN, is_cash, known_states
from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.actions.orders import order_freeze
from homeward.casework.proceeds.cross_check import look
from homeward.casework.proceeds.errors import AboveBalance, AlreadyFrozen, NotHeldHere
from homeward.casework.proceeds.models import Order, Trace
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.proceeds.ledger_files import COLLECTOR, ROWS, export
from tests.proceeds.steps import ledger_of, money, plain, traced, upload
from tests.proceeds.test_final_amounts import _new

WALLET = "bc1qtestwallet000"


def _let_in(people: People, case: Case) -> Client:
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    return signed_in(people.carol)


def _order(people: People, trace: int, **changes: Any) -> Order:
    with opened(people.carol.actor):
        found = Trace.objects.select_related("case", "claim", "run", "ledger").get(pk=trace)
        return order_freeze(found.case, found, _new(**changes), user=people.carol)


def test_a_partial_order_is_extended_by_the_rest_and_no_more(people: People) -> None:
    case = a_case(people)
    _bob, _claim, trace = traced(people, case)
    carol = _let_in(people, case)
    _order(people, trace.pk, amount=100_000)
    page = check_page(carol.get(money(case)))
    assert "Freeze the rest" in page
    address = money(case, f"traces/{trace.pk}/freeze/?account={COLLECTOR}")
    page = plain(check_page(carol.get(address)))
    assert "This order can take the rest" in page
    assert 'value="XAD 2,000.00"' in page
    with pytest.raises(AlreadyFrozen) as refused:
        _order(people, trace.pk, amount=200_001)
    assert "No more than XAD 2,000.00 is left" in plain(str(refused.value))
    _order(people, trace.pk, amount=200_000)
    with pytest.raises(AlreadyFrozen):
        _order(people, trace.pk, amount=1)
    assert "Freeze the rest" not in check_page(carol.get(money(case)))
    named = traces_of([f"It went on to {COLLECTOR} on Monday."])
    for person, seen in ((people.carol, {COLLECTOR}), (people.dan, set[str]())):
        with opened(person.actor):
            leads = look(person, Request(), named)
        assert {lead.caption for lead in leads} == seen, "a request that names it leads here"
    with opened(people.carol.actor):
        assert not look(people.carol, Request(), traces_of(["Nothing of it."]))


def test_orders_over_all_claims_stay_within_the_balance(people: People) -> None:
    """A second claim on another payment finds the same money by another rule."""
    case = a_case(people)
    bob, claim, trace = traced(people, case)
    _let_in(people, case)
    sent = {"payment": "P-0", "amount": ""}
    assert bob.post(money(case, f"ledgers/{claim.ledger_id}/claim/"), sent).status_code == 302
    with opened(TRACER):
        second = Trace.objects.get(pk=trace.pk)
        other = case_claim(case)
        document = {**second.document}
        document["holdings"] = [{**h, "label": other.label} for h in document["holdings"]]
        second.pk, second.claim, second.document = None, other, document
        second.save()
    _order(people, trace.pk, amount=250_000)
    with pytest.raises(AboveBalance) as refused:
        _order(people, second.pk, amount=50_001)
    assert "No more than XAD 500.00 is left" in plain(str(refused.value))
    _order(people, second.pk, amount=50_000)
    with opened(people.carol.actor):
        assert sum(Order.objects.values_list("amount", flat=True)) == 300_000


def case_claim(case: Case) -> Any:
    """The latest claim of the case."""
    from homeward.casework.proceeds.models import Claim

    return Claim.objects.filter(case=case).latest("pk")


def test_an_order_is_lifted_with_a_reason_and_frees_what_it_held(people: People) -> None:
    case = a_case(people)
    bob, _claim, trace = traced(people, case)
    carol = _let_in(people, case)
    order = _order(people, trace.pk)
    address = money(case, f"orders/{order.pk}/lift/")
    check_page(bob.get(address), status=403)
    check_page(carol.get(address))
    check_page(carol.post(address, {"reason": ""}), status=400)
    assert carol.post(address, {"reason": "The court lifted it"}).status_code == 302
    page = check_page(carol.get(money(case)))
    assert "Lifted" in page
    assert "The court lifted it" in page
    check_page(carol.post(address, {"reason": "Again"}), status=400)
    with opened(people.carol.actor):
        assert Entry.objects.filter(verb="proceeds.order_lifted").count() == 1
    assert _order(people, trace.pk).reference.endswith("/F02")


def test_a_form_without_its_number_is_opened_again(people: People) -> None:
    case = a_case(people)
    _bob, _claim, trace = traced(people, case)
    carol = _let_in(people, case)
    address = money(case, f"traces/{trace.pk}/freeze/?account={COLLECTOR}")
    order = {
        "authority": "Court",
        "legal_basis": "Section 12",
        "amount": "10.00",
        "valid_from": "2026-03-02",
        "valid_to": "2026-06-02",
        "request": "",
    }
    assert "Open this page again" in check_page(carol.post(address, order), status=400)
    order["sending"] = str(uuid4())
    for _ in range(3):
        assert carol.post(address, order).status_code == 302
    with opened(people.carol.actor):
        assert Order.objects.count() == 1


def test_only_an_identifier_tells_cash_and_state() -> None:
    state_of = known_states(["XA", "XB"])
    for account, state, cash in (
        ("XA00TEST0000000001", "XA", False),
        ("XD00TEST0000000001", UNKNOWN, False),
        ("CASH-XB", "XB", True),
        ("cash-xa", "XA", True),
        ("CASH", UNKNOWN, True),
        (WALLET, UNKNOWN, False),
        ("0012345678", UNKNOWN, False),
        ("CASHMERE LTD", UNKNOWN, False),
    ):
        assert (state_of(account), is_cash(account)) == (state, cash), account


def test_a_wallet_is_no_cash_and_not_frozen_before_somebody_says_where_it_is(
    people: People,
) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    upload(bob, case, export(*[row.replace("CASH-XA", WALLET) for row in ROWS]))
    ledger = ledger_of(people, case)
    bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), {"payment": "P-1"})
    with opened(people.bob.actor):
        claim = case_claim(case)
    bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"})
    run_jobs("proceeds.trace")
    carol = _let_in(people, case)
    page = check_page(carol.get(money(case)))
    assert "State not known" in page
    assert '"kind": "cash"' not in page
    with opened(people.bob.actor):
        trace = Trace.objects.get()
    address = money(case, f"traces/{trace.pk}/freeze/?account={WALLET}")
    assert "I have confirmed that this account is held in this State" in check_page(
        carol.get(address)
    )
    order = {
        "authority": "Court",
        "legal_basis": "Section 12",
        "amount": "1,500.00",
        "valid_from": "2026-03-02",
        "valid_to": "2026-06-02",
        "request": "",
        "sending": str(uuid4()),
    }
    page = check_page(carol.post(address, order), status=400)
    assert "does not say in which State it is held" in page
    with opened(people.carol.actor):
        assert not Order.objects.exists()
    assert carol.post(address, {**order, "held_here": "on"}).status_code == 302
    with opened(people.carol.actor):
        assert Order.objects.get().is_place_confirmed


def test_an_officers_word_does_not_move_an_account_of_another_state(people: People) -> None:
    case = a_case(people)
    _bob, _claim, trace = traced(people, case)
    _let_in(people, case)
    with pytest.raises(NotHeldHere):
        _order(people, trace.pk, account="XB00TEST0000000004", amount=1, held_here=True)
