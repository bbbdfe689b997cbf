"""An officer recalls one thing of what was sent, and reads what became of it; so does the other."""

import os
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.models import Request, RequestFile
from homeward.foundation.access.models import User
from homeward.foundation.exchange.models import FileRecall, OutAttachment, OutMessage, Recall
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.wire.attachments import MIN_PART_BYTES
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, by_id, draft, let_in, made, write
from tests.cooperation.other_node import request_of
from tests.exchange.files import Outgoing, outgoing
from tests.exchange.peer import Peer, journalled
from tests.people import People, a_case
from tests.pinning import pin

CONTENT = os.urandom(MIN_PART_BYTES + 17)


@pytest.fixture(autouse=True)
def _vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    monkeypatch.setattr(settings, "HOMEWARD_PART_SIZE", MIN_PART_BYTES)


@pytest.fixture
def case(people: People) -> Case:
    at_police(people)
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    return case


def _upload(person: User, request: Request, content: bytes = CONTENT) -> None:
    sent = {"file": SimpleUploadedFile("call.wav", content, "audio/wav"), "purpose": "To compare."}
    assert signed_in(person).post(f"/requests/{request.pk}/files/", sent).status_code == 302


def _issued_with_file(people: People, case: Case, **sent: str) -> Request:
    request = draft(people.alice, case, **sent)
    assert write(people.alice, request).status_code == 302
    _upload(people.alice, request)
    return made(people.carol, request, "approve", "issue")


def _page(person: User, address: str) -> str:
    return signed_in(person).get(address).content.decode()


def _recall(person: User, request: Request, what: str, reason: str = "The wrong call.") -> Any:
    return signed_in(person).post(
        f"/requests/{request.pk}/recall/", {"what": what, "reason": reason}
    )


def _arrived(content: bytes = CONTENT, peer: Peer | None = None) -> Outgoing:
    file = outgoing(peer or Peer(), content, payload=request_of("police_information"))
    file.sent.deliver()
    for number in range(1, len(file.attachment.parts) + 1):
        file.push(number)
    return file


def test_an_officer_recalls_one_file_and_reads_the_answer(people: People, case: Case) -> None:
    peer = Peer()
    request = _issued_with_file(people, case)
    with opened(EXCHANGE):
        message = OutMessage.objects.get(type="cooperation.request")
        one = OutAttachment.objects.get()
    peer.accept(message.pk)
    page = f"/requests/{request.pk}/"
    link = f"{page}recall/?what=file:{one.pk}"
    assert link in _page(people.carol, page)
    assert link not in _page(people.alice, page), "who issues recalls"
    form = _page(people.carol, link)
    assert "Only the file call.wav" in form
    (chosen,) = re.findall(r'<input[^>]*name="what"[^>]*checked[^>]*>', form)
    assert f"file:{one.pk}" in chosen

    assert _recall(people.carol, request, f"file:{one.pk}", "").status_code == 400
    assert _recall(people.carol, request, "file:none").status_code == 400
    assert _recall(people.alice, request, f"file:{one.pk}").status_code in (403, 409)
    assert _recall(people.carol, request, f"file:{one.pk}").status_code == 302
    (word,) = peer.sent_here("exchange.recall_file")
    assert word.payload["reason"] == "The wrong call."
    with opened(EXCHANGE):
        assert not Recall.objects.exists(), "the message stands"
    shown = _page(people.carol, page)
    assert "Recalled (The wrong call.). The other State has not answered yet." in shown
    assert link not in shown
    answer = {
        "message": str(message.pk),
        "attachment": str(one.pk),
        "outcome": "closed",
        "reason": "",
        "passed_on": ["XC"],
    }
    assert peer.message(answer, type="exchange.file_recalled").deliver()[0] == 200
    assert "Closed there; the recall went on to XC." in _page(people.carol, page)


def test_an_officer_recalls_one_message_and_the_others_stand(people: People, case: Case) -> None:
    peer = Peer()
    request = _issued_with_file(people, case)
    with opened(EXCHANGE):
        first = OutMessage.objects.get(type="cooperation.request")
    peer.accept(first.pk)
    made(people.carol, request, "withdraw", text="It is settled.")
    with opened(EXCHANGE):
        second = OutMessage.objects.get(type="cooperation.change")
    form = _page(people.carol, f"/requests/{request.pk}/recall/")
    assert f"message:{first.pk}" in form
    assert f"message:{second.pk}" in form
    assert _recall(people.carol, request, f"message:{first.pk}").status_code == 302
    with opened(EXCHANGE):
        assert [one.message_id for one in Recall.objects.all()] == [first.pk]
        assert not FileRecall.objects.exists()


def test_a_file_that_was_recalled_says_so_to_its_reader(people: People, case: Case) -> None:
    file = _arrived()
    request = by_id(people.alice, file.sent.header.thread)
    signed_in(people.alice).post(f"/requests/{request.pk}/link/", {"case": case.reference})
    assert file.recall_alone() == (200, "")
    page = _page(people.alice, f"/requests/{request.pk}/")
    assert "The sender recalled it (The wrong recording.). It is closed." in page
    assert by_id(people.alice, request.pk).content["questions"], "the request stands"
    kept = _only_file(people.alice)
    address = f"/requests/{request.pk}/files/{kept.pk}/"
    assert signed_in(people.alice).get(address).status_code == 409
    (entry,) = journalled("cooperation.file_recalled")
    assert (entry.subject_id, entry.data["sha256"]) == (str(request.pk), kept.sha256)
    assert "was recalled" in _page(people.alice, f"/cases/{case.reference}/timeline/")


def test_a_file_of_what_is_executed_here_is_kept_with_the_reason(
    people: People, case: Case
) -> None:
    peer = Peer()
    file = _arrived(peer=peer)
    request = by_id(people.alice, file.sent.header.thread)
    signed_in(people.alice).post(f"/requests/{request.pk}/link/", {"case": case.reference})
    made(people.carol, request, "acknowledge", "begin")
    assert file.recall_alone() == (200, "")
    (answer,) = peer.sent_here("exchange.file_recalled")
    assert answer.payload["outcome"] == "kept"
    assert "part of proceedings" in str(answer.payload["reason"])
    page = _page(people.alice, f"/requests/{request.pk}/")
    assert "The sender recalled it (The wrong recording.). It is kept:" in page
    address = f"/requests/{request.pk}/files/{_only_file(people.alice).pk}/"
    assert signed_in(people.alice).get(address).getvalue() == CONTENT  # type: ignore[attr-defined]


def test_a_recall_follows_the_file_into_another_request(people: People, case: Case) -> None:
    """What XB sent goes on to XC; what XB sent too, but was here before, is this State's own."""
    pin("XC")
    _issued_with_file(people, case, other_state="XC")
    peer = Peer()
    own = _arrived(peer=peer)
    theirs = _arrived(b"what only XB had", peer=peer)
    request = draft(people.alice, case, other_state="XC")
    assert write(people.alice, request).status_code == 302
    _upload(people.alice, request)
    _upload(people.alice, request, b"what only XB had")
    made(people.carol, request, "approve", "issue")
    assert own.recall_alone() == (200, "")
    assert theirs.recall_alone() == (200, "")
    answers = [each.payload["passed_on"] for each in peer.sent_here("exchange.file_recalled")]
    assert answers == [[], ["XC"]]
    with opened(EXCHANGE):
        recalled = FileRecall.objects.select_related("attachment__message").get()
    assert recalled.attachment.description["size"] == len(b"what only XB had")
    assert recalled.attachment.message.thread == UUID(str(request.pk))
    page = _page(people.carol, f"/requests/{request.pk}/")
    assert "Recalled (The wrong recording.)." in page


def test_a_recall_follows_the_file_to_a_state_that_joined(people: People, case: Case) -> None:
    """It went to XC with a letter first, and with the hand-over then."""
    peer = Peer()
    theirs = _arrived(peer=peer)
    paper = _issued_with_file(people, case, other_state="XC")
    joined = Peer(pin("XC"))
    offer = signed_in(people.carol).post(f"/requests/{paper.pk}/hand-over/offer/")
    assert offer.status_code == 302
    answer = joined.message(
        {"edition": 1, "taken": True, "reason": ""},
        type="cooperation.hand_over_answer",
        thread=str(paper.pk),
        sender="XC",
    )
    assert answer.deliver()[0] == 200
    assert theirs.recall_alone() == (200, "")
    (word,) = peer.sent_here("exchange.file_recalled")
    assert word.payload["passed_on"] == ["XC"]
    with opened(EXCHANGE):
        assert FileRecall.objects.get().attachment.message.type == "cooperation.hand_over"


def _only_file(person: User) -> RequestFile:
    with opened(person.actor):
        return RequestFile.objects.get()
