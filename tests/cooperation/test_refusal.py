"""What a ground of refusal asks for: on the form, in the message, on the other side."""

from datetime import UTC, datetime

from homeward.casework.cooperation.declaration import all_kinds, kind_of
from homeward.casework.cooperation.kinds.grounds import EXTRADITION_GROUNDS
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.payloads import change_payload
from homeward.casework.cooperation.treaty_lists import said_ground
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import change, consulted, let_in, made
from tests.cooperation.other_node import BASES, CONSULTATION, OtherNode, last_sent, stands
from tests.cooperation.samples import least
from tests.page_checks import check_page
from tests.people import People, a_case

SUBMITTED = {"submitted_to": "Prosecutor of XA", "submitted_on": "2026-12-01"}
REFUSAL = {"ground": "nationality", "text": "He is a national."}


def asking(people: People) -> Request:
    """A request for extradition of this State that XB has."""
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    kind = kind_of("extradition")
    with opened(EXCHANGE):
        return Request.objects.create(
            kind=kind.code,
            case=case,
            compartment=kind.compartment,
            side="requesting",
            other_state="XB",
            desk=people.central,
            own_authority="XA-CENTRAL",
            other_authority="XB-CENTRAL",
            reference="XA-2026-000001/01",
            state="delivered",
            urgency="urgent",
            legal_basis=BASES[kind.code],
            content=least(kind),
            created_at=datetime.now(UTC),
        )


def test_the_parts_of_the_grounds_of_a_kind_have_codes_of_their_own() -> None:
    for kind in all_kinds():
        codes = [field.code for ground in kind.grounds for field in ground.fields]
        assert len(set(codes)) == len(codes), kind.code
        assert not {"ground", "text", "revision"} & set(codes), kind.code


def test_a_ground_of_a_treaty_that_only_the_other_node_records_asks_for_the_same() -> None:
    treaty = {"key": "made-up", "name": "Treaty", "grounds": {"persecution": "Art. 4"}}
    said = said_ground(kind_of("extradition"), treaty, "nationality")
    own = next(ground for ground in EXTRADITION_GROUNDS if ground.code == "nationality")
    assert said is not None
    assert said.fields == own.fields
    assert said.article == "Treaty"


def test_a_refusal_for_nationality_says_who_prosecutes_instead(people: People) -> None:
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    node = OtherNode()
    request = node.request("extradition", content=least(kind_of("extradition")))
    made(people.carol, request, "acknowledge")
    consulted(people.carol, request)
    carol = signed_in(people.carol)
    form = check_page(carol.get(f"/requests/{request.pk}/change/refuse/"))
    assert "Authority that prosecutes" in form

    empty = change(carol, people.carol, request, "refuse", **REFUSAL)
    assert empty.status_code == 400
    page = empty.content.decode()
    assert 'href="#id_submitted_to"' in page
    assert 'href="#id_submitted_on"' in page
    assert "id_enforced_by_error" not in page, "another ground asks for that"
    wrong = change(carol, people.carol, request, "refuse", **REFUSAL, submitted_on="soon")
    assert 'href="#id_submitted_on"' in wrong.content.decode()

    stray = {"enforced_by": "Left from another ground"}
    made(people.carol, request, "refuse", **REFUSAL, **SUBMITTED, **stray)
    assert stands(request) == "refused"
    assert "Prosecutor of XA" in check_page(carol.get(f"/requests/{request.pk}/"))
    with opened(EXCHANGE):
        kept = request.changes.get(name="refuse")
    sent = change_payload(request, kept)["data"]
    assert sent == {**REFUSAL, "fields": {**SUBMITTED, "evidence_needed": ""}}
    assert last_sent(request).pk == kept.message_id


def test_a_refusal_that_arrives_without_them_is_refused(people: People) -> None:
    request = asking(people)
    node = OtherNode()
    assert node.change(request, "acknowledge") == (200, "")
    assert node.change(request, "consult", **CONSULTATION) == (200, "")
    assert node.change(request, "refuse", data=REFUSAL) == (422, "answer_missing")
    odd = {**REFUSAL, "fields": {**SUBMITTED, "whim": "x"}}
    assert node.change(request, "refuse", data=odd) == (422, "answer_malformed")
    told = {**REFUSAL, "fields": SUBMITTED}
    assert node.change(request, "refuse", data=told) == (200, "")
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert "Prosecutor of XA" in page
    assert "UNTOC 16(10)" in page
