"""Every kind through its whole life, as the side that is asked and as the side that asks.

One side is this node with its pages, the other speaks through real envelopes; both nodes in
processes of their own are in `test_two_nodes.py`.
"""

from datetime import UTC, datetime

import pytest

from homeward.casework.cooperation.declaration import kind_of
from homeward.casework.cooperation.models import Request
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, consulted, let_in, made
from tests.cooperation.other_node import BASES, CONSULTATION, CONTENTS, DESKS, OtherNode, stands
from tests.page_checks import check_page
from tests.people import People, a_case

KINDS = ("police_information", "freezing", "tracing", "victim_protection", "victim_contact")
# As an officer types the answers, and as they travel.
TYPED = {
    "police_information": {"information": "It is known."},
    "freezing": {
        "authority": "Court of XA",
        "reference": "F-1",
        "frozen": "XAD 12,000.00",
        "valid_from": "2026-03-01",
        "valid_to": "2026-06-01",
    },
    "tracing": {"findings": "Nothing is left here."},
    "victim_protection": {
        "measures": "She lives elsewhere.",
        "contact": "Witness protection of XB",
        "agreement": "",
        "valid_from": "2026-03-01",
        "review_on": "2026-06-01",
    },
    "victim_contact": {"done": "She was called.", "contact": "Consulate", "travels_on": ""},
}
SENT = {**TYPED, "freezing": {**TYPED["freezing"], "frozen": "XAD 1200000"}}
TEXT = {"data": {"text": "As you asked."}}
pytestmark = pytest.mark.parametrize("kind", KINDS)


def asked(people: People, node: OtherNode, kind: str) -> Request:
    """A request of XB, acknowledged and linked to a case in which Carol may work it."""
    at_police(people)
    case = a_case(people)
    let_in(people, case, people.carol, kind_of(kind).compartment)
    request = node.request(kind)
    made(people.carol, request, "acknowledge")
    client = signed_in(people.carol)
    linked = client.post(f"/requests/{request.pk}/link/", {"case": case.reference})
    assert linked.status_code == 302
    return request


def asking(people: People, kind: str) -> Request:
    """A request of this State that XB has."""
    at_police(people)
    case = a_case(people)
    let_in(people, case, people.carol, kind_of(kind).compartment)
    with opened(EXCHANGE):
        return Request.objects.create(
            kind=kind,
            case=case,
            compartment=kind_of(kind).compartment,
            side="requesting",
            other_state="XB",
            desk=people.police if kind == "police_information" else people.central,
            own_authority=f"XA-{DESKS[kind]}",
            other_authority=f"XB-{DESKS[kind]}",
            reference="XA-2026-000001/01",
            state="delivered",
            urgency="urgent",
            legal_basis=BASES[kind],
            content=CONTENTS[kind],
            created_at=datetime.now(UTC),
        )


def test_asked_given_answered_and_closed_here(people: People, kind: str) -> None:
    node = OtherNode()
    request = asked(people, node, kind)
    made(people.carol, request, "ask_information", text="Which one?")
    assert node.change(request, "give_information", **TEXT) == (200, "")
    assert stands(request) == "acknowledged"
    made(people.carol, request, "begin")
    made(people.carol, request, "ask_information", text="And since when?")
    assert node.change(request, "give_information", **TEXT) == (200, "")
    assert stands(request) == "in_execution"
    request = made(people.carol, request, "execute", **TYPED[kind])
    assert request.answer == SENT[kind]
    assert node.change(request, "close") == (200, "")
    assert stands(request) == "closed"
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    for words in ("Which one?", "And since when?", "As you asked."):
        assert words in page


def test_refused_here_with_ground_and_reasons(people: People, kind: str) -> None:
    node = OtherNode()
    request = asked(people, node, kind)
    ground = kind_of(kind).grounds[0]
    consulted(people.carol, request)
    made(people.carol, request, "refuse", ground=ground.code, text="For this reason.")
    assert stands(request) == "refused"
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert ground.article in page
    assert "For this reason." in page
    assert node.change(request, "close") == (200, "")
    assert stands(request) == "closed"


def test_withdrawn_by_the_other_side(people: People, kind: str) -> None:
    node = OtherNode()
    request = asked(people, node, kind)
    assert node.change(request, "withdraw", **TEXT) == (200, "")
    assert stands(request) == "withdrawn"
    assert node.change(request, "close") == (200, "")


def test_the_answer_of_the_other_side_is_read_and_closed(people: People, kind: str) -> None:
    node, request = OtherNode(), asking(people, kind)
    for step, more in (("acknowledge", {}), ("begin", {}), ("ask_information", TEXT)):
        assert node.change(request, step, **more) == (200, "")
    assert made(people.carol, request, "give_information", text="So it is.").state == "in_execution"
    assert node.change(request, "execute", data={"fields": SENT[kind]}) == (200, "")
    request = made(people.carol, request, "close")
    assert (request.state, request.answer) == ("closed", SENT[kind])


def test_the_refusal_of_the_other_side_names_its_ground(people: People, kind: str) -> None:
    node, request = OtherNode(), asking(people, kind)
    assert node.change(request, "acknowledge") == (200, "")
    ground = kind_of(kind).grounds[0]
    words = {"ground": ground.code, "text": "For this reason."}
    assert node.change(request, "consult", **CONSULTATION) == (200, "")
    assert node.change(request, "refuse", data=words) == (200, "")
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert ground.article in page
    assert made(people.carol, request, "close").state == "closed"


def test_withdrawn_here(people: People, kind: str) -> None:
    node, request = OtherNode(), asking(people, kind)
    assert node.change(request, "acknowledge") == (200, "")
    assert made(people.carol, request, "withdraw", text="Settled.").state == "withdrawn"
    assert made(people.carol, request, "close").state == "closed"
