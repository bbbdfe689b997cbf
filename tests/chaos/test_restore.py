"""A node comes back from yesterday's copy, and its peers give it today again.

The copy is made with PostgreSQL's own tools and a copy of the folder, as `docs/how-to/back-up.md`
says, while both nodes serve.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from homeward.node.postgres import Role, admin
from homeward.node.postgres.program import packaged_program
from tests.chaos.nodes import ChaosNode, nodes_of

pytestmark = [pytest.mark.nodes, pytest.mark.chaos]

TAKEN = (
    "select digest, receipt, thread::text, refused from exchange_inmessage"
    " where type = 'cooperation.request' order by digest"
)
SENT = (
    "select m.digest, r.state, r.statement from exchange_outmessage m"
    " join exchange_receipt r on r.message_id = m.id"
    " where m.type = 'cooperation.request' order by 1, 2"
)
EFFECTS = "select id::text, other_state, side from cooperation_request order by 1"


def test_what_a_restored_node_lost_comes_back_from_its_peer(tmp_path: Path) -> None:
    with nodes_of(("XA", "XB")) as nodes:
        one, other = nodes["XA"], nodes["XB"]
        _write(one, 2, "XB")
        _write(other, 2, "XA")
        _settle(nodes)
        _back_up(other, tmp_path)
        _write(one, 3, "XB")
        _write(other, 2, "XA")
        _settle(nodes)
        taken, sent, effects = (other.query(each) for each in (TAKEN, SENT, EFFECTS))
        assert (len(taken), len(effects)) == (5, 5)

        other.running.stop()
        _restore(other, tmp_path)
        assert len(other.query(TAKEN)) == 2, "it has forgotten today"
        said = _command(other, "exchange", "restored", "--reason", "The disk failed.")
        assert "its peers return what it lost" in said
        other.running.start()
        _write(one, 1, "XB")  # nobody waits with what is new
        _until(lambda: len(other.query(TAKEN)) == 6)
        _settle(nodes)

        # Taken in again under the very receipts that it gave, each with its effect once.
        assert set(taken) <= set(other.query(TAKEN))
        assert set(effects) <= set(other.query(EFFECTS))
        assert len(other.query(EFFECTS)) == 6
        # What it had sent is known again, with the receipts for it.
        assert {row for row in sent if row[1] == "accepted"} <= set(other.query(SENT))
        lost = _command(other, "exchange", "returned").splitlines()
        assert len(lost) == 2, "two requests that only the other side has a record of"

        # It counts anew, and neither side sees a number twice or a broken chain.
        _write(other, 2, "XA")
        _settle(nodes)
        odd = 'select distinct "order" from exchange_inmessage'
        for node in nodes.values():
            orders = {row[0] for row in node.query(odd)}
            assert orders <= {"", "late", "gap"}, orders
        assert len(one.query("select distinct epoch from exchange_inmessage")) == 2
        for node in nodes.values():
            assert "sound" in node.verify_journal()


def _write(node: ChaosNode, count: int, state: str) -> None:
    process = node.inject(count, [state], 0)
    process.communicate(timeout=120)
    assert process.returncode == 0


def _settle(nodes: dict[str, ChaosNode]) -> None:
    """Until nothing is on its way and every receipt was sent."""
    pending = "select count(*) from exchange_outmessage where delivery = 'pending'"
    unsent = "select count(*) from exchange_givenreceipt where sent_in is null"

    def is_quiet() -> bool:
        return all(n.query(each) == [(0,)] for n in nodes.values() for each in (pending, unsent))

    _until(is_quiet)


def _until(happens: Any, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.3)


def _back_up(node: ChaosNode, folder: Path) -> None:
    """The database first, then the vault."""
    _tool("pg_dump", "--format=custom", f"--file={folder / 'node.dump'}", _superuser(node))
    vault = node.home.path / "vault"
    if vault.exists():
        shutil.copytree(vault, folder / "vault")


def _restore(node: ChaosNode, folder: Path) -> None:
    """A new and empty database, the copy put into it, and the vault beside it."""
    name = node.home.config.database
    url = node.cluster.superuser_url()
    admin.drop_database(url, name)
    passwords = {role: node.home.database_password(role) for role in Role}
    admin.prepare_node_database(url, name, passwords)
    _tool(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--exit-on-error",
        f"--dbname={_superuser(node)}",
        str(folder / "node.dump"),
    )
    vault = node.home.path / "vault"
    shutil.rmtree(vault, ignore_errors=True)
    if (folder / "vault").exists():
        shutil.copytree(folder / "vault", vault)
    _command(node, "migrate")


def _superuser(node: ChaosNode) -> str:
    return node.cluster.superuser_url(node.home.config.database)


def _tool(name: str, *arguments: str) -> None:
    subprocess.run([packaged_program().tool(name), *arguments], check=True)


def _command(node: ChaosNode, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-P", "-m", "homeward.cli", *arguments],
        env={**os.environ, "HOMEWARD_HOME": str(node.home.path), "HOMEWARD_BASE_URL": node.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
