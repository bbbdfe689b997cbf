"""Evidence: taken in, stored once, shown safely, its custody in order."""

import hashlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.utils import DatabaseError, ProgrammingError
from PIL import Image

from homeward.casework.cases.actions.evidence import add_custody_step
from homeward.casework.cases.models import Case, Evidence, Item
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import custody_of, read_blob
from homeward.foundation.vault.custody import NewStep
from homeward.foundation.vault.errors import (
    CustodyAhead,
    CustodyEnded,
    CustodyNotGiven,
    CustodyNotHeld,
    CustodyOnTheWay,
    CustodyOvertaken,
    CustodyTooEarly,
    LockedForEver,
)
from homeward.foundation.vault.models import Blob, CustodyStep
from tests.browser_client import signed_in
from tests.cases.evidence_scene import FORM, PNG, step, take, take_named, taken
from tests.cases.test_pages import address, journal
from tests.page_checks import check_page
from tests.people import People, a_case

HELD = "XA-POLICE"


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of the test's own."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    return tmp_path / "vault"


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def write(people: People, evidence: Evidence, new: NewStep, after: int) -> CustodyStep:
    with opened(people.alice.actor):
        return add_custody_step(evidence, new, after=after, user=people.alice)


def test_a_file_becomes_evidence_with_its_hash_and_custody(
    people: People, case: Case, vault: Path
) -> None:
    client, content = signed_in(people.alice), b"What was said.\n"
    check_page(client.get(address(case, "evidence/new/")))
    item, evidence = taken(client, people.alice, case, content=content)
    digest = hashlib.sha256(content).hexdigest()
    assert (evidence.sha256, evidence.size, evidence.found_type) == (digest, 15, "text/plain")
    stored = b"".join(path.read_bytes() for path in files_in(vault))
    assert stored
    assert b"What was said" not in stored
    page = check_page(client.get(address(case, f"items/{item.pk}/")))
    for words in (digest, "call.txt", "Telephone of the family", "S-1001", "Intact", "Alice"):
        assert words in page
    with opened(people.alice.actor):
        assert read_blob(Blob.objects.get(pk=evidence.blob_id)) == content
    entry = journal("evidence.taken_in")[0]
    assert (entry.data["sha256"], entry.compartment) == (digest, "investigation")
    assert journal("evidence.custody_added")[0].data["action"] == "taken_in"
    got = client.get(address(case, f"items/{item.pk}/file/"))
    assert b"".join(got.streaming_content) == content  # type: ignore[attr-defined]
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert journal("evidence.opened")[0].data["shown"] == "download"


def test_the_same_content_is_stored_once(people: People, case: Case, vault: Path) -> None:
    client = signed_in(people.alice)
    _, first = taken(client, people.alice, case)
    before = files_in(vault)
    answer = client.get(take(client, case, title="Again", name="other.txt")["Location"])
    assert "stored once" in check_page(answer)
    assert files_in(vault) == before
    with opened(people.alice.actor):
        assert Evidence.objects.count() == 1
        assert Item.objects.filter(blob_id=first.blob_id).count() == 2
        assert len(custody_of(first.blob_id)) == 1
    # Another compartment must not learn that this one has it.
    answer = client.get(take(client, case, compartment="crisis")["Location"])
    assert "stored once" not in check_page(answer)
    with opened(people.alice.actor):
        assert Evidence.objects.count() == 2


def test_a_file_that_is_not_what_it_says_needs_a_decision(
    people: People, case: Case, vault: Path
) -> None:
    client = signed_in(people.alice)
    page = check_page(take(client, case, content=PNG, name="letter.pdf"), status=400)
    assert 'href="#id_keep_mismatch"' in page
    assert "its content is image/png" in page
    assert files_in(vault) == []
    with opened(people.alice.actor):
        assert not Item.objects.exists()
    assert journal("access.refused")[0].data["code"] == "file_not_what_it_says"
    item, evidence = taken(
        client, people.alice, case, content=PNG, name="letter.pdf", keep_mismatch="on"
    )
    assert evidence.is_mismatch
    page = check_page(client.get(address(case, f"items/{item.pk}/")))
    assert "Not what its name says" in page


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"content": b""}, "file"),
        ({"file": ""}, "file"),
        ({"at": "2100-01-01T00:00"}, "at"),
        ({"holder": ""}, "holder"),
        ({"title": "\u200b"}, "title"),
        ({"compartment": "nowhere"}, "compartment"),
        ({"upload": "5b2f9e0c-6c0e-4c1e-9d5e-0d6a3f1f7a11"}, ""),
    ],
)
def test_bad_input_keeps_nothing(
    people: People, case: Case, vault: Path, sent: dict[str, Any], field: str
) -> None:
    answer = take(signed_in(people.alice), case, **sent)
    if field:
        assert f'href="#id_{field}"' in check_page(answer, status=400)
    else:
        check_page(answer, status=404)
    assert files_in(vault) == []
    with opened(people.alice.actor):
        assert not Item.objects.exists()
        assert not Blob.objects.exists()


def test_too_large_in_one_piece_is_refused_at_the_field(
    people: People, case: Case, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeward.casework.cases.intake_handler.LIMIT", 1000)
    page = check_page(take(signed_in(people.alice), case, content=b"x" * 5000), status=400)
    assert "In one piece a file may have at most" in page
    assert files_in(vault) == []


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..\\..\\boot.txt", "..", "/", "a\x00b"])
def test_path_names_lead_nowhere(people: People, case: Case, vault: Path, name: str) -> None:
    client = signed_in(people.alice)
    assert take_named(client, case, name).status_code in (302, 400)
    assert all(vault in path.parents for path in files_in(vault.parent))
    with opened(people.alice.actor):
        for evidence in Evidence.objects.all():
            assert not set(evidence.file_name) & set("/\\\x00")
            assert evidence.file_name.strip(".")


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "red").save(
        kept, kind, **({"comment": b"<script>"} if kind == "GIF" else {})
    )
    return kept.getvalue()


def pdf() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (80, 60), "blue").save(
        kept, "PDF", save_all=True, append_images=[Image.new("RGB", (9, 9))]
    )
    return kept.getvalue()


@pytest.mark.parametrize(("name", "make"), [("a.gif", lambda: picture("GIF")), ("a.pdf", pdf)])
def test_pictures_and_pdf_are_drawn_anew(
    people: People, case: Case, name: str, make: Callable[[], bytes]
) -> None:
    client = signed_in(people.alice)
    item, _ = taken(client, people.alice, case, content=make(), name=name)
    page = check_page(client.get(address(case, f"items/{item.pk}/preview/")))
    where = address(case, f"items/{item.pk}/preview/1/")
    assert f'src="{where}"' in page
    assert ("Page 1 of 2" in page) == (name == "a.pdf")
    got = client.get(where)
    assert got["Content-Type"] == "image/png"
    assert got.content.startswith(b"\x89PNG")
    assert b"script" not in got.content
    check_page(client.get(address(case, f"items/{item.pk}/preview/9/")), status=422)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("a.html", b"<!doctype html><script>alert(1)</script>"),
        ("a.png", picture()[:40] + b"\0" * 90),
        ("a.pdf", b"%PDF-1.7\n" + b"\0" * 500),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18),
    ],
)
def test_what_cannot_be_shown_says_so(
    people: People, case: Case, name: str, content: bytes
) -> None:
    client = signed_in(people.alice)
    item, _ = taken(client, people.alice, case, content=content, name=name)
    page = check_page(client.get(address(case, f"items/{item.pk}/preview/")), status=422)
    assert "cannot be shown here" in page
    assert "alert(1)" not in page
    assert client.get(address(case, f"items/{item.pk}/preview/1/")).status_code == 422


def test_a_bomb_is_not_drawn(people: People, case: Case) -> None:
    kept = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(kept, "PNG")
    client = signed_in(people.alice)
    item, _ = taken(client, people.alice, case, content=kept.getvalue(), name="bomb.png")
    check_page(client.get(address(case, f"items/{item.pk}/preview/")), status=422)


def test_text_is_decoded_and_escaped(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    for words, encoding in (("сказал <b>", "utf-16"), ("a & b <i>", "utf-8")):
        item, _ = taken(client, people.alice, case, content=words.encode(encoding))
        page = check_page(client.get(address(case, f"items/{item.pk}/preview/")))
        assert words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page
        assert f"Read as {encoding.upper()}" in page


def test_custody_goes_from_hand_to_hand(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    item, evidence = taken(client, people.alice, case)
    where = address(case, f"items/{item.pk}/custody/")
    page = check_page(client.get(where))
    assert f'value="{HELD}"' in page
    minute = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")
    sent = {"after": "1", "action": "handed_over", "at": minute, "source": HELD, "target": "Lab",
            "purpose": "Examination", "seal": "S-1002", "condition": "Sealed"}  # fmt: skip
    assert client.post(where, sent).status_code == 302
    page = check_page(client.get(where))
    assert "On its way from XA-POLICE to Lab" in page
    wrong = sent | {"after": "2", "action": "received", "target": "Elsewhere"}
    page = check_page(client.post(where, wrong), status=400)
    assert 'href="#id_action' in page
    assert client.post(where, wrong | {"target": "lab"}).status_code == 302
    with opened(people.alice.actor):
        steps = custody_of(evidence.blob_id)
    assert [s.action for s in steps] == ["taken_in", "handed_over", "received"]
    assert (steps[1].seal, steps[1].condition, steps[1].officer) == (
        "S-1002",
        "Sealed",
        people.alice.pk,
    )
    entry = journal("evidence.custody_added")[1]
    assert entry.data["step"] == steps[1].digest


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("new", "error", "field"),
    [
        (step("examined", HELD, at=NOW + timedelta(days=2)), CustodyAhead, "at"),
        (step("examined", HELD, at=NOW - timedelta(days=2)), CustodyTooEarly, "at"),
        (step("examined", "Somebody"), CustodyNotHeld, "source"),
        (step("handed_over", "Lab", "Court"), CustodyNotHeld, "source"),
        (step("received", HELD, "Lab"), CustodyNotGiven, "action"),
    ],
)
def test_a_step_out_of_order_is_refused_at_its_field(
    people: People, case: Case, new: NewStep, error: type[HomewardError], field: str
) -> None:
    client = signed_in(people.alice)
    item, evidence = taken(client, people.alice, case)
    at = new.at if error in (CustodyAhead, CustodyTooEarly) else datetime.now(UTC)
    with pytest.raises(error):
        write(people, evidence, step(new.action, new.source, new.target, at=at), after=1)
    sent = {"after": "1", "action": new.action, "at": at.strftime("%Y-%m-%dT%H:%M")}
    sent |= {"source": new.source, "target": new.target, "purpose": "x"}
    answer = client.post(address(case, f"items/{item.pk}/custody/"), sent)
    assert f'href="#id_{field}' in check_page(answer, status=400)
    with opened(people.alice.actor):
        assert len(custody_of(evidence.blob_id)) == 1


def test_after_destruction_nothing_follows(people: People, case: Case, vault: Path) -> None:
    client = signed_in(people.alice)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.dan, "investigation", actor=people.alice.actor)
    item, evidence = taken(client, people.alice, case)
    with pytest.raises(Forbidden), opened(people.dan.actor):
        add_custody_step(evidence, step("destroyed", HELD), after=1, user=people.dan)
    write(people, evidence, step("destroyed", HELD), after=1)
    assert files_in(vault) == []
    with opened(people.alice.actor):
        evidence.refresh_from_db()
        with pytest.raises(LockedForEver):
            read_blob(Blob.objects.get(pk=evidence.blob_id))
    with pytest.raises(CustodyEnded):
        write(people, evidence, step("examined", HELD), after=2)
    check_page(client.get(address(case, f"items/{item.pk}/file/")), status=410)
    assert "it was destroyed" in check_page(client.get(address(case, f"items/{item.pk}/")))
    taken(client, people.alice, case)  # the same content may come again, with a custody of its own


def test_of_two_steps_at_once_one_is_kept(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    item, evidence = taken(client, people.alice, case)
    start = Barrier(2)

    def hand_to(target: str) -> str:
        try:
            with opened(people.alice.actor):
                start.wait(10)
                new = step("handed_over", HELD, target)
                add_custody_step(evidence, new, after=1, user=people.alice)
                return "kept"
        except CustodyOvertaken:
            return "overtaken"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(hand_to, ["Lab", "Court"])) == ["kept", "overtaken"]
    minute = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")
    late = {"after": "1", "action": "examined", "at": minute, "source": HELD, "purpose": "x"}
    page = check_page(client.post(address(case, f"items/{item.pk}/custody/"), late), status=409)
    assert 'name="after" value="2"' in page
    assert "On its way" in page
    with pytest.raises(CustodyOnTheWay):
        write(people, evidence, step("examined", HELD), after=2)


def test_custody_and_evidence_are_never_rewritten(people: People, case: Case) -> None:
    _, evidence = taken(signed_in(people.alice), people.alice, case)
    for statement in (
        "update vault_custodystep set at = now()",
        "delete from vault_custodystep",
        "update cases_evidence set sha256 = ''",
        "delete from cases_evidence",
    ):
        with pytest.raises((DatabaseError, ProgrammingError)), opened(people.alice.actor):
            connection.cursor().execute(statement)
    with opened(people.alice.actor):
        assert Evidence.objects.get().sha256 == evidence.sha256


def test_evidence_is_behind_the_walls_of_its_compartment(people: People, case: Case) -> None:
    item, evidence = taken(signed_in(people.alice), people.alice, case)
    parts = [f"items/{item.pk}/{part}" for part in ("file/", "preview/", "preview/1/", "custody/")]
    for person in (people.bob, people.dan, people.olga, people.adam):
        client = signed_in(person)
        for part in parts:
            check_page(client.get(address(case, part)), status=404)
        refused = take(client, case, title="mine")
        assert refused.status_code == (400 if person is people.bob else 404), "not his compartment"
    with opened(people.bob.actor):
        assert not Evidence.objects.exists()
        assert not custody_of(evidence.blob_id)
        assert not Blob.objects.exists()
        with pytest.raises(DatabaseError):
            CustodyStep.objects.create(
                blob_id=evidence.blob_id, number=2, at=NOW, action="examined", state="XA", by="x"
            )
    with opened(people.alice.actor):
        assert Item.objects.count() == 1


def test_a_form_sent_twice_takes_in_once(people: People, case: Case, vault: Path) -> None:
    client, token = signed_in(people.alice), "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    first = take(client, case, form_token=token)
    again = take(client, case, form_token=token, content=b"otherwise\n")
    assert first["Location"] == again["Location"]
    assert len(files_in(vault)) == 1
    assert FORM["title"]
