"""A large file that comes in parts, in any order, over any time: begun, filled, read back.

    begun = begin(case_id)                       the caller keeps id and wrapped key
    put_part(begun.id, key, number, pieces)      whole or not at all, whatever is killed when
    taken = weigh(begun.id, key, size, part_size)

What the parts are is decided by what lies on the disk, and the SHA-256 is of what was read back
from there, never of what somebody said that he sent.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from homeward.foundation.vault.actions import made_wrapping_key, wrapping_key_of_case
from homeward.foundation.vault.errors import PartAltered, PartBeyond, PartMissing
from homeward.foundation.vault.files import PartFile, check_room, parts_there, read_part
from homeward.foundation.vault.intake import Taken
from homeward.foundation.vault.sealing import lock, new_key, unlock


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that was announced: its id, and its key wrapped by the case's."""

    id: UUID
    wrapped: bytes = field(repr=False)


def begin(case_id: int, size: int) -> Begun:
    """A file of `size` bytes may come. Raises VaultFull where there is no room for it."""
    check_room(size)
    blob_id = uuid4()
    return Begun(blob_id, lock(made_wrapping_key(case_id), new_key(), f"blob key {blob_id}"))


def key_of(case_id: int, blob_id: UUID, wrapped: bytes) -> bytes:
    """The key of a file that was begun. Raises LockedForEver."""
    return unlock(wrapping_key_of_case(case_id), wrapped, f"blob key {blob_id}")


def count_of(size: int, part_size: int) -> int:
    """How many parts a file has."""
    return -(-size // part_size)


def length_of(number: int, size: int, part_size: int) -> int:
    """The bytes of part `number`, from 1. Raises PartBeyond for one that the file has not."""
    if not 1 <= number <= count_of(size, part_size):
        raise PartBeyond(number=number, count=count_of(size, part_size))
    return min(part_size, size - (number - 1) * part_size)


def put_part(
    blob_id: UUID,
    key: bytes,
    number: int,
    length: int,
    pieces: Iterable[bytes],
    said: str,
    *,
    allowed: Callable[[], None],
) -> str:
    """Keep a part of exactly `length` bytes whose SHA-256 is `said`; its digest.

    `allowed` is asked once all has come, right before the part gets its place: what it raises drops
    the part. Raises PartAltered, VaultFull; nothing of the part is left then.
    """
    check_room(length)
    part = PartFile(blob_id, key, number)
    digest = hashlib.sha256()
    try:
        for piece in pieces:
            if part.size + len(piece) > length:
                raise PartAltered(number=number)
            digest.update(piece)
            part.write(piece)
        if part.size != length or digest.hexdigest() != said:
            raise PartAltered(number=number)
        allowed()
        return part.keep()
    except BaseException:
        part.drop()
        raise


def missing_parts(blob_id: UUID, size: int, part_size: int) -> list[int]:
    """The numbers of the parts that are not on the disk."""
    there = set(parts_there(blob_id))
    return [n for n in range(1, count_of(size, part_size) + 1) if n not in there]


def head_of(blob_id: UUID, key: bytes, size: int, part_size: int) -> bytes:
    """The first bytes of the file, at most a chunk. Raises PartMissing, LockedForEver."""
    if 1 not in parts_there(blob_id):
        raise PartMissing(number=1)
    return next(iter(read_part(blob_id, key, 1, length_of(1, size, part_size))))


def weigh(blob_id: UUID, key: bytes, size: int, part_size: int) -> Taken:
    """Read the whole file back and hash it. Raises PartMissing, LockedForEver."""
    missing = missing_parts(blob_id, size, part_size)
    if missing:
        raise PartMissing(number=missing[0])
    whole, digests = hashlib.sha256(), []
    for number in range(1, count_of(size, part_size) + 1):
        one = hashlib.sha256()
        for piece in read_part(blob_id, key, number, length_of(number, size, part_size)):
            one.update(piece)
            whole.update(piece)
        digests.append(one.hexdigest())
    return Taken(blob_id, key, size, whole.hexdigest(), part_size, tuple(digests))
