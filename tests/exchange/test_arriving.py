"""What arrives in parts: kept part by part, shown only when it is whole, ended for a reason."""

import errno
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from homeward.foundation.exchange import ports
from homeward.foundation.exchange.attachments import arriving
from homeward.foundation.exchange.attachments.arriving import status_of
from homeward.foundation.exchange.attachments.checking import check
from homeward.foundation.exchange.attachments.cleaning import sweep_attachments, sweep_files
from homeward.foundation.exchange.attachments.closing import close_attachment, close_incoming_of
from homeward.foundation.exchange.attachments.limits import slot
from homeward.foundation.exchange.attachments.running import forget
from homeward.foundation.exchange.errors import (
    AttachmentBusy,
    PeerQuotaReached,
    UnknownAttachment,
)
from homeward.foundation.exchange.models import InAttachment, Shortage
from homeward.foundation.exchange.ports import Arrived, Filed, MessageType
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.limits import STRANGERS
from homeward.foundation.vault.actions import custody_of, read_blob
from homeward.foundation.vault.errors import VaultFull
from homeward.foundation.vault.files import folder_of, parts_there
from homeward.foundation.vault.models import Blob
from homeward.wire.attachments import MIN_PART_BYTES, AttachmentState
from homeward.wire.errors import BadPart
from homeward.wire.receipts import ReceiptState
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.files import Outgoing, outgoing
from tests.exchange.peer import Peer, journalled
from tests.jobs import run_jobs
from tests.people import People

CONTENT = os.urandom(2 * MIN_PART_BYTES + 1000)
ENDED = list[tuple[UUID, str]]


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of the test's own."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    STRANGERS.forget()
    return tmp_path / "vault"


@pytest.fixture
def ended(people: People, monkeypatch: pytest.MonkeyPatch) -> ENDED:
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


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_it_is_shown_only_when_it_is_whole(file: Outgoing, ended: ENDED, people: People) -> None:
    row = file.row()
    assert file.status().missing == ((1, 3),)
    assert file.push(3).missing == ((1, 2),)
    assert file.push(1).missing == ((2, 2),)
    with opened(people.alice.actor):  # who sees that it arrives, and how far it is
        shown = InAttachment.objects.get()
        assert (shown.state, shown.arrived) == ("arriving", MIN_PART_BYTES + 1000)
        assert not Blob.objects.exists()
    assert file.push(2).state is AttachmentState.CHECKING
    assert ended == []  # the parts came in another order, so a job reads the whole once more
    assert run_jobs("exchange.check_attachment") == 1
    assert file.status().state is AttachmentState.COMPLETE
    assert ended == [(row.pk, "complete")]
    with opened(people.alice.actor):
        blob = Blob.objects.get(pk=row.pk)
        assert read_blob(blob) == CONTENT
        assert bytes(blob.sha256).hex() == file.attachment.sha256
        steps = [(s.action, s.state, s.by, s.source, s.target) for s in custody_of(row.pk)]
    assert steps == [
        ("sent", "XB", "XB-POLICE", "XB-POLICE", "XA-POLICE"),
        ("arrived", "XA", "XA-POLICE", "XB-POLICE", "XA-POLICE"),
    ]
    with opened(people.dan.actor):
        assert not Blob.objects.exists()
        assert not InAttachment.objects.exists()
    assert bytes(file.row().keys) == b""
    verbs = ["exchange.attachment_announced", "exchange.attachment_arrived"]
    assert [entry.verb for entry in journalled(*verbs)] == verbs


def test_a_message_that_comes_twice_announces_once(file: Outgoing) -> None:
    file.push(1)
    file.sent.deliver()
    with opened(EXCHANGE):
        assert InAttachment.objects.count() == 1
    assert file.status().missing == ((2, 3),)


def test_a_part_that_comes_twice_changes_nothing(file: Outgoing) -> None:
    first = file.push(1)
    again = file.push(1, b"anything at all")
    assert (again.missing, again.arrived) == (first.missing, first.arrived)


def test_parts_in_their_order_are_whole_at_once(file: Outgoing, ended: ENDED) -> None:
    assert [file.push(number).state.value for number in (1, 2, 3)] == ["arriving"] * 2 + [
        "complete"
    ]
    assert ended == [(file.row().pk, "complete")]
    assert run_jobs("exchange.check_attachment") == 0


def test_what_another_process_took_in_is_read_from_the_disk(file: Outgoing, ended: ENDED) -> None:
    file.push(1)
    forget(file.row().pk)  # as after a start of the web process
    file.push(2)
    assert file.push(3).state is AttachmentState.CHECKING
    assert run_jobs("exchange.check_attachment") == 1
    assert file.status().state is AttachmentState.COMPLETE


@pytest.mark.parametrize("asks", [lambda f: f.status(), lambda f: f.push(3)])
def test_killed_between_disk_and_database(
    asks: Callable[[Outgoing], Any], file: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last part is on the disk, and the process dies before it says so."""
    file.push(1)
    file.push(2)

    def die(*args: object) -> bytes:
        raise OperationalError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(arriving, "_note_part", die)
        with pytest.raises(OperationalError):
            file.push(3)
    assert parts_there(file.row().pk) == [1, 2, 3]
    assert file.row().state == "arriving"
    assert asks(file).state is AttachmentState.CHECKING
    run_jobs("exchange.check_attachment")
    assert file.status().state is AttachmentState.COMPLETE


def out_of_order(file: Outgoing) -> None:
    """All parts, so that the whole is checked by a job."""
    for number in (3, 1, 2):
        file.push(number)


def test_checked_twice_it_is_one_file(file: Outgoing, ended: ENDED) -> None:
    out_of_order(file)
    for _ in range(2):
        check.work(actor=EXCHANGE, attachment=str(file.row().pk))
    assert len(ended) == 1
    with opened(EXCHANGE):
        assert Blob.objects.count() == 1


SPOILT: dict[str, Callable[[Outgoing], bytes]] = {
    "a byte": lambda f: f.part(1)[:-1] + bytes([f.part(1)[-1] ^ 1]),
    "another part": lambda f: f.part(2),
    "cut short": lambda f: f.part(1)[:-1],
    "too long": lambda f: f.part(1) + b"x",
    "nothing": lambda f: b"",
    "plain": lambda f: f.content[: len(f.part(1))],
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=list(SPOILT))
def test_a_spoilt_part_is_not_kept(
    spoil: Callable[[Outgoing], bytes], file: Outgoing, vault: Path
) -> None:
    with pytest.raises(BadPart):
        file.push(1, spoil(file))
    assert files_in(vault) == []
    assert file.status().missing == ((1, 3),)
    (entry,) = journalled("exchange.attachment_bad_part")
    assert entry.data["number"] == 1
    assert file.push(1).missing == ((2, 3),)


def test_there_is_no_fourth_part(file: Outgoing) -> None:
    with pytest.raises(BadPart):
        file.push(4, file.part(3))


def test_what_no_message_announced_is_not_known(file: Outgoing) -> None:
    with pytest.raises(UnknownAttachment):
        status_of("XB", uuid4())
    with pytest.raises(UnknownAttachment):
        status_of("XC", file.attachment.id)


def test_over_http_errors_are_typed(file: Outgoing) -> None:
    client, base = Client(), f"/exchange/v1/attachments/XB/{file.attachment.id}"
    assert client.get(f"/exchange/v1/attachments/XB/{uuid4()}").status_code == 404
    assert client.post(base).status_code == 405
    octets = "application/octet-stream"
    bad = client.put(f"{base}/1", data=b"x", content_type=octets)
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_part")
    good = client.put(f"{base}/1", data=file.part(1), content_type=octets)
    assert good.status_code == 200
    assert file.checked(good.content).missing == ((2, 3),)
    assert file.checked(client.get(base).content).missing == ((2, 3),)


# --- room and limits ----------------------------------------------------------------------------


def test_a_full_disk_is_named_and_it_goes_on_once_there_is_room(
    file: Outgoing, vault: Path, monkeypatch: pytest.MonkeyPatch, people: People
) -> None:
    file.push(1)

    def no_room(handle: int, content: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", no_room)
        for _ in range(3):
            with pytest.raises(VaultFull):
                file.push(2)
    assert len(files_in(vault)) == 1
    (entry,) = journalled("exchange.attachment_waits")
    assert (entry.data["code"], entry.subject_id) == ("vault_full", "XB")
    page = signed_in(people.adam).get("/exchange/room/").content.decode()
    assert "Files of XB find no room on this node" in page
    assert "disk_kept" in page
    assert "find no room" in signed_in(people.adam).get("/").content.decode()
    assert "find no room" not in signed_in(people.alice).get("/").content.decode()
    assert signed_in(people.alice).get("/exchange/room/").status_code == 404

    assert file.push(2).missing == ((3, 3),)
    assert not Shortage.objects.exists()
    assert "No file waits" in signed_in(people.adam).get("/exchange/room/").content.decode()


def test_the_disk_that_must_stay_free_is_asked_before_a_part_is_sent(
    file: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 2**60)
    with pytest.raises(VaultFull):
        file.status()
    answer = Client().get(f"/exchange/v1/attachments/XB/{file.attachment.id}")
    assert (answer.status_code, answer.json()["code"]) == (507, "vault_full")


def test_a_state_sends_no_more_in_a_day_than_it_may(
    file: Outgoing, monkeypatch: pytest.MonkeyPatch, node: TestNode, suite: SuiteCluster
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_PEER_QUOTA", 2 * MIN_PART_BYTES)
    file.push(1)
    file.push(2)
    with pytest.raises(PeerQuotaReached):
        file.push(3)
    assert Shortage.objects.get().code == "attachment_quota"
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        owner.execute("update exchange_inattachment set moved_at = now() - interval '25 hours'")
    assert file.push(3).state is AttachmentState.COMPLETE


def test_a_file_larger_than_this_node_takes_in_is_refused_and_the_message_stands(
    ended: ENDED, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_LARGEST_ATTACHMENT", len(CONTENT) - 1)
    one = outgoing(Peer(), CONTENT)
    assert one.sent.deliver()[1].state is ReceiptState.ACCEPTED
    status = one.status()
    assert (status.state, status.reason) == (AttachmentState.REFUSED, "attachment_too_large")
    assert ended == [(one.row().pk, "refused")]
    assert one.push(1).state is AttachmentState.REFUSED


def test_parts_that_come_at_once_leave_room_for_messages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_THREADS", 8)
    one, two, three = uuid4(), uuid4(), uuid4()
    with slot(one, "XB"):
        with pytest.raises(AttachmentBusy), slot(one, "XB"):
            pass
        with slot(two, "XB"):
            with pytest.raises(AttachmentBusy), slot(three, "XB"):
                pass
            of_xc = slot(three, "XC"), slot(uuid4(), "XC")
            with of_xc[0], of_xc[1], pytest.raises(AttachmentBusy), slot(uuid4(), "XD"):
                pass
    with slot(one, "XB"):
        pass


def test_a_slow_part_holds_no_transaction(file: Outgoing) -> None:
    """While a part trickles in, another part of it is turned away and a message is taken in."""
    raw, reading, go_on = file.part(1), threading.Event(), threading.Event()
    done: list[object] = []

    def slowly(most: int) -> bytes:
        reading.set()
        assert go_on.wait(30)
        nonlocal raw
        piece, raw = raw[:most], raw[most:]
        return piece

    def push() -> None:
        from django.db import connections

        from homeward.foundation.exchange.attachments.arriving import take_part

        length = len(raw)
        done.append(take_part("XB", file.attachment.id, 1, length, slowly))
        connections.close_all()

    thread = threading.Thread(target=push)
    thread.start()
    assert reading.wait(30)
    with pytest.raises(AttachmentBusy):
        file.push(2)
    with opened(EXCHANGE):  # the row is free: nothing holds it while bytes are on their way
        assert InAttachment.objects.select_for_update(nowait=True).count() == 1
    go_on.set()
    thread.join(30)
    assert len(done) == 1
    assert file.push(2).missing == ((3, 3),)


# --- spoilt on the disk, closed, expired --------------------------------------------------------


def test_a_part_that_the_disk_spoilt_travels_again(file: Outgoing, ended: ENDED) -> None:
    out_of_order(file)
    path = folder_of(file.row().pk) / "00002"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    run_jobs("exchange.check_attachment")
    assert file.status().missing == ((2, 2),)
    assert ended == []
    file.push(2)
    run_jobs("exchange.check_attachment")
    assert file.status().state is AttachmentState.COMPLETE


def test_a_whole_that_is_not_what_was_signed_is_refused(ended: ENDED, vault: Path) -> None:
    """Every part is as described, and the description contradicts itself."""
    one = outgoing(Peer(), CONTENT, sha256="0" * 64)
    one.sent.deliver()
    for number in (1, 2, 3):
        one.push(number)
    run_jobs("exchange.check_attachment")
    status = one.status()
    assert (status.state, status.reason) == (AttachmentState.REFUSED, "attachment_digest")
    assert ended == [(one.row().pk, "refused")]
    assert files_in(vault) == []
    with opened(EXCHANGE):
        assert not Blob.objects.exists()


def close(file: Outgoing) -> bool:
    with opened(EXCHANGE):
        return close_attachment(file.row().pk, reason="withdrawn", by="XB-POLICE", actor=EXCHANGE)


def test_one_on_its_way_can_be_closed(file: Outgoing, ended: ENDED, vault: Path) -> None:
    file.push(1)
    assert close(file)
    status = file.push(2)
    assert (status.state, status.reason) == (AttachmentState.CLOSED, "withdrawn")
    assert files_in(vault) == []
    assert ended == [(file.row().pk, "closed")]
    assert not close(file)


def test_one_that_arrived_can_be_closed(file: Outgoing, ended: ENDED, vault: Path) -> None:
    for number in (1, 2, 3):
        file.push(number)
    run_jobs("exchange.check_attachment")
    with opened(EXCHANGE):
        closed = close_incoming_of(
            "XB", file.sent.header.id, reason="withdrawn", by="XB-POLICE", actor=EXCHANGE
        )
    assert closed == 1
    assert files_in(vault) == []
    assert [state for _, state in ended] == ["complete", "closed"]
    with opened(EXCHANGE):
        assert not Blob.objects.exists()
        assert [s.action for s in custody_of(file.row().pk)] == ["sent", "arrived", "destroyed"]
    assert file.status().state is AttachmentState.CLOSED
    assert len(journalled("exchange.attachment_destroyed")) == 1


EXPIRED = "update exchange_inattachment set expires_at = now() - interval '1 hour'"
STILL = "update exchange_inattachment set moved_at = now() - interval '1 hour'"


def as_owner(node: TestNode, suite: SuiteCluster, statement: LiteralString) -> None:
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        owner.execute(statement)


def test_what_never_came_whole_goes_with_its_message(
    file: Outgoing, ended: ENDED, vault: Path, node: TestNode, suite: SuiteCluster
) -> None:
    file.push(1)
    sweep_attachments()
    assert file.status().state is AttachmentState.ARRIVING
    as_owner(node, suite, EXPIRED)
    sweep_attachments()
    assert file.status().state is AttachmentState.EXPIRED
    assert files_in(vault) == []
    assert [state for _, state in ended] == ["expired"]


def test_a_check_that_was_lost_is_done_again(
    file: Outgoing, node: TestNode, suite: SuiteCluster
) -> None:
    out_of_order(file)
    as_owner(node, suite, "delete from procrastinate_jobs")
    as_owner(node, suite, STILL)
    sweep_attachments()
    assert run_jobs("exchange.check_attachment") == 1
    assert file.status().state is AttachmentState.COMPLETE


def test_orphans_are_swept_and_nothing_else(file: Outgoing, ended: ENDED, vault: Path) -> None:
    file.push(1)
    orphan = folder_of(uuid4())
    orphan.mkdir(parents=True)
    (orphan / "00001").write_bytes(b"of a failed upload")
    unfinished = folder_of(file.row().pk) / "incoming-1234"
    unfinished.write_bytes(b"of a killed process")
    assert sweep_files(older_than=3600) == 0
    long_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    for path in (orphan, unfinished, unfinished.parent):
        os.utime(path, (long_ago, long_ago))
    assert sweep_files() == 1
    assert not orphan.exists()
    assert not unfinished.exists()
    assert parts_there(file.row().pk) == [1]
