"""Files of a request: attached, sent with the next message, seen and opened on the other side."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from homeward.casework.cases.models import Case, Event
from homeward.casework.cooperation.models import Request, RequestFile
from homeward.foundation.exchange.attachments.closing import close_attachment
from homeward.foundation.exchange.models import OutAttachment, OutMessage, Transfer
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import custody_of, read_blob
from homeward.foundation.vault.models import Blob
from homeward.wire.attachments import MIN_PART_BYTES
from homeward.wire.header import Handling
from tests.browser_client import signed_in
from tests.cooperation.officers import (
    at_police,
    by_id,
    change,
    draft,
    issued,
    let_in,
    made,
    write,
)
from tests.cooperation.other_node import request_of
from tests.exchange.files import outgoing
from tests.exchange.peer import Peer, journalled
from tests.jobs import run_jobs
from tests.people import People, a_case
from tests.pinning import pin

CONTENT = os.urandom(2 * MIN_PART_BYTES + 17)


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of the test's own, with small parts."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    monkeypatch.setattr(settings, "HOMEWARD_PART_SIZE", MIN_PART_BYTES)
    return tmp_path / "vault"


@pytest.fixture
def case(people: People) -> Case:
    at_police(people)
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    return case


def upload(
    client: Client, request: Request, content: bytes = CONTENT, name: str = "call.wav", **more: Any
) -> Any:
    """Send the form as a browser does."""
    sent = {"file": SimpleUploadedFile(name, content, "audio/wav"), "purpose": "Proof of life."}
    return client.post(f"/requests/{request.pk}/files/", {**sent, **more})


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def only_file(viewer: Any) -> RequestFile:
    with opened(viewer.actor):
        return RequestFile.objects.get()


def page_of(viewer: Any, request: Request, language: str = "en") -> str:
    return signed_in(viewer, language=language).get(f"/requests/{request.pk}/").content.decode()


def test_a_file_goes_with_the_request(people: People, case: Case, vault: Path) -> None:
    pin("XB")
    request = draft(people.alice, case)
    write(people.alice, request)
    assert upload(signed_in(people.alice), request).status_code == 302
    assert len(files_in(vault)) == 3
    stored = b"".join(path.read_bytes() for path in files_in(vault))
    assert CONTENT[:40] not in stored
    assert "It goes with the next message." in page_of(people.alice, request)
    assert by_id(people.alice, request.pk).written_by == people.alice.pk

    made(people.carol, request, "approve", "issue")
    file = only_file(people.alice)
    with opened(EXCHANGE):
        message = OutMessage.objects.get()
        sent = OutAttachment.objects.get()
        steps = [(s.action, s.by, s.source, s.target, s.purpose) for s in custody_of(file.blob_id)]
    assert (file.message_id, sent.message_id) == (message.pk, message.pk)
    assert sent.description["name"] == "call.wav"
    assert "key" not in sent.description
    assert steps == [
        ("taken_in", "XA-POLICE", "", "XA-POLICE", "Proof of life."),
        ("sent", "XA-POLICE", "XA-POLICE", "XB-POLICE", "Proof of life."),
    ]
    assert [s["action"] for s in sent.description["custody"]] == ["taken_in", "sent"]
    assert "It follows once XB has its message." in page_of(people.alice, request)
    assert "Il suivra" in page_of(people.alice, request, "fr")
    with opened(EXCHANGE):
        OutAttachment.objects.update(state=Transfer.ARRIVING, arrived=MIN_PART_BYTES)
    assert "64.0\xa0KB of 128.0\xa0KB have arrived in XB." in page_of(people.alice, request)
    with opened(EXCHANGE):
        OutAttachment.objects.update(last_error="vault_full")
    assert "That node has no room just now." in page_of(people.alice, request)


def test_a_file_with_an_answer_goes_with_the_answer(people: People, case: Case) -> None:
    peer = Peer()
    request = _arrived(peer)
    client = signed_in(people.alice)
    client.post(f"/requests/{request.pk}/link/", {"case": case.reference})
    run_jobs("cooperation.follow_case")
    made(people.carol, request, "acknowledge")
    with opened(EXCHANGE):
        assert not OutAttachment.objects.exists()
    assert upload(client, request).status_code == 302
    made(people.carol, request, "begin")
    with opened(EXCHANGE):
        one = OutAttachment.objects.get()
        assert one.message.type == "cooperation.change"
    made(people.carol, request, "execute", information="As attached.")
    with opened(EXCHANGE):
        assert OutAttachment.objects.count() == 1


def test_what_was_approved_is_sent_as_it_was_approved(people: People, case: Case) -> None:
    request = draft(people.alice, case)
    write(people.alice, request)
    made(people.carol, request, "approve")
    assert upload(signed_in(people.alice), request).status_code == 409
    assert "Attach a file" not in page_of(people.alice, request)


def test_a_page_that_is_older_than_a_file_sends_nothing(people: People, case: Case) -> None:
    request = draft(people.alice, case)
    write(people.alice, request)
    before = by_id(people.carol, request.pk).revision
    upload(signed_in(people.alice), request)
    late = signed_in(people.carol).post(
        f"/requests/{request.pk}/change/approve/", {"revision": before}
    )
    assert late.status_code == 409


def test_whoever_attaches_does_not_approve(people: People, case: Case) -> None:
    request = draft(people.alice, case)
    write(people.alice, request)
    upload(signed_in(people.carol), request)
    refused = change(signed_in(people.carol), people.carol, request, "approve")
    assert refused.status_code == 403


def test_what_was_not_sent_can_be_taken_back(people: People, case: Case, vault: Path) -> None:
    request = draft(people.alice, case)
    client = signed_in(people.alice)
    upload(client, request)
    file = only_file(people.alice)
    assert client.post(f"/requests/{request.pk}/files/{file.pk}/remove/").status_code == 302
    assert files_in(vault) == []
    with opened(EXCHANGE):
        assert not Blob.objects.exists()
        assert not RequestFile.objects.exists()
        assert [s.action for s in custody_of(file.blob_id)] == ["taken_in", "destroyed"]
    verbs = [e.verb for e in journalled("cooperation.file_attached", "cooperation.file_removed")]
    assert verbs == ["cooperation.file_attached", "cooperation.file_removed"]


def test_what_waits_on_a_request_that_ended_can_be_taken_back(
    people: People, case: Case, vault: Path
) -> None:
    peer = Peer()
    request = _arrived(peer)
    made(people.carol, request, "acknowledge")
    assert upload(signed_in(people.alice), request).status_code == 302
    assert "It goes with the next message." in page_of(people.alice, request)
    withdrawn = {
        "request": str(request.pk),
        "change": "withdraw",
        "number": 1,
        "seen": 1,
        "authority": "XB-CENTRAL",
        "at": datetime.now(UTC).isoformat(),
        "data": {"text": "The victim is free."},
    }
    sent = peer.message(withdrawn, type="cooperation.change", thread=str(request.pk))
    assert sent.deliver()[0] == 200
    assert by_id(people.alice, request.pk).state == "withdrawn"
    assert "It was not sent, and the request has ended." in page_of(people.alice, request)
    assert "Il n’a pas été envoyé" in page_of(people.alice, request, "fr")
    file = only_file(people.alice)
    remove = f"/requests/{request.pk}/files/{file.pk}/remove/"
    assert remove in page_of(people.alice, request)
    assert upload(signed_in(people.alice), request).status_code == 409
    assert signed_in(people.alice).post(remove).status_code == 302
    assert files_in(vault) == []
    with opened(EXCHANGE):
        assert not RequestFile.objects.exists()


def test_what_was_approved_cannot_be_taken_back(people: People, case: Case) -> None:
    request = draft(people.alice, case)
    write(people.alice, request)
    upload(signed_in(people.alice), request)
    made(people.carol, request, "approve")
    remove = f"/requests/{request.pk}/files/{only_file(people.alice).pk}/remove/"
    assert remove not in page_of(people.alice, request)
    assert signed_in(people.alice).post(remove).status_code == 409


def test_what_was_sent_cannot_be_taken_back(people: People, case: Case) -> None:
    pin("XB")
    request = issued(people, case)
    upload(signed_in(people.alice), request)
    made(people.carol, request, "withdraw", text="The victim is free.")
    file = only_file(people.alice)
    answer = signed_in(people.alice).post(f"/requests/{request.pk}/files/{file.pk}/remove/")
    assert answer.status_code == 409
    with opened(EXCHANGE):
        assert Blob.objects.exists()


WRONG: dict[str, dict[str, Any]] = {
    "no purpose": {"purpose": ""},
    "no file": {"file": ""},
    "an empty file": {"file": SimpleUploadedFile("empty", b"", "text/plain")},
}


@pytest.mark.parametrize("sent", WRONG.values(), ids=list(WRONG))
def test_a_form_that_is_wrong_leaves_nothing(
    sent: dict[str, Any], people: People, case: Case, vault: Path
) -> None:
    request = draft(people.alice, case)
    answer = upload(signed_in(people.alice), request, **sent)
    assert answer.status_code == 400
    assert files_in(vault) == []
    with opened(EXCHANGE):
        assert not RequestFile.objects.exists()


def test_a_form_without_its_token_leaves_nothing(people: People, case: Case, vault: Path) -> None:
    request = draft(people.alice, case)
    signed_in(people.alice)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.alice)
    assert upload(strict, request).status_code == 403
    with opened(EXCHANGE):
        assert not RequestFile.objects.exists()


def test_no_room_for_an_upload_is_named(
    people: People, case: Case, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = draft(people.alice, case)
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 2**60)
    answer = upload(signed_in(people.alice), request)
    assert answer.status_code == 507
    assert "There is no room left on this node for the file." in answer.content.decode()
    assert files_in(vault) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\evidence\\a.wav", "a.wav"), ("é\u202e.wav", "é.wav")],
)
def test_names_of_files_are_plain(name: str, kept: str, people: People, case: Case) -> None:
    request = draft(people.alice, case)
    upload(signed_in(people.alice), request, name=name)
    assert only_file(people.alice).name == kept


# --- what arrives -------------------------------------------------------------------------------


def _arrived(peer: Peer, **changes: Any) -> Request:
    """A request that XB sent without files."""
    from uuid import uuid4

    thread = uuid4()
    payload = request_of("police_information")
    fields = {"type": "cooperation.request", "thread": str(thread), "handling": Handling.H1}
    status, _ = peer.message(payload, **{**fields, **changes}).deliver()
    assert status == 200
    with opened(EXCHANGE):
        return Request.objects.get(pk=thread)


def test_a_file_that_arrives_is_seen_arriving_then_opened(people: People, case: Case) -> None:
    file = outgoing(Peer(), CONTENT, payload=request_of("police_information"))
    assert file.sent.deliver()[0] == 200
    request = by_id(people.alice, file.sent.header.thread)
    kept = only_file(people.alice)
    file.push(1)
    assert "Arriving from XB: 64.0\xa0KB of 128.0\xa0KB." in page_of(people.alice, request)
    address = f"/requests/{request.pk}/files/{kept.pk}/"
    assert signed_in(people.alice).get(address).status_code == 409
    assert address not in page_of(people.alice, request)

    # The request gets its case while the file is on its way; the file follows.
    signed_in(people.alice).post(f"/requests/{request.pk}/link/", {"case": case.reference})
    run_jobs("cooperation.follow_case")
    file.push(2)
    file.push(3)
    page = page_of(people.alice, request)
    assert "It arrived from XB in full and as it was signed." in page
    answer: Any = signed_in(people.alice).get(address)
    assert answer.status_code == 200
    assert answer.getvalue() == CONTENT
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="recording.wav"'
    assert answer["Cache-Control"] == "no-store, private"
    (entry,) = journalled("cooperation.file_opened")
    assert (entry.actor_id, entry.data["sha256"]) == (people.alice.pk, file.attachment.sha256)
    with opened(people.alice.actor):
        blob = Blob.objects.get()
        assert (blob.case_id, blob.compartment) == (case.pk, "investigation")
        assert read_blob(blob) == CONTENT
        assert Event.objects.filter(kind="cooperation.file_arrived").exists()
    for stranger in (people.dan, people.bob):
        assert signed_in(stranger).get(address).status_code == 404


def test_a_file_without_a_case_is_opened_at_the_desk_and_follows_into_the_case(
    people: People, case: Case
) -> None:
    file = outgoing(Peer(), CONTENT, payload=request_of("police_information"))
    file.sent.deliver()
    for number in (1, 2, 3):
        file.push(number)
    request = by_id(people.alice, file.sent.header.thread)
    address = f"/requests/{request.pk}/files/{only_file(people.alice).pk}/"
    assert signed_in(people.alice).get(address).getvalue() == CONTENT  # type: ignore[attr-defined]
    signed_in(people.alice).post(f"/requests/{request.pk}/link/", {"case": case.reference})
    run_jobs("cooperation.follow_case")
    with opened(EXCHANGE):
        blob = Blob.objects.get()
    assert (blob.case_id, blob.compartment) == (case.pk, "investigation")
    assert signed_in(people.alice).get(address).getvalue() == CONTENT  # type: ignore[attr-defined]


def test_a_file_that_was_closed_says_so(people: People, case: Case) -> None:
    file = outgoing(Peer(), CONTENT, payload=request_of("police_information"))
    file.sent.deliver()
    for number in (1, 2, 3):
        file.push(number)
    request = by_id(people.alice, file.sent.header.thread)
    kept = only_file(people.alice)
    with opened(EXCHANGE):
        close_attachment(kept.blob_id, reason="withdrawn", by="XB-POLICE", actor=EXCHANGE)
    page = page_of(people.alice, request)
    assert "It is not here: it was closed." in page
    assert (
        signed_in(people.alice).get(f"/requests/{request.pk}/files/{kept.pk}/").status_code == 409
    )


def test_the_files_of_a_recalled_request_are_closed_with_it(people: People, case: Case) -> None:
    file = outgoing(Peer(), CONTENT, payload=request_of("police_information"))
    file.sent.deliver()
    for number in (1, 2, 3):
        file.push(number)
    request = by_id(people.alice, file.sent.header.thread)
    kept = only_file(people.alice)
    assert file.recall() == 200
    page = page_of(people.alice, request)
    assert "It is not here: it was recalled." in page
    assert "will not arrive" not in page
    answer = signed_in(people.alice).get(f"/requests/{request.pk}/files/{kept.pk}/")
    assert answer.status_code == 409


def test_a_request_that_is_refused_keeps_no_file(people: People) -> None:
    payload = request_of("police_information", requested_authority="XA-NOBODY")
    file = outgoing(Peer(), CONTENT, payload=payload)
    assert file.sent.deliver()[0] == 422
    with opened(EXCHANGE):
        assert not RequestFile.objects.exists()


def test_ids_of_files_are_asked_for_within_their_request(people: People, case: Case) -> None:
    one, two = draft(people.alice, case), draft(people.alice, case)
    upload(signed_in(people.alice), one)
    file = only_file(people.alice)
    assert signed_in(people.alice).get(f"/requests/{two.pk}/files/{file.pk}/").status_code == 404
    missing = UUID(int=1)
    assert signed_in(people.alice).get(f"/requests/{one.pk}/files/{missing}/").status_code == 404
