"""A new file holds what was put into it, whether or not it goes past the system's memory."""

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeward.foundation.vault import newfile
from homeward.foundation.vault.newfile import NewFile

LONGEST = 1024**2 + 28
CONTENT = os.urandom(3 * 1024**2)
LENGTHS = st.one_of(st.integers(0, 9000), st.sampled_from([4096, 65_536, 2**20, LONGEST]))


def written(place: Path, lengths: list[int], *, straight: bool) -> bytes:
    """Put a piece of each length into a file; what it ought to hold."""
    file, expected = NewFile(place, LONGEST, straight=straight), b""
    for number, length in enumerate(lengths):
        piece = CONTENT[number : number + length]
        file.room(length)[:] = piece
        file.fill(length)
        expected += piece
    file.finish()
    return expected


@pytest.mark.parametrize("straight", [True, False])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lengths=st.lists(LENGTHS, max_size=7))
def test_it_holds_what_was_put_in(straight: bool, lengths: list[int], tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.unlink(missing_ok=True)
    assert written(place, lengths, straight=straight) == place.read_bytes()


def refused_by_open(real: Callable[..., int]) -> Callable[..., int]:
    def opened(place: Any, flags: int, *more: Any, **named: Any) -> int:
        file = real(place, flags & ~os.O_DIRECT, *more, **named)
        if flags & os.O_DIRECT:  # as some systems do: the file is made, and then refused
            os.close(file)
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return file

    return opened


def refused_by_write(real: Callable[..., int]) -> Callable[..., int]:
    """A disk whose blocks are larger than ours, and that takes a part of what it is given."""
    import fcntl

    def write(file: int, content: Any) -> int:
        if fcntl.fcntl(file, fcntl.F_GETFL) & os.O_DIRECT:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return real(file, content[:100_001])

    return write


@pytest.mark.skipif(not hasattr(os, "O_DIRECT"), reason="this system writes in one way only")
@pytest.mark.parametrize(
    ("call", "refusing"), [("open", refused_by_open), ("write", refused_by_write)]
)
def test_where_the_system_refuses_it_is_written_as_ever(
    call: str, refusing: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, call, refusing(getattr(os, call)))
    expected = written(tmp_path / "file", [LONGEST, LONGEST, 5000, LONGEST, 7], straight=True)
    assert (tmp_path / "file").read_bytes() == expected


def test_another_fault_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int, content: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        written(tmp_path / "file", [10], straight=True)


def test_a_disk_that_is_full_is_known_before_the_next_buffer_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that writes stops between giving a buffer back and saying why it failed."""
    filled = threading.Event()

    class Stopping(SimpleQueue[memoryview]):
        def put(self, item: memoryview, block: bool = True, timeout: float | None = None) -> None:
            super().put(item)
            if threading.current_thread() is not threading.main_thread():
                filled.wait(5)

    def full(file: int, content: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(newfile, "SimpleQueue", Stopping)
    monkeypatch.setattr(os, "write", full)
    file = NewFile(tmp_path / "file", LONGEST, straight=True)
    for _ in range(3):
        file.fill(LONGEST)
    try:
        for _ in range(2):  # it says so as often as it is asked, and never waits
            with pytest.raises(OSError, match="No space"):
                file.fill(LONGEST)
    finally:
        filled.set()
        file.close()


def test_what_is_left_unfinished_leaves_no_thread_and_nothing_open(tmp_path: Path) -> None:
    """An upload whose browser goes away: nobody is told."""
    threads, place = threading.active_count(), tmp_path / "file"
    file = NewFile(place, LONGEST, straight=False)
    for _ in range(5):
        file.fill(LONGEST)
    assert threading.active_count() == threads
    assert place.stat().st_size > LONGEST
    handle = file._file
    os.fstat(handle)
    del file
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(handle)
