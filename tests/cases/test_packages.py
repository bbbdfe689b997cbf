"""Packages of evidence: checked by one command without a node, and every change found."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from homeward.casework.cases.actions.evidence import add_custody_step
from homeward.casework.cases.models import Case, EvidenceExport
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.sequencer import place_all
from homeward.foundation.vault.actions import custody_of
from homeward.foundation.vault.node_keys import own_public_keys
from tests.browser_client import signed_in
from tests.cases.evidence_scene import step, take_named, taken
from tests.cases.test_pages import address, journal
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case

SENT = {"recipient": "Court of First Instance", "purpose": "Trial"}


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of the test's own."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    return tmp_path / "vault"


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


def made(people: People, case: Case, *items: int) -> EvidenceExport:
    client = signed_in(people.alice)
    sent = SENT | {"items": [str(pk) for pk in items]}
    answer = client.post(address(case, "evidence/packages/new/"), sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with opened(people.alice.actor):
        return EvidenceExport.objects.latest("made_at")


def proved(people: People, case: Case, *items: int) -> bytes:
    """The package, once its entries have their places and the worker did its job."""
    export = made(people, case, *items)
    place_all()
    assert run_jobs("cases.prove_export") == 1
    return downloaded(people, case, export)


def downloaded(people: People, case: Case, export: EvidenceExport) -> bytes:
    where = address(case, f"evidence/packages/{export.pk}/package.zip")
    answer: Any = signed_in(people.alice).get(where)
    assert answer.status_code == 200, answer
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)


def unpacked(package: bytes, place: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            target = (place / name).resolve()
            assert place.resolve() in target.parents, f"{name} leaves its folder"
        archive.extractall(place)
    return place


def checked(place: Path, *arguments: str) -> tuple[int, str]:
    """What the one command says, run without anything of Homeward."""
    command = [sys.executable, "-I", "-S", str(place / "verify.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.strip().splitlines()[-1]


@pytest.fixture
def package(people: People, case: Case, tmp_path: Path) -> Path:
    client = signed_in(people.alice)
    first, evidence = taken(client, people.alice, case, content=b"What was said.\n")
    with opened(people.alice.actor):
        for number, new in enumerate(
            (
                step("handed_over", "XA-POLICE", "Lab « nord »"),
                step("received", "XA-POLICE", "Lab « nord »"),
            ),
            1,
        ):
            add_custody_step(evidence, new, after=number, user=people.alice)
    second, _ = taken(client, people.alice, case, content=b"a;b\n1;2\n", name="../../calls.csv")
    return unpacked(proved(people, case, first.pk, second.pk), tmp_path / "package")


def test_a_package_verifies_without_a_node(people: People, case: Case, package: Path) -> None:
    assert checked(package)[1].startswith("VERIFIED")
    assert checked(package)[0] == 0
    key_id = own_public_keys().key_id
    assert checked(package, "--key", key_id)[0] == 0
    code, words = checked(package, "--key", "A" * 43)
    assert (code, "signed by another key" in words) == (1, True)
    assert key_id in (package / "README.txt").read_text()
    sums = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=package, capture_output=True, check=False
    )
    assert sums.returncode == 0
    said = json.loads((package / "manifest.json").read_bytes())
    assert rfc8785.dumps(said) == (package / "manifest.json").read_bytes()
    assert said["case"] == case.reference
    assert said["items"][0]["codes"]["handling"] == "H2"
    actions = [one["action"] for one in said["items"][0]["custody"]]
    assert actions == ["taken_in", "handed_over", "received", "exported"]
    assert said["items"][0]["custody"][3]["to"] == "Court of First Instance"
    assert said["items"][0]["custody"][1]["recorded_by"] == "Alice"
    names = sorted(path.name for path in (package / "files").iterdir())
    assert [name.split("-", 1)[1] for name in names] == ["call.txt", "calls.csv"]
    assert (package / "files" / names[0]).read_bytes() == b"What was said.\n"
    assert journal("evidence.exported")[0].data["items"] == [one["id"] for one in said["items"]]
    assert len(journal("evidence.package_downloaded")) == 1


def sums_again(place: Path) -> None:
    """What a forger does next: the list of hashes fits again."""
    import hashlib

    names = sorted(str(p.relative_to(place)) for p in place.rglob("*") if p.is_file())
    lines = [
        f"{hashlib.sha256((place / name).read_bytes()).hexdigest()}  {name}\n"
        for name in names
        if name != "SHA256SUMS"
    ]
    (place / "SHA256SUMS").write_text("".join(lines))


def edit(place: Path, change: Callable[[Any], Any]) -> None:
    said = json.loads((place / "manifest.json").read_bytes())
    change(said)
    (place / "manifest.json").write_bytes(rfc8785.dumps(said))


def first_file(place: Path) -> Path:
    return min((place / "files").iterdir())


def rehash(place: Path) -> None:
    """Another content, with its hash in the manifest."""
    import hashlib

    first_file(place).write_bytes(b"Something else\n")
    digest = hashlib.sha256(b"Something else\n").hexdigest()
    edit(place, lambda said: said["items"][0]["file"].update(sha256=digest, size=15))


def entry_of(place: Path, verb: str) -> Path:
    return next(p for p in place.glob("journal/entries/*.json") if verb.encode() in p.read_bytes())


def spoil_entry(place: Path) -> None:
    path = entry_of(place, "evidence.taken_in")
    path.write_bytes(path.read_bytes().replace(b'"known":false', b'"known":true'))


def other_manifest_noted(place: Path) -> None:
    """The manifest and the entry that speaks of it, both."""
    import hashlib

    old = hashlib.sha256((place / "manifest.json").read_bytes()).hexdigest()
    edit(place, lambda said: said.update(purpose="Something else"))
    new = hashlib.sha256((place / "manifest.json").read_bytes()).hexdigest()
    path = entry_of(place, "evidence.exported")
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))


FORGERIES: list[tuple[Callable[[Path], Any], str]] = [
    (lambda p: first_file(p).write_bytes(b"What was sais.\n"), "was changed"),
    (rehash, "not the one that the journal noted"),
    (lambda p: first_file(p).unlink(), "is missing"),
    (lambda p: (p / "files" / "extra.txt").write_text("x"), "not of this package"),
    (lambda p: edit(p, lambda s: s["items"][0]["codes"].update(handling="H0")), "manifest.json"),
    (lambda p: edit(p, lambda s: s["items"][0]["custody"].pop(1)), "manifest.json"),
    (lambda p: edit(p, lambda s: s["items"][0]["custody"][1].update(to="x")), "manifest.json"),
    (other_manifest_noted, "is not what the journal holds"),
    (spoil_entry, "is not what the journal holds"),
    (lambda p: entry_of(p, "evidence.exported").unlink(), "cannot be read"),
    (lambda p: (p / "journal" / "head.jws").write_bytes(b"a.b.c"), "journal/head.jws"),
    (lambda p: (p / "link").symlink_to("/etc/passwd"), "is a link"),
]


@pytest.mark.parametrize("number", range(len(FORGERIES)))
def test_every_forgery_is_found_and_named(package: Path, number: int) -> None:
    forge, words = FORGERIES[number]
    forge(package)
    code, said = checked(package)
    assert code == 1
    assert said.startswith("NOT VERIFIED: ")
    if number not in (2, 3, 11):
        sums_again(package)
        code, said = checked(package)
        assert code == 1, "also when the list of hashes was made anew"
    assert said.startswith("NOT VERIFIED: ")
    assert words in said or number == 0, said


@effort(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_is_found(package: Path, data: st.DataObject) -> None:
    files = sorted(path for path in package.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from([p for p in files if p.name != "verify.py"]))
    kept = path.read_bytes()
    place = data.draw(st.integers(0, len(kept) - 1))
    other = bytes([kept[place] ^ data.draw(st.integers(1, 255))])
    path.write_bytes(kept[:place] + other + kept[place + 1 :])
    try:
        code, said = checked(package)
        assert (code, said.startswith("NOT VERIFIED: ")) == (1, True), path
    finally:
        path.write_bytes(kept)


def test_the_proof_waits_for_the_journal(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    item, _ = taken(client, people.alice, case)
    export = made(people, case, item.pk)
    where = address(case, f"evidence/packages/{export.pk}/")
    assert "proof is being made" in check_page(client.get(where))
    assert client.get(where + "progress/").status_code == 200
    check_page(client.get(where + "package.zip"), status=409)
    place_all()
    run_jobs("cases.prove_export")
    assert client.get(where + "progress/").status_code == 204
    assert "python3 verify.py" in check_page(client.get(where))


def test_destroyed_files_are_listed_without_content(
    people: People, case: Case, tmp_path: Path
) -> None:
    item, evidence = taken(signed_in(people.alice), people.alice, case)
    with opened(people.alice.actor):
        add_custody_step(evidence, step("destroyed", "XA-POLICE"), after=1, user=people.alice)
    place = unpacked(proved(people, case, item.pk), tmp_path / "package")
    assert checked(place)[0] == 0
    assert not (place / "files").exists()
    with opened(people.alice.actor):
        assert [s.action for s in custody_of(evidence.blob_id)] == ["taken_in", "destroyed"]


def test_a_package_made_before_a_destruction_still_checks(
    people: People, case: Case, tmp_path: Path
) -> None:
    """The file is gone, so the package that names it cannot pretend to be whole."""
    item, evidence = taken(signed_in(people.alice), people.alice, case)
    export = made(people, case, item.pk)
    place_all()
    run_jobs("cases.prove_export")
    with opened(people.alice.actor):
        add_custody_step(evidence, step("destroyed", "XA-POLICE"), after=2, user=people.alice)
    place = unpacked(downloaded(people, case, export), tmp_path / "package")
    code, said = checked(place)
    assert (code, "is missing" in said) == (1, True)


def test_what_cannot_be_packed_says_why(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    assert "nothing to take out" in check_page(client.get(address(case, "evidence/packages/new/")))
    one, _ = taken(client, people.alice, case)
    two, _ = taken(client, people.alice, case, compartment="crisis")
    where = address(case, "evidence/packages/new/")
    for items, words in (
        ([], "required"),
        ([one.pk, two.pk], "different compartments"),
        ([9999], "valid"),
    ):
        page = check_page(client.post(where, SENT | {"items": items}), status=400)
        assert words in page
    with opened(people.alice.actor):
        assert not EvidenceExport.objects.exists()


def test_packages_are_behind_the_walls_of_their_compartment(people: People, case: Case) -> None:
    item, _ = taken(signed_in(people.alice), people.alice, case)
    export = made(people, case, item.pk)
    for person in (people.bob, people.dan, people.olga, people.adam):
        client = signed_in(person)
        for part in ("", "progress/", "package.zip"):
            where = address(case, f"evidence/packages/{export.pk}/{part}")
            check_page(client.get(where), status=404)
        answer = client.post(address(case, "evidence/packages/new/"), SENT | {"items": [item.pk]})
        assert answer.status_code == (400 if person is people.bob else 404)
    with opened(people.bob.actor):
        assert not EvidenceExport.objects.exists()


def test_names_that_climb_stay_in_the_package(people: People, case: Case, tmp_path: Path) -> None:
    client = signed_in(people.alice)
    assert take_named(client, case, "..\\..\\C:evil.txt").status_code == 302
    with opened(people.alice.actor):
        from homeward.casework.cases.models import Item

        item = Item.objects.latest("pk")
    place = unpacked(proved(people, case, item.pk), tmp_path / "package")
    assert checked(place)[0] == 0
