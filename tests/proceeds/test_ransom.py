"""The recorded ransom and the ledger: found, suggested, claimed, and followed on the overview."""

from datetime import UTC, datetime

from homeward.casework.cases.actions import RansomFacts, record_ransom
from homeward.casework.cases.models import Case
from homeward.casework.proceeds.models import Claim
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.proceeds.runs import led
from tests.proceeds.steps import money, plain, ready

PAID = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)


def _recorded(people: People, case: Case, reference: str, paid: int = 1_200_000) -> None:
    facts = RansomFacts(currency="XAD", paid=paid, paid_at=PAID, payment_reference=reference)
    with opened(people.alice.actor):
        record_ransom(case, facts, actor=people.alice.actor)


def test_the_payment_with_the_recorded_reference_is_offered_and_linked(people: People) -> None:
    case = a_case(people)
    _recorded(people, case, " e2e-1 ")
    bob, ledger = ready(people, case)
    page = plain(check_page(bob.get(money(case, f"ledgers/{ledger.pk}/"))))
    offered = page[page.index("ransom-title") : page.index("payments-title")]
    assert "carries the reference of the recorded ransom" in offered
    assert "?payment=P-1" in offered
    assert "?payment=P-2" not in offered
    address = money(case, f"ledgers/{ledger.pk}/claim/?payment=P-1")
    page = check_page(bob.get(address))
    assert "This payment carries the reference of the recorded ransom" in page
    assert 'name="is_ransom"' in page
    assert "checked" in page
    sent = {"payment": "P-1", "amount": "", "is_ransom": "on"}
    assert bob.post(address, sent).status_code == 302
    with opened(people.bob.actor):
        claim = Claim.objects.get()
        assert claim.ransom is not None
        assert claim.ransom.case_id == case.pk
    assert "the recorded ransom" in check_page(bob.get(money(case)))


def test_amount_and_day_are_a_suggestion_only(people: People) -> None:
    case = a_case(people)
    _recorded(people, case, "carried by hand")
    bob, ledger = ready(people, case)
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    assert "a suggestion: same amount and day" in page
    address = money(case, f"ledgers/{ledger.pk}/claim/?payment=P-1")
    page = check_page(bob.get(address))
    assert "A suggestion: amount and day" in page
    assert "checked" not in page, "the officer says so, the page does not"
    other = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/claim/?payment=P-3")))
    assert "does not match the recorded ransom" in other
    assert bob.post(address, {"payment": "P-1", "amount": ""}).status_code == 302
    with opened(people.bob.actor):
        assert Claim.objects.get().ransom is None


def test_nothing_is_offered_where_nothing_fits_or_is_recorded(people: People) -> None:
    case = a_case(people)
    bob, ledger = ready(people, case)
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    assert "The recorded ransom" not in page
    assert "is_ransom" not in check_page(bob.get(money(case, f"ledgers/{ledger.pk}/claim/")))
    _recorded(people, case, "E2E-404", paid=7)
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    assert "No payment of this ledger carries its reference" in page


def _linked(people: People, case: Case) -> None:
    _recorded(people, case, "E2E-1")
    bob, ledger = ready(people, case)
    sent = {"payment": "P-1", "amount": "", "is_ransom": "on"}
    assert bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), sent).status_code == 302


def test_the_overview_says_what_the_ransom_has_become_to_whom_it_concerns(people: People) -> None:
    case = a_case(people)
    _linked(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.olga, "investigation", actor=people.alice.actor)
    bob = signed_in(people.bob)
    overview = f"/cases/{case.reference}/"
    page = plain(check_page(bob.get(overview)))
    assert "What became of it" in page
    assert "XAD 12,000.00; not traced yet." in page
    with opened(people.bob.actor):
        claim = Claim.objects.get()
    bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"})
    run_jobs("proceeds.trace")
    page = plain(check_page(bob.get(overview)))
    assert "ledger: XAD 12,000.00 claimed = XAD 12,000.00 held" in page
    check_page(signed_in(people.bob, language="fr").get(overview), "fr")
    with opened(people.bob.actor):
        seen = Entry.objects.filter(verb="case.viewed", data__ransom_sequel=True)
        assert {entry.actor_name for entry in seen} == {"bob"}
        assert seen.count() == 3
    page = check_page(signed_in(people.olga).get(overview))
    assert "What became of it" not in page, "the money is the finance compartment's"


def test_after_a_finished_run_the_overview_names_each_state(people: People) -> None:
    scene = led(people)
    _recorded(people, scene.case, "E2E-1")
    with opened(people.bob.actor):
        from homeward.casework.cases.models import Ransom

        Claim.objects.update(ransom=Ransom.objects.get())
    overview = f"/cases/{scene.case.reference}/"
    before = plain(check_page(signed_in(people.bob).get(overview)))
    assert "not traced yet" in before, "a running run is no fact"
    scene.finish()
    page = plain(check_page(signed_in(people.bob).get(overview)))
    assert "Borduvia: XAD 5,000.00 received from other States = XAD 4,500.00 held" in page
    assert "XAD 12,000.00 claimed" in page
