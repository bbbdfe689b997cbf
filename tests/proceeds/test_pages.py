"""Pages of the money tab, as a financial investigator uses them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.models import Claim, Ledger, Order, Run, Trace
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin
from tests.proceeds.ledger_files import ABROAD, BAD, COLLECTOR, FAMILY, MULE, ROWS, export


def _money(case: Case, rest: str = "") -> str:
    return f"/cases/{case.reference}/money/{rest}"


def _upload(client: Client, case: Case, content: bytes, name: str = "a.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    sent = {"name": "Bank of XA", "file": file, "zone": "UTC", "exponent": "2"}
    answer: HttpResponse = client.post(_money(case, "ledgers/new/"), sent)  # type: ignore[assignment]
    return answer


def _ledger(people: People, case: Case) -> Ledger:
    with opened(people.bob.actor):
        return Ledger.objects.filter(case=case).latest("pk")


def _ready(people: People, case: Case) -> tuple[Client, Ledger]:
    bob = signed_in(people.bob)
    made = _upload(bob, case, export(*ROWS))
    assert made.status_code == 302, made.content.decode()[:3000]
    return bob, _ledger(people, case)


def _claimed(people: People, case: Case) -> tuple[Client, Claim]:
    bob, ledger = _ready(people, case)
    sent = {"payment": "P-1", "amount": ""}
    made = bob.post(_money(case, f"ledgers/{ledger.pk}/claim/"), sent)
    assert made.status_code == 302, made.content.decode()[:3000]
    with opened(people.bob.actor):
        return bob, Claim.objects.get(case=case)


def _traced(people: People, case: Case) -> tuple[Client, Claim, Trace]:
    bob, claim = _claimed(people, case)
    assert bob.post(_money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"}).status_code == 302
    assert run_jobs("proceeds.trace") == 1
    with opened(people.bob.actor):
        return bob, claim, Trace.objects.get(claim=claim)


def _text(page: str) -> str:
    return page.replace("\u00a0", " ")


def test_an_empty_tab_says_what_to_do(people: People) -> None:
    case = a_case(people)
    for language, words in (("en", "Upload a ledger"), ("fr", "money/ledgers/new/")):
        page = check_page(signed_in(people.bob, language=language).get(_money(case)), language)
        assert words in page
    with opened(people.bob.actor):
        assert Entry.objects.filter(verb="proceeds.money_viewed", case_id=case.pk).count() == 2


def test_strangers_and_other_compartments_find_nothing(people: People) -> None:
    case = a_case(people)
    _bob, claim, trace = _traced(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.olga, "investigation", actor=people.alice.actor)
    pages = ["", "ledgers/new/", f"ledgers/{claim.ledger_id}/", f"traces/{trace.pk}/"]
    pages += [f"ledgers/{claim.ledger_id}/claim/", f"claims/{claim.pk}/abroad/"]
    pages += [f"traces/{trace.pk}/freeze/", f"traces/{trace.pk}/progress/"]
    for person in (people.dan, people.olga, people.adam):
        client = signed_in(person)
        for rest in pages:
            page = check_page(client.get(_money(case, rest)), status=404)
            assert "Bank of XA" not in page
        for rest in (f"claims/{claim.pk}/trace/", f"ledgers/{claim.ledger_id}/discard/"):
            assert client.post(_money(case, rest)).status_code == 404
    with opened(people.bob.actor):
        assert Trace.objects.count() == 1


def test_records_of_another_case_are_not_reached_through_this_one(people: People) -> None:
    mine, other = a_case(people), a_case(people)
    _bob, claim, trace = _traced(people, mine)
    bob = signed_in(people.bob)
    ledger, claims = f"ledgers/{claim.ledger_id}/", f"claims/{claim.pk}/abroad/"
    for rest in (ledger, f"traces/{trace.pk}/", claims):
        assert bob.get(_money(mine, rest)).status_code == 200
        assert bob.get(_money(other, rest)).status_code == 404


def test_a_half_valid_ledger_names_each_bad_row_and_imports_nothing(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    assert _upload(bob, case, export(*ROWS, *BAD)).status_code == 302
    ledger = _ledger(people, case)
    assert (ledger.status, ledger.payments, ledger.rejected) == ("problems", 0, 3)
    page = check_page(bob.get(_money(case, f"ledgers/{ledger.pk}/")))
    for row, field, reason in (
        (6, "time", "The time yesterday is not ISO 8601"),
        (7, "amount", "Ten is not an amount"),
        (8, "payment id", "The payment id P-1 is used by an earlier row"),
    ):
        assert f'data-label="Row">{row}</th>' in page
        assert f'data-label="Field">{field}</td>' in page
        assert reason in page
    assert "Claim this payment" not in page
    refused = bob.post(_money(case, f"ledgers/{ledger.pk}/claim/"), {"payment": "P-1"})
    assert refused.status_code == 409

    assert bob.post(_money(case, f"ledgers/{ledger.pk}/accept/")).status_code == 302
    page = check_page(bob.get(_money(case, f"ledgers/{ledger.pk}/")))
    assert "Claim this payment" in page
    assert "3 rows cannot be used" in page, "the refused rows stay named"
    assert _ledger(people, case).payments == len(ROWS)
    again = bob.post(_money(case, f"ledgers/{ledger.pk}/discard/"))
    assert again.status_code == 409, "a decision is made once"


def test_a_discarded_file_imports_nothing(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    _upload(bob, case, export(*ROWS, *BAD))
    ledger = _ledger(people, case)
    assert bob.post(_money(case, f"ledgers/{ledger.pk}/discard/")).status_code == 302
    assert (_ledger(people, case).status, _ledger(people, case).payments) == ("discarded", 0)
    assert "Discarded" in check_page(bob.get(_money(case)))


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
    refused = _upload(signed_in(people.bob), case, content, name)
    page = check_page(refused, status=400)
    assert "needs your attention" in page
    with opened(people.bob.actor):
        assert not Ledger.objects.exists()


def test_a_zone_nobody_knows_comes_back_on_the_form(people: People) -> None:
    case = a_case(people)
    file = SimpleUploadedFile("a.csv", export(*ROWS))
    sent = {"name": "Bank", "file": file, "zone": "Nowhere/Town", "exponent": "2"}
    refused = signed_in(people.bob).post(_money(case, "ledgers/new/"), sent)
    assert "There is no time zone Nowhere/Town" in check_page(refused, status=400)
    with opened(people.bob.actor):
        assert not Ledger.objects.exists()


def test_unknown_headings_are_mapped_by_the_officer(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    headings = "No,When,Payer,Payee,Sum,Money,Ref"
    assert _upload(bob, case, export(*ROWS, headings=headings)).status_code == 302
    ledger = _ledger(people, case)
    page = check_page(bob.get(_money(case, f"ledgers/{ledger.pk}/")))
    assert "Some columns are not known yet" in page
    chosen = {"id": "No", "time": "When", "source": "Payer", "target": "Payer"}
    chosen |= {"amount": "Sum", "currency": "Money", "reference": "Ref"}
    address = _money(case, f"ledgers/{ledger.pk}/mapping/")
    page = check_page(bob.post(address, chosen), status=400)
    assert "The column Payer is chosen for two fields" in page
    page = check_page(bob.post(address, chosen | {"target": ""}), status=400)
    assert 'href="#id_target"' in page
    assert bob.post(address, chosen | {"target": "Payee"}).status_code == 302
    assert (_ledger(people, case).status, _ledger(people, case).payments) == ("ready", len(ROWS))


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
    bob, ledger = _ready(people, case)
    page = check_page(bob.get(_money(case, f"ledgers/{ledger.pk}/"), {"q": words}))
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
    bob, ledger = _ready(people, case)
    with opened(people.bob.actor):
        before = Entry.objects.filter(verb="proceeds.claim_made").count()
    refused = bob.post(_money(case, f"ledgers/{ledger.pk}/claim/"), sent)
    assert sentence in _text(check_page(refused, status=400))
    with opened(people.bob.actor):
        assert not Claim.objects.exists()
        assert Entry.objects.filter(verb="proceeds.claim_made").count() == before


def test_a_trace_waits_is_computed_and_shows_what_became_of_the_money(people: People) -> None:
    case = a_case(people)
    bob, claim = _claimed(people, case)
    asked = bob.post(_money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"})
    waiting = check_page(bob.get(asked.headers["Location"]))
    assert "being computed" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert "being computed" in check_page(bob.get(_money(case)))
    progress = asked.headers["Location"] + "progress/"
    assert "HX-Refresh" not in bob.get(progress).headers
    assert run_jobs("proceeds.trace") == 1
    assert bob.get(progress).headers["HX-Refresh"] == "true"

    for address in (asked.headers["Location"], _money(case)):
        page = _text(check_page(bob.get(address)))
        assert "XAD 12,000.00 claimed = XAD 12,000.00 held in accounts." in page
        # collector 12,000 - 5,000 - 4,000; mule 4,000 - 1,500
        assert page.index(COLLECTOR) < page.index(MULE)
        for held in ("XAD 3,000.00", "XAD 2,500.00", "XAD 1,500.00", "XAD 5,000.00"):
            assert held in page
        assert "crosses a border" in page
        assert '"kind": "source"' in page
    check_page(signed_in(people.bob, language="fr").get(_money(case)), "fr")


def test_the_other_rule_is_followed_too(people: People) -> None:
    case = a_case(people)
    bob, claim = _claimed(people, case)
    address = _money(case, f"claims/{claim.pk}/trace/")
    assert bob.post(address, {"rule": "lowest-balance"}).status_code == 302
    assert bob.post(address, {"rule": "lucky"}).status_code == 302
    assert run_jobs("proceeds.trace") == 1, "an unknown rule queues nothing"
    assert "Lowest intermediate balance" in check_page(bob.get(_money(case)))


def test_a_failed_trace_says_why(people: People) -> None:
    case = a_case(people)
    bob, claim = _claimed(people, case)
    with opened(people.bob.actor):
        Claim.objects.filter(pk=claim.pk).update(payment="P-77")
    asked = bob.post(_money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"})
    run_jobs("proceeds.trace")
    page = check_page(bob.get(asked.headers["Location"]))
    assert "There is no payment P-77 in the ledger" in page


def test_only_those_who_may_order_a_freeze_and_only_what_is_there(people: People) -> None:
    case = a_case(people)
    bob, _claim, trace = _traced(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    address = _money(case, f"traces/{trace.pk}/freeze/?account={COLLECTOR}")
    assert "Make freezing order" not in check_page(bob.get(_money(case)))
    check_page(bob.get(address), status=403)
    carol = signed_in(people.carol)
    assert "Make freezing order" in check_page(carol.get(_money(case)))
    check_page(carol.get(address))
    abroad = _money(case, f"traces/{trace.pk}/freeze/?account={ABROAD}")
    check_page(carol.get(abroad), status=404)
    order = {
        "authority": "District Court of XA",
        "legal_basis": "Criminal procedure, section 12",
        "amount": "3,000.01",
        "valid_from": "2026-03-02",
        "valid_to": "2026-06-02",
        "request": "",
    }
    page = check_page(carol.post(address, order), status=400)
    assert "does not hold that much" in page
    page = check_page(carol.post(address, order | {"amount": "x", "valid_to": ""}), status=400)
    assert 'href="#id_amount"' in page
    assert 'href="#id_valid_to"' in page
    late = order | {"amount": "3,000.00", "valid_to": "2026-03-01"}
    assert "must come after" in check_page(carol.post(address, late), status=400)
    with opened(people.carol.actor):
        assert not Order.objects.exists()
    assert carol.post(address, order | {"amount": "3,000.00"}).status_code == 302
    with opened(people.carol.actor):
        made = Order.objects.get()
        assert (made.amount, made.currency, made.account) == (300000, "XAD", COLLECTOR)
    page = check_page(carol.get(_money(case)))
    assert made.reference in page
    assert '"kind": "restrained"' in page
    page = check_page(carol.post(address, order | {"amount": "1.00"}), status=400)
    assert "already holds" in page


def test_following_it_abroad_drafts_a_request_to_each_state(people: People) -> None:
    case = a_case(people)
    pin("XB")
    bob, claim, _trace = _traced(people, case)
    address = _money(case, f"claims/{claim.pk}/abroad/")
    page = _text(check_page(bob.get(address)))
    assert "Borduvia (XB): XAD 5,000.00 went there" in page
    assert "XD" not in page, "a State without a node takes no part in a run"
    refused = bob.post(address, {"legal_basis": "untoc_13", "urgency": "urgent"})
    assert "Choose at least one other State" in check_page(refused, status=400)
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    made = bob.post(address, sent)
    assert made.status_code == 302, made.content.decode()[:3000]
    with opened(people.bob.actor):
        run = Run.objects.get()
        request = Request.objects.get(run_id=run.pk)
        assert (request.kind, request.other_state, request.state) == ("tracing", "XB", "draft")
        assert request.content["ceiling"] == "XAD 1200000"
        assert request.content["rule"] == "fifo"
        assert request.content["label"] == claim.label
        assert request.declared.missing(request.content) == []
    page = check_page(bob.get(made.headers["Location"]))
    assert request.reference in page
    assert "Not yet" in page
    progress = bob.get(made.headers["Location"] + "progress/", {"seen": "another"})
    assert progress.headers["HX-Refresh"] == "true"
    assert "Runs with other States" in check_page(bob.get(_money(case)))


def _finish(people: People, run: Run, totals: list[dict[str, Any]]) -> None:
    """What a finished run leaves: this State's trace, and the other's totals as text."""
    from datetime import UTC, datetime

    from homeward.casework.proceeds.models import HandOver

    with opened(people.bob.actor):
        trace = Trace.objects.filter(run__isnull=True).latest("pk")
        Trace.objects.create(
            case=run.case,
            ledger=trace.ledger,
            claim=trace.claim,
            run=run,
            rule="fifo",
            status="done",
            document=trace.document,
        )
        party = run.parties.get(state="XB")
        party.joined_at, party.reported_round = datetime.now(UTC), 2
        party.report = {"totals": totals, "unmatched": ["E2E-404"]}
        party.save()
        HandOver.objects.create(
            run=run,
            is_outgoing=True,
            peer="XB",
            reference="E2E-2",
            revision=1,
            at=datetime(2026, 3, 1, 10, tzinfo=UTC),
            amount=500000,
            currency="XAD",
            stretches=[[0, 500000, run.label]],
            is_final=True,
        )
        run.state, run.round, run.finished_at = "finished", 2, datetime.now(UTC)
        run.save()


def test_a_finished_run_shows_its_hand_overs_and_asks_the_other_state_to_freeze(
    people: People,
) -> None:
    case = a_case(people)
    pin("XB")
    bob, claim, _trace = _traced(people, case)
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    bob.post(_money(case, f"claims/{claim.pk}/abroad/"), sent)
    with opened(people.bob.actor):
        run = Run.objects.select_related("case").get()
    line = {"label": run.label, "currency": "XAD", "received": "500000", "held": "450000"}
    _finish(people, run, [{**line, "out": "50000", "payment": None}])
    page = _text(check_page(bob.get(_money(case, f"runs/{run.pk}/"))))
    for words in ("Final", "E2E-2", "E2E-404", "XAD 4,500.00", "XAD 5,000.00 received from other"):
        assert words in page
    assert "Ask Borduvia to freeze" in page
    new = f"/cases/{case.reference}/requests/new/?kind=freezing&state=XB&run={run.pk}"
    assert new.replace("&", "&amp;") in page
    page = check_page(bob.get(new))
    assert 'value="XB" required id="id_other_state_' in page or "checked" in page
    first = {"other_state": "XB", "legal_basis": "untoc_13", "urgency": "urgent", "run": run.pk}
    assert bob.post(new, first).status_code == 302
    with opened(people.bob.actor):
        request = Request.objects.get(kind="freezing")
        assert request.content["amount"] == "XAD 450000"
        assert request.content["run"] == str(run.pk)
        assert request.declared.missing(request.content) == []
    page = check_page(bob.get(_money(case)))
    assert request.reference in page
    assert "Ask Borduvia to freeze" not in page, "it has been asked"


def test_everyone_of_the_family_stays_out_of_the_letter(people: People) -> None:
    """No account of a ledger enters a request."""
    case = a_case(people)
    pin("XB")
    bob, claim, _trace = _traced(people, case)
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    bob.post(_money(case, f"claims/{claim.pk}/abroad/"), sent)
    with opened(people.bob.actor):
        request = Request.objects.get(kind="tracing")
        page = check_page(bob.get(f"/requests/{request.pk}/"))
    for account in (FAMILY, COLLECTOR, MULE, ABROAD):
        assert account not in page
        assert account not in str(request.content)
