"""Pages of ledgers and claims: upload, mapping, bad rows, the search, wrong claims, strangers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from homeward.casework.proceeds.models import Claim, Ledger, Trace
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.proceeds.ledger_files import BAD, ROWS, export
from tests.proceeds.steps import ledger_of, money, plain, ready, traced, upload


def test_an_empty_tab_says_what_to_do(people: People) -> None:
    case = a_case(people)
    for language, words in (("en", "Upload a ledger"), ("fr", "money/ledgers/new/")):
        page = check_page(signed_in(people.bob, language=language).get(money(case)), language)
        assert words in page
    with opened(people.bob.actor):
        assert Entry.objects.filter(verb="proceeds.money_viewed", case_id=case.pk).count() == 2


def test_strangers_and_other_compartments_find_nothing(people: People) -> None:
    case = a_case(people)
    _bob, claim, trace = traced(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.olga, "investigation", actor=people.alice.actor)
    pages = ["", "ledgers/new/", f"ledgers/{claim.ledger_id}/", f"traces/{trace.pk}/"]
    pages += [f"ledgers/{claim.ledger_id}/claim/", f"claims/{claim.pk}/abroad/"]
    pages += [f"traces/{trace.pk}/freeze/", f"traces/{trace.pk}/progress/"]
    for person in (people.dan, people.olga, people.adam):
        client = signed_in(person)
        for rest in pages:
            page = check_page(client.get(money(case, rest)), status=404)
            assert "Bank of XA" not in page
        for rest in (f"claims/{claim.pk}/trace/", f"ledgers/{claim.ledger_id}/discard/"):
            assert client.post(money(case, rest)).status_code == 404
    with opened(people.bob.actor):
        assert Trace.objects.count() == 1


def test_records_of_another_case_are_not_reached_through_this_one(people: People) -> None:
    mine, other = a_case(people), a_case(people)
    _bob, claim, trace = traced(people, mine)
    bob = signed_in(people.bob)
    ledger, claims = f"ledgers/{claim.ledger_id}/", f"claims/{claim.pk}/abroad/"
    for rest in (ledger, f"traces/{trace.pk}/", claims):
        assert bob.get(money(mine, rest)).status_code == 200
        assert bob.get(money(other, rest)).status_code == 404


def test_a_half_valid_ledger_names_each_bad_row_and_imports_nothing(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    assert upload(bob, case, export(*ROWS, *BAD)).status_code == 302
    ledger = ledger_of(people, case)
    assert (ledger.status, ledger.payments, ledger.rejected) == ("problems", 0, 3)
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    for row, field, reason in (
        (6, "time", "The time yesterday is in no form of ISO 8601"),
        (7, "amount", "Ten is not an amount"),
        (8, "payment id", "The payment id P-1 is used by an earlier row"),
    ):
        assert f'data-label="Row">{row}</th>' in page
        assert f'data-label="Field">{field}</td>' in page
        assert reason in page
    assert "Claim this payment" not in page
    refused = bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), {"payment": "P-1"})
    assert refused.status_code == 409

    assert bob.post(money(case, f"ledgers/{ledger.pk}/accept/")).status_code == 302
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    assert "Claim this payment" in page
    assert "3 rows cannot be used" in page, "the refused rows stay named"
    assert ledger_of(people, case).payments == len(ROWS)
    again = bob.post(money(case, f"ledgers/{ledger.pk}/discard/"))
    assert again.status_code == 409, "a decision is made once"


def test_a_discarded_file_imports_nothing(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    upload(bob, case, export(*ROWS, *BAD))
    ledger = ledger_of(people, case)
    assert bob.post(money(case, f"ledgers/{ledger.pk}/discard/")).status_code == 302
    assert (ledger_of(people, case).status, ledger_of(people, case).payments) == ("discarded", 0)
    assert "Discarded" in check_page(bob.get(money(case)))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv"),
        (b"one line without headings", "a.csv"),
        (b"not parquet at all", "a.parquet"),
    ],
)
def test_a_file_that_is_no_table_is_refused(people: People, content: bytes, name: str) -> None:
    case = a_case(people)
    refused = upload(signed_in(people.bob), case, content, name)
    page = check_page(refused, status=400)
    assert "needs your attention" in page
    with opened(people.bob.actor):
        assert not Ledger.objects.exists()


def test_a_zone_nobody_knows_comes_back_on_the_form(people: People) -> None:
    case = a_case(people)
    file = SimpleUploadedFile("a.csv", export(*ROWS))
    sent = {"name": "Bank", "file": file, "zone": "Nowhere/Town", "exponent": "2"}
    refused = signed_in(people.bob).post(money(case, "ledgers/new/"), sent)
    assert "There is no time zone Nowhere/Town" in check_page(refused, status=400)
    with opened(people.bob.actor):
        assert not Ledger.objects.exists()


def test_unknown_headings_are_mapped_by_the_officer(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    headings = "No,When,Payer,Payee,Sum,Money,Ref"
    assert upload(bob, case, export(*ROWS, headings=headings)).status_code == 302
    ledger = ledger_of(people, case)
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    assert "Some columns are not known yet" in page
    chosen = {"id": "No", "time": "When", "source": "Payer", "target": "Payer"}
    chosen |= {"amount": "Sum", "currency": "Money", "reference": "Ref"}
    address = money(case, f"ledgers/{ledger.pk}/mapping/")
    page = check_page(bob.post(address, chosen), status=400)
    assert "The column Payer is chosen for two fields" in page
    page = check_page(bob.post(address, chosen | {"target": ""}), status=400)
    assert 'href="#id_target"' in page
    assert bob.post(address, chosen | {"target": "Payee"}).status_code == 302
    assert (ledger_of(people, case).status, ledger_of(people, case).payments) == (
        "ready",
        len(ROWS),
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", {"P-0", "P-1", "P-2", "P-3", "P-4"}),
        ("e2e-3", {"P-3"}),
        ("XA00 TEST 0000 0000 03", {"P-3", "P-4"}),
        ("5,000.00", {"P-2"}),
        ("XAD 1500", {"P-4"}),
        ("cash", {"P-4"}),
        ("nobody", set()),
    ],
)
def test_payments_are_found(people: People, words: str, found: set[str]) -> None:
    case = a_case(people)
    bob, ledger = ready(people, case)
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/"), {"q": words}))
    assert {p for p in ("P-0", "P-1", "P-2", "P-3", "P-4") if f"?payment={p}" in page} == found
    with opened(people.bob.actor):
        viewed = Entry.objects.filter(verb="proceeds.ledger_viewed", subject_id=str(ledger.pk))
        assert viewed.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"payment": "P-99", "amount": ""}, "There is no payment P-99 in the ledger"),
        ({"payment": "P-1", "amount": "12,000.01"}, "and the payment credits XAD 12,000.00."),
        ({"payment": "P-1", "amount": "much"}, "is not an amount in XAD"),
        ({"payment": "P-1", "amount": "0"}, "Write an amount above zero."),
        ({"payment": "", "amount": ""}, 'href="#id_payment"'),
    ],
)
def test_a_wrong_claim_is_explained_and_changes_nothing(
    people: People, sent: dict[str, str], sentence: str
) -> None:
    case = a_case(people)
    bob, ledger = ready(people, case)
    with opened(people.bob.actor):
        before = Entry.objects.filter(verb="proceeds.claim_made").count()
    refused = bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), sent)
    assert sentence in plain(check_page(refused, status=400))
    with opened(people.bob.actor):
        assert not Claim.objects.exists()
        assert Entry.objects.filter(verb="proceeds.claim_made").count() == before
