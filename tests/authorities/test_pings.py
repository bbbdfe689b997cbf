"""What bounds tests of reachability, and what they prove."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from homeward.foundation.authorities import vocabulary
from homeward.foundation.authorities.actions import pings
from homeward.foundation.authorities.jobs import keep_directories
from homeward.foundation.authorities.models import ContactPoint, Ping
from homeward.foundation.authorities.routing import who_to_ask
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.duty.roster import a_role, on_shift
from tests.exchange.peer import Peer
from tests.mission.test_national_authorities import asked_of_us, ping
from tests.page_checks import check_page
from tests.people import People

SETUP = service("setup")


@pytest.fixture
def peer(people: People) -> Peer:
    """XB, pinned here."""
    return Peer()


def due_in(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


def test_no_time_that_a_state_writes_lets_it_ask_without_end(
    people: People, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked_of_us(peer, due=due_in(seconds=-1)).deliver()[1].reason == "due_out_of_bounds"
    assert asked_of_us(peer, due=due_in(days=8)).deliver()[1].reason == "due_out_of_bounds"
    monkeypatch.setattr(pings, "MOST_WAITING", 1)
    came = asked_of_us(peer, due=due_in(seconds=0.5))
    assert came.deliver()[0] == 200
    with opened(SETUP):
        later = Ping.objects.get().due_at + timedelta(seconds=1)
    with opened(service("duty")):
        assert pings.close_overdue(later, actor=service("duty")) == 1
        assert Task.objects.get(kind=pings.ANSWER).done_at is not None, "its time is over"
    again = asked_of_us(peer, due=due_in(hours=1)).deliver()[1]
    assert again.reason == "too_many_pings", "unanswered, whatever its time was"
    assert (
        signed_in(people.alice).post(f"/authorities/pings/{came.header.thread}/answer/").status_code
        == 302
    ), "a late answer still counts"
    monkeypatch.setattr(pings, "MOST_AN_HOUR", 1)
    assert asked_of_us(peer).deliver()[1].reason == "too_many_pings", "answered ones too"
    keep_directories()


def test_a_test_that_nobody_answers_is_work_for_a_day_and_stays_measured(
    people: People, peer: Peer
) -> None:
    duty = service("duty")
    with override_settings(HOMEWARD_PING_MINUTES=0):
        address = ping(people, "XB-CENTRAL", "node")
    (asked,) = peer.sent_here("authorities.ping")
    started = datetime.now(UTC)
    with opened(duty):
        soon = started + vocabulary.PING_LIFETIME - timedelta(hours=1)
        assert pings.close_overdue(soon, actor=duty) == 0, "it may still be answered"
        later = started + vocabulary.PING_LIFETIME + timedelta(minutes=1)
        assert pings.close_overdue(later, actor=duty) == 1
        assert pings.close_overdue(later, actor=duty) == 0
        assert Task.objects.get(kind=pings.AWAIT).done_at is not None
    with opened(people.olga.actor):
        assert Entry.objects.filter(verb="authorities.ping_unanswered").count() == 1
    page = check_page(signed_in(people.dan).get("/authorities/states/XB/"))
    assert "1 test not answered in time" in page
    assert "Nobody answered in time" in check_page(signed_in(people.dan).get(address))
    with opened(service("exchange")) as carrier:
        pings.note_not_delivered(asked.header.thread, "expired", actor=carrier)
    with opened(duty):
        kept = started + vocabulary.PING_FAULT_KEPT
        assert pings.close_overdue(kept - timedelta(hours=1), actor=duty) == 0
        assert pings.close_overdue(kept + timedelta(hours=1), actor=duty) == 1


def says(peer: Peer, thread: str, at: str) -> None:
    said = {"answered_at": at, "answered_as": "duty"}
    answer = peer.message(said, "authorities.ping_answer", thread=thread)
    assert answer.deliver()[0] == 200


def test_a_click_on_the_node_proves_nothing_of_a_telephone(people: People, peer: Peer) -> None:
    with opened(SETUP):
        ContactPoint.objects.filter(authority="XB-POLICE").update(verified_at=None, verified_by="")
    address = ping(people, "XB-POLICE", "duty")
    (asked,) = peer.sent_here("authorities.ping")
    says(peer, asked.header.thread, datetime.now(UTC).isoformat())
    page = check_page(signed_in(people.dan).get("/authorities/states/XB/"))
    assert "this way itself was not tried" in page
    with opened(SETUP):
        now = datetime.now(UTC)
        best = who_to_ask("XB", "police_information", "life_at_risk", "", now).best
    assert best is not None
    assert all(way.is_stale for way in best.ways), "nobody called it"
    check_page(signed_in(people.dan, language="fr").get(address), "fr")


def test_what_another_clock_says_is_held_between_question_and_answer(
    people: People, peer: Peer
) -> None:
    ping(people)
    (asked,) = peer.sent_here("authorities.ping")
    says(peer, asked.header.thread, "2099-01-01T00:00:00+00:00")
    with opened(SETUP):
        found = Ping.objects.get()
    assert found.answered_at == found.returned_at


def test_a_telephone_of_ours_is_answered_by_its_code_alone(people: People, peer: Peer) -> None:
    came = asked_of_us(peer, point="duty")
    assert came.deliver()[0] == 200
    client, address = signed_in(people.alice), f"/authorities/pings/{came.header.thread}/"
    page = check_page(client.get(address))
    assert "I read this" not in page
    assert client.post(f"{address}answer/", {"by_code": "1"}).status_code == 302
    assert peer.sent_here("authorities.ping_answer") == [], "the other side types the code"
    assert "by a code that was read aloud" in check_page(client.get(address))
    assert address not in client.get("/").content.decode(), "the desk's task is done"
    with opened(SETUP):
        assert Ping.objects.get().seconds is None, "two clocks measure nothing"


def test_who_tests_and_who_answers(people: People, peer: Peer) -> None:
    sent = {"authority": "XB-CENTRAL", "point": "node"}
    assert signed_in(people.olga).post("/authorities/pings/send/", sent).status_code == 403
    assert "Test now" not in check_page(signed_in(people.olga).get("/authorities/states/XB/"))
    address = ping(people)
    code: dict[str, Any] = {"code": "1", "heard_at": "2026-01-01T00:00"}
    assert signed_in(people.olga).post(f"{address}code/", code).status_code == 403
    on_shift(a_role(people.central, "interpreter"), people.bob)
    came = asked_of_us(peer)
    came.deliver()
    answer = f"/authorities/pings/{came.header.thread}/answer/"
    assert signed_in(people.bob).post(answer).status_code == 403, "another shift than the officer's"


def test_a_code_is_heard_within_a_day(people: People, peer: Peer) -> None:
    address = ping(people, "XB-POLICE", "duty")
    (asked,) = peer.sent_here("authorities.ping")
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    sent = {"code": asked.payload["code"], "heard_at": tomorrow}
    assert "within a day" in check_page(
        signed_in(people.dan).post(f"{address}code/", sent), status=400
    )


def test_the_list_counts_what_the_page_of_the_state_counts(people: People) -> None:
    with opened(SETUP):
        ContactPoint.objects.filter(authority="XC-FIU").delete()  # an e-mail that nobody verified
    client = signed_in(people.dan)
    assert "3 contact points to verify" in check_page(client.get("/authorities/states/XC/"))
    assert "3 contact points to verify" in check_page(client.get("/authorities/"))
