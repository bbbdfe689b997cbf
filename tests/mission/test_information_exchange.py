"""59/154 §4, 61/179 §3: exchange of information, node to node, signed, sealed and receipted."""

import pytest

from homeward.node.demo.checks import verify
from homeward.node.demo.story import Step, Story
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]


def test_every_message_has_its_receipt_and_every_journal_verifies(played: Played) -> None:
    story, _ = played
    checks = verify(story)
    wanted = [c for c in checks if c.name.startswith(("Receipts", "Journal", "Requests"))]
    assert len(wanted) == 8
    assert [check for check in wanted if not check.passed] == []


def test_what_travels_is_sealed(played: Played) -> None:
    """Nothing of a request can be read on the disk of the node, nor by whoever carries it."""
    story, _ = played
    for contents, kind in rows(story, "XA", "select contents, type from exchange_outmessage"):
        raw = bytes(contents)
        assert kind.encode() not in raw
        assert b"kidnapped" not in raw
        assert b"E2E-" not in raw


def test_the_officer_sees_the_receipt(played: Played) -> None:
    story, _ = played
    page = story.person("officer.xa").get(f"/requests/{story.freezing}/")
    assert "receipt signed" in page


def test_the_officers_of_the_other_state_are_never_named(played: Played) -> None:
    story, _ = played
    for state, foreign in (("XA", "xb"), ("XB", "xa")):
        page = story.person(f"central.{state.lower()}").get(f"/requests/{story.freezing}/")
        assert f"central.{foreign}" not in page
        assert f"officer.{foreign}" not in page
