"""Files of messages that came otherwise than over the network: described, and awaited."""

import base64
from uuid import uuid4

import psycopg

from homeward.foundation.exchange.contents import contents_of
from homeward.foundation.exchange.models import InAttachment, OutAttachment, OutMessage, Way
from homeward.foundation.exchange.ports import Enclosed
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import keep_file
from homeward.foundation.vault.intake import Intake
from homeward.wire.attachments import AttachmentState
from homeward.wire.envelope import sign_message
from homeward.wire.receipts import ReceiptState
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.files import CONTENT, ENDED, outgoing
from tests.exchange.peer import Peer, sent, stored
from tests.people import People


def _forget(node: TestNode, suite: SuiteCluster, *tables: str) -> None:
    """The database forgets, as an older copy of it would."""
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        for table in tables:
            owner.execute(f"delete from {table}")  # type: ignore[call-overload]  # noqa: S608


def _give(peer: Peer, contents: bytes, receipt: bytes) -> int:
    text = base64.urlsafe_b64encode(contents).rstrip(b"=").decode()
    payload = {"contents": text, "receipts": [receipt.decode()]}
    return peer.message(payload, type="exchange.returned").deliver()[0]


def test_a_message_on_a_medium_announces_its_file_and_parts_may_follow(ended: ENDED) -> None:
    file = outgoing(Peer(), CONTENT)
    assert receive(file.sent.envelope, way=Way.MEDIUM)[0] == 200
    assert file.status().missing == ((1, 3),)
    assert receive(file.sent.envelope)[0] == 200  # the network brings it too: one announcement
    with opened(EXCHANGE):
        assert InAttachment.objects.count() == 1
    states = [file.push(number).state for number in (1, 2, 3)]
    assert states[-1] is AttachmentState.COMPLETE


def test_a_returned_message_announces_its_file_again(
    ended: ENDED, node: TestNode, suite: SuiteCluster
) -> None:
    """The node was restored to a moment before the message: of the file nothing is left."""
    peer = Peer()
    file = outgoing(peer, CONTENT)
    status, receipt = receive(file.sent.envelope)
    assert status == 200
    _forget(node, suite, "exchange_givenreceipt", "exchange_inattachment", "exchange_inmessage")
    assert _give(peer, sign_message(file.sent.header, {}, peer.keys), receipt) == 200
    assert stored(file.sent).way == "returned"
    row = file.row()
    assert (row.state, row.expires_at) == ("arriving", file.sent.header.expires)
    assert [file.push(number).state for number in (1, 2, 3)][-1] is AttachmentState.COMPLETE


def test_a_message_of_ours_that_comes_back_has_no_file_to_push_and_no_key_in_the_open(
    people: People, ended: ENDED, node: TestNode, suite: SuiteCluster
) -> None:
    peer, intake = Peer(), Intake()
    intake.write(CONTENT)
    taken = intake.finish()
    with opened(people.alice.actor):
        blob = keep_file(
            taken,
            case_id=None,
            compartment="investigation",
            team_id=people.police.pk,
            file_name="recording.wav",
            media_type="audio/wav",
        )
        message = send(
            "tests.note",
            {"words": "A note."},
            to="XB",
            thread=uuid4(),
            actor=people.alice.actor,
            team_id=people.police.pk,
            attachments=[Enclosed(blob.pk, "XA-POLICE", "XB-POLICE", "Proof of life.")],
        )
    receipt = peer.receipt(message, ReceiptState.ACCEPTED)[1]
    with opened(EXCHANGE):
        contents = contents_of(OutMessage.objects.get(pk=message))
    (told,) = peer.sent_here("tests.note")
    assert [one.size for one in told.attachments] == [len(CONTENT)]
    _forget(node, suite, "exchange_deadline", "exchange_outattachment", "exchange_outmessage")
    assert _give(peer, contents, receipt) == 200
    assert sent(message).delivery == "accepted"
    assert "attachments" not in sent(message).header
    with opened(EXCHANGE):
        assert not OutAttachment.objects.exists()
