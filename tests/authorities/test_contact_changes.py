"""Who may change what the directory says of a State: that State, or whoever names a source."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from homeward.foundation.authorities.actions.announced import take_announced
from homeward.foundation.authorities.actions.load import load_directory
from homeward.foundation.authorities.contact_data import revision_of
from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
from homeward.foundation.authorities.errors import SignedByItsState
from homeward.foundation.authorities.jobs import DIRECTORY
from homeward.foundation.authorities.models import Authority, ContactPoint
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.exchange.peer import Peer
from tests.page_checks import check_page
from tests.people import People
from tests.wire.directory.made import an_entry

SETUP = service("setup")


@pytest.fixture
def peer(people: People) -> Peer:
    """XB, pinned here."""
    return Peer()


def test_the_own_states_change_goes_signed_to_every_connected_node(
    people: People, peer: Peer
) -> None:
    with opened(SETUP):
        point = ContactPoint.objects.get(authority="XA-POLICE", point="bureau")
    client, read = signed_in(people.adam), {"revision": revision_of(point)}
    assert client.post(f"/authorities/points/{point.pk}/verify/", read).status_code == 302
    (told,) = peer.sent_here("authorities.contacts")
    police = next(a for a in told.payload["entry"]["authorities"] if a["code"] == "XA-POLICE")
    bureau = next(p for p in police["contact_points"] if p["point"] == "bureau")
    assert bureau["verified_at"][:10] == datetime.now(UTC).date().isoformat()
    assert bureau["verified_by"] == "XA-POLICE", "an authority, never a person"
    address = f"/authorities/points/{point.pk}/verify/"
    assert signed_in(people.dan).post(address, read).status_code == 404
    assert client.post(address, read).status_code == 409, "it is another one since it was read"


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
        "source": "Public list of bureaus, https://example.org/bureaus",
        "source_date": "2026-05-01",
        **changes,
    }


def a_way(**changes: Any) -> dict[str, Any]:
    """What an administrator types of one way to it."""
    return {
        "channel": "interpol",
        "point": "bureau",
        "always": "on",
        "zone": "UTC",
        "languages": "en",
        **changes,
    }


def test_an_unconnected_state_is_typed_in_with_source_and_date(people: People) -> None:
    client = signed_in(people.adam)
    address, points = "/authorities/states/XD/enter/", "/authorities/entries/XD-BUREAU/points/"
    check_page(client.get(address))
    for changes, sentence in (
        ({"functions": []}, "an authority without competence is not entered"),
        ({"source": ""}, "required"),
        ({"source_date": "2999-01-01"}, "yet to come"),
        ({"code": "<b>BUREAU"}, "valid value"),
        ({"name": "A\u2028name"}, "in one line"),
    ):
        assert sentence in check_page(client.post(address, typed(**changes)), status=400)
    assert client.post(address, typed())["Location"] == points
    assert "is there already" in check_page(client.post(address, typed()), status=400)
    check_page(client.get(points))
    for changes, sentence in (
        ({"always": "", "days": ["1"], "opens": "17:00", "closes": "17:00"}, "are the same"),
        ({"always": "", "days": ["1"], "opens": "x09:00", "closes": "17:00"}, "valid value"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "ends before it begins"),
        ({"zone": "Nowhere"}, "IANA"),
        ({"languages": "english please"}, "is no tag of a language"),
        ({"notified": "x" * 41}, "letters each"),
        ({"point": "<b>x"}, "valid value"),
    ):
        assert sentence in check_page(client.post(points, a_way(**changes)), status=400)
    night = a_way(always="", days=["5"], opens="22:00", closes="06:00", point="night")
    assert client.post(points, night).status_code == 302
    assert client.post(points, a_way()).status_code == 302
    assert "is there already" in check_page(client.post(points, a_way()), status=400)
    page = check_page(client.get("/authorities/states/XD/"))
    assert "Public list of bureaus" in page
    assert 'datetime="2026-05-01"' in page
    answer = client.post("/authorities/pings/send/", {"authority": "XD-BUREAU", "point": "bureau"})
    assert "no connected node" in check_page(answer, status=409)
    asked = "/authorities/who/?state=XD&kind=police_information&urgency=urgent&treaty="
    page = check_page(client.get(asked))
    assert "INTERPOL" in page
    assert "UNTOC 18(13)</a> lets urgent requests go through INTERPOL" in page
    assert signed_in(people.dan).get(address).status_code == 404
    assert client.get("/authorities/states/ZZ/enter/").status_code == 404, "there is no such State"
    check_page(client.get("/authorities/states/NO/enter/"))


def test_a_real_state_without_an_entry_shows_its_institutions_and_how_they_are_known(
    people: People,
) -> None:
    client = signed_in(people.dan)
    assert "/authorities/states/CN/" in check_page(client.get("/authorities/"))
    page = check_page(client.get("/authorities/states/CN/"))
    assert "Ministry of Justice" in page
    assert "From memory" in page
    assert client.get("/authorities/states/QQ/").status_code == 404
