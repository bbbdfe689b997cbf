"""Who is told, told again, and believed no more: announcements between nodes."""

from typing import Any

import pytest

from homeward.foundation.authorities.actions.announced import take_announced
from homeward.foundation.authorities.actions.announcing import announce
from homeward.foundation.authorities.actions.peers import unpin_node
from homeward.foundation.authorities.jobs import DIRECTORY, keep_directories
from homeward.foundation.authorities.models import Announced, Directory, DirectoryEntry, NotTold
from homeward.foundation.authorities.ports import carrier
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.authorities.test_contact_changes import an_announcement, typed
from tests.browser_client import signed_in
from tests.exchange.peer import Peer, journalled
from tests.page_checks import check_page
from tests.people import People

SETUP = service("setup")
ENTER = "/authorities/states/XB/enter/"


@pytest.fixture
def peer(people: People) -> Peer:
    """XB, pinned here, which announced its authorities."""
    peer = Peer()
    assert peer.message(an_announcement(), "authorities.contacts").deliver()[0] == 200
    return peer


def test_a_node_given_up_speaks_for_its_state_no_more(people: People, peer: Peer) -> None:
    with opened(DIRECTORY):
        assert take_announced("XB", actor=DIRECTORY)
    client = signed_in(people.adam)
    signed = "signs its own entry"
    assert signed in check_page(client.post(ENTER, typed()), status=400)
    with opened(SETUP):
        unpin_node("XB", actor=SETUP)
    page = check_page(client.get("/authorities/states/XB/"))
    assert "It does not say so any more" in page
    assert "was revoked or given up since" in page
    assert client.post(ENTER, typed()).status_code == 302, "an administrator corrects it"
    keep_directories()
    with opened(SETUP):
        assert Announced.objects.get().taken_at is None, "and it is not taken again"


def test_what_a_directory_speaks_against_is_shown_and_taken_when_it_is_given_up(
    people: People, peer: Peer
) -> None:
    with opened(DIRECTORY):
        directory = Directory.objects.create(
            directory_id="a" * 32, name="Regional", root=b"", newest_root=b"", fingerprint="1"
        )
        DirectoryEntry.objects.create(directory=directory, state="XB", entry=b"{}")
        assert not take_announced("XB", actor=DIRECTORY)
    page = check_page(signed_in(people.adam).get("/authorities/states/XB/"))
    assert "A directory that is followed speaks for this State." in page
    assert (
        "speaks for this State" not in signed_in(people.dan).get("/authorities/").content.decode()
    )
    with opened(DIRECTORY):
        Directory.objects.update(is_followed=False)
    keep_directories()
    assert "Ministry of Justice, renamed" in check_page(
        signed_in(people.adam).get("/authorities/states/XB/")
    )


def test_an_entry_that_cannot_be_taken_stops_nothing_and_is_told(
    people: People, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("homeward.foundation.authorities.actions.announced.enter_state", broken)
    keep_directories()
    page = check_page(signed_in(people.adam).get("/"))
    assert "What XB announced of its authorities is not taken over" in page


def test_whoever_could_not_be_told_is_told_later(
    people: People, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Out(HomewardError):
        code = "peer_unreachable"

    def fails(*_: Any, **__: Any) -> None:
        raise Out

    with monkeypatch.context() as broken, opened(DIRECTORY):
        broken.setattr(carrier(), "announce", fails, raising=False)
        assert announce(actor=DIRECTORY) == []
    with opened(SETUP):
        assert NotTold.objects.get().problem == "peer_unreachable"
    assert "Not told yet how your authorities are reached: XB" in check_page(
        signed_in(people.adam).get("/")
    )
    assert not journalled("authorities.announced"), "nobody was told"
    keep_directories()
    assert len(peer.sent_here("authorities.contacts")) == 1
    with opened(SETUP):
        assert not NotTold.objects.exists()
    keep_directories()
    assert len(peer.sent_here("authorities.contacts")) == 1, "and no more than once"
