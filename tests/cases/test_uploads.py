"""Files that come in parts: begun, cut, gone on with, mixed up, attacked."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from homeward.casework.cases.actions import uploads
from homeward.casework.cases.models import Case, Evidence, Item, Upload, UploadPart, UploadState
from homeward.foundation.exchange.attachments.cleaning import sweep_files
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import custody_of, read_blob
from homeward.foundation.vault.files import PartFile
from homeward.foundation.vault.models import Blob
from tests.browser_client import signed_in
from tests.cases.evidence_scene import FORM, begin, put
from tests.cases.test_pages import address
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case

PART = 64 * 1024
CONTENT = b"The first line.\n" + os.urandom(3 * PART)
MARKS = {"first": hashlib.sha256(CONTENT[:PART]).hexdigest(), "name": "disk.dd"}


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of the test's own, with small parts."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    monkeypatch.setattr(uploads, "PART_SIZE", PART)
    return tmp_path / "vault"


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


def piece(number: int, content: bytes = CONTENT) -> bytes:
    return content[(number - 1) * PART : number * PART]


def begun(client: Client, case: Case, content: bytes = CONTENT, **more: Any) -> dict[str, Any]:
    answer = begin(client, case, content, **{**MARKS, **more})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def send(client: Client, case: Case, upload: str, *numbers: int, content: bytes = CONTENT) -> None:
    for number in numbers:
        assert put(client, case, upload, number, piece(number, content)).status_code == 200


def finish(client: Client, case: Case, upload: str, **more: Any) -> Any:
    return client.post(address(case, "evidence/new/"), {**FORM, "upload": upload, **more})


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_an_upload_goes_on_where_it_stopped(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    first = begun(client, case)
    assert (first["part_size"], first["parts"]) == (PART, {})
    send(client, case, first["id"], 1, 3)
    # Another browser of the same person, after the first was closed.
    second = begun(signed_in(people.alice), case)
    assert second["id"] == first["id"]
    known = {str(n): hashlib.sha256(piece(n)).hexdigest() for n in (1, 3)}
    assert second["parts"] == known
    page = check_page(finish(client, case, first["id"]), status=409)
    assert "Part 2 of the file is not here" in page
    assert "waits for this form" in page
    send(client, case, first["id"], 2, 4)
    done = finish(client, case, first["id"])
    assert done.status_code == 302
    with opened(people.alice.actor):
        evidence = Evidence.objects.get()
        assert evidence.sha256 == hashlib.sha256(CONTENT).hexdigest()
        assert read_blob(Blob.objects.get(pk=evidence.blob_id)) == CONTENT
        assert [s.action for s in custody_of(evidence.blob_id)] == ["taken_in"]
        assert not UploadPart.objects.exists()
    assert finish(client, case, first["id"])["Location"] == done["Location"], "sent again"
    assert begun(client, case)["id"] != first["id"], "a finished one is not gone on with"


def test_a_large_one_is_read_back_by_the_worker(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    client = signed_in(people.alice)
    upload = begun(client, case)["id"]
    send(client, case, upload, 1, 2, 3, 4)
    answer = finish(client, case, upload, retention_until="2090-01-01", at="2026-01-01T10:00")
    assert answer["Location"] == address(case, f"evidence/uploads/{upload}/")
    assert "reads the file back" in check_page(client.get(answer["Location"]))
    assert client.get(answer["Location"] + "progress/").status_code == 200
    assert put(client, case, upload, 1, piece(1)).status_code == 409, "nothing changes any more"
    assert run_jobs("cases.check_upload") == 1
    assert client.get(answer["Location"] + "progress/").status_code == 204
    with opened(people.alice.actor):
        evidence, item = Evidence.objects.get(), Item.objects.get()
        assert evidence.sha256 == hashlib.sha256(CONTENT).hexdigest()
        assert custody_of(evidence.blob_id)[0].at.isoformat() == "2026-01-01T10:00:00+00:00"
    assert str(item.retention_until) == "2090-01-01"
    assert client.get(answer["Location"])["Location"] == address(case, f"items/{item.pk}/")


def test_a_large_one_that_was_spoilt_on_the_disk_fails_and_says_so(
    people: People, case: Case, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    client = signed_in(people.alice)
    upload = begun(client, case)["id"]
    send(client, case, upload, 1, 2, 3, 4)
    where = finish(client, case, upload)["Location"]
    spoilt = next(path for path in files_in(vault) if path.name == "00002")
    spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"x")
    run_jobs("cases.check_upload")
    assert "vault_locked" in check_page(client.get(where))
    assert files_in(vault) == []
    with opened(people.alice.actor):
        assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("number", "content", "said", "status"),
    [
        (0, piece(1), None, 400),
        (5, piece(1), None, 400),
        (99999999, piece(1), None, 400),
        (2, piece(2)[:-1], None, 400),
        (2, piece(2) + b"x", None, 400),
        (2, b"", None, 400),
        (4, piece(2), None, 400),
        (2, piece(2), "0" * 64, 400),
        (2, piece(2), "no digest", 400),
        (1, piece(2), None, 409),
    ],
)
def test_a_wrong_part_leaves_nothing(
    people: People, case: Case, vault: Path, number: int, content: bytes, said: Any, status: int
) -> None:
    client = signed_in(people.alice)
    upload = begun(client, case)["id"]
    given = {"said": said} if said else {}
    answer = put(client, case, upload, number, content, **given)
    assert answer.status_code == status, answer.content
    assert answer.json()["title"]
    assert files_in(vault) == []
    with opened(people.alice.actor):
        assert not UploadPart.objects.exists()


def test_a_part_twice_is_one_and_another_content_is_refused(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    upload = begun(client, case)["id"]
    send(client, case, upload, 1, 2, 2)
    other = os.urandom(PART)
    assert put(client, case, upload, 2, other).status_code == 409
    with opened(people.alice.actor):
        digests = dict(UploadPart.objects.values_list("number", "sha256"))
    assert digests == {n: hashlib.sha256(piece(n)).hexdigest() for n in (1, 2)}
    # The other file under the same marks begins anew, and neither disturbs the other.
    fresh = begun(client, case, anew="on")
    assert fresh["id"] != upload
    assert fresh["parts"] == {}


def test_two_browsers_at_once_make_one_whole_file(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    upload = begun(client, case)["id"]

    def browser(numbers: list[int]) -> list[int]:
        mine = signed_in_again(client)
        try:
            return [put(mine, case, upload, n, piece(n)).status_code for n in numbers]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(browser, [[1, 2, 3, 4], [4, 3, 2, 1]]))
    assert set(answers[0] + answers[1]) <= {200, 503}
    with opened(people.alice.actor):
        here = set(UploadPart.objects.values_list("number", flat=True))
    send(client, case, upload, *({1, 2, 3, 4} - here))
    assert finish(client, case, upload).status_code == 302
    with opened(people.alice.actor):
        assert Evidence.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


def signed_in_again(client: Client) -> Client:
    other = Client()
    other.cookies = client.cookies
    return other


def test_a_process_killed_in_a_part_leaves_the_others(
    people: People, case: Case, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the part has its name, and between the name and the row."""
    client = signed_in(people.alice)
    client.raise_request_exception = False
    upload = begun(client, case)["id"]
    send(client, case, upload, 1)
    keep = PartFile.keep

    def dies_before(part: PartFile) -> str:
        raise RuntimeError("killed")

    def dies_after(part: PartFile) -> str:
        keep(part)
        raise RuntimeError("killed")

    for death in (dies_before, dies_after):
        monkeypatch.setattr(PartFile, "keep", death)
        assert put(client, case, upload, 2, piece(2)).status_code == 500
        monkeypatch.setattr(PartFile, "keep", keep)
        assert list(begun(client, case)["parts"]) == ["1"], "the first missing part is the second"
    send(client, case, upload, 2, 3, 4)
    assert finish(client, case, upload).status_code == 302


def test_what_the_sweep_removed_is_asked_for_again(people: People, case: Case, vault: Path) -> None:
    client = signed_in(people.alice)
    upload = begun(client, case)["id"]
    send(client, case, upload, 1, 2)
    assert sweep_files(older_than=-1) == 1
    assert begun(client, case) | {"address": ""} == {
        "id": upload, "part_size": PART, "address": "", "parts": {}
    }  # fmt: skip
    send(client, case, upload, 1, 2, 3, 4)
    assert finish(client, case, upload).status_code == 302


def test_an_upload_that_is_not_what_it_says_waits_for_the_decision(
    people: People, case: Case
) -> None:
    client = signed_in(people.alice)
    upload = begun(client, case, name="photo.jpg")["id"]
    send(client, case, upload, 1, 2, 3, 4)
    page = check_page(finish(client, case, upload), status=400)
    assert 'href="#id_keep_mismatch"' in page
    assert f'name="upload" value="{upload}"' in page, "nothing is sent again"
    assert finish(client, case, upload, keep_mismatch="on").status_code == 302
    with opened(people.alice.actor):
        assert Evidence.objects.get().is_mismatch


@pytest.mark.parametrize(
    "said",
    [
        {"size": 0},
        {"size": -1},
        {"size": 2**60},
        {"size": "x"},
        {"first": "y"},
        {"name": ""},
        {"compartment": "nowhere"},
        {"compartment": ""},
    ],
)
def test_what_cannot_be_begun_is_not(people: People, case: Case, said: dict[str, Any]) -> None:
    answer = begin(signed_in(people.alice), case, CONTENT, **{**MARKS, **said})
    assert answer.status_code == 400
    with opened(people.alice.actor):
        assert not Upload.objects.exists()


def test_no_room_is_said_before_anything_is_sent(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 2**60)
    assert begin(signed_in(people.alice), case, CONTENT, **MARKS).status_code == 507


def test_an_upload_is_its_beginners_alone(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    upload = begun(client, case)["id"]
    send(client, case, upload, 1, 2, 3, 4)
    for person in (people.bob, people.dan, people.olga, people.adam):
        other = signed_in(person)
        assert put(other, case, upload, 1, piece(1)).status_code == 404
        assert other.get(address(case, f"evidence/uploads/{upload}/")).status_code == 404
        held = person is people.bob
        assert begin(other, case, CONTENT, **MARKS).status_code == (400 if held else 404)
        assert finish(other, case, upload, compartment="finance").status_code == 404
    assert begun(signed_in(people.bob), case, compartment="finance")["id"] != upload
    with opened(people.bob.actor):
        assert Upload.objects.count() == 1
    with opened(people.alice.actor):
        assert Upload.objects.get(pk=upload).state == UploadState.ARRIVING


def test_without_the_forms_token_no_part_is_taken(people: People, case: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(people.alice).cookies
    assert begin(client, case, CONTENT, **MARKS).status_code == 403
    assert put(client, case, "7c9e6679-7425-40de-944b-e07fc1f90ae7", 1, b"x").status_code == 403
    assert finish(client, case, "").status_code == 403


@effort(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(1, 4 * PART),
    order=st.permutations([1, 2, 3, 4]),
    cut=st.lists(st.integers(0, 5), max_size=3),
)
def test_any_order_and_any_interruption_gives_the_file(
    people: People, case: Case, size: int, order: list[int], cut: list[int]
) -> None:
    """Parts in any order, some of them cut short on the way: what is kept is the file."""
    client, content = signed_in(people.alice), os.urandom(size)
    marks = {"first": hashlib.sha256(content[:PART]).hexdigest()}
    upload = begun(client, case, content, **marks)["id"]
    count = -(-size // PART)
    for number in order:
        if number > count:
            assert put(client, case, upload, number, b"x").status_code == 400
            continue
        if number in cut:
            assert put(client, case, upload, number, piece(number, content)[:-1]).status_code == 400
        send(client, case, upload, number, content=content)
    assert finish(client, case, upload, keep_mismatch="on").status_code == 302
    with opened(people.alice.actor):
        evidence = Evidence.objects.latest("pk")
        assert read_blob(Blob.objects.get(pk=evidence.blob_id)) == content
        assert evidence.sha256 == hashlib.sha256(content).hexdigest()
