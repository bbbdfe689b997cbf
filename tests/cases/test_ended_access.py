"""What was begun in a case by somebody whose access ends before the worker is done."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection
from django.test import Client

from homeward.casework.cases.actions import exports, uploads
from homeward.casework.cases.actions.refused import INTAKE
from homeward.casework.cases.models import Case, Evidence, EvidenceExport, Item, Upload, UploadPart
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import Glass
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.foundation.journal.sequencer import place_all
from homeward.foundation.vault.actions import custody_of
from tests.access.glasses import broken, hours_pass
from tests.browser_client import signed_in
from tests.cases.evidence_scene import taken
from tests.cases.test_pages import address
from tests.cases.test_uploads import PART, begun, files_in, finish, send
from tests.cluster import SuiteCluster, TestNode
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case

INSIDE = "investigation"


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of the test's own, with small parts that the worker reads back."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    monkeypatch.setattr(uploads, "PART_SIZE", PART)
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    return tmp_path / "vault"


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


@pytest.fixture
def glass(people: People, case: Case) -> Glass:
    """The glass that Dan, a stranger, broke."""
    return broken(people.dan, case, INSIDE)


@pytest.fixture
def expires(node: TestNode, suite: SuiteCluster, glass: Glass) -> Callable[[], None]:
    """Lets the hours of the glass pass."""
    return lambda: hours_pass(node, suite, glass, 2)


def sent(client: Client, case: Case) -> str:
    """An upload that is whole, and waits for the worker."""
    upload: str = begun(client, case)["id"]
    send(client, case, upload, 1, 2, 3, 4)
    assert finish(client, case, upload).status_code == 302
    return upload


def refusals(people: People, case: Case, verb: str) -> list[tuple[str, str, Any]]:
    """What the lead of the case reads of them in the journal."""
    with opened(people.alice.actor):
        found = Entry.objects.filter(verb=verb, case_id=case.pk)
        return [(one.actor_name, one.subject_id, one.data) for one in found]


def let_in(people: People, case: Case) -> None:
    with opened(people.alice.actor) as actor:
        grant_membership(case.pk, people.dan, Compartment.INVESTIGATION, actor=actor)


@pytest.mark.parametrize("meanwhile", [False, True])
def test_an_upload_ends_with_the_access(
    people: People,
    case: Case,
    vault: Path,
    expires: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: bool,
) -> None:
    """Before the worker takes it up, or while it reads the file back."""
    upload = sent(signed_in(people.dan), case)
    weigh = uploads.weigh

    def reads_long(*arguments: Any) -> Any:
        expires()
        return weigh(*arguments)

    if meanwhile:
        monkeypatch.setattr(uploads, "weigh", reads_long)
    else:
        expires()
    assert files_in(vault), "the parts are here"
    assert run_jobs("cases.check_upload") == 1
    assert files_in(vault) == []
    said = ("intake", upload, {"reason": "access_ended"})
    assert refusals(people, case, "evidence.upload_refused") == [said]
    with opened(people.alice.actor):
        assert not Item.objects.exists()
        assert not Evidence.objects.exists()
        assert not UploadPart.objects.exists()
        row = Upload.objects.get(pk=upload)
        assert (row.state, row.facts, bytes(row.file_key)) == ("failed", {}, b"")
    page = check_page(signed_in(people.dan).get("/duty/notices/"))
    assert "A file of yours was not taken in" in page
    assert case.reference not in page
    where = address(case, f"evidence/uploads/{upload}/")
    assert signed_in(people.dan).get(where).status_code == 404
    let_in(people, case)
    page = check_page(signed_in(people.dan).get(where))
    assert "Your access to the case ended before the node had read the file back" in page
    run_jobs("cases.check_upload")
    assert len(refusals(people, case, "evidence.upload_refused")) == 1, "once"


def test_an_upload_of_one_who_stays_is_taken_in(
    people: People, case: Case, expires: Callable[[], None]
) -> None:
    """The hours of his glass are over, but he was let in meanwhile."""
    upload = sent(signed_in(people.dan), case)
    expires()
    let_in(people, case)
    run_jobs("cases.check_upload")
    assert refusals(people, case, "evidence.upload_refused") == []
    with opened(people.dan.actor):
        assert str(Upload.objects.get(pk=upload).state) == "done"


def test_a_fault_of_another_kind_is_still_a_fault(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sent(signed_in(people.alice), case)
    monkeypatch.setattr(uploads, "_check", lambda *_: Upload.objects.get(pk=uuid4()))
    with pytest.raises(Upload.DoesNotExist):
        run_jobs("cases.check_upload")
    with opened(people.alice.actor):
        assert str(Upload.objects.get(pk=upload).state) == "checking"


def made(client: Client, case: Case, item: Item) -> str:
    """A package that waits for its proof."""
    sent = {"recipient": "Court of First Instance", "purpose": "Trial", "items": [str(item.pk)]}
    answer = client.post(address(case, "evidence/packages/new/"), sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer["Location"])


def test_a_package_ends_with_the_access(
    people: People,
    case: Case,
    vault: Path,
    expires: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, dan = signed_in(people.alice), signed_in(people.dan)
    item, _ = taken(alice, people.alice, case)
    before = files_in(vault)
    first, second = made(dan, case, item), made(dan, case, item)
    place_all()
    gather = exports.gather

    def gathers_long(*arguments: Any, **named: Any) -> Any:
        proof = gather(*arguments, **named)
        expires()
        return proof

    # The glass ends while the first is made; of the second nothing was begun.
    monkeypatch.setattr(exports, "gather", gathers_long)
    assert run_jobs("cases.prove_export") == 2
    assert files_in(vault) == before, "no proof is left"
    said = refusals(people, case, "evidence.export_refused")
    assert [one[0] for one in said] == ["intake", "intake"]
    with opened(people.alice.actor):
        assert EvidenceExport.objects.filter(refused_at=None).count() == 0
        assert EvidenceExport.objects.exclude(proof_id=None).count() == 0
    assert "A package of yours cannot be downloaded" in check_page(dan.get("/duty/notices/"))
    for where in (first, second):
        assert "ended before the journal's proof was there" in check_page(alice.get(where))
        assert alice.get(where + "progress/").status_code == 204
        check_page(alice.get(where + "package.zip"), status=409)
    assert "Has no proof" in check_page(alice.get(address(case, "items/")))
    with opened(people.alice.actor):
        steps = custody_of(Evidence.objects.get().blob_id)
        said = [(step.action, step.target, step.officer) for step in steps[-4:]]
        court = "Court of First Instance"
        assert said[:2] == [("exported", court, people.dan.pk)] * 2
        assert said[2:] == [("not_exported", court, None)] * 2
        noted = Entry.objects.filter(verb="evidence.custody_added", actor_name="intake")
        assert {one.data["step"] for one in noted} == {step.digest for step in steps[-2:]}
    page = check_page(alice.get(address(case, f"items/{item.pk}/")))
    assert page.count("Not exported: the package was refused") >= 2
    with opened(INTAKE):
        assert len(custody_of(steps[0].blob_id)) == len(steps)
    with opened(people.adam.actor):
        assert custody_of(steps[0].blob_id) == []


def test_nobody_else_ends_anything(people: People, case: Case, glass: Glass) -> None:
    upload = sent(signed_in(people.dan), case)
    item, _ = taken(signed_in(people.alice), people.alice, case)
    export = made(signed_in(people.dan), case, item).rstrip("/").rsplit("/", 1)[1]
    for statement, number in (
        ("select guard.refuse_upload(%s)", upload),
        ("select guard.refuse_export(%s)", export),
    ):
        for actor in (people.dan.actor, people.alice.actor, people.adam.actor):
            with pytest.raises(ProgrammingError, match="only the service"), opened(actor):
                connection.cursor().execute(statement, [number])
        with opened(INTAKE), connection.cursor() as cursor:  # his glass is whole yet
            cursor.execute(statement, [number])
            assert cursor.fetchall() == []
            cursor.execute("select guard.has_role('officer')")
            assert cursor.fetchone() == (False,)
        with opened(INTAKE):
            assert not Upload.objects.exists()
            assert not EvidenceExport.objects.exists()
