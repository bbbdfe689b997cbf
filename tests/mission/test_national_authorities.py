"""59/154 §7(g): which national authorities are in charge, and whether they are reached.

Played from this node against State XB, whose envelopes are real: signed and sealed with its keys.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import DatabaseError

from homeward.foundation.authorities.models import Authority, Ping
from homeward.foundation.duty.models import Notice, Task
from homeward.foundation.duty.sweeping import sweep_duty
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.exchange.settling import note_receipt
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.receipts import ReceiptState
from tests.browser_client import signed_in
from tests.cooperation.officers import by_id, draft
from tests.duty.roster import a_role, on_shift
from tests.exchange.peer import Peer, journalled, stored
from tests.page_checks import check_page
from tests.people import People, a_case

SETUP = service("setup")


@pytest.fixture
def peer(people: People) -> Peer:
    """XB, pinned here."""
    return Peer()


def ping(people: People, authority: str = "XB-CENTRAL", point: str = "node") -> str:
    """Dan tests a contact point on its State's page; the address of the test."""
    sent = {"authority": authority, "point": point}
    answer = signed_in(people.dan).post("/authorities/pings/send/", sent)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return str(answer["Location"])


def the_ping() -> Ping:
    with opened(SETUP):
        return Ping.objects.get()


def test_a_state_by_role_competence_channel_and_when_each_was_verified(
    people: People, peer: Peer
) -> None:
    client = signed_in(people.dan)
    page = check_page(client.get("/authorities/states/XC/"))
    for shown in ("Anti-kidnapping unit", "Asset recovery", "Victim services", "Statistics"):
        assert shown in page
    assert "UNTOC: Extradition" in page, "a central authority for one kind and treaty"
    assert '<a href="/law-check/treaties/untoc/18/#p13">UNTOC 18(13)</a>' in page
    assert page.count("To verify") == 2, "one verified too long ago, one never"
    assert "2 contact points to verify" in check_page(client.get("/authorities/"))
    check_page(signed_in(people.dan, language="fr").get("/authorities/states/XC/"), "fr")


def test_a_signed_ping_is_answered_and_measured(people: People, peer: Peer) -> None:
    address = ping(people)
    assert "Waits for an answer" in check_page(signed_in(people.dan).get(address))
    again = signed_in(people.dan).post(
        "/authorities/pings/send/", {"authority": "XB-CENTRAL", "point": "node"}
    )
    assert again.status_code == 409, "one question at a time"
    (asked,) = peer.sent_here("authorities.ping")
    assert asked.payload["authority"] == "XB-CENTRAL"
    assert asked.payload["code"] not in signed_in(people.dan).get(address).content.decode()
    at = datetime.now(UTC).isoformat()
    said = peer.message(
        {"answered_at": at, "answered_as": "duty"},
        "authorities.ping_answer",
        thread=asked.header.thread,
    )
    assert said.deliver()[0] == 200
    page = check_page(signed_in(people.dan).get(address))
    assert "by an officer on duty" in page
    assert "data-seconds=" in page
    assert the_ping().seconds is not None
    table = check_page(signed_in(people.olga).get("/authorities/pings/?state=XB"))
    assert "Answered" in table
    shown = check_page(signed_in(people.dan).get("/authorities/states/XB/"))
    assert "median" in shown
    with opened(service("duty")):
        assert Task.objects.get(kind="authorities.ping_waits").done_at is not None
    (measured,) = journalled("authorities.ping_returned")
    assert measured.data["by_code"] is False
    stranger = peer.message({"answered_at": at, "answered_as": "duty"}, "authorities.ping_answer")
    assert stranger.deliver()[1].reason == "unknown_ping"


def test_what_is_not_answered_in_time_is_shown_and_noticed(
    people: People, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_PING_MINUTES", 0)
    address = ping(people)
    sweep_duty(datetime.now(UTC) + timedelta(minutes=1))
    with opened(service("duty")):
        notice = Notice.objects.get(kind="authorities.ping_waits", occasion="overdue")
    assert people.dan.pk in notice.told
    client = signed_in(people.dan)
    assert "Nobody answered in time" in check_page(client.get(address))
    assert "Not answered in time" in check_page(client.get("/authorities/pings/"))
    asked = "/authorities/who/?state=XB&kind=assistance&urgency=routine&treaty=untoc"
    page = check_page(client.get(asked))
    assert "last test of reachability was not answered" in page
    assert page.index("Secure mail") < page.index("Signed, sealed and receipted"), "it comes last"


def test_a_ping_that_is_not_delivered_says_why(people: People, peer: Peer) -> None:
    address = ping(people)
    (asked,) = peer.sent_here("authorities.ping")
    receipt, raw = peer.receipt(asked.header.id, ReceiptState.REFUSED, "no_desk")
    with opened(EXCHANGE):
        note_receipt(asked.header.id, receipt, raw, EXCHANGE)
    page = check_page(signed_in(people.dan).get(address))
    assert "The question was not delivered" in page
    assert "No desk and no officer on duty there" in page
    with opened(service("duty")):
        assert Task.objects.get(kind="authorities.ping_fails").assignee == people.dan


def test_a_code_read_aloud_answers_where_the_node_does_not(people: People, peer: Peer) -> None:
    address = ping(people, "XB-POLICE", "duty")
    (asked,) = peer.sent_here("authorities.ping")
    right, client = asked.payload["code"], signed_in(people.dan)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")
    wrong = "00000000" if right != "00000000" else "11111111"
    refused = client.post(f"{address}code/", {"code": wrong, "heard_at": now})
    assert "not the code" in check_page(refused, status=400)
    early = client.post(f"{address}code/", {"code": right, "heard_at": "2020-01-01T00:00"})
    assert "after the question was sent" in check_page(early, status=400)
    spoken = f"{right[:4]} {right[4:]}"
    good = client.post(f"{address}code/", {"code": spoken, "heard_at": now})
    assert good.status_code == 302
    assert the_ping().tries == 1
    assert "by a code that was read aloud" in check_page(client.get(address))
    again = client.post(f"{address}code/", {"code": right, "heard_at": now})
    assert "answered already" in check_page(again, status=400)


def test_five_wrong_codes_are_the_last(people: People, peer: Peer) -> None:
    address, client = ping(people), signed_in(people.dan)
    sent = {"code": "x", "heard_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")}
    answers = [client.post(f"{address}code/", sent).content.decode() for _ in range(6)]
    assert ["answered already" in one for one in answers] == [False] * 5 + [True]


def asked_of_us(peer: Peer, **changes: str) -> Any:
    due = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    payload = {"authority": "XA-POLICE", "point": "", "code": "12345678", "due": due, **changes}
    return peer.message(payload, "authorities.ping")


def test_the_officer_at_the_desk_answers_another_states_ping_by_one_click(
    people: People, peer: Peer
) -> None:
    came = asked_of_us(peer)
    assert came.deliver()[1].state is ReceiptState.DELIVERED
    address = f"/authorities/pings/{came.header.thread}/"
    assert "XB tests whether XA-POLICE is reached" in check_page(signed_in(people.alice).get("/"))
    page = check_page(signed_in(people.alice).get(address))
    assert "12345678" in page, "to be read aloud where they call instead"
    other = check_page(signed_in(people.carol).get(address))
    assert "12345678" not in other, "not for whoever happens to look"
    assert signed_in(people.carol).post(f"{address}answer/").status_code == 403
    assert signed_in(people.alice).post(f"{address}answer/").status_code == 302
    (said,) = peer.sent_here("authorities.ping_answer")
    assert said.header.thread == came.header.thread
    assert said.payload["answered_as"] == "desk"
    assert "Alice" not in json.dumps(said.payload), "no officer is named abroad"
    assert signed_in(people.alice).post(f"{address}answer/").status_code == 409
    assert address not in signed_in(people.alice).get("/").content.decode()


def test_whoever_is_on_duty_is_told_and_answers(people: People, peer: Peer) -> None:
    on_shift(a_role(people.central), people.bob)
    came = asked_of_us(peer, authority="XA-STATS")
    assert came.deliver()[0] == 200, "no desk, but an officer on duty"
    sweep_duty(datetime.now(UTC) + timedelta(seconds=5))
    with opened(service("duty")):
        notice = Notice.objects.get(kind="authorities.answer_ping")
    assert people.bob.pk in notice.told
    address = f"/authorities/pings/{came.header.thread}/"
    assert address in signed_in(people.bob).get("/").content.decode()
    assert signed_in(people.bob).post(f"{address}answer/").status_code == 302
    (said,) = peer.sent_here("authorities.ping_answer")
    assert said.payload["answered_as"] == "duty"
    (answered,) = journalled("authorities.ping_answered")
    assert answered.data["authority"] == "XA-STATS"


def test_what_was_measured_is_never_altered(people: People, peer: Peer) -> None:
    ping(people)
    with opened(people.dan.actor) as _, pytest.raises(DatabaseError, match="never altered"):
        Ping.objects.update(sent_at=datetime.now(UTC))


def test_pings_that_cannot_be_answered_here_are_refused_with_the_reason(
    people: People, peer: Peer
) -> None:
    past = (datetime.now(UTC) - timedelta(days=30)).isoformat()
    for changes, reason in (
        ({"authority": "XB-POLICE"}, "no_such_authority"),
        ({"authority": "XA-STATS"}, "no_desk"),
        ({"due": past}, "due_out_of_bounds"),
        ({"code": "letters"}, "malformed_payload"),
    ):
        assert asked_of_us(peer, **changes).deliver()[1].reason == reason
    for _ in range(10):
        assert asked_of_us(peer).deliver()[0] == 200
    assert asked_of_us(peer).deliver()[1].reason == "too_many_pings"


# --- whom to ask, and the request that goes there ---------------------------------------------


def test_a_request_goes_to_the_recommended_authority_or_another_with_a_reason(
    people: People, peer: Peer
) -> None:
    with opened(SETUP):
        first = Authority.objects.get(pk="XB-POLICE")
        second = Authority.objects.create(
            code="XB-REGION", state=first.state, name="Police of a region", functions=["police"]
        )
    case = a_case(people)
    request = draft(people.alice, case)
    assert request.other_authority == "XB-POLICE"
    client, address = signed_in(people.alice), f"/requests/{request.pk}/addressee/"
    content = check_page(client.get(f"/requests/{request.pk}/content/"))
    assert "Recommended" in content
    assert "It is in charge of this: Police." in content
    page = check_page(client.get(address))
    assert "Left out, and by which rule" in page
    sent = {"authority": "XB-FIU", "reason": "Why not", "revision": request.revision}
    refused = check_page(client.post(address, sent), status=400)
    assert "cannot be asked for this. Rule: Police information goes to" in refused
    sent = {"authority": second.pk, "reason": " ", "revision": request.revision}
    assert "Say why this one is to be asked" in check_page(client.post(address, sent), status=400)
    sent["reason"] = "The place of captivity lies in that region."
    assert client.post(address, sent).status_code == 302
    assert by_id(people.alice, request.pk).other_authority == "XB-REGION"
    page = check_page(client.get(f"/requests/{request.pk}/content/"))
    assert "Not the recommended one" in page
    assert "The place of captivity lies in that region." in page
    check_page(client.get(f"/requests/{request.pk}/"))
    (entry,) = journalled("cooperation.readdressed")
    assert entry.case_id == case.pk
    assert "is addressed to XB-REGION" in check_page(
        client.get(f"/cases/{case.reference}/timeline/")
    )
    assert client.post(address, sent).status_code == 409, "somebody else changed it meanwhile"


def test_an_arrived_ping_is_a_message_like_any_other(people: People, peer: Peer) -> None:
    came = asked_of_us(peer)
    came.deliver()
    assert stored(came).team_id == people.police.pk
    with opened(SETUP):
        assert Ping.objects.get().pk == UUID(came.header.thread)
