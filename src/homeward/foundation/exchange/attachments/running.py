"""The digest of a whole attachment, taken along while its parts arrive in their order.

Parts mostly do, and in one process: then the whole is compared the moment the last part is kept.
Where the process was started anew in between, or parts came in another order, nothing is known
here, and `checking` reads the whole from the disk.

Where it is taken along, a part's own digest would be the same work again. It is left out: that the
part comes from the sender and has its place, its frames prove by opening. Only where the whole is
not what was signed are the parts' digests of use, to tell which part it was; `checking` compares
them then. The first part's is known in passing, and tells of a sender that counts otherwise.
"""

import hashlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from homeward.wire.attachments import Attachment, Form, Read, check_part_digest, open_part

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

    def opened(self, part: Attachment, read: Read, form: Form) -> Iterator[bytes]:
        """The plain pieces of the part, digested on their way.

        Raises BadPart, as `open_part` does.
        """
        if self._digest is None:
            yield from open_part(part, self.number, read, form)
            return
        for piece in open_part(part, self.number, read, form, compared=False):
            self._digest.update(piece)
            yield piece
        if self.number == 1:
            check_part_digest(part, 1, self._digest.hexdigest())

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
