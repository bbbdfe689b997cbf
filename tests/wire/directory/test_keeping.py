"""Keeping a directory: delegating, accepting, rotating every key, revoking, expiry."""

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata

from homeward.wire.directory import errors
from homeward.wire.directory.entries import RevokedKey, StateEntry
from homeward.wire.directory.notes import Revocation
from homeward.wire.directory.roots import (
    changes,
    commit_root,
    propose_root,
    sign_root,
    staged_path,
    staged_root,
)
from homeward.wire.directory.signers import (
    import_token_key,
    new_key_file,
    open_key_file,
    public_file,
    read_public_key,
    token_signer,
)
from homeward.wire.directory.signing import RoleKeys
from homeward.wire.directory.submission import Submission
from homeward.wire.errors import Malformed
from homeward.wire.hand_over import HandOver, sign_hand_over
from homeward.wire.keys import NodeKeys
from tests.wire.directory.made import World, an_entry, now, role, signers


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "directory")
    made.add("XA", "XB")
    return made


def test_every_delegated_state_is_found_with_its_card(world: World) -> None:
    found = world.verify()
    assert set(found.states) == {"XA", "XB"}
    assert found.problems == {}
    for state, held in found.states.items():
        card = held.entry.checked_card(now())
        assert card is not None
        assert card.keys == world.nodes[state].public
        assert held.role_keys == {one.public_key.keyid for one in world.states[state]}
    assert found.expires == world.repository.expiries()["timestamp"]


def test_what_was_trusted_before_needs_no_second_fetch(world: World) -> None:
    from homeward.wire.directory.sources import folder_source

    first = world.verify()
    asked: list[str] = []
    read = folder_source(world.folder)

    def noting(path: str, limit: int) -> bytes:
        asked.append(path)
        return read(path, limit)

    assert world.verify(dict(first.stored), source=noting).states == first.states
    assert asked == ["metadata/2.root.json", "metadata/timestamp.json"]


def test_an_entry_and_its_document_are_the_same(world: World) -> None:
    entry = an_entry(
        "XB", NodeKeys.generate(), revoked=(RevokedKey(key="A" * 43, at=now(), reason="lost"),)
    )
    assert StateEntry.from_bytes(entry.to_bytes()) == entry


def test_root_keys_rotate_one_by_one_without_a_step_of_the_followers(world: World) -> None:
    stored = dict(world.verify().stored)
    for place in range(5):
        old, (fresh,) = world.root[place], signers(1)
        world.root[place] = fresh
        propose_root(world.repository, [role("root", world.root, 3)], now=now())
        keepers = [old, *(one for one in world.root if one is not fresh)]
        assert sign_root(world.repository, keepers[:1]) == 3, "the old key counts for the old root"
        assert sign_root(world.repository, world.root) == 0
        commit_root(world.repository)
        world.publish()
    found = world.verify(stored)
    assert found.root_version == 6
    assert found.fingerprint == world.repository.fingerprint
    assert world.verify().root_version == 6, "from the first root too"


def test_a_keeper_is_told_what_a_staged_root_changes(world: World) -> None:
    (fresh,) = signers(1)
    propose_root(world.repository, [role("root", [*world.root[1:], fresh], 2)], now=now())
    root, targets, *_ = changes(world.repository, staged_root(world.repository))
    assert (root.role, root.threshold, root.before) == ("root", 2, 3)
    assert set(root.kept) == {one.public_key.keyid for one in world.root[1:]}
    assert root.added == (fresh.public_key.keyid,)
    assert root.gone == (world.root[0].public_key.keyid,)
    assert (targets.role, targets.added, targets.gone) == ("targets", (), ())


def test_what_is_staged_must_be_the_next_root(world: World) -> None:
    propose_root(world.repository, [], now=now())
    path = staged_path(world.repository)
    good = path.read_bytes()
    later = Metadata[Any].from_bytes(good)
    later.signed.version = 3
    other = (world.folder / "metadata" / "timestamp.json").read_bytes()
    for raw in (b"", b"rubbish", b"{}", other, later.to_bytes(), world.first_root):
        path.write_bytes(raw)
        with pytest.raises(Malformed, match="staged root"):
            sign_root(world.repository, world.root)
        with pytest.raises(Malformed, match="staged root"):
            commit_root(world.repository)
        assert path.read_bytes() == raw
    path.write_bytes(good)
    assert sign_root(world.repository, world.root) == 0


@pytest.mark.parametrize("name", ["targets", "snapshot", "timestamp"])
def test_each_key_of_the_top_rotates(world: World, name: str) -> None:
    stored = dict(world.verify().stored)
    old = world.top[name]
    world.top[name] = signers(2)
    propose_root(world.repository, [role(name, world.top[name], 2)], now=now())
    sign_root(world.repository, world.root[:3])
    commit_root(world.repository)
    given = [*old, *(one for one in world.everyone if one not in world.top[name])]
    with pytest.raises(errors.SignerMissing):
        refuse_old_key(world, name, given)
    world.publish()
    assert set(world.verify(stored).states) == {"XA", "XB"}


def refuse_old_key(world: World, name: str, given: list[Signer]) -> None:
    """Whatever the role signs, with the keys it had before."""
    if name == "targets":
        world.repository.delegate("XC", role("XC", signers(1)), given, now=now())
    world.repository.publish(given, now=now())


def test_nothing_is_published_that_everybody_would_refuse(world: World) -> None:
    """After a change of the `targets` keys the new ones sign first."""
    stored = dict(world.verify().stored)
    publishing = [*world.top["snapshot"], *world.top["timestamp"]]
    world.repository.publish(publishing, now=now())
    world.top["targets"] = signers(1)
    propose_root(world.repository, [role("targets", world.top["targets"])], now=now())
    sign_root(world.repository, world.root[:3])
    commit_root(world.repository)
    with pytest.raises(errors.SignerMissing, match="targets"):
        world.repository.publish(publishing, now=now())
    world.publish()
    assert set(world.verify(stored).states) == {"XA", "XB"}
    with pytest.raises(errors.SignerMissing, match="targets"):
        world.repository.publish(publishing, now=now() + timedelta(days=181))


def test_a_version_that_could_never_be_shown_is_refused(world: World) -> None:
    with pytest.raises(Malformed, match="999,999,999"):
        world.submission("XB", version=1_000_000_000)
    highest = world.submission("XB", version=999_999_999)
    given = Submission.from_bytes(highest)
    metadata = given.metadata()
    metadata.signed.version = 1_000_000_000
    metadata.sign(world.states["XB"][0])
    above = replace(given, signed=metadata.to_bytes().decode()).to_bytes()
    with pytest.raises(Malformed, match="999,999,999"):
        world.repository.accept(above, now=now())
    world.repository.accept(highest, now=now())
    world.publish()
    assert world.verify().states["XB"].version == 999_999_999


def test_a_states_key_rotates_with_an_overlap(world: World) -> None:
    stored = dict(world.verify().stored)
    old, fresh = world.states["XB"], signers(1)
    both = role("XB", [*old, *fresh])
    world.repository.delegate("XB", both, world.everyone, now=now())
    world.publish()
    middle = world.verify(stored)
    assert middle.problems == {}, "what the old key signed is still believed"
    world.submit("XB", by=fresh)
    world.repository.delegate("XB", role("XB", fresh), world.everyone, now=now())
    world.publish()
    last = world.verify(dict(middle.stored))
    assert last.states["XB"].role_keys == {fresh[0].public_key.keyid}
    with pytest.raises(errors.DirectoryUnsigned):
        world.submit("XB", by=old)


def test_a_states_key_that_was_stolen_is_replaced_at_once(world: World) -> None:
    fresh = signers(1)
    world.repository.delegate("XB", role("XB", fresh), world.everyone, now=now())
    world.publish()
    assert isinstance(world.verify().problems["XB"], errors.DirectoryUnsigned)
    world.submit("XB", by=fresh)
    world.publish()
    assert "XB" in world.verify().states


def test_a_state_can_need_several_signatures(world: World) -> None:
    three = signers(3)
    world.repository.delegate("XC", role("XC", three, 2), world.everyone, now=now())
    world.nodes["XC"] = NodeKeys.generate()
    with pytest.raises(errors.DirectoryUnsigned):
        world.submit("XC", by=three[:1])
    world.submit("XC", by=three[:2])
    world.publish()
    assert "XC" in world.verify().states


def test_nodes_and_keys_are_revoked_and_a_node_reinstated(world: World) -> None:
    key = world.nodes["XB"].public.key_id
    for revocation in (
        Revocation(state="XB", key=None, at=now(), reason="The node was seized."),
        Revocation(state="XB", key=key, at=now(), reason="The key was copied."),
    ):
        world.repository.revoke(revocation, world.everyone, now=now())
    world.publish()
    assert {(one.state, one.key) for one in world.verify().revoked} == {("XB", None), ("XB", key)}
    world.repository.reinstate("XB", world.everyone, now=now())
    world.publish()
    assert [(one.state, one.key) for one in world.verify().revoked] == [("XB", key)]


@pytest.mark.parametrize("wrong", ["A" * 42, "A" * 44, "A" * 16, "", "A" * 42 + "+", 7])
def test_a_revocation_names_a_whole_key_id(world: World, wrong: object) -> None:
    with pytest.raises(Malformed, match="not the id of a key"):
        Revocation(state="XB", key=wrong, at=now(), reason="lost")  # type: ignore[arg-type]


def test_an_entry_names_the_keys_of_its_node(world: World) -> None:
    old, new, lost = (NodeKeys.generate() for _ in range(3))
    step = HandOver(
        environment=world.environment,
        state="XB",
        old=old.public,
        new=new.public,
        at=now(),
        until=now() + timedelta(days=1),
    )
    revoked = RevokedKey(key=lost.public.key_id, at=now(), reason="lost")
    led = (sign_hand_over(step, old),)
    entry = an_entry("XB", new, hand_overs=led, revoked=(revoked,))
    assert entry.node_keys(now()) == {one.public.key_id for one in (old, new, lost)}
    assert an_entry("XB", None).node_keys(now()) == set()


def test_a_state_revokes_its_own_key_and_cannot_publish_it_any_more(world: World) -> None:
    revoked = RevokedKey(key=world.nodes["XB"].public.key_id, at=now(), reason="lost")
    with pytest.raises(Malformed, match="keys that it revokes"):
        world.submit("XB", entry=world.entry("XB", revoked=(revoked,)))
    world.nodes["XB"] = NodeKeys.generate()
    world.submit("XB", entry=world.entry("XB", revoked=(revoked,)))
    world.publish()
    assert world.verify().states["XB"].entry.revoked_keys == (revoked,)


def test_a_withdrawn_state_is_gone(world: World) -> None:
    stored = dict(world.verify().stored)
    world.repository.withdraw("XB", world.everyone, now=now())
    world.publish()
    found = world.verify(stored)
    assert set(found.states) == {"XA"}
    assert "XB" not in found.problems
    with pytest.raises(errors.NotDelegated):
        world.repository.withdraw("XB", world.everyone, now=now())
    with pytest.raises(errors.NotDelegated):
        world.submit("XB")


def test_one_states_expired_part_does_not_stop_the_others(world: World) -> None:
    from homeward.wire.directory.submission import make_submission

    raw = make_submission(
        world.entry("XB"),
        world.repository.mark,
        world.states["XB"],
        version=2,
        now=now() - timedelta(days=179, hours=23, minutes=59, seconds=58),
    )
    world.repository.accept(raw, now=now())
    world.publish()
    import time

    time.sleep(3)
    found = world.verify()
    assert isinstance(found.problems["XB"], errors.DirectoryExpired)
    assert set(found.states) == {"XA"}


def test_a_key_file_is_encrypted_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "root-1.p12"
    signer = new_key_file(path, b"a long passphrase", rounds=1000)
    assert path.stat().st_mode & 0o777 == 0o600
    assert open_key_file(path, b"a long passphrase").public_key == signer.public_key
    assert read_public_key(public_file(path).read_bytes()) == signer.public_key
    with pytest.raises(errors.KeyFileLocked):
        open_key_file(path, b"another")
    with pytest.raises(errors.KeyFileExists):
        new_key_file(path, b"a long passphrase", rounds=1000)
    with pytest.raises(Malformed):
        new_key_file(tmp_path / "other.p12", b"")
    (tmp_path / "no.p12").write_bytes(b"no key")
    with pytest.raises(errors.KeyFileLocked):
        open_key_file(tmp_path / "no.p12", b"x")
    with pytest.raises(Malformed):
        read_public_key(public_file(path).read_bytes().replace(b'"keyid": "', b'"keyid": "0'))


def test_thresholds_are_within_the_keys() -> None:
    keys = tuple(one.public_key for one in signers(2))
    for threshold in (0, 3, -1):
        with pytest.raises(errors.ThresholdInvalid):
            RoleKeys("root", keys, threshold)


# --- PKCS#11 ----------------------------------------------------------------------------------

MODULES = (
    os.environ.get("PYKCS11LIB", ""),
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A software token with one ECDSA key of id 2; skipped aloud where SoftHSM is not installed."""
    module = next((one for one in MODULES if one and Path(one).exists()), None)
    tool = shutil.which("softhsm2-util")
    if module is None or tool is None:
        pytest.skip(
            "PKCS#11 IS NOT TESTED HERE: install SoftHSM (Debian: apt-get install softhsm2), so"
            " that softhsm2-util is on the PATH, or set PYKCS11LIB to the module's file."
        )
    (tmp_path / "tokens").mkdir()
    config = tmp_path / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    monkeypatch.setenv("PYKCS11LIB", module)
    start = [tool, "--module", module, "--init-token", "--free", "--label", "root"]
    subprocess.run([*start, "--pin", "1234", "--so-pin", "5678"], check=True, capture_output=True)
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    with pkcs11.lib(module).get_token(token_label="root").open(user_pin="1234", rw=True) as session:
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC,
            {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")},
            local=True,
        )
        parameters.generate_keypair(id=b"\x02", store=True, label="root")
    return module


def test_a_root_key_stays_in_its_token(world: World, token: str) -> None:
    uri, key = import_token_key(2, token_label="root", pin=lambda: "1234")
    assert uri == "hsm:2?label=root"
    held = token_signer(uri, key, pin=lambda: "1234")
    stored = dict(world.verify().stored)
    fresh = [held, *world.root[:2]]
    propose_root(world.repository, [role("root", fresh, 3)], now=now())
    assert sign_root(world.repository, world.root[:3]) == 1, "the token's signature is missing"
    with pytest.raises(errors.TokenUnavailable):
        sign_root(world.repository, [token_signer(uri, key, pin=lambda: "0000")])
    assert sign_root(world.repository, [held]) == 0
    commit_root(world.repository)
    world.publish()
    assert world.verify(stored).root_version == 2
    with pytest.raises(errors.TokenUnavailable):
        import_token_key(9, token_label="root", pin=lambda: "1234")
    with pytest.raises(errors.TokenUnavailable):
        import_token_key(2, token_label="nobody's", pin=lambda: "1234")


def test_without_a_token_the_error_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYKCS11LIB", raising=False)
    with pytest.raises(errors.TokenUnavailable, match="PYKCS11LIB"):
        import_token_key(2, token_label=None, pin=lambda: "")
