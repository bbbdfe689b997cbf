"""The administrators' pages of directories, keys and peers; they work without scripts."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from homeward.foundation.authorities.actions.peers import Voucher, note_unknown_key, take_card
from homeward.foundation.authorities.models import Directory, KeyChange
from homeward.foundation.authorities.queries import pinned_keys
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.node_keys import own_public_keys
from homeward.wire.directory.marks import read_root, root_fingerprint
from homeward.wire.keys import NodeKeys
from tests.authorities.followed import SETUP, follow, refresh
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.wire.directory.made import World, an_entry, now

PAGE = "/authorities/directories/"


@pytest.fixture
def world(people: People, tmp_path: Path) -> World:
    made = World(tmp_path / "directory")
    made.add("XB", "XC")
    return made


def form_of(world: World, **changes: str) -> dict[str, object]:
    root, _ = read_root(world.first_root)
    fields: dict[str, object] = {
        "root": SimpleUploadedFile("root.json", world.first_root),
        "fingerprint": root_fingerprint(root),
        "first_reader": "Ada",
        "second_reader": "Ben",
        "url": "",
    }
    return {**fields, **changes}


def test_only_administrators_have_these_pages(people: People, world: World) -> None:
    number = follow(world)
    for person in (people.alice, people.carol, people.olga):
        client = signed_in(person)
        for address in (PAGE, f"{PAGE}follow/", f"{PAGE}keys/1/"):
            assert client.get(address).status_code == 404
        for verb in ("refresh", "unfollow"):
            assert client.post(f"{PAGE}{number}/{verb}/").status_code == 404
        assert PAGE not in client.get("/").content.decode()
    assert PAGE in signed_in(people.adam).get("/").content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_directory_is_followed_and_shown(people: People, world: World, language: str) -> None:
    client = signed_in(people.adam, language=language)
    check_page(client.get(f"{PAGE}follow/"), language)
    assert client.post(f"{PAGE}follow/", form_of(world))["Location"] == PAGE
    with opened(SETUP):
        number = Directory.objects.get().pk
    refresh(number, world.folder)
    page = check_page(client.get(PAGE), language)
    assert world.repository.mark.name in page
    assert "https://xb.example.org" in page
    with opened(SETUP):
        assert own_public_keys().key_id in page
    assert world.nodes["XB"].public.key_id in page, "whole, to be told to whoever revokes it"
    assert "Ada" in page


def test_wrong_entries_come_back_with_a_sentence(people: People, world: World) -> None:
    client = signed_in(people.adam)
    for changes, sentence in (
        ({"fingerprint": "12345"}, "another fingerprint"),
        ({"second_reader": "Ada"}, "Two different persons"),
        ({"first_reader": ""}, "required"),
    ):
        answer = client.post(f"{PAGE}follow/", form_of(world, **changes))
        assert sentence in check_page(answer, status=400)
    with opened(SETUP):
        assert not Directory.objects.exists()


def test_an_expired_directory_alarms_on_its_page_and_in_my_work(
    people: People, world: World
) -> None:
    number = follow(world)
    refresh(number, world.folder)
    client = signed_in(people.adam)
    assert "has expired" not in check_page(client.get(PAGE))
    with opened(SETUP):
        Directory.objects.update(expires_at=now() - timedelta(days=1))
    assert "This directory has expired" in check_page(client.get(PAGE))
    assert "has expired" in check_page(client.get("/"))
    assert "has expired" not in check_page(signed_in(people.alice).get("/"))
    with opened(SETUP):
        Directory.objects.update(expires_at=now() + timedelta(hours=3))
    assert "expires soon" in check_page(client.get("/"))


def test_keys_that_wait_are_decided_on_a_page(people: People, world: World) -> None:
    number = follow(world)
    refresh(number, world.folder)
    client = signed_in(people.adam)
    new = NodeKeys.generate()
    with opened(SETUP):
        card = an_entry("XB", new).card
        assert card is not None
        take_card(card.encode(), Voucher(), actor=SETUP)
        change = KeyChange.objects.get()
    address = f"{PAGE}keys/{change.pk}/"
    assert address in check_page(client.get("/"))
    assert address in check_page(client.get(PAGE))
    page = check_page(client.get(address))
    assert "Call the authority" in page
    assert change.fingerprint not in page, "nobody may copy it from the page"
    for wrong, sentence in (
        ({"decision": "confirm"}, "Write what the other State read"),
        ({"decision": "confirm", "fingerprint": "1"}, "another one"),
        ({}, "required"),
    ):
        assert sentence in check_page(client.post(address, wrong), status=400)
    good = {"decision": "confirm", "fingerprint": change.fingerprint}
    assert client.post(address, good).status_code == 302
    with opened(SETUP):
        assert pinned_keys("XB") == new.public
    assert client.get(address).status_code == 404


def test_keys_without_a_card_are_only_taken_off_the_list(people: People, world: World) -> None:
    refresh(follow(world), world.folder)
    client, exchange = signed_in(people.adam), service("exchange")
    with opened(exchange):
        note_unknown_key("XB", "A" * 43, actor=exchange)
        change = KeyChange.objects.get()
    address = f"{PAGE}keys/{change.pk}/"
    page = check_page(client.get(address))
    assert "Trust the new keys" not in page
    assert "Take this off the list" in page
    assert client.post(address, {"decision": "confirm", "fingerprint": "1"}).status_code == 400
    assert client.post(address, {"decision": "refuse"}).status_code == 302
    assert client.get(address).status_code == 404


def test_a_directory_is_fetched_and_given_up_by_buttons(people: People, world: World) -> None:
    client = signed_in(people.adam)
    number = follow(world)
    assert client.post(f"{PAGE}{number}/refresh/").status_code == 404, "it has no address"
    with opened(SETUP):
        Directory.objects.update(url="https://directory.example.org")
    assert client.post(f"{PAGE}{number}/refresh/").status_code == 302
    assert client.post(f"{PAGE}{number}/unfollow/").status_code == 302
    assert client.post(f"{PAGE}{number}/unfollow/").status_code == 404
    assert "No directory is followed" in check_page(client.get(PAGE))
