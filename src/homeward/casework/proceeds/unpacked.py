"""The files that an upload consists of, in a private folder of the node while the library reads
them: one file, or those of a ZIP archive of bank statements."""

import io
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.conf import settings

from homeward.casework.proceeds.file_errors import ArchiveUnusable

ARCHIVE = "application/zip"
MOST_FILES, MOST_BYTES = 500, 200 * 1024 * 1024
_ENCRYPTED = 1
_LONGEST = 200
"""Bytes of a file's name: file systems take 255 of them, and each may get a number."""
_LEFT_BY_SYSTEMS = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,
    MemoryError,
    OSError,
    EOFError,
    ValueError,
    ArithmeticError,
    LookupError,
)
"""What reading a damaged archive, or one of a kind that is not read, raises."""


@contextmanager
def unpacked(content: bytes, media_type: str, file_name: str = "file") -> Iterator[list[Path]]:
    """The files, for as long as they are read; raises ArchiveUnusable.

    One file has the name that its officer knows, as results name it.
    """
    with tempfile.TemporaryDirectory(dir=settings.HOME.path / "run") as folder:
        if media_type == ARCHIVE:
            yield list(_members(content, Path(folder)))
        else:
            path = Path(folder) / _safe(file_name)
            path.write_bytes(content)
            yield [path]


def are_read_together(content: bytes, media_type: str = "") -> bool:
    """Whether these are statements or exports of a chain, which are no tables of payments.

    Raises ArchiveUnusable for an archive that holds anything else.
    """
    from homeward.tracing.reading.gathered import kind_of

    with unpacked(content, media_type) as files:
        if media_type != ARCHIVE:
            return kind_of(files, {}) is not None
        for path in files:
            if kind_of([path], {}) is None:
                raise ArchiveUnusable(file=path.name)
        return True


def _members(content: bytes, folder: Path) -> Iterator[Path]:
    """Each file of an archive, in a folder of its own.

    No two have one name, as errors name a file by it: the later one has its number before it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = [each for each in archive.infolist() if _is_sent(each)]
            size = sum(each.file_size for each in found)
            if not found or len(found) > MOST_FILES or size > MOST_BYTES:
                raise ArchiveUnusable(file="ZIP")
            left = MOST_BYTES
            taken: set[str] = set()
            for number, each in enumerate(found, start=1):
                name = _safe(_path_in(each).name)
                while name in taken:
                    name = f"{number}-{name}"
                taken.add(name)
                if each.flag_bits & _ENCRYPTED:
                    raise ArchiveUnusable(file=name)
                # what an archive says of its sizes need not be true
                with archive.open(each) as member:
                    held = member.read(left + 1)
                left -= len(held)
                if left < 0:
                    raise ArchiveUnusable(file=name)
                path = folder / str(number) / name
                path.parent.mkdir()
                path.write_bytes(held)
                yield path
    except _DAMAGE as error:
        raise ArchiveUnusable(file="ZIP") from error


def _path_in(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def _is_sent(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file that somebody sent, and not one that a system leaves in folders
    and archives."""
    path = _path_in(member)
    return not (
        member.is_dir()
        or "__MACOSX" in path.parts
        or path.name.startswith("._")
        or path.name.lower() in _LEFT_BY_SYSTEMS
    )


def _safe(name: str) -> str:
    """A member's name as one that any file system takes."""
    kept = "".join(
        each if each.isprintable() and each not in '/\\:*?"<>|' else "-" for each in name
    )
    kept = kept.encode()[-_LONGEST:].decode(errors="ignore")
    return kept.lstrip(".") or "file"
