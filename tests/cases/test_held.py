"""What something else stands on is held: harm by a charge, a content by the item that is put on it,
the parts of a file by a refusal that can be mended, and by whoever is finishing it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from homeward.casework.cases.actions import (
    NewCharge,
    add_charge,
    add_person,
    end_charge,
    record_harm,
    uploads,
    withdraw_harm,
)
from homeward.casework.cases.actions.evidence import add_custody_step
from homeward.casework.cases.actions.items import add_item, change_item
from homeward.casework.cases.codes import Codes
from homeward.casework.cases.errors.casefile import HarmRelied, HarmWithdrawn
from homeward.casework.cases.models import Case, Charge, Evidence, Harm, Item, Upload
from homeward.casework.cases.vocabulary.case import ItemKind, PersonRole
from homeward.casework.cases.vocabulary.people import Cause, HarmKind
from homeward.foundation.exchange.attachments import cleaning
from homeward.foundation.exchange.attachments.cleaning import sweep_files
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import read_blob
from homeward.foundation.vault.files import still_wanted
from homeward.foundation.vault.models import Blob
from tests.browser_client import signed_in
from tests.cases.casefile import as_
from tests.cases.evidence_scene import step, take, taken
from tests.cases.test_pages import address
from tests.cases.test_uploads import PART, begun, files_in, finish, send
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case

DAY = date(2026, 4, 1)
WAITS = 0.5  # seconds: long enough for somebody whom nothing holds up


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


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Somebody else, in a process of his own."""
    with ThreadPoolExecutor(1) as one:
        yield one


def begin_beside(pool: ThreadPoolExecutor, act: Callable[[], Any]) -> Future[Any]:
    """What another begins now; he has half a second, and is done by then unless he is held up."""

    def run() -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    other = pool.submit(run)
    time.sleep(WAITS)
    return other


@pytest.fixture
def charge(people: People, case: Case) -> tuple[NewCharge, Harm]:
    """A charge that may be brought, and the harm that it would rely on."""
    with opened(people.alice.actor) as actor:
        suspect = add_person(case, PersonRole.SUSPECT, actor=actor, name="S. Example")
        victim = add_person(case, PersonRole.VICTIM, actor=actor, name="V. Example", outcome="died")
        harm = record_harm(victim, HarmKind.INJURY, Cause.CAUSED, actor=actor)
    new = NewCharge(
        suspect=suspect,
        victims=[victim],
        harms=[harm],
        offence="Kidnapping",
        provision="Penal code, article 1",
        charged_on=DAY,
    )
    return new, harm


def test_harm_that_a_charge_relies_on_stays_and_the_page_says_why(
    people: People, case: Case, charge: tuple[NewCharge, Harm]
) -> None:
    alice, (new, harm) = people.alice, charge
    brought = as_(alice, lambda: add_charge(new, actor=alice.actor))
    client, where = signed_in(alice), address(case, f"harm/{harm.pk}/withdraw/")
    page = check_page(client.post(where, {"why": "The wrong person"}), status=409)
    assert "A charge relies on this harm, so the line stays." in page
    assert "The wrong person" in page, "what was written is kept"
    as_(alice, lambda: end_charge(brought, "withdraw", actor=alice.actor))
    assert client.post(where, {"why": "The wrong person"}).status_code == 302
    with opened(alice.actor):
        assert Harm.objects.get().withdrawn_why == "The wrong person"


def test_harm_is_not_withdrawn_while_somebody_is_charged_with_it(
    people: People, charge: tuple[NewCharge, Harm], pool: ThreadPoolExecutor
) -> None:
    alice, (new, harm) = people.alice, charge

    def withdraw() -> None:
        as_(alice, lambda: withdraw_harm(harm, "x", actor=alice.actor))

    with opened(alice.actor):
        add_charge(new, actor=alice.actor)
        other = begin_beside(pool, withdraw)
    with pytest.raises(HarmRelied):
        other.result(30)


def test_nobody_is_charged_with_harm_that_is_just_withdrawn(
    people: People, charge: tuple[NewCharge, Harm], pool: ThreadPoolExecutor
) -> None:
    alice, (new, harm) = people.alice, charge

    def bring() -> None:
        as_(alice, lambda: add_charge(new, actor=alice.actor))

    with opened(alice.actor):
        withdraw_harm(harm, "x", actor=alice.actor)
        other = begin_beside(pool, bring)
    with pytest.raises(HarmWithdrawn):
        other.result(30)
    with opened(alice.actor):
        assert not Charge.objects.exists()


def test_a_content_that_is_just_destroyed_is_taken_in_anew(
    people: People, case: Case, pool: ThreadPoolExecutor
) -> None:
    """An item that was put on it would have no content, and its officer would not know."""
    alice, content = people.alice, b"What was said.\n"
    client = signed_in(alice)
    _, evidence = taken(client, alice, case, content=content)
    with opened(alice.actor):
        add_custody_step(evidence, step("destroyed", "XA-POLICE"), after=1, user=alice)
        other = begin_beside(pool, lambda: take(client, case, content))
    assert other.result(30).status_code == 302
    with opened(alice.actor):
        alive = Evidence.objects.get(destroyed_at=None)
        assert Item.objects.latest("pk").blob_id == alive.blob_id
        assert read_blob(Blob.objects.get(pk=alive.blob_id)) == content


def test_a_refusal_that_can_be_mended_keeps_the_parts(
    people: People, case: Case, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it was made of became stricter before the worker came to it."""
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    alice, client = people.alice, signed_in(people.alice)
    with opened(alice.actor) as actor:
        source = add_item(case, ItemKind.NOTE, "Call", actor=actor, codes=Codes(handling="H1"))
    upload = begun(client, case)["id"]
    send(client, case, upload, 1, 2, 3, 4)
    where = finish(client, case, upload, sources=[str(source.pk)])["Location"]
    facts = {"kind": "note", "title": "Call", "text": "", "lawful_basis": ""}
    with opened(alice.actor) as actor:
        change_item(
            source, facts, Codes(handling="H3", limits="orally only"), [], actor=actor, revision=1
        )
    assert run_jobs("cases.check_upload") == 1
    page = check_page(client.get(where))
    assert "laxer_than_sources" in page
    assert "4 parts of it are here." in page
    assert len(files_in(vault)) == 4
    stricter = {"sources": [str(source.pk)], "handling": "H3", "limits": "orally only"}
    assert finish(client, case, upload, **stricter)["Location"] == where
    run_jobs("cases.check_upload")
    with opened(alice.actor):
        assert Upload.objects.get(pk=upload).state == "done"
        assert Evidence.objects.count() == 1


@pytest.mark.parametrize("at_once", [True, False])
def test_the_sweep_leaves_a_file_that_is_just_being_finished(
    people: People,
    case: Case,
    pool: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
    at_once: bool,
) -> None:
    """Its last part came long ago, and no row of the vault speaks of it yet."""
    monkeypatch.setattr(uploads, "AT_ONCE", uploads.AT_ONCE if at_once else 0)
    client, weigh = signed_in(people.alice), uploads.weigh
    upload = begun(client, case)["id"]
    send(client, case, upload, 1, 2, 3, 4)
    old: list[float] = []
    swept: list[int] = []

    def sweep() -> None:
        try:
            swept.append(sweep_files(older_than=time.time() - old[-1]))
        finally:
            connections.close_all()

    def weighs(*arguments: Any) -> Any:
        pool.submit(sweep).result(30)
        return weigh(*arguments)

    monkeypatch.setattr(uploads, "weigh", weighs)
    for act in (lambda: finish(client, case, upload), lambda: run_jobs("cases.check_upload")):
        time.sleep(0.1)
        old.append(time.time())  # whatever was written before is too old
        time.sleep(0.1)
        act()
    assert swept == [0]
    with opened(people.alice.actor):
        assert Upload.objects.get(pk=upload).state == "done"
        assert len(read_blob(Blob.objects.get())) == Upload.objects.get(pk=upload).size


def test_the_sweep_looks_again_before_it_removes_a_file(
    people: People, case: Case, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody begins to finish it while the sweep asks whether a row speaks of it."""
    client = signed_in(people.alice)
    upload = begun(client, case)["id"]
    send(client, case, upload, 1, 2)
    with opened(people.alice.actor):
        blob_id = Upload.objects.get(pk=upload).blob_id

    @contextmanager
    def asks(actor: Actor) -> Iterator[None]:
        with opened(actor):
            yield
        time.sleep(0.1)
        still_wanted(blob_id)

    time.sleep(0.1)
    monkeypatch.setattr(cleaning, "opened", asks)
    assert sweep_files(older_than=0) == 0
    assert len(files_in(vault)) == 2
    monkeypatch.setattr(cleaning, "opened", opened)
    time.sleep(0.1)
    assert sweep_files(older_than=0) == 1, "nobody came for it"
