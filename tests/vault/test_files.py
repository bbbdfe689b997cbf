"""Large blobs in files: whole or not there, opened only in place and with the key of their case."""

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError

from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import (
    add_custody,
    custody_of,
    destroy_blob,
    keep_file,
    move_to_case,
    parts_of,
    read_blob,
    store_blob,
    stream_blob,
    stream_part,
)
from homeward.foundation.vault.errors import LockedForEver, NothingTaken, VaultFull
from homeward.foundation.vault.files import (
    CHUNK,
    PartFile,
    folder_of,
    has_room,
    parts_there,
    read_part,
    write_part,
)
from homeward.foundation.vault.intake import Intake, Taken
from homeward.foundation.vault.models import Blob
from homeward.foundation.vault.sealing import new_key
from tests.cluster import SuiteCluster, TestNode
from tests.people import People, a_case

KEY = new_key()


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of the test's own."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)
    return tmp_path / "vault"


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def take(content: bytes, part_size: int, step: int = 70_000) -> Taken:
    intake = Intake(part_size)
    for start in range(0, len(content), step):
        intake.write(content[start : start + step])
    return intake.finish()


def read(taken: Taken) -> bytes:
    whole = b""
    for number in range(1, len(taken.part_digests) + 1):
        length = min(taken.part_size, taken.size - (number - 1) * taken.part_size)
        whole += b"".join(read_part(taken.id, taken.key, number, length))
    return whole


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
@pytest.mark.parametrize("part_size", [CHUNK, 2 * CHUNK, 1_500_000])
def test_what_is_taken_in_comes_out(size: int, part_size: int, vault: Path) -> None:
    content = os.urandom(size)
    taken = take(content, part_size)
    assert read(taken) == content
    assert taken.sha256 == hashlib.sha256(content).hexdigest()
    pieces = [content[start : start + part_size] for start in range(0, size, part_size)]
    assert list(taken.part_digests) == [hashlib.sha256(piece).hexdigest() for piece in pieces]
    assert len(files_in(vault)) == len(pieces)
    stored = b"".join(path.read_bytes() for path in files_in(vault))
    assert content[:64] not in stored or size < 64
    assert {path.stat().st_mode & 0o777 for path in files_in(vault)} == {0o600}


def test_an_empty_file_is_not_taken_in(vault: Path) -> None:
    with pytest.raises(NothingTaken):
        take(b"", CHUNK)
    assert files_in(vault) == []


def spoil(change: str, folder: Path) -> None:
    first, second = files_in(folder)[:2]
    raw = first.read_bytes()
    match change:
        case "a byte":
            first.write_bytes(raw[:5000] + bytes([raw[5000] ^ 1]) + raw[5001:])
        case "cut short":
            first.write_bytes(raw[:-1])
        case "cut to nothing":
            first.write_bytes(b"")
        case "longer":
            first.write_bytes(raw + b"x")
        case "the next part":
            first.write_bytes(second.read_bytes())
        case "chunks changed over":
            chunk = CHUNK + 28
            first.write_bytes(raw[chunk : 2 * chunk] + raw[:chunk] + raw[2 * chunk :])
        case "missing":
            first.unlink()


CHANGES = ["a byte", "cut short", "cut to nothing", "longer", "the next part", "missing"]


@pytest.mark.parametrize("change", [*CHANGES, "chunks changed over"])
def test_what_was_changed_on_the_disk_does_not_open(change: str, vault: Path) -> None:
    taken = take(os.urandom(8 * CHUNK), 4 * CHUNK)
    spoil(change, vault)
    with pytest.raises(LockedForEver):
        read(taken)


def test_a_part_of_another_blob_does_not_open(vault: Path) -> None:
    one, two = uuid4(), uuid4()
    for blob_id in (one, two):
        write_part(blob_id, KEY, 1, [b"x" * 100])
    (folder_of(one) / "00001").replace(folder_of(two) / "00001")
    with pytest.raises(LockedForEver):
        list(read_part(two, KEY, 1, 100))


# --- no room ------------------------------------------------------------------------------------


def full_after(writes: int, code: int) -> Any:
    real, left = os.write, [writes]

    def write(file: int, content: Any) -> int:
        if left[0] == 0:
            raise OSError(code, os.strerror(code))
        left[0] -= 1
        return real(file, bytes(content)[:100_000])  # and it never takes all that it is given

    return write


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("writes", [0, 3, 30])
def test_a_full_disk_is_named_and_leaves_nothing(
    writes: int, code: int, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", full_after(writes, code))
    with pytest.raises(VaultFull):
        take(os.urandom(4 * CHUNK), 2 * CHUNK)
    assert files_in(vault) == []


def test_another_fault_of_the_disk_is_not_called_full(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", full_after(2, errno.EIO))
    with pytest.raises(OSError, match="Input/output") as caught:
        take(os.urandom(4 * CHUNK), 2 * CHUNK)
    assert not isinstance(caught.value, VaultFull)
    assert files_in(vault) == []


def test_room_that_must_stay_free_stays_free(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 2**60)
    with pytest.raises(VaultFull):
        take(b"x", CHUNK)
    assert files_in(vault) == []


def test_a_part_whose_bytes_stop_coming_leaves_nothing(vault: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * CHUNK
        raise ConnectionError

    blob_id = uuid4()
    with pytest.raises(ConnectionError):
        write_part(blob_id, KEY, 1, pieces())
    assert files_in(vault) == []
    assert parts_there(blob_id) == []


def test_a_part_is_there_only_once_it_is_kept(vault: Path) -> None:
    """What a killed process leaves is no part; written again, the part replaces it."""
    blob_id = uuid4()
    unfinished = PartFile(blob_id, KEY, 1)
    unfinished.write(b"y" * (2 * CHUNK))
    assert parts_there(blob_id) == []
    write_part(blob_id, KEY, 1, [b"x" * 10])
    assert parts_there(blob_id) == [1]
    assert list(read_part(blob_id, KEY, 1, 10)) == [b"x" * 10]


# --- rows and keys ------------------------------------------------------------------------------


def a_blob(people: People, content: bytes, case_id: int | None) -> Blob:
    with opened(EXCHANGE):
        return keep_file(
            take(content, CHUNK),
            case_id=case_id,
            compartment="investigation",
            team_id=people.police.pk,
            file_name="one.bin",
            media_type="application/octet-stream",
        )


def forget_case_keys(node: TestNode, suite: SuiteCluster) -> None:
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        owner.execute("delete from vault_casekey")


def test_destroying_the_cases_key_destroys_its_files(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    content, case = os.urandom(2 * CHUNK + 5), a_case(people)
    blob = a_blob(people, content, case.pk)
    with opened(people.alice.actor):
        assert read_blob(blob) == content
        assert b"".join(stream_part(blob, 3)) == content[2 * CHUNK :]
    forget_case_keys(node, suite)
    with opened(people.alice.actor), pytest.raises(LockedForEver):
        stream_blob(blob)
    with opened(EXCHANGE):
        other = keep_file(
            take(b"later", CHUNK),
            case_id=case.pk,
            compartment="investigation",
            file_name="x",
            media_type="a/b",
        )
        assert read_blob(other) == b"later"
        with pytest.raises(LockedForEver):
            read_blob(blob)


def test_a_file_without_a_case_follows_into_one(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    case = a_case(people)
    blob = a_blob(people, b"evidence", None)
    with opened(people.bob.actor):
        assert not Blob.objects.exists()
    with opened(people.alice.actor):
        assert read_blob(Blob.objects.get()) == b"evidence"
    with opened(EXCHANGE):
        move_to_case(Blob.objects.get(), case_id=case.pk, compartment="finance")
    with opened(people.bob.actor):
        assert read_blob(Blob.objects.get()) == b"evidence"
    with opened(people.alice.actor):  # at the desk, and in the case
        assert read_blob(Blob.objects.get()) == b"evidence"
    forget_case_keys(node, suite)
    with opened(EXCHANGE), pytest.raises(LockedForEver):
        read_blob(Blob.objects.get(pk=blob.pk))


def test_a_stranger_sees_no_file(people: People) -> None:
    a_blob(people, b"evidence", a_case(people).pk)
    with opened(people.dan.actor):
        assert not Blob.objects.exists()


def test_a_blob_never_changes(people: People) -> None:
    blob = a_blob(people, b"evidence", a_case(people).pk)
    for change in ({"size": 1}, {"sha256": b"0"}, {"part_digests": ["0" * 64]}):
        with pytest.raises(DatabaseError, match="permission denied"), opened(people.alice.actor):
            Blob.objects.filter(pk=blob.pk).update(**change)


def test_small_blobs_are_cut_into_parts_as_they_are_sent(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_PART_SIZE", 65536)
    content, case = os.urandom(150_000), a_case(people)
    with opened(people.bob.actor):
        blob = store_blob(
            content, case_id=case.pk, compartment="finance", file_name="a", media_type="a/b"
        )
        parts = parts_of(blob)
        assert parts is not None
        pieces = [b"".join(stream_part(blob, n, 65536)) for n in (1, 2, 3)]
        assert b"".join(pieces) == content == read_blob(blob)
        assert list(parts.digests) == [hashlib.sha256(piece).hexdigest() for piece in pieces]


def test_a_destroyed_file_is_gone_and_its_custody_stays(people: People, vault: Path) -> None:
    blob = a_blob(people, b"evidence", a_case(people).pk)
    with opened(EXCHANGE):
        add_custody(blob.pk, "taken_in", by="XA-POLICE")
        add_custody(blob.pk, "destroyed", by="XA-POLICE", purpose="withdrawn")
        destroy_blob(blob)
        assert files_in(vault) != []  # not before it is committed
    assert files_in(vault) == []
    with opened(EXCHANGE):
        assert not Blob.objects.exists()
        steps = [(s.number, s.action, s.by, s.state) for s in custody_of(blob.pk)]
    assert steps == [(1, "taken_in", "XA-POLICE", "XA"), (2, "destroyed", "XA-POLICE", "XA")]


def test_custody_is_append_only(people: People, node: TestNode, suite: SuiteCluster) -> None:
    blob = a_blob(people, b"evidence", a_case(people).pk)
    with opened(people.alice.actor):
        add_custody(blob.pk, "taken_in", by="XA-POLICE")
    url = suite.cluster.superuser_url(node.home.config.database)
    for statement in ("update vault_custodystep set by = 'X'", "delete from vault_custodystep"):
        with psycopg.connect(url) as owner, pytest.raises(psycopg.Error, match="never changed"):
            owner.execute(statement)
    with opened(people.dan.actor):
        assert custody_of(blob.pk) == []


def test_a_disk_that_does_not_answer_has_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def stale(path: object) -> None:
        raise OSError(errno.ESTALE, "Stale file handle")

    assert has_room()
    monkeypatch.setattr("homeward.foundation.vault.files.shutil.disk_usage", stale)
    assert not has_room()
