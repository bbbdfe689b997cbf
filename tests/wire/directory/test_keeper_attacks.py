"""What whoever keeps a directory, or holds its keys, tries to be believed in a State's place."""

from pathlib import Path
from typing import Any

import pytest
from tuf.api.metadata import Metadata, TargetFile

from homeward.wire.directory import errors
from homeward.wire.directory.marks import read_root
from homeward.wire.directory.signing import RoleKeys
from homeward.wire.directory.sources import folder_source
from homeward.wire.errors import Malformed
from tests.wire.directory.made import World, newest, now, resign, role, signed_beside, signers


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "directory")
    made.add("XA", "XB")
    return made


@pytest.mark.parametrize("seen", [True, False])
def test_the_directory_itself_lists_no_entry_of_a_state(world: World, seen: bool) -> None:
    """Whoever holds the directory's own keys puts an entry where no State needs to sign it."""
    stored = dict(world.verify().stored) if seen else {}
    false = world.entry("XB").to_bytes()
    path = newest(world, "targets")
    metadata: Metadata[Any] = Metadata.from_bytes(path.read_bytes())
    number, listed = metadata.signed.version + 1, dict(metadata.signed.targets)
    described = TargetFile.from_data("XB/entry.json", false, ["sha256"])
    (world.folder / "targets" / "XB" / f"{described.hashes['sha256']}.entry.json").write_bytes(
        false
    )
    changed = path.with_name(f"{number}.targets.json")
    changed.write_bytes(path.read_bytes())
    targets = {**listed, "XB/entry.json": described}
    resign(changed, world.top["targets"], version=number, targets=targets)
    world.publish()
    with pytest.raises(Malformed, match="lists other files"):
        world.verify(stored)


def test_what_is_wrong_with_one_state_is_not_told_of_another(world: World) -> None:
    read = folder_source(world.folder)

    def forging(path: str, limit: int) -> bytes:
        if path.endswith(".XA.json"):
            raise errors.DirectoryForged(file=path)
        return read(path, limit)

    world.repository.delegate("XB", role("XB", signers(1)), world.everyone, now=now())
    world.publish()
    problems = world.verify(source=forging).problems
    assert isinstance(problems["XA"], errors.DirectoryForged)
    assert isinstance(problems["XB"], errors.DirectoryUnsigned)


def test_who_signed_is_told_apart_from_who_may(world: World) -> None:
    (state,), (keeper,) = world.states["XB"], signers(1)
    world.repository.delegate("XB", role("XB", [state, keeper]), world.everyone, now=now())
    for raw, expected in (
        (world.submission("XB"), {state}),
        (world.submission("XB", by=[keeper]), {keeper}),
        (signed_beside(world.submission("XB"), keeper), {state}),
        (world.submission("XB", by=[state, keeper]), {state, keeper}),
    ):
        world.repository.accept(raw, now=now())
        world.publish()
        found = world.verify().states["XB"]
        assert found.role_keys == {one.public_key.keyid for one in (state, keeper)}
        assert found.signed_by == {one.public_key.keyid for one in expected}


def test_one_key_under_two_names_counts_once(world: World) -> None:
    key = world.root[0].public_key
    with pytest.raises(errors.ThresholdInvalid):
        RoleKeys("root", (key, key), 2)
    metadata: Metadata[Any] = Metadata.from_bytes(world.first_root)
    one = metadata.signed.roles["root"].keyids[0]
    double = metadata.signed.keys[one].to_dict()
    from securesystemslib.signer import Key

    metadata.signed.keys["0" * 64] = Key.from_dict("0" * 64, double)
    metadata.signatures.clear()
    for signer in world.root:
        metadata.sign(signer, append=True)
    with pytest.raises(Malformed, match="id is not the one"):
        read_root(metadata.to_bytes())
