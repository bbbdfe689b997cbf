"""Putting bytes into the vault and taking them out."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homeward.foundation.vault.errors import LockedForEver
from homeward.foundation.vault.files import read_part, remove_files
from homeward.foundation.vault.intake import Taken
from homeward.foundation.vault.models import Blob, CaseKey, CustodyStep
from homeward.foundation.vault.sealing import lock, new_key, unlock


@dataclass(frozen=True, slots=True)
class Parts:
    """A blob seen as parts: bytes of each but the last, and the SHA-256 of each, hexadecimal."""

    part_size: int
    digests: tuple[str, ...]


def store_blob(
    content: bytes, *, case_id: int, compartment: str, file_name: str, media_type: str
) -> Blob:
    """Encrypt `content` with the case's key and keep it with the SHA-256 it had at intake.

    The caller has checked the right to write and writes the journal entry. For what may be large
    there is `keep_file`.
    """
    blob = Blob(
        case_id=case_id,
        compartment=compartment,
        file_name=file_name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
    )
    blob.content = lock(made_case_key(case_id), content, f"blob {blob.id}")
    blob.save(force_insert=True)
    return blob


def keep_file(
    taken: Taken,
    *,
    case_id: int | None,
    compartment: str,
    file_name: str,
    media_type: str,
    team_id: int | None = None,
) -> Blob:
    """Give a file that was taken in its row; its key is wrapped by the case's.

    Without a case the vault's own key wraps it, and the desk `team_id` sees it, until
    `move_to_case`. The caller has checked the right to write and writes the journal entry.
    """
    return Blob.objects.create(
        id=taken.id,
        case_id=case_id,
        compartment=compartment,
        team_id=team_id,
        file_name=file_name,
        media_type=media_type,
        size=taken.size,
        sha256=bytes.fromhex(taken.sha256),
        file_key=lock(made_wrapping_key(case_id), taken.key, f"blob key {taken.id}"),
        part_size=taken.part_size,
        part_digests=list(taken.part_digests),
    )


def move_to_case(blob: Blob, *, case_id: int, compartment: str) -> None:
    """Give a file that came without a case its case: from now on that case's key destroys it."""
    purpose = f"blob key {blob.id}"
    key = unlock(_wrapping_key(blob), bytes(blob.file_key or b""), purpose)
    blob.case_id, blob.compartment = case_id, compartment
    blob.file_key = lock(made_wrapping_key(case_id), key, purpose)
    blob.save(update_fields=["case_id", "compartment", "file_key"])


def destroy_blob(blob: Blob) -> None:
    """Remove a blob with its key; its files go once the transaction is committed.

    Where a process dies in between, the files are orphans without a key, and the sweep removes
    them. Its custody stays: that it was destroyed is a step of its own, which the caller writes.
    """
    blob_id = blob.id
    Blob.objects.filter(pk=blob_id).delete()
    transaction.on_commit(lambda: remove_files(blob_id))


def destroy_content(blob: Blob) -> None:
    """Destroy what a blob that lies in files holds, with its key; the row stays and says so.

    Its custody stays visible, so the caller writes that step. Its files go once the transaction is
    committed; where a process dies in between they do not open any more.
    """
    blob.file_key = None
    blob.save(update_fields=["file_key"])
    blob_id = blob.id
    transaction.on_commit(lambda: remove_files(blob_id))


def read_blob(blob: Blob) -> bytes:
    """The bytes as they were at intake; raises LockedForEver when they were altered.

    All of them at once: for what may be large there is `stream_blob`.
    """
    return b"".join(stream_blob(blob))


def stream_blob(blob: Blob) -> Iterator[bytes]:
    """The bytes in pieces of at most a megabyte. The keys are opened before the first is asked
    for, so the pieces can be read after the transaction. Raises LockedForEver, also on the way."""
    if blob.part_size is None:
        return stream_part(blob, 1)
    key = file_key_of(blob)
    size, part_size = blob.size, blob.part_size
    lengths = (min(part_size, size - start) for start in range(0, size, part_size))
    return (
        piece
        for number, length in enumerate(lengths, 1)
        for piece in read_part(blob.id, key, number, length)
    )


def file_key_of(blob: Blob) -> bytes:
    """The key of a blob that lies in files. Raises LockedForEver, also where it was destroyed."""
    return unlock(_wrapping_key(blob), bytes(blob.file_key or b""), f"blob key {blob.id}")


def stream_part(blob: Blob, number: int, part_size: int | None = None) -> Iterator[bytes]:
    """The bytes of one part. `part_size` cuts a small blob, which has no parts of its own."""
    return part_reader(blob, part_size)(number)


def part_reader(blob: Blob, part_size: int | None = None) -> Callable[[int], Iterator[bytes]]:
    """Reads the parts of a blob by their numbers, as `stream_part`; its key is opened now."""
    if blob.part_size is None:
        content = unlock(_wrapping_key(blob), bytes(blob.content or b""), f"blob {blob.id}")
        step = part_size or max(len(content), 1)
        return lambda number: iter([content[(number - 1) * step : number * step]])
    key, size, whole = file_key_of(blob), blob.part_size, blob.size
    return lambda n: read_part(blob.id, key, n, min(size, whole - (n - 1) * size))


def parts_of(blob: Blob) -> Parts | None:
    """How the blob falls into parts: a large one as it lies, a small one as the settings say.

    None where the digests of one that lies in parts were not taken at intake: it would have to be
    read. Raises LockedForEver where a small one does not open.
    """
    if blob.part_size is not None:
        return Parts(blob.part_size, tuple(blob.part_digests)) if blob.part_digests else None
    size, content = settings.HOMEWARD_PART_SIZE, read_blob(blob)
    pieces = (content[start : start + size] for start in range(0, len(content), size))
    return Parts(size, tuple(hashlib.sha256(piece).hexdigest() for piece in pieces))


def add_custody(blob_id: UUID, action: str, *, by: str, **facts: Any) -> CustodyStep:
    """Add the next step of a blob's custody in the present transaction.

    `facts` are `source`, `target`, `purpose`, and for a step made elsewhere `at` and `state`. The
    caller writes the journal entry.
    """
    known = CustodyStep.objects.filter(blob_id=blob_id).order_by("-number")
    last = known.values_list("number", flat=True).first() or 0
    fields = {"at": datetime.now(UTC), "state": settings.HOMEWARD_STATE, **facts}
    return CustodyStep.objects.create(
        blob_id=blob_id, number=last + 1, action=action, by=by, **fields
    )


def custody_of(blob_id: UUID) -> list[CustodyStep]:
    """Every step of a blob's custody that the reader may see, the first one first."""
    return list(CustodyStep.objects.filter(blob_id=blob_id))


def _wrapping_key(blob: Blob) -> bytes:
    """The key that opens a blob's own; raises LockedForEver where the case's was destroyed."""
    if blob.case_id is None:
        return bytes(settings.VAULT_KEY)
    return wrapping_key_of_case(blob.case_id)


def wrapping_key_of_case(case_id: int) -> bytes:
    """The case's key, which wraps those of its files; LockedForEver once it was destroyed."""
    held = CaseKey.objects.filter(case_id=case_id).first()
    if held is None:
        raise LockedForEver(f"case key {case_id}")
    return unlock(settings.VAULT_KEY, bytes(held.wrapped), f"case key {case_id}")


def made_wrapping_key(case_id: int | None) -> bytes:
    """The key that wraps those of new files: the case's, or the vault's while there is no case."""
    return bytes(settings.VAULT_KEY) if case_id is None else made_case_key(case_id)


def made_case_key(case_id: int) -> bytes:
    """The case's key, made where there is none yet."""
    purpose = f"case key {case_id}"
    held = CaseKey.objects.filter(case_id=case_id).first()
    if held is None:
        held, _ = CaseKey.objects.get_or_create(
            case_id=case_id, defaults={"wrapped": lock(settings.VAULT_KEY, new_key(), purpose)}
        )
    return unlock(settings.VAULT_KEY, bytes(held.wrapped), purpose)
