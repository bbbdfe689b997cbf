"""Taking a large file in, piece by piece, before there is a row for it.

    intake = Intake()
    for piece in upload: intake.write(piece)
    blob = keep_file(intake.finish(), case_id=..., ...)

The bytes are encrypted as they come: no plain copy touches the disk. Where no row follows, the
files are orphans and the sweep removes them.
"""

import hashlib
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.conf import settings

from homeward.foundation.vault.errors import NothingTaken
from homeward.foundation.vault.files import PartFile, check_room, remove_files
from homeward.foundation.vault.sealing import new_key


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that lies in the vault and has no row yet. `sha256` is of the whole, hexadecimal.

    `part_digests` is empty where nobody here took the digests of the parts.
    """

    id: UUID
    key: bytes = field(repr=False)
    size: int
    sha256: str
    part_size: int
    part_digests: tuple[str, ...]


class Intake:
    """One file on its way in. Raises VaultFull where there is no room; nothing is left then."""

    def __init__(self, part_size: int | None = None) -> None:
        self.id, self.key = uuid4(), new_key()
        self.part_size = part_size or settings.HOMEWARD_PART_SIZE
        self.size = 0
        self._whole, self._digests = hashlib.sha256(), list[str]()
        self._part: PartFile | None = None

    def write(self, piece: bytes) -> None:
        """Add bytes, of any length."""
        view = memoryview(piece)
        try:
            while view:
                part = self._open_part()
                room = self.part_size - part.size
                part.write(bytes(view[:room]))
                if part.size == self.part_size:
                    self._close_part()
                view = view[room:]
        except BaseException:
            self.drop()
            raise
        self._whole.update(piece)
        self.size += len(piece)

    def finish(self) -> Taken:
        """Close the last part. Raises NothingTaken for an empty file."""
        try:
            self._close_part()
        except BaseException:
            self.drop()
            raise
        if not self.size:
            raise NothingTaken
        digests = tuple(self._digests)
        whole = self._whole.hexdigest()
        return Taken(self.id, self.key, self.size, whole, self.part_size, digests)

    def drop(self) -> None:
        """Leave nothing of the file."""
        if self._part is not None:
            self._part.drop()
            self._part = None
        remove_files(self.id)

    def _open_part(self) -> PartFile:
        if self._part is None:
            check_room(self.part_size)
            self._part = PartFile(self.id, self.key, len(self._digests) + 1)
        return self._part

    def _close_part(self) -> None:
        if self._part is not None:
            self._digests.append(self._part.keep())
            self._part = None
