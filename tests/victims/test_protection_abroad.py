"""Requests abroad about a person: with a consent that covers them, and taken back without it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.actions import NewRequest, draft_request
from homeward.casework.cooperation.models import Request
from homeward.casework.victims.actions.consents import withdraw_consent
from homeward.casework.victims.actions.consents_overrides import withdraw_override
from homeward.casework.victims.models import (
    Channel,
    Consent,
    Override,
    SharedRequest,
    SupportFile,
)
from homeward.casework.victims.sharing import recall_shared
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.models import OutMessage, Recall
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import by_id, change, let_in, made
from tests.cooperation.other_node import OtherNode
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.victims.family import BROTHER, VICTIM, open_for

NUMBER = "+99900123"
FIRST = {"legal_basis": "untoc_25", "urgency": "urgent", "handling": "H1"}
WRITTEN = {
    "investigation": "Investigation of a kidnapping.",
    "facts": "A person was taken.",
    "task": "contact",
    "journey": "",
    "consular": "",
    "child": "",
    "purpose": "Contact with the family.",
}


@pytest.fixture
def world(people: People) -> tuple[Case, SupportFile, OtherNode]:
    """Dan supports Nour and her brother; Carol is at the desk and sees nothing of them."""
    case = a_case(people)
    node = OtherNode()
    let_in(people, case, people.dan, "victims")
    victim = open_for(case, VICTIM, people.dan, language="fr")
    open_for(case, BROTHER, people.dan, victim=victim)
    with opened(people.dan.actor):
        Channel.objects.create(
            **of(victim),
            kind="phone",
            value=NUMBER,
            safe_times="after eight",
            agreed_by=people.dan,
        )
    return case, victim, node


def of(file: SupportFile) -> dict[str, Any]:
    return {"case_id": file.case_id, "compartment": "victims", "file": file}


def consent(people: People, file: SupportFile, *covers: str, **more: Any) -> Consent:
    """Nour agrees that XB learns these parts."""
    columns: dict[str, Any] = {"purpose": "abroad", "recipient": "state:XB"}
    columns |= {"recipient_name": "Borduvia", "given_at": datetime.now(UTC)}
    with opened(people.dan.actor):
        return Consent.objects.create(
            **of(file),
            **columns | more,
            covers=list(covers),
            how="signed",
            recorded_by=people.dan,
        )


def begin(people: People, case: Case, share: str, **more: str) -> HttpResponse:
    address = f"/cases/{case.reference}/support/abroad/victim_contact/"
    answer: HttpResponse = signed_in(people.dan).post(  # type: ignore[assignment]
        address, {**FIRST, "share": share, **more}
    )
    return answer


def begun(people: People, case: Case, share: str) -> Request:
    """A request to XB for contact, whose contents Dan completed."""
    answer = begin(people, case, share)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    request = by_id(people.dan, answer["Location"].split("/")[2])
    sent = {**request.content, **WRITTEN, "revision": request.revision}
    answer = signed_in(people.dan).post(f"/requests/{request.pk}/content/", sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return by_id(people.dan, request.pk)


def withdraw(people: People, given: Consent) -> None:
    with opened(people.dan.actor):
        Consent.objects.filter(pk=given.pk).update(
            withdrawn_at=datetime.now(UTC), withdrawn_by=people.dan.pk
        )
        given.refresh_from_db()
        recall_shared(given, people.dan, "She changed her mind.")


def test_a_request_begins_with_the_person_and_the_consent(
    people: People, world: tuple[Case, SupportFile, OtherNode]
) -> None:
    case, victim, _ = world
    dan = signed_in(people.dan)
    kinds = check_page(dan.get(f"/cases/{case.reference}/requests/new/"))
    address = f"/cases/{case.reference}/support/abroad/victim_contact/"
    assert address in kinds
    assert dan.get(f"/cases/{case.reference}/requests/new/?kind=victim_contact")["Location"] == (
        address
    )
    assert "Nobody may be spoken of to another State yet" in check_page(dan.get(address))
    consent(people, victim, "identity", "reach", purpose="referral", recipient="service:1")
    long_ago = {"given_at": datetime(2019, 6, 1, tzinfo=UTC), "expires_on": "2020-01-01"}
    consent(people, victim, "identity", "reach", **long_ago)
    assert "Nobody may be spoken of" in check_page(dan.get(address)), "for this, and standing"
    narrow = consent(people, victim, "identity")
    page = check_page(dan.get(f"{address}?file={victim.number}"))
    assert f"Support file 1 · {VICTIM}" in page
    assert "Borduvia (XB)" in page
    assert f"consent-{narrow.pk}" not in check_page(dan.get(f"{address}?file=2"))
    refused = check_page(begin(people, case, f"consent-{narrow.pk}"), status=400)
    assert 'href="#id_share"' in refused
    assert "How and when to reach the person" in refused
    assert begin(people, case, "consent-999").status_code == 400
    given = consent(people, victim, "identity", "reach")
    request = begun(people, case, f"consent-{given.pk}")
    assert (request.compartment, request.other_state) == ("victims", "XB")
    assert VICTIM in request.content["persons"]
    assert NUMBER in request.content["plan"]
    assert BROTHER not in str(request.content)
    page = check_page(dan.get(f"/cases/{case.reference}/support/1/protection/"))
    assert request.reference in page
    assert request.reference in check_page(dan.get(f"/cases/{case.reference}/requests/"))
    with opened(people.alice.actor):
        assert SharedRequest.objects.count() == 1


def test_the_withdrawal_of_the_consent_recalls_what_was_sent(
    people: People, world: tuple[Case, SupportFile, OtherNode]
) -> None:
    case, victim, _ = world
    given = consent(people, victim, "identity", "reach")
    request = begun(people, case, f"consent-{given.pk}")
    waiting = begun(people, case, f"consent-{given.pk}")
    request = made(people.carol, request, "approve", "issue")
    with opened(people.carol.actor):
        assert not Consent.objects.exists(), "the desk learns that a consent holds, and not which"
    with opened(EXCHANGE):
        message = OutMessage.objects.get(thread=request.pk)
    withdraw(people, given)
    with opened(EXCHANGE):
        recall = Recall.objects.get()
    assert recall.message_id == message.pk
    assert "withdrew the consent" in recall.reason
    assert by_id(people.dan, waiting.pk).content == {}
    with opened(people.dan.actor):  # written again all the same
        Request.objects.filter(pk=waiting.pk).update(content=request.content)
    refused = change(signed_in(people.carol), people.carol, waiting, "approve")
    assert "Nothing of this person may be sent" in check_page(refused, status=400)
    assert by_id(people.dan, waiting.pk).state == "draft"
    with opened(people.carol.actor):
        tasks = Task.objects.filter(kind="victims.consent_withdrawn")
        assert {t.params["reference"] for t in tasks} == {request.reference, waiting.reference}
    page = check_page(signed_in(people.dan).get(f"/cases/{case.reference}/support/1/protection/"))
    assert page.count("Consent withdrawn, contents recalled") == 2
    with opened(people.dan.actor):
        recall_shared(given, people.dan, "She changed her mind.")  # a second time changes nothing
    with opened(EXCHANGE):
        assert Recall.objects.count() == 1


def test_a_renewed_consent_carries_the_request_and_a_narrower_one_stops_it(
    people: People, world: tuple[Case, SupportFile, OtherNode]
) -> None:
    case, victim, _ = world
    given = consent(people, victim, "identity", "reach")
    request = begun(people, case, f"consent-{given.pk}")
    narrow = consent(people, victim, "identity")
    carol = signed_in(people.carol)
    refused = change(carol, people.carol, request, "approve")
    assert "Nothing of this person may be sent" in check_page(refused, status=400)
    assert begin(people, case, f"consent-{given.pk}").status_code == 400, "replaced: not offered"
    wide = consent(people, victim, "identity", "reach", "safety")
    assert made(people.carol, request, "approve").state == "approved"
    assert narrow.pk < wide.pk
    with opened(people.dan.actor):
        victim.refresh_from_db()
        withdraw_consent(wide, user=people.dan, reason="-")
    assert by_id(people.dan, request.pk).content == {}, "recalled with the one in its place"


def test_nothing_leaves_without_what_allows_it(
    people: People, world: tuple[Case, SupportFile, OtherNode]
) -> None:
    case, victim, _ = world
    new = NewRequest(
        kind="victim_contact", other_state="XB", legal_basis="untoc_25", urgency="urgent"
    )
    with opened(people.dan.actor):
        bare = draft_request(case, new, user=people.dan)
        full = {name: WRITTEN[name] or "-" for name in WRITTEN}
        Request.objects.filter(pk=bare.pk).update(
            content={**full, "persons": VICTIM, "plan": NUMBER, "consent": "Yes."}
        )
    carol = signed_in(people.carol)
    refused = check_page(change(carol, people.carol, bare, "approve"), status=400)
    assert "Nothing of this person may be sent" in refused
    with opened(people.dan.actor):
        asked = Override.objects.create(
            **of(victim),
            recipient="state:XB",
            recipient_name="Borduvia",
            covers=["identity", "reach"],
            law="Victims Act, s. 4",
            reason="She cannot be asked while she is held.",
            asked_by=people.dan,
        )
    assert begin(people, case, f"decision-{asked.pk}").status_code == 400, "not approved yet"
    with opened(people.alice.actor):  # who leads the case
        Override.objects.filter(pk=asked.pk).update(
            approved_by=people.alice, approved_at=datetime.now(UTC)
        )
    decided = begun(people, case, f"decision-{asked.pk}")
    assert "Victims Act" in decided.content["consent"]
    assert made(people.carol, decided, "approve").state == "approved"
    with opened(people.dan.actor):
        asked.refresh_from_db()
        assert withdraw_override(asked, user=people.dan, reason="She can be asked.") == 1
    assert by_id(people.dan, decided.pk).content == {}
    assert begin(people, case, f"decision-{asked.pk}").status_code == 400, "taken back"
    with opened(people.dan.actor):  # written again all the same
        Request.objects.filter(pk=decided.pk).update(content=decided.content)
    refused = check_page(change(carol, people.carol, decided, "issue"), status=400)
    assert "Nothing of this person may be sent" in refused
