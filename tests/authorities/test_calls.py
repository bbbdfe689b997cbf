"""A State that signs its own entry and has no node is called, and whoever called notes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

from homeward.foundation.authorities.models import Authority, ContactPoint, Ping
from homeward.foundation.authorities.routing import who_to_ask
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.directory.contacts import ContactPointEntry
from tests.authorities.followed import follow, refresh
from tests.browser_client import signed_in
from tests.exchange.peer import journalled
from tests.page_checks import check_page
from tests.people import People
from tests.wire.directory.made import World, an_entry

SETUP = service("setup")
CALL = "/authorities/calls/XC-CENTRAL/?point=duty"
PAGE = "/authorities/states/XC/"


@pytest.fixture
def unconnected(people: People, tmp_path: Path) -> None:
    """XC signs in a directory how its telephone is reached; it has no node."""
    world = World(tmp_path / "directory")
    world.add("XC")
    said = an_entry("XC", None)
    duty = ContactPointEntry(point="duty", channel="phone", address="+999 1", languages=("en",))
    (authority,) = said.authorities
    told = replace(said, authorities=(replace(authority, contact_points=(duty,)),))
    world.submit("XC", entry=told)
    world.publish()
    number = follow(world)
    assert refresh(number, world.folder).problem == ""


def at(**ago: float) -> str:
    return (datetime.now(UTC) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M")


def warnings_of_duty() -> str:
    with opened(SETUP):
        best = who_to_ask("XC", "assistance", "routine", "", datetime.now(UTC)).best
        assert best is not None
        return " ".join(best.ways[0].warnings)


@pytest.mark.usefixtures("unconnected")
def test_a_call_is_noted_beside_what_the_state_signs(people: People) -> None:
    client = signed_in(people.dan)
    page = check_page(client.get(PAGE))
    assert "Signed by its State" in page
    assert "Test now" not in page
    assert CALL in page.replace("&amp;", "&")
    assert "180 days" in warnings_of_duty()
    with opened(SETUP):
        before = ContactPoint.objects.get(authority="XC-CENTRAL")
    check_page(client.get(CALL))
    nobody: dict[str, Any] = {"called_at": at(hours=2), "answered": "no"}
    assert client.post(CALL, nobody).status_code == 302
    assert "Nobody answered the call" in check_page(client.get(PAGE))
    assert "not answered" in warnings_of_duty()
    somebody = {"called_at": at(minutes=5), "answered": "yes"}
    for _twice in (1, 2):
        assert client.post(CALL, somebody).status_code == 302
    page = check_page(client.get(PAGE))
    assert "Answered a call" in page
    assert warnings_of_duty() == ""
    with opened(SETUP):
        calls = list(Ping.objects.filter(by_call=True))
        assert len(calls) == 2, "the same call noted twice is one"
        after = ContactPoint.objects.get(authority="XC-CENTRAL")
        assert after.verified_at == before.verified_at is None, "its State's word stays"
    assert [one.data["answered"] for one in journalled("authorities.call_noted")] == [False, True]
    failed = Ping.objects.filter(status="failed")
    with opened(people.dan.actor), pytest.raises(DatabaseError, match="never altered"):
        failed.update(status="answered")
    one = check_page(signed_in(people.olga).get(f"/authorities/pings/{calls[0].pk}/"))
    assert "noted by whoever called" in one
    assert "Note the answer" not in check_page(client.get(f"/authorities/pings/{calls[1].pk}/"))
    assert check_page(signed_in(people.dan, language="fr").get("/authorities/pings/"), "fr")


@pytest.mark.usefixtures("unconnected")
def test_what_is_no_such_call_is_refused(people: People) -> None:
    client, yes = signed_in(people.dan), {"called_at": at(), "answered": "yes"}
    assert signed_in(people.olga).get(CALL).status_code == 403
    assert signed_in(people.olga).post(CALL, yes).status_code == 403
    assert "Note a call" not in check_page(signed_in(people.olga).get(PAGE))
    for when in (at(days=8), at(days=-1)):
        refused = client.post(CALL, yes | {"called_at": when})
        assert "within the last 7 days" in check_page(refused, status=400)
    assert client.post(CALL, {"called_at": "", "answered": ""}).status_code == 400
    for other in ("XC-CENTRAL/?point=none", "XC-NONE/?point=duty", "XA-POLICE/?point=duty"):
        assert client.post(f"/authorities/calls/{other}", yes).status_code in (400, 404), other
    with opened(SETUP):
        assert not Ping.objects.exists()


def test_where_a_node_is_connected_the_code_is_read(people: People) -> None:
    from tests.exchange.peer import Peer

    Peer()
    client = signed_in(people.dan)
    page = check_page(client.get("/authorities/states/XB/"))
    assert "Test now" in page
    assert "Note a call" not in page
    sent = {"called_at": at(), "answered": "yes"}
    refused = client.post("/authorities/calls/XB-POLICE/?point=duty", sent)
    assert refused.status_code == 409
    with opened(SETUP):
        assert not Ping.objects.exists()


def test_a_telephone_without_a_contact_point_is_called_too(people: People) -> None:
    with opened(SETUP):
        ContactPoint.objects.filter(authority="XC-CENTRAL").delete()
        Authority.objects.filter(pk="XC-CENTRAL").update(phone="+999 2")
    sent = {"called_at": at(minutes=1), "answered": "yes"}
    client = signed_in(people.dan)
    assert client.post("/authorities/calls/XC-CENTRAL/?point=", sent).status_code == 302
    assert "Answered a call" in check_page(client.get(PAGE))
