"""A file that one process holds while it lives, with its process id inside."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path


class Held(Exception):
    """Somebody else holds the lock; `pid` is what the file says."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid or "unknown"


@contextlib.contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock until the end of the block (or of the process). Raises Held."""
    with path.open("a+") as file:
        os.fchmod(file.fileno(), 0o600)
        _take(file.fileno(), path)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _take(descriptor: int, path: Path) -> None:
    for _ in range(20):  # who only looks whether it is held holds it for an instant
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return
    raise Held(path.read_text().strip())


def holder(path: Path) -> int | None:
    """The process id of the living holder (0 while it writes it), or nothing."""
    try:
        file = path.open("r")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            content = file.read().strip()
            return int(content) if content.isdigit() else 0
    return None
