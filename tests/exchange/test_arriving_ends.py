"""What the disk spoilt, what was closed, expired or forgotten by a killed process."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest

from homeward.foundation.exchange import ports
from homeward.foundation.exchange.attachments.cleaning import sweep_attachments, sweep_files
from homeward.foundation.exchange.attachments.closing import close_attachment, close_incoming_of
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import custody_of, stream_blob
from homeward.foundation.vault.files import folder_of, parts_there
from homeward.foundation.vault.models import Blob
from homeward.wire.attachments import AttachmentState, seal_part
from homeward.wire.errors import BadPart
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.files import CONTENT, ENDED, Outgoing, files_in, out_of_order, outgoing
from tests.exchange.peer import Peer, journalled
from tests.jobs import run_jobs

pytestmark = pytest.mark.usefixtures("vault")


def test_a_part_that_the_disk_spoilt_travels_again(file: Outgoing, ended: ENDED) -> None:
    out_of_order(file)
    path = folder_of(file.row().pk) / "00002"
    spoilt = bytearray(path.read_bytes())
    spoilt[-1] ^= 1  # whatever the byte was, it is another one now
    path.write_bytes(spoilt)
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


def other(file: Outgoing, number: int) -> bytes:
    """A part as the sender itself would seal it, but not the bytes that were signed."""
    plain = bytes(file.attachment.length_of(number))
    return b"".join(seal_part(file.attachment, number, [plain]))


def test_a_first_part_that_is_not_what_was_signed_is_not_kept(file: Outgoing, vault: Path) -> None:
    with pytest.raises(BadPart):
        file.push(1, other(file, 1))
    assert files_in(vault) == []
    assert file.push(1).missing == ((2, 3),)


def test_a_later_part_that_is_not_what_was_signed_travels_again(
    file: Outgoing, ended: ENDED
) -> None:
    """While the whole is taken along, only the whole tells; then the part is found."""
    file.push(1)
    assert file.push(2, other(file, 2)).missing == ((3, 3),)
    assert file.push(3).state is AttachmentState.CHECKING
    run_jobs("exchange.check_attachment")
    assert file.status().missing == ((2, 2),)
    assert ended == []
    with pytest.raises(BadPart):
        file.push(2, other(file, 2))
    file.push(2)
    run_jobs("exchange.check_attachment")
    assert file.status().state is AttachmentState.COMPLETE
    with opened(EXCHANGE):
        assert b"".join(stream_blob(Blob.objects.get())) == CONTENT


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
    # A backup that was put back keeps its times of change, and its database may be on its way.
    assert sweep_files() == 0
    assert orphan.exists()
    assert sweep_files(older_than=-1) == 1
    assert not orphan.exists()
    assert not unfinished.exists()
    assert parts_there(file.row().pk) == [1]


def test_a_recall_closes_what_is_on_its_way(ended: ENDED, vault: Path) -> None:
    file = outgoing(Peer(), CONTENT)
    file.sent.deliver()
    file.push(1)
    assert file.recall() == 200
    status = file.push(2)
    assert (status.state, status.reason) == (AttachmentState.CLOSED, "recalled")
    assert files_in(vault) == []
    assert ended == [(file.row().pk, "closed")]


def test_a_recall_destroys_what_had_arrived(ended: ENDED, vault: Path) -> None:
    file = outgoing(Peer(), CONTENT)
    file.sent.deliver()
    for number in (1, 2, 3):
        file.push(number)
    assert file.recall() == 200
    assert file.status().state is AttachmentState.CLOSED
    assert files_in(vault) == []
    with opened(EXCHANGE):
        assert not Blob.objects.exists()
        assert custody_of(file.row().pk)[-1].action == "destroyed"
    assert len(journalled("exchange.attachment_destroyed")) == 1


def test_what_a_room_must_keep_it_keeps_with_its_files(
    ended: ENDED, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = ports._types[("tests.note", 1)]
    kept = replace(kind, on_recall=lambda *_: ports.Kept("Evidence in proceedings."))
    monkeypatch.setitem(ports._types, ("tests.note", 1), kept)
    file = outgoing(Peer(), CONTENT)
    file.sent.deliver()
    for number in (1, 2, 3):
        file.push(number)
    assert file.recall() == 200
    assert file.status().state is AttachmentState.COMPLETE
    with opened(EXCHANGE):
        assert Blob.objects.count() == 1
