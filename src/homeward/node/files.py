"""Small files that must be whole or absent: written beside, flushed, then put in place."""

import os
import secrets
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def write_atomically(path: Path, content: bytes, *, mode: int = PRIVATE_FILE) -> None:
    """Put `content` at `path` so that a crash leaves the old file or the new one, never a part.

    The file never exists with wider permissions than `mode`. Raises OSError.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make the new name itself durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rotate(path: Path, *, larger_than: int) -> bool:
    """Move a log's content to `<name>.1` and empty it in place; true when that was done.

    Writers hold the file open in append mode and simply go on at its new start; lines written
    between the copy and the cut (microseconds) can be lost, as with logrotate's copytruncate.
    """
    if not path.exists() or path.stat().st_size <= larger_than:
        return False
    write_atomically(path.with_name(path.name + ".1"), path.read_bytes())
    os.truncate(path, 0)
    return True
