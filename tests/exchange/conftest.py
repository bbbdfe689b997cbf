"""A vault of the test's own, and a file that State XB has announced.

This module is read before Django is set up, so it imports what needs it where it is used.
"""

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from homeward.foundation.exchange.ports import Arrived, Filed
    from homeward.foundation.guard.actor import Actor
    from tests.exchange.files import Outgoing
    from tests.exchange.notes import Notes
    from tests.exchange.peer import Peer
    from tests.people import People


@pytest.fixture(autouse=True)
def _nobody_is_plain() -> None:
    """What an earlier test taught this process about a peer's node is forgotten."""
    from homeward.foundation.exchange.handing import plain

    plain.clear()


@pytest.fixture
def peer(people: "People") -> "Peer":
    """XB, pinned here."""
    from tests.exchange.peer import Peer

    return Peer()


@pytest.fixture
def notes(people: "People", monkeypatch: pytest.MonkeyPatch) -> "Notes":
    """The type `tests.note`, and what became of its messages."""
    from tests.exchange.notes import register_notes

    return register_notes(people, monkeypatch)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of the test's own."""
    from django.conf import settings

    from homeward.foundation.journal.limits import STRANGERS

    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    STRANGERS.forget()
    return tmp_path / "vault"


@pytest.fixture
def ended(people: "People", vault: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, str]]:
    """What the room of the type was told of its files."""
    from homeward.foundation.exchange import ports

    told: list[tuple[UUID, str]] = []

    def note(file_id: UUID, state: str, actor: "Actor") -> None:
        told.append((file_id, state))

    def effect(arrived: "Arrived") -> "Filed":
        return ports.Filed(team_id=people.police.pk)

    kind = ports.MessageType("tests.note", 1, effect, on_attachment=note)
    monkeypatch.setitem(ports._types, ("tests.note", 1), kind)
    return told


@pytest.fixture
def file(ended: list[tuple[UUID, str]]) -> "Outgoing":
    """A file of three parts, announced by a message that this node took in."""
    from homeward.wire.receipts import ReceiptState
    from tests.exchange.files import CONTENT, outgoing
    from tests.exchange.peer import Peer

    one = outgoing(Peer(), CONTENT)
    assert one.sent.deliver()[1].state is ReceiptState.DELIVERED
    return one
