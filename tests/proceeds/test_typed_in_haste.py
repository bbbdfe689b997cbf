"""What officers type in haste: it comes back with the field named, and nothing is changed."""

from typing import Any
from uuid import uuid4

import pytest

from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.models import Claim, Ledger, Order, Run
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.proceeds.ledger_files import COLLECTOR, ROWS, export
from tests.proceeds.steps import claimed, money, plain, ready, traced, upload


@pytest.mark.parametrize(
    "typed",
    [
        "1.000,00", "1.000", "1,00", "1.000.000", "1,23", "ten", "-5", "0", "1e5", "NaN",
        "9007199254740993000", "9" * 39, "1" * 41, "12\x07x", "12\u202e34", "1_000",
    ],
)  # fmt: skip
def test_an_amount_that_is_none_comes_back_with_its_field(people: People, typed: str) -> None:
    case = a_case(people)
    bob, ledger = ready(people, case)
    address = money(case, f"ledgers/{ledger.pk}/claim/?payment=P-1")
    answer = bob.post(address, {"payment": "P-1", "amount": typed, "sending": str(uuid4())})
    if typed == "12\u202e34":
        assert answer.status_code == 302, "a mark that nobody sees is no figure"
        return
    page = check_page(answer, status=400)
    assert 'id="id_amount"' in page
    assert 'value="P-1"' in page
    with opened(people.bob.actor):
        assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("typed", "language"),
    [("1,000.00", "en"), ("١٬٠٠٠٫٠٠", "en"), ("1000", "en"), ("1 000,00", "fr")],
)
def test_a_thousand_is_a_thousand(people: People, typed: str, language: str) -> None:
    case = a_case(people)
    _, ledger = ready(people, case)
    bob = signed_in(people.bob, language=language)
    sent = {"payment": "P-1", "amount": typed}
    assert bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), sent).status_code == 302
    with opened(people.bob.actor):
        assert Claim.objects.get().amount == 100_000


def test_a_claim_sent_twice_is_one(people: People) -> None:
    case = a_case(people)
    bob, ledger = ready(people, case)
    sent = {"payment": "P-1", "amount": "10", "sending": str(uuid4())}
    for _ in range(2):
        assert bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), sent).status_code == 302
    with opened(people.bob.actor):
        assert Claim.objects.count() == 1


def test_a_run_sent_twice_is_one_with_one_request(people: People) -> None:
    from tests.pinning import pin

    pin("XB")
    case = a_case(people)
    bob, claim = claimed(people, case)
    sent: dict[str, Any] = {
        "states": ["XB"],
        "legal_basis": "untoc_13",
        "urgency": "urgent",
        "sending": str(uuid4()),
    }
    places = {bob.post(money(case, f"claims/{claim.pk}/abroad/"), sent)["Location"] for _ in "ab"}
    assert len(places) == 1
    with opened(people.bob.actor):
        assert Run.objects.count() == 1
        assert Request.objects.filter(kind="tracing").count() == 1


def test_a_reason_is_visible_and_short_enough(people: People) -> None:
    case = a_case(people)
    bob, claim = claimed(people, case)
    address = money(case, f"claims/{claim.pk}/withdraw/")
    for reason in ("", "   ", "\u200b\u202e", "\x07", "x" * 501):
        page = plain(check_page(bob.post(address, {"reason": reason}), status=400))
        assert 'href="#id_reason"' in page
    with opened(people.bob.actor):
        assert Claim.objects.get().withdrawn_at is None


def test_a_ledgers_name_has_no_hidden_signs(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    content = export(*ROWS)
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"name": "Bank\u202e of XA\x07", "zone": "UTC", "exponent": "2"}
    file = SimpleUploadedFile("a.csv", content)
    assert bob.post(money(case, "ledgers/new/"), {**sent, "file": file}).status_code == 302
    with opened(people.bob.actor):
        assert Ledger.objects.get().name == "Bank of XA"
    again = upload(bob, case, content)
    assert again.status_code == 400, "the same file is not taken twice unasked"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("valid_from", "0202-03-02"), ("valid_from", "2026-02-30"), ("valid_from", ""),
        ("valid_to", "9999-12-31"), ("valid_to", "2026-03-02"), ("valid_to", "2025-03-02"),
        ("amount", "1.000"), ("amount", "9" * 25),
    ],
)  # fmt: skip
def test_an_orders_slip_comes_back_with_its_field(people: People, field: str, typed: str) -> None:
    case = a_case(people)
    _, _, trace = traced(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    carol = signed_in(people.carol)
    order = {
        "authority": "Court",
        "legal_basis": "Section 12",
        "amount": "10.00",
        "valid_from": "2026-03-02",
        "valid_to": "2026-06-02",
        "request": "",
        "sending": str(uuid4()),
    }
    address = money(case, f"traces/{trace.pk}/freeze/?account={COLLECTOR}")
    page = check_page(carol.post(address, {**order, field: typed}), status=400)
    assert f'href="#id_{field}"' in page
    assert 'value="Section 12"' in page
    with opened(people.carol.actor):
        assert not Order.objects.exists()


def test_the_number_of_another_form_makes_nothing_and_no_failure(people: People) -> None:
    first, second = a_case(people), a_case(people)
    sent = {"payment": "P-1", "amount": "", "sending": str(uuid4())}
    for case, status in ((first, 302), (second, 409)):
        bob, ledger = ready(people, case)
        answer = bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), sent)
        assert answer.status_code == status, answer.content.decode()[:2000]
    with opened(people.bob.actor):
        assert Claim.objects.count() == 1
