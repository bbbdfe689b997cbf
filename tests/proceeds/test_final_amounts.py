"""Only final amounts enter a request or an order, and no more than was found."""

import ast
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from homeward.casework import proceeds
from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.actions.ending import stop_everywhere
from homeward.casework.proceeds.actions.orders import NewOrder, order_freeze
from homeward.casework.proceeds.errors import NotHeldHere, RunNotFinished
from homeward.casework.proceeds.facts import held_in
from homeward.casework.proceeds.models import Order, Run, Trace
from homeward.foundation.access.errors import NotFound
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.proceeds.ledger_files import COLLECTOR
from tests.proceeds.runs import HERE, Led, hand_over, joined, led


def _freezing(scene: Led) -> Request:
    """Bob drafts a request to XB to freeze what the run found."""
    address = f"/cases/{scene.case.reference}/requests/new/?kind=freezing&state=XB&run={scene.run}"
    sent = {"other_state": "XB", "legal_basis": "untoc_13", "urgency": "urgent", "run": scene.run}
    made = signed_in(scene.people.bob).post(address, sent)
    assert made.status_code == 302, made.content.decode()[:2000]
    with opened(scene.people.bob.actor):
        return Request.objects.filter(kind="freezing").latest("created_at")


def _say(scene: Led, request: Request, **content: str) -> None:
    """Bob writes it by hand, whatever it is."""
    filled = {"law_text": "Section 7.", "actions": "Freeze it."}
    filled |= {"run": str(scene.run), "amount": "XAD 450000", **content}
    with opened(scene.people.bob.actor):
        found = Request.objects.get(pk=request.pk)
        found.content = {**found.content, **filled}
        found.save()


def _change(scene: Led, request: Request, name: str) -> str:
    with opened(scene.people.carol.actor):
        revision = Request.objects.get(pk=request.pk).revision
    address = f"/requests/{request.pk}/change/{name}/"
    answer = signed_in(scene.people.carol).post(address, {"revision": revision})
    return "" if answer.status_code == 302 else check_page(answer, status=400)


def test_a_running_run_gives_no_fact(people: People) -> None:
    scene = led(people)
    scene.compute()
    assert scene.reports(1, scene.total()) == ""
    with opened(people.bob.actor):
        run = Run.objects.get()
        assert run.state == "running"
        assert held_in(run, "XB") == 0
    request = _freezing(scene)
    for part in ("actions", "run", "amount"):
        assert request.content[part] == "", part
    _say(scene, request)
    assert "The tracing run is not finished" in _change(scene, request, "approve")
    with opened(people.carol.actor):
        assert Request.objects.get(pk=request.pk).state == "draft"
        assert Entry.objects.filter(verb="access.refused", data__code="run_not_finished").exists()


def test_a_stopped_run_gives_no_fact(people: People) -> None:
    scene = led(people)
    scene.compute()
    scene.reports(1, scene.total())
    with opened(TRACER):
        stop_everywhere(Run.objects.get(), "order_contradiction", "XB", TRACER)
    request = _freezing(scene)
    assert request.content["amount"] == ""
    _say(scene, request)
    assert "The tracing run is not finished" in _change(scene, request, "approve")


def test_a_finished_run_is_asked_for_no_more_than_it_found(people: People) -> None:
    scene = led(people)
    scene.finish()
    request = _freezing(scene)
    assert request.content["amount"] == "XAD 450000"
    for amount in ("XAD 450001", "XTS 450000", "XAD 99999999999999999999"):
        _say(scene, request, amount=amount)
        assert "did not find that much" in _change(scene, request, "approve")
    _say(scene, request, run=str(uuid4()))
    assert "The tracing run is not finished" in _change(scene, request, "approve")
    _say(scene, request)
    assert _change(scene, request, "approve") == ""
    # Somebody with the database's key changes it after the approval: it is looked at again.
    _say(scene, request, amount="XAD 450001")
    assert "not those that were approved" in _change(scene, request, "issue")
    _say(scene, request)
    assert _change(scene, request, "issue") == ""


def _new(**changes: Any) -> NewOrder:
    whole: dict[str, Any] = {
        "authority": "District Court of XA",
        "legal_basis": "Criminal procedure, section 12",
        "account": COLLECTOR,
        "amount": 300_000,
        "currency": "XAD",
        "valid_from": date(2026, 3, 2),
        "valid_to": date(2026, 6, 2),
    }
    return NewOrder(**{**whole, **changes})


def _refused(people: People, error: type[Exception], **changes: Any) -> None:
    with opened(people.carol.actor):
        trace = Trace.objects.select_related("run", "claim", "case").get()
        with pytest.raises(error):
            order_freeze(trace.case, trace, _new(**changes), user=people.carol)
        assert not Order.objects.exists()


def test_no_order_from_a_provisional_or_stopped_run(people: People) -> None:
    scene = led(people)
    scene.compute()
    _refused(people, RunNotFinished)
    with opened(people.carol.actor):
        trace = Trace.objects.get()
    address = f"/cases/{scene.case.reference}/money/traces/{trace.pk}/freeze/?account={COLLECTOR}"
    order = {
        "authority": "Court",
        "legal_basis": "Section 12",
        "amount": "3,000.00",
        "valid_from": "2026-03-02",
        "valid_to": "2026-06-02",
        "request": "",
        "sending": str(uuid4()),
    }
    page = check_page(signed_in(people.carol).post(address, order), status=400)
    assert "The tracing run is not finished" in page
    with opened(TRACER):
        stop_everywhere(Run.objects.get(), "order_contradiction", "XB", TRACER)
    _refused(people, RunNotFinished)
    with opened(TRACER):
        Trace.objects.update(status="done")
    _refused(people, RunNotFinished)


def test_no_order_above_what_is_held_of_that_claim_in_that_currency(people: People) -> None:
    scene = led(people)
    scene.finish()
    for changes in (
        {"amount": 300_001},
        {"amount": 0},
        {"amount": -1},
        {"currency": "XTS"},
        {"account": "XB00TEST0000000004"},
        {"account": "XA00TEST0000000009"},
    ):
        _refused(people, NotHeldHere, **changes)
    _refused(people, NotFound, request_id=uuid4())
    with opened(TRACER):
        trace = Trace.objects.get()
        own = next(h for h in trace.document["holdings"] if h["account"] == COLLECTOR)
        trace.document["holdings"].append({**own, "label": "another", "amount": 10**9})
        trace.save()
    _refused(people, NotHeldHere, amount=300_001)
    with opened(people.carol.actor):
        trace = Trace.objects.select_related("run", "claim", "case").get()
        order = order_freeze(trace.case, trace, _new(), user=people.carol)
    assert (order.amount, order.currency, order.label) == (300_000, "XAD", scene.label)


def test_an_amount_is_read_strictly(people: People) -> None:
    scene = led(people)
    scene.finish()
    with opened(people.carol.actor):
        trace = Trace.objects.get()
    address = f"/cases/{scene.case.reference}/money/traces/{trace.pk}/freeze/?account={COLLECTOR}"
    order = {
        "authority": "Court",
        "legal_basis": "Section 12",
        "valid_from": "2026-03-02",
        "valid_to": "2026-06-02",
        "request": "",
        "sending": str(uuid4()),
    }
    carol = signed_in(people.carol)
    for typed in ("1e3", "12,00", "1.234,5", "3000.001", "0x10", "٣٫٥.1", "--5"):
        page = check_page(carol.post(address, {**order, "amount": typed}), status=400)
        assert "is not an amount in XAD" in page, typed
    with opened(people.carol.actor):
        assert not Order.objects.exists()
    assert carol.post(address, {**order, "amount": "XAD 2,999.99"}).status_code == 302
    with opened(people.carol.actor):
        assert Order.objects.get().amount == 299_999


def test_no_module_of_the_money_knows_floats() -> None:
    """Amounts are whole minor units from the upload to the order."""
    room = Path(proceeds.__file__).parent
    found = {path.name: _floats(path) for path in room.rglob("*.py") if _floats(path)}
    assert found == {}


def _floats(path: Path) -> set[str]:
    """Names and figures in a module that make fractions."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {n.id for n in nodes if isinstance(n, ast.Name)}
    names |= {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    figures = {
        str(n.value) for n in nodes if isinstance(n, ast.Constant) and type(n.value) is float
    }
    return names & {"float", "timestamp"} | figures


def test_an_unmatched_hand_over_enters_no_order(people: People) -> None:
    scene = joined(people)
    scene.round(1)
    scene.compute()
    assert scene.hands(hand_over("NO-SUCH"), 1) == ""
    assert scene.round(2, {"XB": 1}) == ""
    scene.compute()
    done = {"round": 2, "unmatched": {"XC": ["OURS-TO-XC"]}}
    assert scene.xb.in_run("finished", scene.run, done) == ""
    assert scene.now().state == "finished"
    with opened(people.carol.actor):
        trace = Trace.objects.get()
    assert trace.document["holdings"] == []
    (line,) = trace.document["claims"]
    assert (line["received"], line["in_transit"], line["held"]) == (100_000, 100_000, 0)
    page = check_page(signed_in(people.carol).get(scene.page)).replace("\u00a0", " ")
    assert "Hand-overs that match no payment of this ledger" in page
    assert "NO-SUCH" in page
    assert "OURS-TO-XC" in page, "and what the other State does not find of ours"
    assert "no payment from abroad carries this reference" in page
    assert "Make freezing order" not in page
    address = f"/cases/{scene.case.reference}/money/traces/{trace.pk}/freeze/?account={HERE}"
    assert signed_in(people.carol).get(address).status_code == 404
    _refused(people, NotHeldHere, account=HERE, amount=1)
