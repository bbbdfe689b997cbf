"""`homeward journal`: the node of a test, its real command, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry, Head, Verification
from homeward.foundation.journal.sequencer import place_all
from homeward.foundation.witness.receiving import take_offer
from tests.cluster import SuiteCluster, TestNode
from tests.people import PASSWORD, People, a_case
from tests.witness.journals import OtherJournal

pytestmark = pytest.mark.nodes


@pytest.fixture
def strong(people: People) -> People:
    """People whose passwords are hashed as the command's own settings expect."""
    from argon2 import PasswordHasher

    hashed = "argon2" + PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    with opened(people.alice.actor):
        people.alice.password = hashed
        people.alice.save(update_fields=["password"])
    return people


def homeward(node: TestNode, *arguments: str, given: str = "") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "homeward.cli", "journal", *arguments],
        env={**os.environ, **node.environ, "COLUMNS": "300", "NO_COLOR": "1"},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_verify_and_a_head_that_was_kept(strong: People, node: TestNode, tmp_path: Path) -> None:
    a_case(strong)
    place_all()
    with opened(service("verifier")):
        head = Head.objects.latest("size")
    kept = tmp_path / "head.jws"
    kept.write_bytes(bytes(head.statement) + b"\n")
    code, said, _ = homeward(node, "verify", "--head", str(kept))
    assert (code, "The journal is sound" in said) == (0, True)
    kept.write_bytes(b"nonsense")
    code, _, refused = homeward(node, "verify", "--head", str(kept))
    assert (code, "is no head of this node" in refused) == (2, True)


def test_export_and_prove(strong: People, node: TestNode, tmp_path: Path) -> None:
    case = a_case(strong)
    place_all()
    asked = ["--as", "alice", "--case", case.reference]
    folder = tmp_path / "evidence"
    code, said, problem = homeward(node, "export", str(folder), *asked, given=f"{PASSWORD}\n")
    assert code == 0, problem
    assert "sh verify.sh" in said
    names = sorted(path.name for path in folder.iterdir())
    assert {"README.txt", "verify.sh", "head.jws", "node.pem", "entries"} <= set(names)
    code, _, problem = homeward(node, "export", str(folder), *asked, given=f"{PASSWORD}\n")
    assert (code, "already" in problem) == (1, True)
    code, _, problem = homeward(node, "export", str(tmp_path / "x"), *asked, given="wrong\n")
    assert (code, "wrong" in problem) == (2, True)
    assert not (tmp_path / "x").exists()
    with opened(service("verifier")):
        entry = Entry.objects.get(verb="case.opened")
        assert Entry.objects.filter(verb="journal.exported", actor_name="alice").exists()
        assert Entry.objects.filter(verb="access.sign_in_failed").count() == 1
    code, said, problem = homeward(
        node, "prove", str(entry.id), "--as", "alice", given=f"{PASSWORD}\n"
    )
    assert code == 0, problem
    shown = json.loads(said)
    assert (shown["entry"]["verb"], shown["countersigned_by"]) == ("case.opened", [])
    code, _, problem = homeward(
        node, "export", str(tmp_path / "y"), "--as", "alice", given=f"{PASSWORD}\n"
    )
    assert (code, "name a case" in problem) == (2, True)


def test_a_damaged_tree_is_verified_all_the_same(
    strong: People, node: TestNode, suite: SuiteCluster
) -> None:
    a_case(strong)
    place_all()
    a_case(strong)  # waits for its place
    with psycopg.connect(suite.cluster.superuser_url("hwmain"), autocommit=True) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute("delete from journal_treehash where level > 0")
    code, said, problem = homeward(node, "verify")
    assert (code, "was tampered with at place" in said) == (1, True), problem
    assert "cannot be placed" in said
    with opened(service("verifier")):
        assert not Verification.objects.latest("at").sound


def test_heads_of_another_journal_are_given_out(
    strong: People, node: TestNode, tmp_path: Path
) -> None:
    other = OtherJournal().add(5)
    first = other.offer(0)
    countersignature = take_offer(first, "XB").countersignature
    forked = OtherJournal("another", other.keys, heads=3).add(5).offer(5)
    take_offer(forked, "XB")
    folder = tmp_path / "heads"
    code, said, problem = homeward(node, "heads", str(folder), "--of", "XB")
    assert (code, "head.jws" in said) == (0, True), problem
    found = {path.name.replace("-1-", "-n-"): path.read_bytes() for path in folder.iterdir()}
    assert found == {
        "head.jws": first.head,
        "countersignature.jws": countersignature,
        "alarm-n-peer_forked.jws": forked.head,
        "alarm-n-peer_forked-earlier.jws": first.head,
    }
    code, _, problem = homeward(node, "heads", str(folder), "--of", "XB")
    assert (code, "already" in problem) == (1, True)
    code, _, problem = homeward(node, "heads", str(tmp_path / "none"), "--of", "XC")
    assert (code, "keeps no head" in problem) == (1, True)
    assert not (tmp_path / "none").exists()
