"""Pages of results: traces, runs with other States, freezing orders and requests to freeze."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.models import Claim, HandOver, Order, Run, Trace
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin
from tests.proceeds.ledger_files import ABROAD, COLLECTOR, FAMILY, MULE
from tests.proceeds.steps import claimed, money, plain, traced


def test_a_trace_waits_is_computed_and_shows_what_became_of_the_money(people: People) -> None:
    case = a_case(people)
    bob, claim = claimed(people, case)
    asked = bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"})
    waiting = check_page(bob.get(asked.headers["Location"]))
    assert "being computed" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert "being computed" in check_page(bob.get(money(case)))
    progress = asked.headers["Location"] + "progress/"
    assert "HX-Refresh" not in bob.get(progress).headers
    assert run_jobs("proceeds.trace") == 1
    assert bob.get(progress).headers["HX-Refresh"] == "true"

    for address in (asked.headers["Location"], money(case)):
        page = plain(check_page(bob.get(address)))
        assert "XAD 12,000.00 claimed = XAD 12,000.00 held in accounts." in page
        # collector 12,000 - 5,000 - 4,000; mule 4,000 - 1,500
        assert page.index(COLLECTOR) < page.index(MULE)
        for held in ("XAD 3,000.00", "XAD 2,500.00", "XAD 1,500.00", "XAD 5,000.00"):
            assert held in page
        assert "crosses a border" in page
        assert '"kind": "source"' in page
    check_page(signed_in(people.bob, language="fr").get(money(case)), "fr")


def test_the_other_rule_is_followed_too(people: People) -> None:
    case = a_case(people)
    bob, claim = claimed(people, case)
    address = money(case, f"claims/{claim.pk}/trace/")
    assert bob.post(address, {"rule": "lowest-balance"}).status_code == 302
    assert bob.post(address, {"rule": "lucky"}).status_code == 302
    assert run_jobs("proceeds.trace") == 1, "an unknown rule queues nothing"
    assert "Lowest intermediate balance" in check_page(bob.get(money(case)))


def test_a_failed_trace_says_why(people: People) -> None:
    case = a_case(people)
    bob, claim = claimed(people, case)
    with opened(people.bob.actor):
        Claim.objects.filter(pk=claim.pk).update(payment="P-77")
    asked = bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"})
    run_jobs("proceeds.trace")
    page = check_page(bob.get(asked.headers["Location"]))
    assert "There is no payment P-77 in the ledger" in page


def test_only_those_who_may_order_a_freeze_and_only_what_is_there(people: People) -> None:
    case = a_case(people)
    bob, _claim, trace = traced(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    address = money(case, f"traces/{trace.pk}/freeze/?account={COLLECTOR}")
    assert "Make freezing order" not in check_page(bob.get(money(case)))
    check_page(bob.get(address), status=403)
    carol = signed_in(people.carol)
    assert "Make freezing order" in check_page(carol.get(money(case)))
    check_page(carol.get(address))
    abroad = money(case, f"traces/{trace.pk}/freeze/?account={ABROAD}")
    check_page(carol.get(abroad), status=404)
    order = {
        "authority": "District Court of XA",
        "legal_basis": "Criminal procedure, section 12",
        "amount": "3,000.01",
        "valid_from": "2026-03-02",
        "valid_to": "2026-06-02",
        "request": "",
        "sending": str(uuid4()),
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
    page = check_page(carol.get(money(case)))
    assert made.reference in page
    assert '"kind": "restrained"' in page
    again = order | {"amount": "1.00", "sending": str(uuid4())}
    page = check_page(carol.post(address, again), status=400)
    assert "Orders in force already hold XAD 3,000.00" in plain(page)
    assert "Orders in force already hold all of it" in page


def test_following_it_abroad_drafts_a_request_to_each_state(people: People) -> None:
    case = a_case(people)
    pin("XB")
    bob, claim, _trace = traced(people, case)
    address = money(case, f"claims/{claim.pk}/abroad/")
    page = plain(check_page(bob.get(address)))
    assert "Borduvia (XB): XAD 5,000.00 went there" in page
    assert not re.search(r"\bXD\b", page), "a State without a node takes no part in a run"
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
    assert "Runs with other States" in check_page(bob.get(money(case)))


def _finish(people: People, run: Run, totals: list[dict[str, Any]]) -> None:
    """What a finished run leaves: this State's trace, and the other's totals as text."""
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
    bob, claim, _trace = traced(people, case)
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    bob.post(money(case, f"claims/{claim.pk}/abroad/"), sent)
    with opened(people.bob.actor):
        run = Run.objects.select_related("case").get()
    line = {"label": run.label, "currency": "XAD", "received": "500000", "held": "450000"}
    _finish(people, run, [{**line, "out": "50000", "payment": None}])
    page = plain(check_page(bob.get(money(case, f"runs/{run.pk}/"))))
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
    page = check_page(bob.get(money(case)))
    assert request.reference in page
    assert "Ask Borduvia to freeze" not in page, "it has been asked"


def test_everyone_of_the_family_stays_out_of_the_letter(people: People) -> None:
    """No account of a ledger enters a request."""
    case = a_case(people)
    pin("XB")
    bob, claim, _trace = traced(people, case)
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    bob.post(money(case, f"claims/{claim.pk}/abroad/"), sent)
    with opened(people.bob.actor):
        request = Request.objects.get(kind="tracing")
        page = check_page(bob.get(f"/requests/{request.pk}/"))
    for account in (FAMILY, COLLECTOR, MULE, ABROAD):
        assert account not in page
        assert account not in str(request.content)
