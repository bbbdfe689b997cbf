"""Evidence of the case that goes with a request: copies, custody, codes, and walls."""

import json
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from homeward.casework.cooperation.models import RequestFile
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.foundation.vault.actions import custody_of, read_blob
from homeward.foundation.vault.models import Blob
from tests.browser_client import signed_in
from tests.cases.evidence_scene import taken
from tests.cooperation.given import allows_another_use, answered_by_xb, given_by_xb
from tests.cooperation.officers import at_police, draft, let_in
from tests.page_checks import check_page
from tests.people import People, a_case


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault of the test's own."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)


def test_evidence_goes_as_a_copy_with_its_custody_and_only_by_permission(people: People) -> None:
    case = a_case(people)
    at_police(people)
    alice = signed_in(people.alice)
    item, original = taken(alice, people.alice, case, handling="H2")
    free, _ = taken(alice, people.alice, case, content=b"A map.\n", name="map.txt", handling="H0")
    request = draft(people.alice, case, handling="H2")
    address = f"/requests/{request.pk}/evidence/"
    form = check_page(alice.get(address))
    assert "H2 not passed on without permission" in form
    sent = {"items": [item.pk, free.pk], "purpose": "Voice for comparison"}
    refused = check_page(alice.post(address, sent), status=400)
    assert "Write who permitted it" in refused
    assert item.title in refused
    with opened(people.alice.actor):
        assert not RequestFile.objects.filter(request=request).exists()
        assert [step.action for step in custody_of(original.blob_id)][-1] != "exported"
    permitted = sent | {"permission": "The family, in writing, on 2 March."}
    assert alice.post(address, permitted).status_code == 302
    with opened(people.alice.actor):
        files = list(RequestFile.objects.filter(request=request))
        contents = [read_blob(Blob.objects.get(pk=file.blob_id)) for file in files]
        steps = custody_of(original.blob_id)
    assert [file.name for file in files][:2] == ["call.txt", "map.txt"]
    assert original.blob_id not in {file.blob_id for file in files}, "a copy goes"
    assert (files[0].sha256, contents[0]) == (original.sha256, b"What was said.\n")
    assert files[0].purpose == ("Voice for comparison; H2; The family, in writing, on 2 March.")
    assert "The family" not in files[1].purpose
    assert original.sha256 in json.dumps(json.loads(contents[2])), "its custody goes along"
    assert (steps[-1].action, steps[-1].target) == ("exported", request.other_authority)
    with opened(people.olga.actor):
        entry = Entry.objects.get(verb="cooperation.evidence_attached")
    assert (entry.data["items"], entry.data["permitted"]) == ([item.pk, free.pk], [item.pk])


def test_who_is_not_in_the_part_of_the_case_is_offered_nothing(people: People) -> None:
    """Carol approves at the desk without a place in the case; Bob has one in another part."""
    case = a_case(people)
    at_police(people)
    alice = signed_in(people.alice)
    item, _ = taken(alice, people.alice, case)
    request = draft(people.alice, case)
    address = f"/requests/{request.pk}/evidence/"
    check_page(signed_in(people.carol).get(address), status=409)
    check_page(signed_in(people.bob).get(address), status=404)
    let_in(people, case, people.carol, "investigation")
    assert item.title in check_page(signed_in(people.carol).get(address))
    wrong = signed_in(people.carol).post(address, {"items": [item.pk + 1], "purpose": "x"})
    check_page(wrong, status=400)


def test_what_another_state_gave_goes_on_only_for_a_use_that_is_open(people: People) -> None:
    """UNTOC 18(19): neither as evidence nor as a file that somebody uploads again."""
    case = a_case(people)
    at_police(people)
    alice = signed_in(people.alice)
    content = b"What XB heard.\n"
    item, _ = taken(alice, people.alice, case, content=content, handling="H2")
    request = draft(people.alice, case, handling="H2")
    address = f"/requests/{request.pk}/evidence/"
    assert "Use of what another State gave" not in check_page(alice.get(address))
    answered = given_by_xb(item, people.police)
    assert "Use of what another State gave" in check_page(alice.get(address))
    sent = {"items": [item.pk], "purpose": "Comparison", "permission": "XB, in writing."}
    for use in ("", "allowed"):
        page = check_page(alice.post(address, sent | {"use": use}), status=400)
        assert "XA-2026-000001/77" in page
        assert 'href="#id_use_0"' in page
    again = {"file": SimpleUploadedFile("copy.txt", content), "purpose": "A copy"}
    check_page(alice.post(f"/requests/{request.pk}/files/", again), status=409)
    with opened(people.alice.actor):
        assert not RequestFile.objects.filter(request=request).exists()
    allows_another_use(answered)
    assert alice.post(address, sent | {"use": "allowed"}).status_code == 302


def test_a_file_of_an_answer_is_bound_although_nobody_took_it_into_the_case(
    people: People,
) -> None:
    case = a_case(people)
    at_police(people)
    alice = signed_in(people.alice)
    item, _ = taken(alice, people.alice, case, handling="H0")
    answered = answered_by_xb(item, people.police)
    with opened(EXCHANGE):
        RequestFile.objects.create(
            request=answered,
            side="requested",
            blob_id=uuid4(),
            name="answer.txt",
            media_type="text/plain",
            size=7,
            sha256=sha256(b"An answer").hexdigest(),
            added_at=answered.created_at,
            change=answered.changes.get(),
        )
    request = draft(people.alice, case)
    again = {"file": SimpleUploadedFile("copy.txt", b"An answer"), "purpose": "A copy"}
    refused = alice.post(f"/requests/{request.pk}/files/", again)
    assert "XA-2026-000001/77" in check_page(refused, status=409)
    other = {"file": SimpleUploadedFile("own.txt", b"Something else"), "purpose": "Own"}
    assert alice.post(f"/requests/{request.pk}/files/", other).status_code == 302
