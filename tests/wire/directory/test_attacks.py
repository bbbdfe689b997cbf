"""Every way in which somebody who holds the files, or some of the keys, tries to be believed."""

import json
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tuf.api.metadata import Metadata

from homeward.wire.directory import errors
from homeward.wire.directory.client import verify_directory
from homeward.wire.directory.marks import Mark, check_fingerprint, read_root, root_fingerprint
from homeward.wire.directory.repository import Repository
from homeward.wire.directory.roots import commit_root, propose_root, sign_root, staged_path
from homeward.wire.directory.sources import NoSuchFile, folder_source
from homeward.wire.errors import Malformed, WrongEnvironment
from homeward.wire.header import Environment
from tests.wire.directory.made import World, newest, now, resign, role, signers


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "directory")
    made.add("XA", "XB")
    return made


# --- the six of the research -------------------------------------------------------------------


def test_a_forged_entry_is_refused_and_the_others_stay(world: World) -> None:
    (entry,) = (world.folder / "targets" / "XB").glob("*.entry.json")
    raw = bytearray(entry.read_bytes())
    raw[-20] ^= 1
    entry.write_bytes(raw)
    found = world.verify()
    assert isinstance(found.problems["XB"], errors.DirectoryForged)
    assert set(found.states) == {"XA"}


def test_another_states_signature_is_refused(world: World) -> None:
    with pytest.raises(errors.DirectoryUnsigned):
        world.submit("XB", by=world.states["XA"])
    resign(world.folder / "metadata" / "1.XB.json", world.states["XA"])
    found = world.verify()
    assert isinstance(found.problems["XB"], (errors.DirectoryUnsigned, errors.DirectoryForged))
    assert "XB" not in found.states


def test_a_timestamp_that_is_held_back_expires(tmp_path: Path) -> None:
    """Freezing: the files of four days ago, well signed, shown for ever."""
    old = World(tmp_path / "directory", made_at=now() - timedelta(days=4))
    with pytest.raises(errors.DirectoryExpired) as refused:
        old.verify()
    assert refused.value.params["file"] == "metadata/timestamp.json"
    old.publish()
    assert old.verify().version == 2


def test_a_root_below_its_threshold_is_refused(world: World) -> None:
    before = world.verify()
    propose_root(world.repository, [], now=now())
    assert sign_root(world.repository, world.root[:2]) == 1
    with pytest.raises(errors.SignerMissing):
        commit_root(world.repository)
    shutil.copy(staged_path(world.repository), world.folder / "metadata" / "2.root.json")
    with pytest.raises(errors.DirectoryUnsigned) as refused:
        world.verify(dict(before.stored))
    assert refused.value.params["file"] == "metadata/2.root.json"


def test_an_older_timestamp_is_refused(world: World) -> None:
    early = (world.folder / "metadata" / "timestamp.json").read_bytes()
    world.publish()
    newer = world.verify()
    (world.folder / "metadata" / "timestamp.json").write_bytes(early)
    with pytest.raises(errors.DirectoryRolledBack):
        world.verify(dict(newer.stored))
    assert world.verify().version == newer.version - 1, "without memory nobody could tell"


def test_an_older_snapshot_behind_a_new_timestamp_is_refused(world: World) -> None:
    world.publish()
    newer = world.verify()
    path = world.folder / "metadata" / "timestamp.json"
    metadata: Metadata[Any] = Metadata.from_bytes(path.read_bytes())
    meta = metadata.signed.snapshot_meta
    meta.version -= 1
    meta.length = (world.folder / "metadata" / f"{meta.version}.snapshot.json").stat().st_size
    number = metadata.signed.version + 1
    resign(path, world.top["timestamp"], version=number, snapshot_meta=meta)
    with pytest.raises(errors.DirectoryRolledBack):
        world.verify(dict(newer.stored))


# --- more of the kind ----------------------------------------------------------------------------


def test_an_older_entry_of_a_state_cannot_come_back(world: World) -> None:
    old = world.submission("XB", version=1)
    world.submit("XB", version=5)
    world.publish()
    with pytest.raises(errors.DirectoryRolledBack):
        world.repository.accept(old, now=now())
    newer = world.verify()
    assert newer.states["XB"].version == 5
    # Whoever holds the snapshot's key alone cannot take a State back either.
    snapshot = newest(world, "snapshot")
    metadata: Metadata[Any] = Metadata.from_bytes(snapshot.read_bytes())
    metadata.signed.meta["XB.json"].version = 1
    number = metadata.signed.version + 1
    forged = snapshot.with_name(f"{number}.snapshot.json")
    forged.write_bytes(snapshot.read_bytes())
    resign(forged, world.top["snapshot"], version=number, meta=metadata.signed.meta)
    stamp = world.folder / "metadata" / "timestamp.json"
    held: Metadata[Any] = Metadata.from_bytes(stamp.read_bytes())
    held.signed.snapshot_meta.version = number
    held.signed.snapshot_meta.length = forged.stat().st_size
    resign(
        stamp,
        world.top["timestamp"],
        version=held.signed.version + 1,
        snapshot_meta=held.signed.snapshot_meta,
    )
    with pytest.raises(errors.DirectoryRolledBack):
        world.verify(dict(newer.stored))


def test_the_first_root_is_settled_by_its_fingerprint(world: World, tmp_path: Path) -> None:
    other = World(tmp_path / "other")
    theirs, _ = read_root(other.first_root)
    ours, _ = read_root(world.first_root)
    check_fingerprint(ours, world.repository.fingerprint.replace(" ", "  "))
    with pytest.raises(errors.DirectoryFingerprint):
        check_fingerprint(theirs, root_fingerprint(ours))
    with pytest.raises(errors.OtherDirectory):
        other.verify(root=world.first_root)


def test_a_directory_that_copies_anothers_mark_lacks_its_signatures(
    world: World, tmp_path: Path
) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(world.folder, copied)
    for path in (copied / "metadata").glob("*timestamp.json"):
        resign(path, signers(1))
    with pytest.raises(errors.DirectoryUnsigned):
        world.verify(source=folder_source(copied))


def test_a_file_without_end_is_not_read_to_its_end(world: World) -> None:
    asked: list[int] = []

    def endless(path: str, limit: int) -> bytes:
        asked.append(limit)
        return b" " * (limit + 1)

    with pytest.raises(errors.DirectoryForged):
        world.verify(source=endless)
    assert max(asked) <= 5_000_000


def test_a_state_reaches_nothing_but_its_own_part(world: World) -> None:
    """XB signs a path below XA beside its own."""
    given = json.loads(world.submission("XB"))
    foreign: Metadata[Any] = Metadata.from_bytes(given["signed"].encode())
    foreign.signed.targets["XA/entry.json"] = foreign.signed.targets["XB/entry.json"]
    foreign.signatures.clear()
    foreign.sign(world.states["XB"][0])
    given["signed"] = foreign.to_bytes().decode()
    with pytest.raises(Malformed):
        world.repository.accept(json.dumps(given).encode(), now=now())
    assert world.verify().states["XA"].entry.name == "State XA"


def test_a_state_is_given_its_own_part_only(world: World) -> None:
    """Whoever holds the directory's own keys cannot let one State speak for another."""
    path = newest(world, "targets")
    metadata: Metadata[Any] = Metadata.from_bytes(path.read_bytes())
    metadata.signed.delegations.roles["XB"].paths = ["*/*"]
    resign(path, world.top["targets"], delegations=metadata.signed.delegations)
    world.publish()
    with pytest.raises(Malformed, match="more than its part"):
        world.verify()


# --- environments ----------------------------------------------------------------------------


@pytest.mark.parametrize("theirs", [e for e in Environment if e is not Environment.DEMO])
def test_a_directory_of_another_environment_is_refused(tmp_path: Path, theirs: Environment) -> None:
    other = World(tmp_path / "other", environment=theirs)
    other.add("XA")
    with pytest.raises(WrongEnvironment):
        other.verify(environment=Environment.DEMO)


def test_one_set_of_keys_for_two_environments_does_not_join_them(tmp_path: Path) -> None:
    """Somebody used the same keys for the exercise and for real work, and mixes the files."""
    real = World(tmp_path / "real", environment=Environment.REAL)
    real.add("XA")
    exercise = World(
        tmp_path / "exercise", environment=Environment.EXERCISE, root=real.root, top=real.top
    )
    exercise.states, exercise.nodes = dict(real.states), dict(real.nodes)
    exercise.repository.delegate("XA", role("XA", real.states["XA"]), exercise.everyone, now=now())
    exercise.submit("XA")
    exercise.publish()
    with pytest.raises(WrongEnvironment):
        real.verify(source=folder_source(exercise.folder), environment=Environment.REAL)
    with pytest.raises(WrongEnvironment):
        exercise.repository.accept(real.submission("XA", version=9), now=now())
    # The exercise's file of one State alone, among the real ones.
    number = real.versions["XA"]
    stolen = exercise.folder / "metadata" / f"{exercise.versions['XA']}.XA.json"
    place = next((real.folder / "metadata").glob("*.XA.json"))
    place.write_bytes(stolen.read_bytes())
    found = real.verify()
    assert "XA" not in found.states, f"version {number} was never signed for real work"


def test_a_card_or_entry_of_another_environment_is_refused(world: World) -> None:
    from tests.wire.directory.made import an_entry

    foreign = an_entry("XB", world.nodes["XB"], Environment.REAL)
    with pytest.raises(WrongEnvironment):
        world.submission("XB", entry=foreign)
    with pytest.raises(WrongEnvironment):
        world.submit(
            "XB", entry=foreign, mark=Mark.new(Environment.REAL, "Directory of the Secretariat")
        )


def test_two_directories_of_one_environment_are_not_mixed(world: World, tmp_path: Path) -> None:
    twin = World(tmp_path / "twin", root=world.root, top=world.top)
    twin.publish()
    with pytest.raises(errors.OtherDirectory):
        world.verify(source=folder_source(twin.folder))


def test_a_root_whose_environment_was_changed_is_not_signed(world: World) -> None:
    content = json.loads(world.first_root)
    content["signed"]["homeward"]["environment"] = "real"
    with pytest.raises(Malformed):
        read_root(json.dumps(content).encode())
    with pytest.raises(Malformed):
        world.verify(root=json.dumps(content).encode(), environment=Environment.REAL)


# --- bad input -------------------------------------------------------------------------------


def test_a_missing_file_is_named(world: World) -> None:
    for path in (world.folder / "metadata").glob("*.snapshot.json"):
        path.unlink()
    with pytest.raises(errors.DirectoryIncomplete, match=r"snapshot\.json"):
        world.verify()


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff", b'{"signed": 1}', b"[" * 100_000])
def test_rubbish_instead_of_any_file_is_a_typed_error(world: World, raw: bytes) -> None:
    good = folder_source(world.folder)
    asked: list[str] = []

    def noting(path: str, limit: int) -> bytes:
        asked.append(path)
        return good(path, limit)

    world.verify(source=noting)
    for bad in asked:

        def spoilt(path: str, limit: int, bad: str = bad) -> bytes:
            return raw if path == bad else good(path, limit)

        if bad.endswith("2.root.json"):
            continue  # an empty answer there is judged like any other root: refused
        try:
            found = world.verify(source=spoilt)
        except (errors.DirectoryError, Malformed):
            continue
        assert found.problems, bad
    with pytest.raises((errors.DirectoryError, Malformed)):
        read_root(raw)


def test_a_source_that_fails_is_told_and_changes_nothing(world: World) -> None:
    def down(path: str, limit: int) -> bytes:
        raise errors.DirectoryUnreachable(file=path, problem="no route")

    with pytest.raises(errors.DirectoryUnreachable, match="no route"):
        world.verify(source=down)


def test_a_folder_gives_nothing_outside_itself(world: World, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}")
    (world.folder / "metadata" / "link.json").symlink_to(tmp_path / "secret.json")
    read = folder_source(world.folder)
    os.mkfifo(world.folder / "metadata" / "pipe.json")
    for path in ("../secret.json", "metadata/link.json", "metadata", "metadata/pipe.json"):
        with pytest.raises(NoSuchFile):
            read(path, 10)


def test_making_a_directory_over_another_is_refused(world: World) -> None:
    roles = {name: role(name, given) for name, given in world.top.items()}
    with pytest.raises(Malformed, match="not empty"):
        Repository.create(
            world.folder,
            world.repository.mark,
            {"root": role("root", world.root, 3), **roles},
            world.everyone,
            now=now(),
        )


def test_it_cannot_be_made_without_enough_signatures(tmp_path: Path) -> None:
    root = signers(5)
    top = {name: signers(1) for name in ("targets", "snapshot", "timestamp")}
    roles = {"root": role("root", root, 3), **{n: role(n, g) for n, g in top.items()}}
    given = [*root[:2], *(one for each in top.values() for one in each)]
    mark = Mark.new(Environment.DEMO, "x")
    with pytest.raises(errors.SignerMissing) as refused:
        Repository.create(tmp_path / "d", mark, roles, given, now=now())
    assert refused.value.params == {"role": "root", "missing": 1}
    assert not (tmp_path / "d").exists(), "nothing is left half-made"


def test_verify_needs_a_root_of_this_kind(world: World) -> None:
    other = (world.folder / "metadata" / "timestamp.json").read_bytes()
    with pytest.raises(Malformed):
        verify_directory(
            other,
            folder_source(world.folder),
            environment=Environment.DEMO,
            stored={},
            now=now(),
        )
