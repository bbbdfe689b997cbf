"""Writing a new file, where it is wanted past the memory in which the system keeps files.

What arrives from another State is seldom read soon, and then by few. In that memory it would push
out what everybody reads, and each gigabyte would be copied once more. So it goes to the disk from a
buffer of our own, in whole blocks and from where a page of memory begins, as the system demands it
(O_DIRECT). Where a file system does not offer this (EINVAL), it is written to as ever. While one
buffer is written, another one is filled. Any other file is written at once: it needs no thread, and
whoever made it may go away without closing it.
"""

import errno
import fcntl
import mmap
import os
import weakref
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from homeward.foundation.vault.behind import Behind

_BLOCK: Final = 4096  # what a file is written in whole multiples of, and memory comes in
_AT_ONCE: Final = 2 * 1024**2  # about so much goes to the disk in one call
_FLUSHED_EVERY: Final = 8  # calls: what the system keeps is on its way while the next bytes come
_STRAIGHT: Final = getattr(os, "O_DIRECT", 0)  # not every system has it


class NewFile:
    """A file that this process makes: `room` and `fill` in turn, then `finish`.

    `longest` is the most bytes that a room is asked for; `straight` says whether it goes past the
    system's memory, by a thread of its own: then `finish` or `close` has to be called, otherwise
    nothing stays open where it is not. What the system raises is raised as it is: the caller closes
    and removes the file.
    """

    def __init__(self, place: Path, longest: int, *, straight: bool) -> None:
        self._buffer = memoryview(mmap.mmap(-1, _AT_ONCE + longest))
        self._free: SimpleQueue[memoryview] = SimpleQueue()
        if straight:
            self._free.put(memoryview(mmap.mmap(-1, _AT_ONCE + longest)))
        self._is_behind = straight
        self._problem: BaseException | None = None
        self._used = self._calls = 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        self._straight = straight and bool(_STRAIGHT)
        try:
            self._file = os.open(place, flags | (_STRAIGHT if straight else 0), 0o600)
        except OSError as error:
            if error.errno != errno.EINVAL or not self._straight:
                raise
            self._straight = False
            place.unlink(missing_ok=True)  # some systems make the file before they refuse
            self._file = os.open(place, flags, 0o600)
        self._closing = weakref.finalize(self, os.close, self._file)
        self._later: Behind[tuple[memoryview, int]] | None = None

    def room(self, length: int) -> memoryview:
        """Where the next `length` bytes are put; `fill` makes them part of the file."""
        return self._buffer[self._used : self._used + length]

    def fill(self, length: int) -> None:
        """The first `length` bytes of the room are there now."""
        self._used += length
        if self._used >= _AT_ONCE:
            length = self._used - self._used % _BLOCK
            full, self._buffer = self._buffer, self._written_or_another(length)
            left = self._used - length
            self._buffer[:left] = full[length : self._used]
            self._used = left
            if self._is_behind:
                if self._later is None:
                    self._later = Behind(self._write_and_free).__enter__()
                self._later.put((full, length))

    def _written_or_another(self, length: int) -> memoryview:
        """The buffer to go on with: another one, or the same where there is no thread for it."""
        if not self._is_behind:
            self._write(self._buffer[:length])
            return self._buffer
        free = self._free.get()
        if self._problem is not None:
            self._free.put(free)
            raise self._problem
        return free

    def finish(self) -> None:
        """All of it is on the disk when this returns, and the file is closed."""
        self._end_writing(None)
        length = self._used - self._used % _BLOCK
        self._write(self._buffer[:length])
        if length < self._used:
            self._as_ever()  # less than a block is left
            self._write(self._buffer[length : self._used])
        os.fsync(self._file)
        self.close()

    def close(self) -> None:
        """Close it, whether or not it is finished."""
        self._end_writing(ValueError("what waits is not wanted any more"))
        self._closing()

    def _end_writing(self, why: BaseException | None) -> None:
        """The thread that writes ends: with all that was filled, or where there is a reason why
        not, with what it is at. Raises what writing raised, in the first case."""
        later, self._later = self._later, None
        if later is not None:
            later.__exit__(type(why) if why else None, why, None)

    def _write_and_free(self, filled: tuple[memoryview, int]) -> None:
        buffer, length = filled
        try:
            self._write(buffer[:length])
        except BaseException as error:
            self._problem = error  # known before the buffer is free: nothing more is put then
            raise
        finally:
            self._free.put(buffer)

    def _write(self, left: memoryview) -> None:
        while left:
            try:
                left = left[os.write(self._file, left) :]
            except OSError as error:
                if error.errno != errno.EINVAL or not self._straight:
                    raise
                self._as_ever()  # another size of blocks, or a full disk that took part of one
        self._calls += 1
        if not self._straight and self._calls % _FLUSHED_EVERY == 0:
            os.fdatasync(self._file)

    def _as_ever(self) -> None:
        """Write through the system's memory from here on."""
        if self._straight:
            flags = fcntl.fcntl(self._file, fcntl.F_GETFL)
            fcntl.fcntl(self._file, fcntl.F_SETFL, flags & ~_STRAIGHT)
            self._straight = False
