"""Evidence of the case that goes with a request: copies, custody, codes, and walls."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from homeward.casework.cooperation.models import RequestFile
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.foundation.vault.actions import custody_of, read_blob
from homeward.foundation.vault.models import Blob
from tests.browser_client import signed_in
from tests.cases.evidence_scene import taken
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
