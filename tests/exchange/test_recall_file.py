"""One file of a message is withdrawn: destroyed or kept with the reason, wherever it went on to."""

import os
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection

from homeward.foundation.exchange.control.recall_file import recall_file
from homeward.foundation.exchange.errors import AlreadyRecalled
from homeward.foundation.exchange.models import FileRecall, InAttachment, OutAttachment, Transfer
from homeward.foundation.exchange.ports import Enclosed, Kept
from homeward.foundation.exchange.queries import progress_of, recallable_files_in
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import custody_of, keep_file
from homeward.foundation.vault.intake import Intake
from homeward.foundation.vault.models import Blob
from homeward.wire.attachments import MIN_PART_BYTES
from tests.exchange.files import Outgoing, outgoing
from tests.exchange.notes import register_notes
from tests.exchange.peer import Peer, journalled, stored
from tests.people import People
from tests.pinning import pin

CONTENT = os.urandom(2 * MIN_PART_BYTES + 17)


@pytest.fixture(autouse=True)
def _vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    monkeypatch.setattr(settings, "HOMEWARD_PART_SIZE", MIN_PART_BYTES)


@pytest.fixture
def peer(people: People, monkeypatch: pytest.MonkeyPatch) -> Peer:
    register_notes(people, monkeypatch)
    return Peer()


def _kept(content: bytes, people: People) -> UUID:
    intake = Intake()
    intake.write(content)
    blob = keep_file(
        intake.finish(),
        case_id=None,
        compartment="investigation",
        team_id=people.police.pk,
        file_name="recording.wav",
        media_type="audio/wav",
    )
    return blob.pk


def _sent(people: People, *contents: bytes, to: str = "XB", thread: UUID | None = None) -> UUID:
    """A note with files of these contents; its id."""
    actor = people.alice.actor
    with opened(actor):
        files = [
            Enclosed(_kept(each, people), "XA-POLICE", f"{to}-POLICE", "Proof of life.")
            for each in contents
        ]
        return send(
            "tests.note",
            {"words": "x"},
            to=to,
            thread=thread or uuid4(),
            actor=actor,
            team_id=people.police.pk,
            attachments=files,
        )


def _arrived(peer: Peer, content: bytes = CONTENT) -> Outgoing:
    file = outgoing(peer, content)
    file.sent.deliver()
    for number in (1, 2, 3):
        file.push(number)
    assert file.row().state == Transfer.COMPLETE
    return file


def _answers(peer: Peer) -> list[dict[str, Any]]:
    return [each.payload for each in peer.sent_here("exchange.file_recalled")]


def _recalled() -> set[UUID]:
    with opened(EXCHANGE):
        return set(FileRecall.objects.values_list("attachment_id", flat=True))


def test_a_file_of_ours_is_recalled_and_the_answer_is_seen(peer: Peer, people: People) -> None:
    thread, actor = uuid4(), people.alice.actor
    message = _sent(people, CONTENT, b"another", thread=thread)
    peer.accept(message)
    with opened(actor):
        wrong = OutAttachment.objects.get(message_id=message, description__size=len(CONTENT))
        assert len(recallable_files_in(thread)) == 2
        recall_file(wrong.pk, "The wrong recording.", actor=actor)
        assert wrong.blob_id not in recallable_files_in(thread)
        with pytest.raises(AlreadyRecalled):
            recall_file(wrong.pk, "again", actor=actor)
        (waiting,) = progress_of(people.alice, [wrong.blob_id]).values()
    assert waiting.recall.endswith("The other State has not answered yet.")
    (word,) = peer.sent_here("exchange.recall_file")
    assert (word.payload["attachment"], word.header.thread) == (str(wrong.pk), str(thread))
    answer = {
        "message": str(message),
        "attachment": str(wrong.pk),
        "outcome": "kept",
        "reason": "Evidence in proceedings.",
        "passed_on": [],
    }
    assert peer.message(answer, type="exchange.file_recalled").deliver()[0] == 200
    with opened(actor):
        (shown,) = progress_of(people.alice, [wrong.blob_id]).values()
    assert shown.recall == ("Recalled (The wrong recording.). Kept there: Evidence in proceedings.")
    (entry,) = journalled("exchange.file_recall_answered")
    assert (entry.subject_id, entry.data["outcome"]) == (str(wrong.blob_id), "kept")


def test_nobody_answers_for_another_or_for_what_was_never_asked(peer: Peer, people: People) -> None:
    other = Peer(pin("XC"))
    message = _sent(people, CONTENT)
    peer.accept(message)
    with opened(people.alice.actor):
        one = OutAttachment.objects.get(message_id=message)
    answer = {
        "message": str(message),
        "attachment": str(one.pk),
        "outcome": "closed",
        "reason": "",
        "passed_on": [],
    }
    asked_of_nobody = peer.message(answer, type="exchange.file_recalled").deliver()
    assert (asked_of_nobody[0], asked_of_nobody[1].reason) == (422, "unknown_message")
    with opened(people.alice.actor):
        recall_file(one.pk, "The wrong recording.", actor=people.alice.actor)
    stranger = other.message(answer, type="exchange.file_recalled", sender="XC").deliver()
    assert (stranger[0], stranger[1].reason) == (422, "unknown_message")


def test_a_recalled_file_is_destroyed_here_and_its_message_stands(
    peer: Peer, people: People
) -> None:
    file = _arrived(peer)
    row = file.row()
    assert file.recall_alone() == (200, "")
    with opened(EXCHANGE):
        assert not Blob.objects.filter(pk=row.pk).exists()
        assert custody_of(row.pk)[-1].action == "destroyed"
    assert file.row().state == Transfer.CLOSED
    assert stored(file.sent).recalled_at is None
    with opened(people.alice.actor):
        (shown,) = progress_of(people.alice, [row.pk]).values()
    assert shown.recall == "The sender recalled it (The wrong recording.). It is closed."
    assert _answers(peer) == [
        {
            "message": str(file.sent.header.id),
            "attachment": str(file.attachment.id),
            "outcome": "closed",
            "reason": "",
            "passed_on": [],
        }
    ]
    (entry,) = journalled("exchange.file_recall_taken")
    assert (entry.subject_id, entry.data["outcome"]) == (str(row.pk), "closed")
    assert file.status().state == "closed", "who goes on pushing hears it"


def test_a_room_that_must_keep_the_file_says_why(
    peer: Peer, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[UUID, str]] = []

    def on_file_recall(file: UUID, reason: str, actor: object) -> Kept:
        told.append((file, reason))
        return Kept("Evidence in proceedings.")

    register_notes(people, monkeypatch, on_file_recall=on_file_recall)
    file = _arrived(peer)
    assert file.recall_alone() == (200, "")
    row = file.row()
    assert told == [(row.pk, "The wrong recording.")]
    assert (row.state, row.kept_because) == (Transfer.COMPLETE, "Evidence in proceedings.")
    with opened(EXCHANGE):
        assert Blob.objects.filter(pk=row.pk).exists()
    (answer,) = _answers(peer)
    assert (answer["outcome"], answer["reason"]) == ("kept", "Evidence in proceedings.")


def test_what_is_not_known_or_named_wrongly_changes_nothing(peer: Peer) -> None:
    file = _arrived(peer)
    assert file.recall_alone(attachment=str(uuid4())) == (200, "")
    assert [answer["outcome"] for answer in _answers(peer)] == ["unknown"]
    assert file.recall_alone(digest="0" * 64) == (422, "id_reused")
    assert file.row().recalled_at is None
    assert file.row().state == Transfer.COMPLETE


@pytest.mark.parametrize("alone", [True, False])
def test_where_the_file_went_on_to_so_does_its_recall(
    peer: Peer, people: People, alone: bool
) -> None:
    """With the file alone as with its whole message; what this State added there stays."""
    pin("XC")
    file = _arrived(peer)
    onward = _sent(people, CONTENT, to="XC")
    _sent(people, b"of our own", to="XC")
    if alone:
        assert file.recall_alone() == (200, "")
    else:
        assert file.recall() == 200
    with opened(EXCHANGE):
        copy = OutAttachment.objects.get(message_id=onward)
        assert _recalled() == {copy.pk}
        assert FileRecall.objects.get().passed_on == []
    answers = [
        each.payload["passed_on"]
        for each in peer.sent_here("exchange.file_recalled", "exchange.recalled")
    ]
    assert answers == [["XC"]]


def test_a_recall_takes_neither_what_was_here_before_nor_what_another_message_brought_too(
    peer: Peer, people: People
) -> None:
    pin("XC")
    first, second = _arrived(peer), _arrived(peer)
    onward = _sent(people, CONTENT, to="XC")
    assert first.recall_alone() == (200, "")
    assert _recalled() == set(), "the second message stands"
    assert second.recall_alone() == (200, "")
    with opened(EXCHANGE):
        gone = {OutAttachment.objects.get(message_id=onward).pk}
    assert _recalled() == gone

    own = os.urandom(len(CONTENT))
    with opened(people.alice.actor):
        _kept(own, people)  # such as evidence of a case, which was sent to nobody
    third = _arrived(peer, own)
    _sent(people, own, to="XC")
    assert third.recall_alone() == (200, "")
    assert _recalled() == gone
    assert [each["passed_on"] for each in _answers(peer)] == [[], ["XC"], []]


def test_copies_are_found_by_indexes_behind_the_policies(people: People) -> None:
    """Only columns whose comparison leaks nothing are looked up before a policy is asked."""
    digest = "a" * 64
    rows = [
        InAttachment.objects.filter(sha256=digest),
        OutAttachment.objects.filter(sha256=digest),
        Blob.objects.filter(sha256=bytes.fromhex(digest)),
    ]
    with opened(EXCHANGE), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        plans = [each.explain() for each in rows]
    names = ["exchange_in_file_digest", "exchange_out_file_digest", "vault_blob_digest"]
    assert [name in plan for name, plan in zip(names, plans, strict=True)] == [True] * 3, plans
