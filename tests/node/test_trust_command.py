"""`homeward trust` from the first key to a peer that rotated, as it is typed.

The Secretariat keeps a directory in a folder; XB signs its entry; XA follows from a medium.
"""

import errno
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import psycopg
import pytest

from homeward.cli import main
from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
from homeward.node.processes.running import RunningNode
from homeward.wire.cards import MAX_CARD_BYTES, PeerCard
from homeward.wire.directory.notes import Revocation
from homeward.wire.directory.signers import new_key_file
from homeward.wire.signatures import read_statement
from tests.cluster import SuiteCluster
from tests.serving import serving
from tests.wire.directory.made import World, now

pytestmark = pytest.mark.nodes
ROOTS = ("root-1", "root-2", "root-3", "root-4")
PASSPHRASE = "a long test passphrase"


class Desk:
    """Somebody who types commands in a folder, at a node or without one."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder, self.environ = folder, environ

    def type(self, *words: str, fails: bool = False) -> str:
        """What `homeward trust …` prints."""
        command = [sys.executable, "-P", "-m", "homeward.cli", *words]
        environ = {**self.environ, "HOMEWARD_TRUST_PASSPHRASE": PASSPHRASE}
        run = subprocess.run(
            command, cwd=self.folder, env=environ, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in run.stderr, run.stderr
        assert (run.returncode != 0) == fails, run.stdout + run.stderr
        return run.stdout + run.stderr

    def trust(self, *words: str, fails: bool = False) -> str:
        return self.type("trust", *words, fails=fails)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a web server that serves a folder as it lies."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as url:
        yield url


@pytest.fixture
def keeper(tmp_path: Path) -> Desk:
    """The Secretariat: keys for everything, quick to open, and no node."""
    for name in ("root-1", "root-2", "root-3", "root-4", "targets", "publish", "xb"):
        new_key_file(tmp_path / f"{name}.p12", PASSPHRASE.encode(), rounds=1000)
    (tmp_path / "states.json").write_text(json.dumps(DEMO_DIRECTORY))
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("HOMEWARD", "DATABASE"))}
    return Desk(tmp_path, clean)


@pytest.fixture
def nodes(suite: SuiteCluster, keeper: Desk) -> Iterator[tuple[Desk, Desk]]:
    """XA and XB with the States of the demonstration entered."""
    with ExitStack() as stack:
        made = []
        for state in ("XA", "XB"):
            name = f"hwtrust{state.lower()}"
            fresh = stack.enter_context(suite.fresh_database(name, state=state))
            desk = Desk(keeper.folder, fresh.environ)
            make_keys(desk, *(["--second-key"] if state == "XB" else []))
            desk.type("directory", "load", "states.json")
            made.append(desk)
        yield made[0], made[1]


def make_keys(desk: Desk, *words: str) -> None:
    """What `homeward init` does after the schema."""
    run = [sys.executable, "-P", "-m", "homeward.node.migrate", *words]
    subprocess.run(run, env=desk.environ, check=True, capture_output=True)


def fingerprint_in(text: str) -> str:
    return re.search(r"(\d{5} ){7}\d{5}", text)[0]  # type: ignore[index]


def public(*names: str) -> list[str]:
    return [f"{name}.p12.pub.json" for name in names]


@pytest.mark.deep
def test_the_whole_way(keeper: Desk, nodes: tuple[Desk, Desk]) -> None:
    xa, xb = nodes
    # The Secretariat makes the directory with a root of 2 of 3.
    roots = [word for name in public("root-1", "root-2", "root-3") for word in ("--root-key", name)]
    made = keeper.trust(
        *("create", "directory", "--environment", "demo", "--name", "Directory of the tests"),
        *(*roots, "--root-threshold", "2", "--targets-key", *public("targets")),
        *("--snapshot-key", *public("publish"), "--timestamp-key", *public("publish")),
        *("--key", "root-1.p12", "--key", "root-2.p12"),
        *("--key", "targets.p12", "--key", "publish.p12"),
    )
    printed = fingerprint_in(made)
    keeper.trust(
        "delegate", "directory", "XB", "--state-key", *public("xb"), "--key", "targets.p12"
    )
    keeper.trust("export", "directory", "first")
    assert printed in keeper.trust("fingerprint", "first/root.json")

    # XB signs its entry; XA signing for XB is refused.
    xb.trust("entry", "xb.entry")
    sign = ("sign-entry", "xb.entry", "xb.signed", "--root", "first/root.json", "--version", "1")
    keeper.trust(*sign, "--key", "root-3.p12")
    assert "signatures" in keeper.trust("accept", "directory", "xb.signed", fails=True)
    keeper.trust(*sign, "--key", "xb.p12")
    keeper.trust("accept", "directory", "xb.signed")
    until = keeper.trust("publish", "directory", "--key", "publish.p12", "--key", "targets.p12")
    assert "timestamp  good until" in until
    keeper.trust("export", "directory", "medium")

    # XA follows from the medium.
    follow = ("follow", "medium/root.json", "--readers", "Ada", "Ben", "--files", "medium")
    refused = xa.trust(*follow, "--fingerprint", "11111 " * 8, fails=True)
    assert "another fingerprint" in refused
    assert "number 1" in xa.trust(*follow, "--fingerprint", printed)
    shown = xa.trust("show")
    assert "peer XB" in shown
    own = re.search(r"own key ([\w-]{43}) .* signs", xb.trust("show"))[1]  # type: ignore[index]
    assert f"key {own}  good" in shown
    assert "directory 1" in shown

    # XB rotates its keys; its new card is enough. They have a second key, as the first ones had.
    xb.trust("keys", "announce", "xb-new.card", "--lead-days", "0")
    card = PeerCard.from_json(
        read_statement((xb.folder / "xb-new.card").read_bytes(), "card", limit=MAX_CARD_BYTES)
    )
    assert card.keys.mldsa65 is not None
    assert "The new keys sign" in xb.trust("keys", "switch")
    assert "followed" in xa.trust("pin", "xb-new.card")
    assert "promised" in xb.trust("keys", "destroy", "--kept-days", "0", fails=True)
    assert "1 private keys" in xb.trust("keys", "destroy", "--kept-days", "0", "--now")

    # A root key is replaced by two keepers, who sign one after the other; XB's node is revoked.
    roles = [word for n in public("root-1", "root-2", "root-4") for word in ("--role-key", n)]
    keeper.trust("root", "propose", "directory", "--role", "root", "--threshold", "2", *roles)
    shown = keeper.trust("root", "sign", "directory", "--key", "root-1.p12", fails=True)
    ids = {n: json.loads(Path(keeper.folder, *public(n)).read_text())["keyid"] for n in ROOTS}
    assert f"same     {ids['root-1']}" in shown
    assert f"NEW      {ids['root-4']}" in shown
    assert f"REMOVED  {ids['root-3']}" in shown
    assert "root: 2 of these keys must sign\n" in shown
    asked = fingerprint_in(shown)
    sign = ("root", "sign", "directory", "--yes")
    assert "1 more" in keeper.trust(*sign, "--key", "root-1.p12")
    assert "needs 1 more" in keeper.trust("root", "commit", "directory", fails=True)
    assert "complete" in keeper.trust(*sign, "--key", "root-2.p12")
    assert asked in keeper.trust("root", "commit", "directory")
    keeper.trust(
        *("revoke", "directory", "XB", "--reason", "The node was seized.", "--key", "targets.p12")
    )
    revoke = ("revoke", "directory", "XB", "--reason", "Copied.", "--key", "targets.p12")
    short = keeper.trust(*revoke, "--key-id", own[:16], "--unlisted", fails=True)
    assert "not the id of a key" in short
    told = keeper.trust(*revoke, "--key-id", own[:-1] + "_", fails=True)
    assert "does not name the key" in told
    assert own in told
    keeper.trust(*revoke, "--key-id", own)
    keeper.trust("publish", "directory", "--key", "publish.p12")
    assert "revoked    XB" in keeper.trust("inspect", "directory")
    keeper.trust("export", "directory", "newest")
    xa.trust("refresh", "1", "--files", "newest")
    assert "REVOKED" in xa.trust("show")
    assert "older" in xa.trust("refresh", "1", "--files", "medium", fails=True)
    assert "older than what this node has seen" in xa.trust("show")


def test_what_cannot_be_done_is_said_in_a_sentence(keeper: Desk) -> None:
    assert "root.json of the directory is missing" in keeper.trust("inspect", "nowhere", fails=True)
    assert "could not be read" in keeper.trust("fingerprint", "states.json", fails=True)
    assert "nothing.json: No such file" in keeper.trust("fingerprint", "nothing.json", fails=True)
    wrong = keeper.trust("key", "root-1.p12", fails=True)
    assert "never overwritten" in wrong
    assert "PYKCS11LIB" in keeper.trust("key", "token.json", "--token", "hsm:2", fails=True)


def test_what_a_keeper_mistypes_changes_nothing(
    keeper: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process: the same commands, without the second that each start takes."""
    world = World(keeper.folder / "directory")
    world.add("XB")
    before = files_below(world.folder)
    monkeypatch.chdir(keeper.folder)
    monkeypatch.setattr("sys.stderr", (said := StringIO()))

    def fails(*words: str) -> str:
        said.seek(0)
        said.truncate()
        monkeypatch.setattr("sys.argv", ["homeward", "trust", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code
        return " ".join(said.getvalue().replace("│", " ").split())

    because = ("--reason", "The node was seized.", "--key", "targets.p12")
    assert "XV has no part in this directory" in fails("revoke", "directory", "XV", *because)
    assert "“X1” is not a State's two" in fails("revoke", "directory", "X1", *because)
    reinstated = fails("reinstate", "directory", "xb", "--key", "targets.p12")
    assert "the node of XB is not revoked" in reinstated
    assert "states.json: File exists" in fails("export", "directory", "states.json")

    def full(source: Path, target: Path, ignore: object) -> None:
        target.mkdir()
        raise OSError(errno.ENOSPC, "No space left on device", str(target / "1.root.json"))

    monkeypatch.setattr("shutil.copytree", full)
    assert "1.root.json: No space left on device" in fails("export", "directory", "stick/copy")
    assert not (keeper.folder / "stick/copy").exists(), "half a copy would be followed"
    assert files_below(world.folder) == before
    # A key would be lost by a slip of the tongue, and with it the State's part.
    made = ("sign-entry", "states.json", "xb.p12", "--root", "directory/metadata/1.root.json")
    assert "another kind of file" in fails(*made, "--version", "1", "--key", "xb.p12")
    for words in (["entry", "xb.p12"], ["keys", "announce", "root-1.p12"]):
        assert "another kind of file" in fails(*words)
    assert "no folder nowhere" in fails("keys", "announce", "nowhere/new.card")


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_a_peer_is_pinned_and_one_of_its_keys_is_revoked(nodes: tuple[Desk, Desk]) -> None:
    xa, xb = nodes
    said = xb.type("peer", "card", "xb.card")
    connected = xa.type("peer", "pin", "xb.card", "--fingerprint", fingerprint_in(said))
    assert "XB" in connected
    key = re.search(r"key ([\w-]{43})  good", xa.trust("show"))[1]  # type: ignore[index]
    short = xa.trust("revoke-key", "XB", key[:16], "--reason", "Stolen.", fails=True)
    assert "letter by letter" in short
    hyphen = xa.trust("revoke-key", "XB", f"-{key[1:]}", "--reason", "Stolen.", fails=True)
    assert "letter by letter" in hyphen, "an id may begin like an option"
    revoked = xa.trust("revoke-key", "XB", key, "--reason", "Stolen.")
    assert "card of its new keys" in revoked
    assert f"key {key}  REVOKED" in xa.trust("show")


@pytest.mark.deep
def test_a_served_node_refreshes_what_it_follows_by_itself(
    suite: SuiteCluster, tmp_path: Path, keeper: Desk
) -> None:
    world = World(tmp_path / "kept")
    world.add("XB")
    (tmp_path / "root.json").write_bytes(world.first_root)
    with suite.fresh_database("hwtrustweb", state="XA") as fresh, served(world.folder) as url:
        desk = Desk(keeper.folder, fresh.environ)
        make_keys(desk)
        follow = ("follow", "root.json", "--url", url, "--readers", "Ada", "Ben")
        desk.trust(*follow, "--fingerprint", world.repository.fingerprint)
        told = Revocation(state="XB", key=None, at=now(), reason="The node was seized.")
        world.repository.revoke(told, world.everyone, now=now())
        world.publish()
        with psycopg.connect(suite.cluster.superuser_url("hwtrustweb"), autocommit=True) as admin:
            admin.execute("update authorities_directory set tried_at = null")
            node = RunningNode(fresh.home).start()
            try:
                end = time.monotonic() + 120
                while time.monotonic() < end:
                    (gone,) = admin.execute("select revoked_at from authorities_node").fetchone()  # type: ignore[misc]
                    if gone is not None:
                        break
                    time.sleep(1)
            finally:
                node.stop()
        assert gone is not None
        assert "REVOKED" in desk.trust("show")
