"""Following directories: first contact, refreshes, expiry, environments, walls."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError

from homeward.foundation.authorities.actions.directories import (
    follow_directory,
    unfollow_directory,
)
from homeward.foundation.authorities.actions.peers import (
    pin_node,
)
from homeward.foundation.authorities.errors import (
    DirectoryKnown,
    DirectoryLapsed,
    DirectoryRefused,
    ReadersNotTwo,
)
from homeward.foundation.authorities.models import (
    Authority,
    Directory,
    DirectoryEntry,
    KeyChange,
    Node,
    PeerKey,
    State,
)
from homeward.foundation.authorities.queries import pinned_keys
from homeward.foundation.authorities.trust import check_usable, valid_keys
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.directory.entries import StateEntry
from homeward.wire.directory.marks import read_root, root_fingerprint
from homeward.wire.directory.roots import commit_root, propose_root, sign_root
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys
from tests.authorities.followed import (
    SETUP,
    card_of,
    fingerprint_of,
    follow,
    held,
    news,
    refresh,
    rotate,
)
from tests.cluster import TestNode
from tests.people import People
from tests.wire.directory.made import World, an_entry, now, role, signers

# --- first contact ------------------------------------------------------------------------------


def test_a_state_of_the_directory_becomes_a_peer_as_pinning_makes_one(
    followed: int, world: World
) -> None:
    with opened(SETUP):
        assert set(Node.objects.values_list("state_id", flat=True)) == {"XB", "XC"}, "not oneself"
        assert pinned_keys("XB") == world.nodes["XB"].public
        assert valid_keys("XB") == (world.nodes["XB"].public,)
        assert State.objects.get(pk="XB").name == "State XB"
        assert Authority.objects.get(pk="XB-CENTRAL").email == "central@xb.example.org"
    assert ("XB", "node_connected") in news(followed)
    directory = held(followed)
    assert directory.expires_at == world.repository.expiries()["timestamp"]
    assert (directory.first_reader, directory.second_reader) == ("Ada", "Ben")


def test_two_persons_and_the_right_fingerprint_are_needed(node: TestNode, world: World) -> None:
    root, _ = read_root(world.first_root)
    good = {
        "read_fingerprint": root_fingerprint(root),
        "first_reader": "Ada",
        "second_reader": "Ben",
        "url": "",
        "actor": SETUP,
    }
    for wrong, error in (
        ({"second_reader": " ada "}, ReadersNotTwo),
        ({"second_reader": ""}, ReadersNotTwo),
        ({"read_fingerprint": "12345 " * 8}, DirectoryRefused),
    ):
        with opened(SETUP), pytest.raises(error):
            follow_directory(world.first_root, **{**good, **wrong})  # type: ignore[arg-type]
    with opened(SETUP), pytest.raises(DirectoryRefused):
        follow_directory(b"{}", **good)  # type: ignore[arg-type]
    with opened(SETUP):
        assert not Directory.objects.exists()
        follow_directory(world.first_root, **good)  # type: ignore[arg-type]
    with opened(SETUP), pytest.raises(DirectoryKnown):
        follow_directory(world.first_root, **good)  # type: ignore[arg-type]


def test_a_directory_of_another_environment_is_never_followed(
    node: TestNode, tmp_path: Path
) -> None:
    real = World(tmp_path / "real", environment=Environment.REAL)
    with pytest.raises(DirectoryRefused) as refused:
        follow(real)
    assert refused.value.params["reason"] == "wrong_environment"


def test_files_of_another_environment_change_nothing(
    followed: int, world: World, tmp_path: Path
) -> None:
    other = World(
        tmp_path / "exercise", environment=Environment.EXERCISE, root=world.root, top=world.top
    )
    other.states, other.nodes = dict(world.states), {"XB": NodeKeys.generate()}
    other.repository.delegate("XB", role("XB", world.states["XB"]), other.everyone, now=now())
    other.submit("XB")
    for _ in range(9):
        other.publish()
    assert refresh(followed, other.folder).problem == "wrong_environment"
    with opened(SETUP):
        assert pinned_keys("XB") == world.nodes["XB"].public
    assert held(followed).problem == "wrong_environment"


# --- refreshes ----------------------------------------------------------------------------------


def test_what_changed_is_told_once(
    followed: int, world: World, verbs: Callable[[], list[str]]
) -> None:
    before, written = len(news(followed)), len(verbs())
    assert refresh(followed, world.folder).changes == 0
    assert len(verbs()) == written, "nothing new, nothing to journal"
    world.submit("XB", entry=an_entry("XB", world.nodes["XB"], url="https://new.example.org"))
    world.publish()
    assert refresh(followed, world.folder).changes == 2
    assert news(followed)[before:] == [("XB", "state_changed"), ("XB", "node_moved")]
    with opened(SETUP):
        assert Node.objects.get(pk="XB").url == "https://new.example.org"


def test_an_authority_that_is_named_no_more_is_gone(followed: int, world: World) -> None:
    from dataclasses import replace

    entry = an_entry("XB", world.nodes["XB"])
    other = replace(entry.authorities[0], code="XB-POLICE", functions=("police", "unheard_of"))
    world.submit("XB", entry=replace(entry, authorities=(other,)))
    world.publish()
    refresh(followed, world.folder)
    with opened(SETUP):
        (left,) = Authority.objects.filter(state_id="XB")
        assert (left.code, left.functions) == ("XB-POLICE", ["police"])


def test_the_memory_against_older_files_outlives_the_process(
    followed: int, world: World, tmp_path: Path, verbs: Callable[[], list[str]]
) -> None:
    import shutil

    shutil.copytree(world.folder, tmp_path / "older")
    world.publish()
    refresh(followed, world.folder)
    found = refresh(followed, tmp_path / "older")
    assert found.problem == "directory_rolled_back"
    assert "older" in found.sentence
    assert "authorities.directory_problem" in verbs()
    assert refresh(followed, world.folder).problem == "", "and it goes on with the right files"
    assert held(followed).problem == ""


def test_two_directories_are_followed_and_the_first_describes_a_state(
    followed: int, world: World, tmp_path: Path
) -> None:
    from dataclasses import replace

    second = World(tmp_path / "second")
    second.nodes = {"XB": world.nodes["XB"], "XD": NodeKeys.generate()}
    for state in ("XB", "XD"):
        second.states[state] = signers(1)
        keys = role(state, second.states[state])
        second.repository.delegate(state, keys, second.everyone, now=now())
        entry = replace(an_entry(state, second.nodes[state]), name=f"Other name of {state}")
        second.submit(state, entry=entry)
    second.publish()
    number = follow(second)
    refresh(number, second.folder)
    with opened(SETUP):
        assert State.objects.get(pk="XB").name == "State XB"
        assert State.objects.get(pk="XD").name == "Other name of XD"
        assert Node.objects.get(pk="XB").directory_id == followed
        assert Node.objects.get(pk="XD").directory_id == number


def test_another_directory_cannot_put_other_keys_in_a_states_place(
    followed: int, world: World, tmp_path: Path
) -> None:
    false = World(tmp_path / "false")
    false.add("XB")
    number = follow(false)
    refresh(number, false.folder)
    with opened(SETUP):
        assert pinned_keys("XB") == world.nodes["XB"].public
        (waiting,) = KeyChange.objects.all()
        assert waiting.directory_id == number
    assert ("XB", "key_waits") in news(number)


def test_a_pinned_node_stays_pinned_when_a_directory_says_otherwise(
    node: TestNode, world: World
) -> None:
    keys = NodeKeys.generate()
    card = card_of("XB", keys)
    world.submit("XB")
    world.publish()
    number = follow(world)
    with opened(SETUP):
        State.objects.create(code="XB", name="Borduvia", languages=["fr"])
        pin_node(card, read_fingerprint=fingerprint_of(card), actor=SETUP)
    refresh(number, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") == keys.public
        assert Node.objects.get(pk="XB").directory is None
        assert KeyChange.objects.get().state_id == "XB"


@pytest.mark.parametrize("seen", [True, False])
def test_one_states_entry_stops_no_refresh(
    node: TestNode, world: World, monkeypatch: pytest.MonkeyPatch, seen: bool
) -> None:
    """Whatever it is that this node fails at: the others are taken over, and the State told."""
    from homeward.foundation.authorities.actions import entries

    number, enter = follow(world), entries.enter_state
    if seen:
        refresh(number, world.folder)

    def failing(entry: StateEntry) -> None:
        enter(entry)
        if entry.state == "XB":
            State.objects.filter(pk="XB").update(name="x" * 101)

    monkeypatch.setattr(entries, "enter_state", failing)
    for state in ("XB", "XC"):
        url = f"https://new.{state.lower()}.example.org"
        world.submit(state, entry=an_entry(state, world.nodes[state], url=url))
    world.publish()
    assert refresh(number, world.folder).problem == ""
    with opened(SETUP):
        assert Node.objects.get(pk="XC").url == "https://new.xc.example.org"
        assert State.objects.filter(pk="XB").exists() == seen
        entry = DirectoryEntry.objects.get(state="XB")
        assert entry.problem == "entry_not_taken"
    assert news(number)[-1] == ("XC", "node_moved" if seen else "node_connected")
    assert ("XB", "entry_not_taken") in news(number)
    told = len(news(number))
    refresh(number, world.folder)
    assert len(news(number)) == told, "it is news once"
    monkeypatch.undo()
    refresh(number, world.folder)
    with opened(SETUP):
        assert State.objects.get(pk="XB").name == "State XB"
        assert Node.objects.get(pk="XB").url == "https://new.xb.example.org"
        assert DirectoryEntry.objects.get(state="XB").problem == ""


def test_what_the_wire_allows_is_kept(followed: int, world: World) -> None:
    from dataclasses import replace

    url = "https://xb.example.org/" + "a" * 477
    entry = replace(
        an_entry("XB", world.nodes["XB"], url=url), languages=("zho-Abcdefgh-ijklmnop",)
    )
    world.submit("XB", entry=entry)
    world.publish()
    refresh(followed, world.folder)
    with opened(SETUP):
        assert Node.objects.get(pk="XB").url == url
        assert State.objects.get(pk="XB").languages == ["zho-Abcdefgh-ijklmnop"]


def test_a_directory_that_began_anew_with_other_keys_is_followed(
    followed: int, world: World
) -> None:
    """Its publishing keys were stolen: new ones, with the root's word, and lower numbers."""
    for _ in range(5):
        world.publish()
    refresh(followed, world.folder)
    before = held(followed).version
    for name in ("snapshot", "timestamp"):
        world.top[name] = signers(1)
    fresh = [role(name, world.top[name]) for name in ("snapshot", "timestamp")]
    propose_root(world.repository, fresh, now=now())
    sign_root(world.repository, world.root[:3])
    commit_root(world.repository)
    for path in (world.folder / "metadata").glob("*"):
        if path.name.endswith("snapshot.json") or path.name == "timestamp.json":
            path.unlink()
    new = rotate(world, "XB", signed=True)
    assert refresh(followed, world.folder).problem == ""
    assert held(followed).version < before
    with opened(SETUP):
        assert pinned_keys("XB") == new.public


# --- expiry -------------------------------------------------------------------------------------


def test_past_expiry_known_peers_go_on_for_the_grace_and_life_at_risk_always(
    followed: int, world: World
) -> None:
    ends = Directory.objects.filter(pk=followed)
    with opened(SETUP):
        ends.update(expires_at=now() - timedelta(days=13))
        check_usable("XB")
        ends.update(expires_at=now() - timedelta(days=14, seconds=1))
        with pytest.raises(DirectoryLapsed):
            check_usable("XB")
        check_usable("XB", life_at_risk=True)
        DirectoryEntry.objects.filter(state="XB").update(expires_at=now() - timedelta(days=15))
        ends.update(expires_at=now() + timedelta(days=1))
        with pytest.raises(DirectoryLapsed):
            check_usable("XB")
        check_usable("XC")
        unfollow_directory(followed, actor=SETUP)
        check_usable("XB")


def test_past_expiry_there_are_no_new_peers_and_no_new_keys(node: TestNode, tmp_path: Path) -> None:
    old = World(tmp_path / "old", made_at=now() - timedelta(days=4))
    number = follow(old)
    found = refresh(number, old.folder)
    assert found.problem == "directory_expired"
    with opened(SETUP):
        assert not Node.objects.exists()
    assert held(number).problem_text.startswith("The file metadata/timestamp.json has expired")


def test_a_state_whose_part_does_not_hold_gets_its_days_of_grace(
    followed: int, world: World
) -> None:
    world.repository.delegate("XB", role("XB", signers(1)), world.everyone, now=now())
    world.publish()
    refresh(followed, world.folder)
    with opened(SETUP):
        entry = DirectoryEntry.objects.get(state="XB")
        assert entry.problem == "directory_unsigned"
        assert entry.expires_at is not None
        check_usable("XB")
        DirectoryEntry.objects.filter(state="XB").update(expires_at=now() - timedelta(days=15))
        with pytest.raises(DirectoryLapsed):
            check_usable("XB")
    assert ("XB", "state_gone") in news(followed)


# --- walls --------------------------------------------------------------------------------------


def test_nobody_but_the_administration_writes_directories(people: People, world: World) -> None:
    number = follow(world)
    refresh(number, world.folder)
    for actor in (people.alice.actor, service("exchange")):
        with opened(actor):
            assert Directory.objects.update(url="https://evil.example.org") == 0
        with pytest.raises(DatabaseError), opened(actor):
            Node.objects.update(url="https://evil.example.org")
        with pytest.raises(DatabaseError), opened(actor):
            PeerKey.objects.create(state_id="XB", key_id="x", keys=None, valid_from=now())
    with pytest.raises(DatabaseError), opened(SETUP):
        PeerKey.objects.all().delete()
    assert not Directory.objects.exists(), "without a context nothing shows"
    directory = service("directory")
    with opened(directory):
        assert Directory.objects.update(url="") == 1
    with pytest.raises(DatabaseError), opened(directory):
        people.police.delete()
