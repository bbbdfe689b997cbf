"""Evidence that others check: whose entries, which files, and every change found by stock tools."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import scitt_cose

from homeward.casework.cases.actions import add_item
from homeward.casework.cases.vocabulary.case import ItemKind
from homeward.foundation.access.roles import Compartment
from homeward.foundation.authorities.actions.own import announce_own_keys, switch_own_keys
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal import evidence as taking
from homeward.foundation.journal.bundle import contents, write
from homeward.foundation.journal.errors import (
    ForgedHead,
    NothingToExport,
    PlaceTaken,
    TooMuchToExport,
)
from homeward.foundation.journal.evidence import Choice, Evidence, gather
from homeward.foundation.journal.models import Entry
from homeward.foundation.journal.sequencer import place_all
from homeward.foundation.vault.node_keys import own_public_keys
from homeward.foundation.witness.models import Countersigned
from homeward.foundation.witness.own import WITNESS, publish
from homeward.wire import (
    Countersignature,
    Environment,
    NodeKeys,
    TreeHead,
    head_digest,
    make_countersignature,
    make_tree_head,
    merkle,
    verify_tree_head,
)
from tests.node_setup import TEST_KEYS
from tests.people import People, a_case
from tests.pinning import pin


@pytest.fixture
def case(people: People) -> int:
    """The number of a case with an item that is not of Bob's compartment, all placed."""
    made = a_case(people)
    alice = people.alice.actor
    with opened(alice):
        add_item(
            made,
            ItemKind.STATEMENT,
            "Statement",
            actor=alice,
            compartment=Compartment.INVESTIGATION,
        )
    place_all()
    return int(made.pk)


def countersign(people: People) -> None:
    """XB countersigns the head of this hour."""
    keys = pin("XB")
    place_all()
    with opened(WITNESS):
        own = publish(datetime.now(UTC))
        assert own is not None
        said = Countersignature(
            environment=Environment.DEMO,
            state="XA",
            size=own.size,
            root=bytes(own.root),
            head=head_digest(bytes(own.statement)),
            by="XB",
            at=own.at,
            previous=0,
        )
        Countersigned.objects.create(
            peer="XB",
            own=own,
            size=own.size,
            statement=make_countersignature(keys, said),
            received_at=own.at,
        )


def taken(people: People, case: int) -> Evidence:
    return gather(Choice(case_id=case), actor=people.alice.actor)


def verify(
    folder: Path, tools: Path = Path(sys.executable).parent, command: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """The documented command, with the tools of the environment and nothing of the node."""
    path = os.pathsep.join([str(tools), os.environ["PATH"]])
    environ = {"PATH": path, "HOME": str(folder)}
    command = command or ("sh", "verify.sh")
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


def test_only_what_the_person_may_read_is_taken(people: People, case: int) -> None:
    def verbs(evidence: Evidence) -> set[str]:
        return {json.loads(one.canonical)["verb"] for one in evidence.entries}

    alices = verbs(gather(Choice(case_id=case), actor=people.alice.actor))
    bobs = verbs(gather(Choice(case_id=case), actor=people.bob.actor))
    assert {"case.opened", "case.item_added"} <= alices
    assert "case.opened" in bobs
    assert "case.item_added" not in bobs
    for stranger in (people.dan, people.adam):
        with pytest.raises(NothingToExport):
            gather(Choice(case_id=case), actor=stranger.actor)
    with opened(service("verifier")):
        exports = Entry.objects.filter(verb="journal.exported").order_by("number")
        assert [e.actor_name for e in exports] == ["alice", "bob"]
        assert {e.case_id for e in exports} == {case}


def test_one_entry_and_one_record(people: People, case: int) -> None:
    whole = taken(people, case)
    one = whole.entries[0]
    alone = gather(Choice(entry=one.id), actor=people.alice.actor)
    assert [entry.canonical for entry in alone.entries] == [one.canonical]
    about = gather(Choice(subject=("case", str(case))), actor=people.alice.actor)
    assert {json.loads(e.canonical)["subject"][1] for e in about.entries} == {str(case)}
    with pytest.raises(NothingToExport):
        gather(Choice(entry=UUID(int=0)), actor=people.alice.actor)


def test_the_proofs_lead_to_the_signed_head(people: People, case: int) -> None:
    evidence = taken(people, case)
    head = verify_tree_head(
        evidence.head,
        keys=TEST_KEYS.public,
        environment=Environment.DEMO,
        state="XA",
        now=datetime.now(UTC),
    )
    assert (head.size, head.root) == (evidence.size, evidence.root)
    pem = dict(contents(evidence))["node.pem"]
    for one in evidence.entries:
        inclusion = one.inclusion
        path = inclusion.path
        assert merkle.verify_inclusion(one.leaf, inclusion.index, head.size, path, head.root)
        found = scitt_cose.verify_receipt(
            one.receipt, leaf_entry_hex=one.commitment.hex(), log_public_key_pem=pem
        )
        assert (found.ok, found.root, found.tree_size, found.leaf_index, found.subject) == (
            True,
            head.root.hex(),
            head.size,
            inclusion.index,
            str(one.id),
        )
        other = scitt_cose.verify_receipt(
            one.receipt, leaf_entry_hex="00" * 32, log_public_key_pem=pem
        )
        assert not other.ok


def test_the_documented_command_verifies_it(people: People, case: int, tmp_path: Path) -> None:
    countersign(people)
    evidence = taken(people, case)
    write(evidence, tmp_path / "folder")
    found = verify(tmp_path / "folder")
    assert found.stdout.endswith(
        f"VERIFIED: {len(evidence.entries)} entries are in the tree of the signed head\n"
    ), found.stderr
    assert "countersigned: witnesses/XB.jws" in found.stdout
    assert evidence.root.hex() in found.stdout
    write(evidence, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == dict(contents(evidence))
    for place in ("folder", "all.zip"):
        with pytest.raises(PlaceTaken):
            write(evidence, tmp_path / place)
    readme = (tmp_path / "folder" / "README.txt").read_text()
    assert "sh verify.sh" in readme
    assert "countersigned   XB" in readme


def _replace(old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new))

    return change


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


CHANGES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "an entry's verb": ("entries/*.json", _replace(b"case.opened", b"case.viewed")),
    "a salt": ("entries/*.salt", _replace(b"", b"0")),
    "a receipt": ("entries/*.cose", _flip),
    "a head": ("head.jws", _flip),
    "the node's key": (
        "node.pem",
        lambda path: shutil.copy(path.parent / "witnesses/XB.pem", path),
    ),
    "the head's key": (
        "head.pem",
        lambda path: shutil.copy(path.parent / "witnesses/XB.pem", path),
    ),
    "a countersignature": ("witnesses/XB.jws", _flip),
    "a witness's key": ("witnesses/XB.pem", lambda p: shutil.copy(p.parent / "../node.pem", p)),
    "a head for a countersignature": (
        "witnesses/XB.jws",
        lambda path: shutil.copy(path.parent / "../head.jws", path),
    ),
    "a removed salt": ("entries/*.salt", Path.unlink),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_found_by_the_documented_command(
    people: People, case: int, tmp_path: Path, name: str
) -> None:
    countersign(people)
    evidence = taken(people, case)
    folder = tmp_path / "folder"
    write(evidence, folder)
    pattern, change = CHANGES[name]
    files = sorted(folder.glob(pattern))
    if pattern == "entries/*.json":
        files = [f for f in files if b"case.opened" in f.read_bytes()]
    change(files[0])
    found = verify(folder)
    assert found.returncode == 1
    assert "NOT VERIFIED" in found.stderr
    assert "VERIFIED:" not in found.stdout


def test_entries_of_another_tree_do_not_pass(people: People, case: int, tmp_path: Path) -> None:
    """Each file is genuine, but not of one export."""
    early = taken(people, case)
    place_all()
    late = taken(people, case)
    write(early, tmp_path / "folder")
    later = dict(contents(late))
    index = late.entries[0].inclusion.index
    (tmp_path / "folder" / f"entries/{index}.cose").write_bytes(later[f"entries/{index}.cose"])
    found = verify(tmp_path / "folder")
    assert (found.returncode, "in another tree" in found.stderr) == (1, True)


def test_more_entries_than_a_command_takes_as_arguments(
    people: People, case: int, tmp_path: Path
) -> None:
    """Long names and a small limit stand for tens of thousands; a stand-in answers at once."""
    evidence = taken(people, case)
    folder, tools = tmp_path / "folder", tmp_path / "tools"
    write(evidence, folder)
    first = folder / "entries" / str(evidence.entries[0].inclusion.index)
    for number in range(300):
        for ending in ("json", "salt", "cose", "proof.json"):
            name = f"{number:0>200}.{ending}"
            (folder / "entries" / name).hardlink_to(first.with_suffix(f".{ending}"))
    tools.mkdir()
    stand_in = tools / "scitt-cose"
    stand_in.write_text(f'#!/bin/sh\necho \'"root": "{evidence.root.hex()}"\'\n')
    stand_in.chmod(0o755)
    found = verify(folder, tools, ("sh", "-c", "ulimit -s 512 && exec sh verify.sh"))
    assert f"VERIFIED: {300 + len(evidence.entries)} entries" in found.stdout, found.stderr


def test_more_than_is_taken_at_once_is_refused_and_never_cut(
    people: People, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = len(taken(people, case).entries)
    monkeypatch.setattr(taking, "MOST", count)
    with pytest.raises(TooMuchToExport):
        taken(people, case)  # the export before is one entry more
    with opened(service("verifier")):
        assert Entry.objects.filter(verb="journal.exported").count() == 1


def _rotate() -> None:
    setup = service("setup")
    with opened(setup):
        announce_own_keys(actor=setup)
        assert switch_own_keys(actor=setup, at_once=True)


def test_a_head_of_earlier_keys_verifies_after_they_were_changed(
    people: People, case: int, tmp_path: Path
) -> None:
    countersign(people)
    earlier = own_public_keys()
    _rotate()
    evidence = taken(people, case)
    assert (evidence.head_keys, evidence.keys) == (earlier, own_public_keys())
    assert evidence.keys != earlier
    folder = tmp_path / "folder"
    write(evidence, folder)
    found = verify(folder)
    assert f"VERIFIED: {len(evidence.entries)} entries" in found.stdout, found.stderr
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["key_id"] == evidence.keys.key_id
    assert manifest["head_key_id"] == earlier.key_id
    readme = (folder / "README.txt").read_text()
    assert evidence.keys.key_id in readme
    assert earlier.key_id in readme


def test_a_head_that_this_node_never_signed_is_no_evidence(people: People, case: int) -> None:
    countersign(people)
    forged = TreeHead(
        environment=Environment.DEMO,
        state="XA",
        size=10**6,
        root=b"r" * 32,
        at=datetime.now(UTC),
    )
    statement = make_tree_head(NodeKeys.generate(), forged)
    with pytest.raises(ForgedHead):
        taking.keys_of_head(statement)
