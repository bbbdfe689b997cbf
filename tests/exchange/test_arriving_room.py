"""No room, too much in a day, too many at once: named, told, and it goes on."""

import errno
import os
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from homeward.foundation.exchange import traffic
from homeward.foundation.exchange.attachments.cleaning import sweep_attachments
from homeward.foundation.exchange.attachments.limits import slot
from homeward.foundation.exchange.errors import (
    AttachmentBusy,
    PeerQuotaReached,
)
from homeward.foundation.exchange.models import InAttachment, Shortage
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.errors import VaultFull
from homeward.wire.attachments import MIN_PART_BYTES, AttachmentState
from homeward.wire.receipts import ReceiptState
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.carrier import signed_headers
from tests.exchange.files import CONTENT, ENDED, Outgoing, files_in, outgoing
from tests.exchange.peer import Peer, journalled
from tests.page_checks import check_page
from tests.people import People

pytestmark = pytest.mark.usefixtures("vault")


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
    page = signed_in(people.adam).get("/connections/room/").content.decode()
    assert "<h1>Files that wait for room</h1>" in page
    assert "Files of XB find no room on this node" in page
    assert "disk_kept" in page
    assert "find no room" in signed_in(people.adam).get("/").content.decode()
    assert "find no room" not in signed_in(people.alice).get("/").content.decode()
    assert signed_in(people.alice).get("/connections/room/").status_code == 404

    assert file.push(2).missing == ((3, 3),)
    assert not Shortage.objects.exists()
    assert "No file waits" in signed_in(people.adam).get("/connections/room/").content.decode()


def test_the_disk_that_must_stay_free_is_asked_before_a_part_is_sent(
    file: Outgoing, monkeypatch: pytest.MonkeyPatch, people: People
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 2**60)
    with pytest.raises(VaultFull):
        file.status()
    # Also where only people of this node upload, who keeps it is told.
    page = check_page(signed_in(people.adam).get("/connections/room/"))
    assert "There is no room for more files on this node" in page
    assert "There is no room for more files" in check_page(signed_in(people.adam).get("/"))
    traffic.forget()
    path = f"/exchange/v1/attachments/XB/{file.attachment.id}"
    headers = signed_headers(b"", keys=file.peer.keys, node="XB", path=path, method="GET")
    answer = Client().get(path, headers=headers, CONTENT_LENGTH="0")
    assert (answer.status_code, answer.json()["code"]) == (507, "vault_full")


def test_a_state_sends_no_more_in_a_day_than_it_may(
    file: Outgoing, monkeypatch: pytest.MonkeyPatch, node: TestNode, suite: SuiteCluster
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_PEER_QUOTA", 2 * MIN_PART_BYTES)
    file.push(1)
    file.push(2)
    with pytest.raises(PeerQuotaReached):
        file.push(3)
    sweep_attachments()
    assert Shortage.objects.get().code == "attachment_quota"
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        owner.execute("update exchange_inattachment set moved_at = now() - interval '25 hours'")
    assert file.push(3).state is AttachmentState.COMPLETE


def test_what_waits_no_more_wants_no_room(file: Outgoing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a file that was recalled while there was no room for it."""
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 2**60)
    with pytest.raises(VaultFull):
        file.status()
    assert file.recall() == 200
    assert Shortage.objects.exists()
    sweep_attachments()
    assert not Shortage.objects.exists()


def test_a_file_larger_than_this_node_takes_in_is_refused_and_the_message_stands(
    ended: ENDED, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_LARGEST_ATTACHMENT", len(CONTENT) - 1)
    one = outgoing(Peer(), CONTENT)
    assert one.sent.deliver()[1].state is ReceiptState.DELIVERED
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
