"""Entries are changed by what was read of them, removed, and loaded without losing anything."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from homeward.foundation.authorities.actions.contacts import verify_contact
from homeward.foundation.authorities.actions.load import load_directory, read_document
from homeward.foundation.authorities.contact_data import is_stale, put_one, revision_of
from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
from homeward.foundation.authorities.errors import DirectoryFileFault
from homeward.foundation.authorities.jobs import keep_directories
from homeward.foundation.authorities.models import Authority, ContactPoint
from homeward.foundation.authorities.routing import is_open
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.directory.contacts import ContactPointEntry
from tests.authorities.test_contact_changes import a_way, typed
from tests.browser_client import signed_in
from tests.exchange.peer import Peer
from tests.page_checks import check_page
from tests.people import People

SETUP = service("setup")
NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)  # a Saturday, at three in the morning


def the(code: str) -> Authority:
    with opened(SETUP):
        return Authority.objects.get(pk=code)


def the_point(authority: str, point: str) -> ContactPoint:
    with opened(SETUP):
        return ContactPoint.objects.get(authority=authority, point=point)


def test_a_new_contact_point_changes_nothing_else_of_its_authority(people: People) -> None:
    client, before = signed_in(people.adam), the("XC-CENTRAL")
    assert before.competence
    assert before.always_reachable
    office = a_way(always="", days=["1"], opens="09:00", closes="17:00", point="annex")
    points = "/authorities/entries/XC-CENTRAL/points/"
    assert client.post(points, office).status_code == 302
    assert revision_of(the("XC-CENTRAL")) == revision_of(before)
    assert the_point("XC-CENTRAL", "annex").opens is not None


def test_an_authority_is_changed_from_what_is_there_and_by_nobody_who_read_an_older_one(
    people: People,
) -> None:
    client, address = signed_in(people.adam), "/authorities/entries/XC-CENTRAL/"
    before = the("XC-CENTRAL")
    page = check_page(client.get(address))
    assert "Ministry of Justice of Carpania" in page
    assert page.count("checked") > 4, "its functions, and its kinds under four treaties"
    sent: dict[str, Any] = {
        "revision": revision_of(before),
        **typed(name="Ministry of Justice, renamed", functions=["central"]),
        "always": "on",
    }
    sent |= {f"under_{one['treaty']}": one["kinds"] for one in before.competence}
    assert client.post(address, sent).status_code == 302
    after = the("XC-CENTRAL")
    assert (after.name, after.competence) == ("Ministry of Justice, renamed", before.competence)
    assert after.source.startswith("Public list")
    stale = check_page(client.post(address, sent), status=400)
    assert "Someone changed this meanwhile" in stale
    everything = {**sent, "revision": revision_of(after), "under_untoc": ["*"]}
    assert client.post(address, everything).status_code == 302
    kept = {one["treaty"]: one["kinds"] for one in the("XC-CENTRAL").competence}
    assert kept["untoc"] == []
    assert kept["none"], "under each treaty by itself"


def test_entries_are_removed_but_not_those_of_desks(people: People) -> None:
    client, point = signed_in(people.adam), the_point("XD-POLICE", "bureau")
    address = f"/authorities/points/{point.pk}/"
    check_page(client.get(address))
    assert client.post(f"{address}remove/", {"revision": "x"}).status_code == 409
    changed = a_way(revision=revision_of(point), languages="fr, en")
    assert client.post(address, changed).status_code == 302
    assert client.post(address, changed).status_code == 400, "read before it was changed"
    read = {"revision": revision_of(the_point("XD-POLICE", "bureau"))}
    assert client.post(f"{address}remove/", read).status_code == 302
    assert client.get(address).status_code == 404
    gone = {"revision": revision_of(the("XD-FIU"))}
    assert client.post("/authorities/entries/XD-FIU/remove/", gone).status_code == 302
    assert client.get("/authorities/entries/XD-FIU/").status_code == 404
    with opened(SETUP):
        left = list(Authority.objects.filter(state="XD").values_list("pk", flat=True))
    assert 'id="state-XD"' in client.get("/authorities/").content.decode()
    for code in left:
        last = {"revision": revision_of(the(code))}
        answer = client.post(f"/authorities/entries/{code}/remove/", last)
    assert answer["Location"] == "/authorities/"
    page = check_page(client.get("/authorities/"))
    assert 'id="state-XD"' not in page, "nothing is said of it any more"
    assert '<option value="XD"' not in page
    own = {"revision": revision_of(the("XA-POLICE"))}
    answer = client.post("/authorities/entries/XA-POLICE/remove/", own)
    assert "has desks or people" in check_page(answer, status=409)
    assert signed_in(people.dan).post(f"{address}remove/", read).status_code == 404


def without_contacts() -> dict[str, Any]:
    """A document of before there were contact points and competence."""
    older = copy.deepcopy(DEMO_DIRECTORY)
    for state in older["states"]:
        for one in state["authorities"]:
            one.pop("contact_points", None)
            one.pop("competence", None)
    return older


def test_what_a_loaded_file_does_not_mention_stays(people: People) -> None:
    client, before = signed_in(people.adam), the("XC-CENTRAL")
    client.post("/authorities/states/XD/enter/", typed())
    with opened(SETUP):
        count = ContactPoint.objects.count()
        load_directory(without_contacts(), actor=SETUP)
        assert ContactPoint.objects.count() == count
    assert the("XC-CENTRAL").competence == before.competence
    bureau = {"code": "XD-BUREAU", "name": "National Bureau of Drovnia", "functions": ["police"]}
    drovnia = {"code": "XD", "name": "Drovnia", "languages": ["en"], "authorities": [bureau]}
    with opened(SETUP):
        load_directory({"states": [drovnia]}, actor=SETUP)
    assert the("XD-BUREAU").source.startswith("Public list"), "the file says nothing else"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"functions": []}, "functions"),
        ({"functions": ["tea"]}, "tea is no function"),
        ({"competence": [{}]}, "XD-NEW"),
        ({"contact_points": [{"point": "x"}]}, "XD-NEW"),
        ({"code": "XC-NEW"}, "begins with"),
    ],
)
def test_a_file_out_of_form_is_refused_whole(
    people: People, changes: dict[str, Any], problem: str
) -> None:
    one = {"code": "XD-NEW", "name": "New", "functions": ["police"], **changes}
    state = {"code": "XD", "name": "Renamed", "languages": ["en"], "authorities": [one]}
    with opened(SETUP), pytest.raises(DirectoryFileFault, match=problem):
        load_directory({"states": [state]}, actor=SETUP)
    with opened(SETUP), pytest.raises(DirectoryFileFault, match="are a list"):
        load_directory({"states": [{**state, "authorities": 5}]}, actor=SETUP)
    with opened(SETUP):
        assert not Authority.objects.filter(pk="XD-NEW").exists()


@pytest.mark.parametrize(
    "changes",
    [{"code": "xd"}, {"code": ["XD"]}, {"code": "XDD"}, {"name": "N" * 101}, {"name": 5},
     {"languages": "en"}, {"languages": []}, {"languages": ["English, if you please"]},
     {"languages": [["en"]]}],
)  # fmt: skip
def test_a_state_out_of_form_is_refused(people: People, changes: dict[str, Any]) -> None:
    state = {"code": "XD", "name": "Renamed", "languages": ["en"], "authorities": []}
    with opened(SETUP), pytest.raises(DirectoryFileFault):
        load_directory({"states": [state | changes]}, actor=SETUP)
    for raw in (b"", b"{", b"\xff\xfe", b"[" * 100_000):
        with pytest.raises(DirectoryFileFault, match="no JSON"):
            read_document(raw)
    with opened(SETUP), pytest.raises(DirectoryFileFault, match="no list of States"):
        load_directory(read_document(b"[]"), actor=SETUP)


def test_the_own_states_loaded_entry_is_told_to_others(people: People) -> None:
    peer = Peer()
    with opened(SETUP):
        load_directory(DEMO_DIRECTORY | {"states": DEMO_DIRECTORY["states"][:1]}, actor=SETUP)
    keep_directories()
    assert len(peer.sent_here("authorities.contacts")) == 1


def test_an_administrator_of_no_known_authority_verifies_too(people: People) -> None:
    point = the_point("XA-FIU", "office")
    people.adam.authority = "Ministry"
    with opened(people.adam.actor):
        found = verify_contact(point.pk, revision=revision_of(point), user=people.adam)
    assert found.verified_by == "XA-FIU"


def test_nobody_verified_anything_in_the_future(people: People) -> None:
    soon = NOW + timedelta(days=30_000)
    assert is_stale(soon, NOW, 180)
    entry = ContactPointEntry(
        point="later", channel="phone", verified_at=soon, verified_by="XD-POLICE"
    )
    with opened(SETUP):
        point = put_one(Authority.objects.get(pk="XD-POLICE"), entry)
    assert (point.verified_at, point.verified_by) == (None, "")


def test_hours_over_midnight(people: People) -> None:
    point = the_point("XB-CENTRAL", "office")
    point.days = [5]
    point.opens, point.closes = point.opens.replace(hour=22), point.opens.replace(hour=6)  # type: ignore[union-attr]
    assert is_open(point, NOW), "the night that began on Friday"
    assert not is_open(point, NOW + timedelta(hours=20)), "not the evening of Saturday"
    assert not is_open(point, NOW - timedelta(days=1)), "nor the morning of Friday"


def test_whoever_keeps_the_directory_is_told_what_to_verify(people: People) -> None:
    page = check_page(signed_in(people.adam).get("/"))
    assert "contact points of your own State to verify" in page
    assert "contact points of other States to verify" in page
    assert "to verify" not in check_page(signed_in(people.dan).get("/"))
