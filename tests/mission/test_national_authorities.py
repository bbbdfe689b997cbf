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

from homeward.foundation.authorities.actions.contacts import take_announced
from homeward.foundation.authorities.actions.load import load_directory
from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
from homeward.foundation.authorities.errors import SignedByItsState
from homeward.foundation.authorities.jobs import DIRECTORY
from homeward.foundation.authorities.models import Authority, ContactPoint, Ping
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
from tests.wire.directory.made import an_entry

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
    assert "UNTOC: extradition" in page, "a central authority for one kind and treaty"
    assert "UNTOC 18(13)" in page
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


# --- changes are signed by the State they belong to, and distributed --------------------------


def test_the_own_states_change_goes_signed_to_every_connected_node(
    people: People, peer: Peer
) -> None:
    with opened(SETUP):
        point = ContactPoint.objects.get(authority="XA-POLICE", point="bureau")
    client = signed_in(people.adam)
    assert client.post(f"/authorities/points/{point.pk}/verify/").status_code == 302
    (told,) = peer.sent_here("authorities.contacts")
    police = next(a for a in told.payload["entry"]["authorities"] if a["code"] == "XA-POLICE")
    bureau = next(p for p in police["contact_points"] if p["point"] == "bureau")
    assert bureau["verified_at"][:10] == datetime.now(UTC).date().isoformat()
    assert bureau["verified_by"] == "XA-POLICE", "an authority, never a person"
    assert signed_in(people.dan).post(f"/authorities/points/{point.pk}/verify/").status_code == 404


def an_announcement(state: str = "XB", name: str = "Ministry of Justice, renamed") -> Any:
    entry = an_entry(state, None)
    raw = json.loads(entry.to_bytes())
    raw["authorities"][0]["name"] = name
    raw["authorities"][0]["contact_points"] = [
        {
            "point": "duty",
            "channel": "phone",
            "address": "",
            "languages": ["fr"],
            "hours": None,
            "notified": ["UNTOC 18(13)"],
            "valid_from": None,
            "valid_to": None,
            "verified_at": None,
            "verified_by": "",
        }
    ]
    return {"entry": raw}


def test_what_a_state_signs_is_taken_over_and_nobody_else_may_change_it(
    people: People, peer: Peer
) -> None:
    arrived = peer.message(an_announcement(), "authorities.contacts")
    assert arrived.deliver()[0] == 200
    with opened(DIRECTORY):
        assert take_announced("XB", actor=DIRECTORY)
    page = check_page(signed_in(people.dan).get("/authorities/states/XB/"))
    assert "Ministry of Justice, renamed" in page
    assert "Signed by its State" in page
    with opened(SETUP):
        assert [a.code for a in Authority.objects.filter(state="XB")] == ["XB-CENTRAL"]
    with opened(SETUP), pytest.raises(SignedByItsState, match="changed by that State"):
        load_directory(DEMO_DIRECTORY, actor=SETUP)
    client = signed_in(people.adam)
    refused = client.post("/authorities/states/XB/enter/", typed())
    assert "Rule: what the directory says of a State is changed by that State" in check_page(
        refused, status=400
    )
    older = an_announcement(name="An older name")
    older["entry"]["issued_at"] = "2020-01-01T00:00:00.000000Z"
    assert peer.message(older, "authorities.contacts").deliver()[0] == 200
    with opened(DIRECTORY):
        assert not take_announced("XB", actor=DIRECTORY), "an older word changes nothing"


def test_a_state_says_nothing_of_another_and_nothing_out_of_form(
    people: People, peer: Peer
) -> None:
    spoken_for = peer.message(an_announcement("XC"), "authorities.contacts")
    assert spoken_for.deliver()[1].reason == "not_their_entry"
    no_functions = an_announcement()
    no_functions["entry"]["authorities"][0]["functions"] = []
    broken = peer.message(no_functions, "authorities.contacts")
    assert broken.deliver()[1].reason == "malformed_payload", "an authority without competence"
    with opened(SETUP):
        assert Authority.objects.get(pk="XC-CENTRAL").name.startswith("Ministry of Justice of")


def typed(**changes: Any) -> dict[str, Any]:
    """What an administrator types of an institution abroad."""
    return {
        "code": "BUREAU",
        "name": "National Bureau of Drovnia",
        "functions": ["police"],
        "channel": "interpol",
        "point": "bureau",
        "always": "on",
        "zone": "UTC",
        "languages": "en",
        "source": "Public list of bureaus, https://example.org/bureaus",
        "source_date": "2026-05-01",
        **changes,
    }


def test_an_unconnected_state_is_typed_in_with_source_and_date(people: People) -> None:
    client = signed_in(people.adam)
    address = "/authorities/states/XD/enter/"
    check_page(client.get(address))
    for changes, sentence in (
        ({"functions": []}, "an authority without competence is not entered"),
        ({"source": ""}, "required"),
        ({"always": "", "days": ["1"], "opens": "17:00", "closes": "09:00"}, "closes before"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "ends before it begins"),
        ({"kinds": ["freezing"]}, "Choose the treaty"),
        ({"zone": "Nowhere"}, "IANA"),
        ({"languages": "english please"}, "languages"),
    ):
        assert sentence in check_page(client.post(address, typed(**changes)), status=400)
    assert client.post(address, typed()).status_code == 302
    page = check_page(client.get("/authorities/states/XD/"))
    assert "Public list of bureaus" in page
    assert "2026-05-01" in page
    answer = client.post("/authorities/pings/send/", {"authority": "XD-BUREAU", "point": "bureau"})
    assert "no connected node" in check_page(answer, status=409)
    asked = "/authorities/who/?state=XD&kind=police_information&urgency=urgent&treaty="
    page = check_page(client.get(asked))
    assert "INTERPOL" in page
    assert "UNTOC 18(13) lets urgent requests go through INTERPOL" in page
    assert signed_in(people.dan).get(address).status_code == 404


def test_a_real_state_without_an_entry_shows_its_institutions_and_how_they_are_known(
    people: People,
) -> None:
    client = signed_in(people.dan)
    assert "/authorities/states/CN/" in check_page(client.get("/authorities/"))
    page = check_page(client.get("/authorities/states/CN/"))
    assert "Ministry of Justice" in page
    assert "From memory" in page
    assert client.get("/authorities/states/QQ/").status_code == 404


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
    assert client.post(address, sent).status_code == 409, "somebody else changed it meanwhile"


def test_an_arrived_ping_is_a_message_like_any_other(people: People, peer: Peer) -> None:
    came = asked_of_us(peer)
    came.deliver()
    assert stored(came).team_id == people.police.pk
    with opened(SETUP):
        assert Ping.objects.get().pk == UUID(came.header.thread)
