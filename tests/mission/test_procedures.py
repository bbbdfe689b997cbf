"""59/154 §7(h): procedures for rescue, communication, information and prosecution.

What one authority sent, the other has, provably and once; nobody can rewrite what happened; and
the proof stands without the software that made it. Evidence goes from the family's door to the
court with every hand that held it, and a case from the first call to the sentence.
"""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from homeward.node.demo.crisis import LEAD, OFFICER, Crisis, moment
from homeward.node.demo.crisis_file import NOTE_FILE
from homeward.node.demo.story import Step, Story
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]
PlayedCrisis = tuple[Crisis, list[Step]]


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


def _unpacked(story: Crisis, place: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(story.package)) as archive:
        archive.extractall(place)
    return place


def test_the_court_has_the_very_bytes_that_were_taken_in(
    crisis: PlayedCrisis, tmp_path: Path
) -> None:
    """By the hashes of the package and a program of everybody, besides its own verifier."""
    story, _ = crisis
    place = _unpacked(story, tmp_path)
    digest = hashlib.sha256(NOTE_FILE).hexdigest()
    (file,) = (place / "files").iterdir()
    assert file.read_bytes() == NOTE_FILE
    assert digest in (place / "manifest.json").read_text("utf-8")
    hashes = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    subprocess.run(hashes, cwd=place, check=True, capture_output=True)
    by_others = subprocess.run(
        ["sh", "verify.sh"],
        cwd=place / "journal",
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert by_others.returncode == 0, by_others.stdout + by_others.stderr


def test_every_step_of_custody_is_one_that_the_journal_noted(crisis: PlayedCrisis) -> None:
    story, _ = crisis
    written = rows(
        story,
        "XA",
        "select s.number, s.digest from vault_custodystep s join cases_evidence e"
        " on e.blob_id = s.blob_id where e.sha256 = %s and s.action <> 'exported'"
        " order by s.number",
        hashlib.sha256(NOTE_FILE).hexdigest(),
    )
    noted = rows(
        story,
        "XA",
        "select data->>'step' from journal_entry where verb = 'evidence.custody_added'",
    )
    digests = {digest for (digest,) in noted}
    later = [str(digest) for number, digest in written if number > 1]
    assert len(later) == 2
    assert set(later) <= digests


def test_nobody_takes_evidence_who_was_not_handed_it(crisis: PlayedCrisis) -> None:
    story, _ = crisis
    officer = story.person(OFFICER)
    path = f"{story.case}items/{story.item}/custody/"
    before = rows(story, "XA", "select count(*) from vault_custodystep")
    step = {"action": "received", "at": moment(), "purpose": "Trial"}
    officer.refused(path, {**step, "source": "XA-LABORATORY", "target": "XA-COURT"})
    officer.refused(
        path, {**step, "action": "examined", "at": moment(days=-1), "source": "XA-LABORATORY"}
    )
    assert rows(story, "XA", "select count(*) from vault_custodystep") == before


def test_one_line_leads_from_the_call_to_the_sentence(crisis: PlayedCrisis) -> None:
    """Rescue, communication, information and prosecution, each room's entries in their order."""
    story, _ = crisis
    kinds = [
        kind
        for (kind,) in rows(
            story,
            "XA",
            "select e.kind from cases_event e join cases_case c on c.id = e.case_id"
            " where c.reference = %s order by e.id",
            story.reference,
        )
    ]
    order = (
        "case.opened",
        "response.contact_recorded",
        "response.decision_recorded",
        "evidence.custody_added",
        "evidence.exported",
        "case.charged",
        "case.charge_decided",
        "case.sentence_added",
    )
    assert set(order) <= set(kinds), set(order) - set(kinds)
    places = [kinds.index(kind) for kind in order]
    assert places == sorted(places), kinds
    page = story.person(LEAD).get(f"{story.case}timeline/")
    assert len(re.findall(r"<time", page)) >= 20
