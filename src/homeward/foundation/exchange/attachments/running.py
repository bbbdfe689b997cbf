"""The digest of a whole attachment, taken along while its parts arrive in their order.

Parts mostly do, and in one process: then the whole is compared the moment the last part is kept.
Where the process was started anew in between, or parts came in another order, nothing is known
here, and `checking` reads the whole from the disk.
"""

import hashlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from homeward.foundation.vault.behind import Behind

if TYPE_CHECKING:
    from hashlib import _Hash

_MOST = 1000  # attachments of which a digest is kept; each is a few hundred bytes
_lock = threading.Lock()
_kept: dict[UUID, tuple[int, "_Hash"]] = {}


class Running:
    """The digest of an attachment's parts up to `number`, where those before it are known."""

    def __init__(self, file_id: UUID, number: int) -> None:
        self.file_id, self.number = file_id, number
        with _lock:
            last, digest = _kept.get(file_id, (0, hashlib.sha256()))
            self._digest = digest.copy() if last == number - 1 else None

    def along(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces, digested on their way in a thread of its own."""
        if self._digest is None:
            yield from pieces
            return
        with Behind(self._digest.update) as later:
            for piece in pieces:
                later.put(piece)
                yield piece

    def keep(self) -> str:
        """The part was kept: the digest as far as this part, empty where it is not known."""
        if self._digest is None:
            return ""
        with _lock:
            _kept.pop(self.file_id, None)
            _kept[self.file_id] = (self.number, self._digest)
            while len(_kept) > _MOST:
                del _kept[next(iter(_kept))]
        return self._digest.hexdigest()


def forget(file_id: UUID) -> None:
    """The attachment has ended or is whole."""
    with _lock:
        _kept.pop(file_id, None)
