"""Large blobs as files in the node's home: one file for each part, written whole or not at all.

    <home>/vault/<two digits>/<blob id>/00001     a part: chunks of CHUNK bytes, each locked

A chunk is locked with the blob's own key under a purpose that names blob, part and chunk, so that
none can be moved, repeated or left out. A part is written under a temporary name, flushed to the
disk and renamed: a part that is there is whole, whatever is killed when. Memory stays constant.
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from homeward.foundation.vault.behind import Behind
from homeward.foundation.vault.errors import LockedForEver, VaultFull
from homeward.foundation.vault.newfile import NewFile
from homeward.foundation.vault.sealing import LOCKED_BYTES, lock_into, unlock

CHUNK: Final = 1024**2
_PART = re.compile(r"[0-9]{5}")
_UNFINISHED: Final = "incoming-"
# What the system says when there is no room: a full disk, a used-up quota, a file too large.
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def folder_of(blob_id: UUID) -> Path:
    """The folder of a blob's parts, whether or not it is there."""
    return Path(settings.HOMEWARD_VAULT_FOLDER) / blob_id.hex[:2] / str(blob_id)


def still_wanted(blob_id: UUID) -> None:
    """Make a blob's folder young again: somebody is finishing it, and no row speaks of it yet."""
    if (folder := folder_of(blob_id)).is_dir():
        os.utime(folder)


def check_room(size: int) -> None:
    """Raises VaultFull unless `size` more bytes leave free what the settings keep free."""
    free = _free()
    if free - size < settings.HOMEWARD_DISK_KEPT:
        raise VaultFull(needed=size, free=free, kept=settings.HOMEWARD_DISK_KEPT)


def has_room() -> bool:
    """Whether one more part of a file of this node's people would be taken in.

    A disk that does not answer, as a network's that is away, has no room.
    """
    try:
        free = _free()
    except OSError:
        return False
    return free - settings.HOMEWARD_PART_SIZE >= settings.HOMEWARD_DISK_KEPT


def _free() -> int:
    """Bytes that are free on the disk of the vault."""
    root = Path(settings.HOMEWARD_VAULT_FOLDER)
    return shutil.disk_usage(root if root.exists() else root.parent).free


class PartFile:
    """One part on its way into its file. `keep` puts it in its place, `drop` forgets it.

    `digest` says whether its SHA-256 is wanted, `straight` whether it goes to the disk past the
    system's memory. Raises VaultFull where the disk has no room; nothing of the part is left then.
    """

    def __init__(
        self,
        blob_id: UUID,
        key: bytes,
        number: int,
        *,
        digest: bool = True,
        straight: bool = False,
    ) -> None:
        self.blob_id, self.key, self.number = blob_id, key, number
        self.size, self.chunks, self._waiting = 0, 0, bytearray()
        self._digest = hashlib.sha256() if digest else None
        self._place = folder_of(blob_id) / f"{number:05d}"
        self._unfinished = self._place.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
        with _no_room_named(0):
            _make_folder(self._place.parent)
            self._file = NewFile(self._unfinished, CHUNK + LOCKED_BYTES, straight=straight)

    def write(self, piece: bytes) -> None:
        """Add plain bytes, of any length."""
        if self._digest is not None:
            self._digest.update(piece)
        self.size += len(piece)
        if not self._waiting and len(piece) == CHUNK:
            self._write_chunk(piece)
            return
        self._waiting += piece
        while len(self._waiting) >= CHUNK:
            self._write_chunk(bytes(self._waiting[:CHUNK]))
            del self._waiting[:CHUNK]

    def keep(self) -> str:
        """Flush the part to the disk under its final name; its SHA-256 where it is wanted."""
        try:
            if self._waiting:
                self._write_chunk(bytes(self._waiting))
            with _no_room_named(self.size):
                self._file.finish()
                self._unfinished.rename(self._place)
                _flush_folder(self._place.parent)
        except BaseException:
            self.drop()
            raise
        return self._digest.hexdigest() if self._digest is not None else ""

    def drop(self) -> None:
        """Leave nothing of a part that was not kept."""
        self._file.close()
        self._unfinished.unlink(missing_ok=True)

    def _write_chunk(self, plain: bytes) -> None:
        self.chunks += 1
        purpose = _purpose(self.blob_id, self.number, self.chunks)
        length = len(plain) + LOCKED_BYTES
        lock_into(self.key, plain, purpose, self._file.room(length))
        with _no_room_named(length):
            self._file.fill(length)


def write_part(blob_id: UUID, key: bytes, number: int, plain: Iterable[bytes]) -> None:
    """Write one part whole, or nothing where `plain` raises. Raises VaultFull.

    What is read is encrypted and written in a thread of its own, so that neither waits long for
    the other.
    """
    part = PartFile(blob_id, key, number, digest=False, straight=True)
    try:
        with Behind(part.write) as writer:
            for piece in plain:
                writer.put(piece)
        part.keep()
    except BaseException:
        part.drop()
        raise


def read_part(blob_id: UUID, key: bytes, number: int, length: int) -> Iterator[bytes]:
    """The plain bytes of a part, chunk by chunk.

    Raises LockedForEver where the file is missing, altered or not `length` plain bytes long.
    """
    place, left, chunk = folder_of(blob_id) / f"{number:05d}", length, 0
    try:
        file = place.open("rb", buffering=0)
    except FileNotFoundError:
        raise LockedForEver(_purpose(blob_id, number, 1)) from None
    buffer = memoryview(bytearray(min(CHUNK, length) + LOCKED_BYTES))
    with file:
        while left:
            chunk += 1
            plain = min(CHUNK, left)
            locked = buffer[: file.readinto(buffer[: plain + LOCKED_BYTES])]
            yield unlock(key, locked, _purpose(blob_id, number, chunk))
            left -= plain
        if file.read(1):
            raise LockedForEver(_purpose(blob_id, number, chunk + 1))


def parts_there(blob_id: UUID) -> list[int]:
    """The numbers of the parts that are on the disk, in rising order."""
    try:
        names = os.listdir(folder_of(blob_id))
    except FileNotFoundError:
        return []
    return sorted(int(name) for name in names if _PART.fullmatch(name))


def remove_part(blob_id: UUID, number: int) -> None:
    """Remove one part, which does not open any more."""
    (folder_of(blob_id) / f"{number:05d}").unlink(missing_ok=True)


def remove_files(blob_id: UUID) -> None:
    """Remove a blob's files; there may be none."""
    shutil.rmtree(folder_of(blob_id), ignore_errors=True)


def folders_on_disk() -> Iterator[tuple[UUID, Path]]:
    """Every folder of a blob with its id."""
    root = Path(settings.HOMEWARD_VAULT_FOLDER)
    for folder in sorted(root.glob("[0-9a-f][0-9a-f]/*/")):
        try:
            blob_id = UUID(folder.name)
        except ValueError:
            continue  # nothing that this module made
        if folder_of(blob_id) == folder:
            yield blob_id, folder


def remove_unfinished(folder: Path, older_than: float) -> None:
    """Remove what a killed process left half written before the moment `older_than`."""
    for file in folder.glob(f"{_UNFINISHED}*"):
        if file.stat().st_mtime < older_than:
            file.unlink(missing_ok=True)


class _no_room_named:  # noqa: N801  a context manager, read as one
    """Turns the system's word for a full disk into the room's."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise VaultFull(needed=self.size, free=0, kept=settings.HOMEWARD_DISK_KEPT) from error


def _purpose(blob_id: UUID, number: int, chunk: int) -> str:
    return f"blob {blob_id} part {number} chunk {chunk}"


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    root = Path(settings.HOMEWARD_VAULT_FOLDER)
    for one in (root, folder.parent, folder):
        if not one.is_dir():
            one.mkdir(mode=0o700, exist_ok=True)
            _flush_folder(one.parent)


def _flush_folder(folder: Path) -> None:
    """A new or renamed name outlives a power cut once its folder is flushed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
