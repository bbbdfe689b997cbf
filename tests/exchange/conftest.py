"""A vault of the test's own, and a file that State XB has announced."""

from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from homeward.foundation.exchange import ports
from homeward.foundation.exchange.ports import Arrived, Filed, MessageType
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.limits import STRANGERS
from homeward.wire.receipts import ReceiptState
from tests.exchange.files import CONTENT, ENDED, Outgoing, outgoing
from tests.exchange.peer import Peer
from tests.people import People


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of the test's own."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    STRANGERS.forget()
    return tmp_path / "vault"


@pytest.fixture
def ended(people: People, vault: Path, monkeypatch: pytest.MonkeyPatch) -> ENDED:
    """What the room of the type was told of its files."""
    told: ENDED = []

    def note(file_id: UUID, state: str, actor: Actor) -> None:
        told.append((file_id, state))

    def effect(arrived: Arrived) -> Filed:
        return Filed(team_id=people.police.pk)

    kind = MessageType("tests.note", 1, effect, on_attachment=note)
    monkeypatch.setitem(ports._types, ("tests.note", 1), kind)
    return told


@pytest.fixture
def file(ended: ENDED) -> Outgoing:
    """A file of three parts, announced by a message that this node took in."""
    one = outgoing(Peer(), CONTENT)
    assert one.sent.deliver()[1].state is ReceiptState.ACCEPTED
    return one
