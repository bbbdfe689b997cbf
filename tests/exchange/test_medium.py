"""Messages on a medium: the same envelopes, receipts travelling back, one effect whatever comes."""

import json
import os
from pathlib import Path

import pytest
from django.db import OperationalError

from homeward.foundation.exchange import medium
from homeward.foundation.exchange.errors import MediumUnusable, NotConnected
from homeward.foundation.exchange.medium import export_to, import_from
from homeward.foundation.exchange.models import InMessage, OutMessage, Receipt, Way
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.header import MessageRef
from homeward.wire.receipts import ReceiptState, verify_receipt
from tests.exchange.notes import Notes
from tests.exchange.peer import Peer, Sent, journalled, send_note, sent, stored
from tests.node_setup import TEST_KEYS
from tests.people import People

ADMIN = service("command")


def _medium(folder: Path, *messages: bytes, receipts: tuple[bytes, ...] = (), **facts: str) -> Path:
    """A medium as XB's node writes it."""
    for name in ("messages", "receipts"):
        (folder / name).mkdir(parents=True)
    for number, raw in enumerate(messages, 1):
        (folder / "messages" / f"{number:06d}.json").write_bytes(raw)
    for number, raw in enumerate(receipts, 1):
        (folder / "receipts" / f"{number:06d}.jws").write_bytes(raw)
    manifest = {
        "v": 1,
        "kind": "medium",
        "environment": "demo",
        "sender": "XB",
        "receiver": "XA",
        **facts,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_what_waits_is_written_in_its_order_and_stays_on_its_way(
    peer: Peer, people: People, notes: Notes, tmp_path: Path
) -> None:
    messages = [send_note(people) for _ in range(3)]
    peer.accept(messages[0])
    written = export_to(tmp_path / "stick", "XB", actor=ADMIN)
    assert (written.messages, written.receipts) == (2, 0)
    files = sorted((written.folder / "messages").iterdir())
    ids = [json.loads(file.read_bytes())["id"] for file in files]
    assert ids == [str(message) for message in messages[1:]]
    assert sent(messages[1]).delivery == "pending"
    assert not [p for p in (tmp_path / "stick").iterdir() if p.name.startswith(".")]
    (entry,) = journalled("exchange.exported")
    assert entry.data["messages"] == 2
    # The plain text of a message is nowhere on the stick.
    assert not any(b"A note." in file.read_bytes() for file in files)


def test_a_medium_is_taken_in_and_its_receipts_travel_back(
    peer: Peer, notes: Notes, tmp_path: Path
) -> None:
    sent_by_xb = [peer.message({"n": n}) for n in range(3)]
    stick = _medium(tmp_path / "in", *(each.envelope for each in sent_by_xb))
    read = import_from(stick, actor=ADMIN)
    assert (read.sender, read.taken_in, read.refused, read.known) == ("XB", 3, 0, 0)
    assert stored(sent_by_xb[0]).way == "medium"
    back = export_to(tmp_path / "out", "XB", actor=ADMIN)
    assert back.receipts == 3, "each was taken in and lies on the desk"
    states = [_state(sent_by_xb, file) for file in sorted((back.folder / "receipts").iterdir())]
    assert sorted(states) == ["delivered"] * 3


def _state(messages: list[Sent], file: Path) -> str:
    refs: dict[str, MessageRef] = {str(each.header.id): each.ref for each in messages}
    ref = refs[file.name[:36]]
    from datetime import UTC, datetime

    receipt = verify_receipt(
        file.read_bytes(), keys=TEST_KEYS.public, message=ref, now=datetime.now(UTC)
    )
    return receipt.state.value


def test_mixed_deliveries_have_one_effect_and_one_receipt(
    peer: Peer, notes: Notes, tmp_path: Path
) -> None:
    first, second = peer.message({"n": 1}), peer.message({"n": 2})
    _, over_network = receive(first.envelope)
    stick = _medium(tmp_path / "in", first.envelope, second.envelope)
    read = import_from(stick, actor=ADMIN)
    assert (read.taken_in, read.known) == (1, 1)
    again = import_from(stick, actor=ADMIN)
    assert (again.taken_in, again.known) == (0, 2)
    assert receive(second.envelope) == (200, bytes(stored(second).receipt))
    assert bytes(stored(first).receipt) == over_network
    assert len(notes.arrived) == 2
    with opened(EXCHANGE):
        assert InMessage.objects.count() == 2


def test_receipts_that_come_back_settle_what_was_exported(
    peer: Peer, people: People, notes: Notes, tmp_path: Path
) -> None:
    message = send_note(people)
    texts = tuple(
        peer.receipt(message, state)[1] for state in (ReceiptState.ACCEPTED, ReceiptState.READ)
    )
    stick = _medium(tmp_path / "in", receipts=texts)
    assert import_from(stick, actor=ADMIN).receipts == 2
    assert import_from(stick, actor=ADMIN).receipts == 2
    assert sent(message).delivery == "accepted"
    assert [told[0] for told in notes.told] == ["accepted"]
    with opened(EXCHANGE):
        assert Receipt.objects.count() == 2
        assert OutMessage.objects.count() == 1


def test_what_is_unusable_is_named_and_the_rest_is_taken_in(
    peer: Peer, people: People, notes: Notes, tmp_path: Path
) -> None:
    good, refused = peer.message({"n": 1}), peer.message({}, type="tests.nothing")
    message = send_note(people)
    foreign = Peer(keys=TEST_KEYS).receipt(message, ReceiptState.READ)[1]
    stick = _medium(
        tmp_path / "in",
        b"not json",
        good.envelope,
        good.envelope[:-10] + b"0000000000",
        refused.envelope,
        b" " * (9 << 20),
        receipts=(foreign, b"x"),
    )
    read = import_from(stick, actor=ADMIN)
    assert (read.taken_in, read.refused, read.receipts) == (1, 1, 0)
    codes = dict(read.faults)
    assert codes["000001.json"] == "malformed"
    assert codes["000003.json"] in ("malformed", "bad_seal")
    assert codes["000005.json"] == "too_large"
    assert codes["000001.jws"] == "unknown_key"
    assert codes["000002.jws"] == "malformed"
    (entry,) = journalled("exchange.imported")
    assert entry.data["faults"] == 5


def test_a_file_without_end_and_a_fault_of_this_node_hinder_no_other(
    peer: Peer, notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = peer.message({"n": 1}), peer.message({"n": 2})
    stick = _medium(tmp_path / "in", first.envelope, second.envelope)
    (stick / "messages" / "000003.json").symlink_to("/dev/zero")
    os.mkfifo(stick / "messages" / "000004.json")
    taken = medium.receive

    def full(raw: bytes, *, way: Way) -> tuple[int, bytes]:
        if raw == first.envelope:
            raise OperationalError("could not extend file: No space left on device")
        return taken(raw, way=way)

    with monkeypatch.context() as patched:
        patched.setattr(medium, "receive", full)
        read = import_from(stick, actor=ADMIN)
    assert read.taken_in == 1
    assert dict(read.faults) == {
        "000001.json": "fault_of_node",
        "000003.json": "it is no plain file",
        "000004.json": "it is no plain file",
    }
    assert import_from(stick, actor=ADMIN).taken_in == 1, "once there is room"
    (stick / "manifest.json").unlink()
    (stick / "manifest.json").symlink_to("/dev/zero")
    with pytest.raises(MediumUnusable, match="no plain file"):
        import_from(stick, actor=ADMIN)
    (stick / "manifest.json").unlink()
    (stick / "manifest.json").write_text("[" * 10_000)
    with pytest.raises(MediumUnusable, match="cannot be read"):
        import_from(stick, actor=ADMIN)


def test_a_link_to_a_folder_elsewhere_is_not_followed(
    peer: Peer, notes: Notes, tmp_path: Path
) -> None:
    elsewhere = _medium(tmp_path / "elsewhere", peer.message({"n": 1}).envelope)
    stick = _medium(tmp_path / "in")
    (stick / "messages").rmdir()
    (stick / "messages").symlink_to(elsewhere / "messages")
    read = import_from(stick, actor=ADMIN)
    assert (read.taken_in, read.faults) == (0, [("messages", "it is no plain folder")])


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"environment": "real"}, "environment real"),
        ({"receiver": "XC"}, "for XC"),
        ({"kind": "backup"}, "not that of a medium"),
        ({"v": "2"}, "newer version"),
    ],
)
def test_a_medium_for_somebody_else_is_refused_whole(
    peer: Peer, notes: Notes, tmp_path: Path, facts: dict[str, str], words: str
) -> None:
    stick = _medium(tmp_path / "in", peer.message({"n": 1}).envelope, **facts)
    with pytest.raises(MediumUnusable, match=words):
        import_from(stick, actor=ADMIN)
    assert notes.arrived == []


def test_a_folder_that_is_none_is_said_so(peer: Peer, tmp_path: Path) -> None:
    with pytest.raises(MediumUnusable, match="name the folder"):
        import_from(tmp_path / "absent", actor=ADMIN)
    (tmp_path / "file").write_text("x")
    with pytest.raises(MediumUnusable):
        export_to(tmp_path / "file", "XB", actor=ADMIN)
    with pytest.raises(NotConnected):
        export_to(tmp_path / "stick", "XD", actor=ADMIN)
