"""What arrives in parts: kept part by part, shown only when it is whole, ended for a reason."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError

from homeward.foundation.exchange import sending
from homeward.foundation.exchange.attachments import arriving, own_digests
from homeward.foundation.exchange.attachments.arriving import status_of
from homeward.foundation.exchange.attachments.checking import check
from homeward.foundation.exchange.attachments.cleaning import sweep_attachments
from homeward.foundation.exchange.attachments.enclosing import describe, readied
from homeward.foundation.exchange.attachments.own_digests import digest_parts
from homeward.foundation.exchange.attachments.running import forget
from homeward.foundation.exchange.errors import FileBeingRead, UnknownAttachment
from homeward.foundation.exchange.models import InAttachment
from homeward.foundation.exchange.ports import Enclosed
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.exchange.sending import send
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import custody_of, destroy_content, read_blob
from homeward.foundation.vault.errors import LockedForEver
from homeward.foundation.vault.files import folder_of, parts_there
from homeward.foundation.vault.models import Blob
from homeward.wire.attachments import MIN_PART_BYTES, AttachmentState, header_fields
from homeward.wire.errors import BadPart
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.files import CONTENT, ENDED, Outgoing, files_in, out_of_order, outgoing
from tests.exchange.peer import Peer, journalled
from tests.jobs import run_jobs
from tests.people import People

pytestmark = pytest.mark.usefixtures("vault")


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


def test_an_id_that_another_message_used_is_refused(file: Outgoing, ended: ENDED) -> None:
    """Signed, not with a fault of this node that the sender would meet again for weeks."""
    again = file.peer.message({}, **header_fields([file.attachment]))
    status, receipt = again.deliver()
    assert (status, receipt.reason) == (422, "attachment_id_used")
    assert file.push(1).missing == ((2, 3),)


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


def onward(file: Outgoing, people: People) -> list[str]:
    """What a message that sends the file on says of its parts, as an officer of the desk."""
    pk = file.row().pk
    with opened(people.alice.actor):
        enclosed = Enclosed(pk, "XA-POLICE", "XC-POLICE", "Proof of life.")
        (described,) = describe(readied([enclosed]))
        return list(described.attachment.parts)


def test_a_wrong_word_on_a_part_is_not_passed_on(
    peer: Peer, ended: ENDED, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole is what was signed, so the parts were not compared: this node takes them anew.

    A job reads a large file for that, and who sends it on is told while it is not done.
    """
    size = MIN_PART_BYTES
    pieces = [CONTENT[start : start + size] for start in range(0, len(CONTENT), size)]
    digests = [hashlib.sha256(piece).hexdigest() for piece in pieces]
    file = outgoing(peer, CONTENT, parts=(digests[0], "0" * 64, digests[2]))
    assert file.sent.deliver()[0] == 200
    assert [file.push(number).state for number in (1, 2, 3)][-1] is AttachmentState.COMPLETE
    assert onward(file, people) == digests
    with monkeypatch.context() as patched:
        patched.setattr(own_digests, "AT_ONCE", len(CONTENT) - 1)
        with pytest.raises(FileBeingRead, match=r"recording\.wav"):
            onward(file, people)
    digest_parts.work(actor=EXCHANGE, attachment=str(file.row().pk))
    with monkeypatch.context() as patched:
        patched.setattr("homeward.foundation.vault.actions.read_part", None)
        assert onward(file, people) == digests
    assert file.row().parts_due_at is None


def test_what_cannot_be_read_is_not_sent_on_and_is_tried_again(
    file: Outgoing,
    people: People,
    node: TestNode,
    suite: SuiteCluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in (1, 2, 3):
        file.push(number)
    place = folder_of(file.row().pk) / "00002"
    whole = place.read_bytes()
    place.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    digest_parts.work(actor=EXCHANGE, attachment=str(file.row().pk))
    with pytest.raises(LockedForEver):
        onward(file, people)
    with monkeypatch.context() as patched:
        patched.setattr(own_digests, "AT_ONCE", len(CONTENT) - 1)
        place.write_bytes(whole)
        with pytest.raises(LockedForEver):  # a large one, until the job has read it
            onward(file, people)
    assert len(onward(file, people)) == 3
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        owner.execute("update exchange_inattachment set parts_due_at = now()")
    sweep_attachments()
    assert run_jobs("exchange.digest_parts") == 1
    assert len(onward(file, people)) == 3
    assert file.row().parts_due_at is None


def test_what_a_message_reads_is_bounded_and_what_was_destroyed_is_let_go(
    file: Outgoing, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        file.push(number)
    pk = file.row().pk
    with opened(people.alice.actor):
        blob = Blob.objects.get(pk=pk)
        enclosed = Enclosed(blob.pk, "XA-POLICE", "XC-POLICE", "Proof of life.")
        monkeypatch.setattr(own_digests, "AT_ONCE", 2 * len(CONTENT) - 1)
        assert len(readied([enclosed])) == 1
        with pytest.raises(FileBeingRead):
            readied([enclosed, enclosed])
        monkeypatch.setattr(sending, "_locked_pair", None)  # no other message waits meanwhile
        with pytest.raises(FileBeingRead):
            send(
                "tests.note",
                {"words": "A note."},
                to="XB",
                thread=uuid4(),
                actor=people.alice.actor,
                team_id=people.police.pk,
                attachments=[enclosed, enclosed],
            )
        destroy_content(blob)
    digest_parts.work(actor=EXCHANGE, attachment=str(pk))
    assert file.row().parts_due_at is None
    with pytest.raises(LockedForEver):
        onward(file, people)


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
