"""59/154 §7(h): procedures for communicating data between authorities, and what a court asks.

What one authority sent, the other has, provably and once; nobody can rewrite what happened; and
the proof stands without the software that made it. Rescue and prosecution are later rooms' work.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from homeward.node.demo.story import Step, Story
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]


def _homeward(story: Story, state: str, *arguments: str) -> str:
    """A command of the node's administrator; raises where it fails."""
    node = story.stage.nodes[state]
    environ = {
        **os.environ,
        "HOMEWARD_HOME": str(node.home.path),
        "HOMEWARD_BASE_URL": node.base_url,
    }
    run = subprocess.run(
        [sys.executable, "-P", "-m", "homeward.cli", *arguments],
        env=environ,
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout


def test_both_sides_hold_the_very_same_signed_receipts(played: Played) -> None:
    story, _ = played
    for sender, receiver in (("XA", "XB"), ("XB", "XA")):
        kept = rows(
            story,
            sender,
            "select r.message_id::text, r.statement from exchange_receipt r"
            " join exchange_outmessage m on m.id = r.message_id"
            " where m.peer = %s and r.state in ('accepted', 'delivered', 'refused')",
            receiver,
        )
        given = rows(
            story,
            receiver,
            "select message_id::text, receipt from exchange_inmessage where sender = %s",
            sender,
        )
        assert kept
        ours, theirs = ({key: bytes(raw) for key, raw in side} for side in (kept, given))
        assert ours == {key: theirs[key] for key in ours}


def test_the_officer_reads_what_happened_there_and_when(played: Played) -> None:
    story, _ = played
    page = story.person("officer.xa").get(f"/requests/{story.freezing}/")
    for word in ("On the desk", "Read", "Answered"):
        assert word in page, word


def test_every_journal_verifies_and_names_how_much_it_holds(played: Played) -> None:
    story, _ = played
    for state in ("XA", "XB", "XC"):
        assert "The journal is sound" in _homeward(story, state, "journal", "verify")


def test_what_a_node_sends_is_written_to_a_medium_that_shows_nothing(
    played: Played, tmp_path: Path
) -> None:
    story, _ = played
    _homeward(story, "XA", "exchange", "export", str(tmp_path), "--to", "XB")
    (folder,) = tmp_path.iterdir()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["sender"], manifest["receiver"]) == ("XA", "XB")
    read = _homeward(story, "XB", "exchange", "import", str(folder))
    assert read.startswith("From XA:")


def test_the_line_to_each_state_is_told_to_whoever_keeps_the_node(played: Played) -> None:
    story, _ = played
    told = _homeward(story, "XA", "exchange", "status")
    assert all(f"{state}:" in told for state in ("XB", "XC", "XZ"))
    assert "last reached never" not in told.split("XB:")[1].splitlines()[0]
