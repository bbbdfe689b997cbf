"""Where a directory's files come from: a folder, or anything that can be asked for bytes.

A source is called with a path such as `metadata/timestamp.json` and the most bytes it may return;
it raises NoSuchFile where there is none. It follows no redirect: that is its maker's to see to.
"""

import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from tuf.api.exceptions import DownloadHTTPError, DownloadLengthMismatchError
from tuf.ngclient.fetcher import FetcherInterface

from homeward.wire.directory.errors import DirectoryForged, DirectoryUnreachable
from homeward.wire.errors import WireError

#: Path and largest size in bytes to the file's bytes.
Source = Callable[[str, int], bytes]

BASE: Final = "directory:/"
#: No file of a directory is larger; a source may stop reading there.
MAX_FILE_BYTES: Final = 5_000_000

_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,3}")


class NoSuchFile(Exception):
    """A source has no file of this path. An answer, not a failure: newer roots are asked for."""


def folder_source(folder: Path) -> Source:
    """The files of a directory that was copied into `folder`: plain files, and no links."""
    base = folder.resolve()

    def read(path: str, limit: int) -> bytes:
        place = base / path
        if place.resolve() != place:
            raise NoSuchFile(path)
        try:
            if not stat.S_ISREG(place.lstat().st_mode):
                raise NoSuchFile(path)  # a pipe would be waited for without end
            with place.open("rb") as file:
                return file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NoSuchFile(path) from None
        except OSError as error:
            problem = error.strerror or type(error).__name__
            raise DirectoryUnreachable(file=path, problem=problem) from None

    return read


class SourceFetcher(FetcherInterface):
    """A source as the TUF client asks it; `last` is the file asked for last, `fault` what it met.

    `check` is given path and contents of every file before the client sees them. The client wraps
    errors it does not know, so a typed one is kept here.
    """

    def __init__(self, source: Source, check: Callable[[str, bytes], None]) -> None:
        self._source, self._check = source, check
        self.last = ""
        self.fault: WireError | None = None

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = url.removeprefix(BASE)
        self.last = path
        if not _PATH.fullmatch(path):
            raise DownloadHTTPError(f"{path} is no path of a directory", 404)
        try:
            content = self._source(path, MAX_FILE_BYTES)
            if len(content) > MAX_FILE_BYTES:
                raise DirectoryForged(file=path)
            self._check(path, content)
        except NoSuchFile:
            raise DownloadHTTPError(f"{path} is not there", 404) from None
        except WireError as error:
            self.fault = error
            raise
        yield content

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """As the client's own, without a temporary file for each: a directory has hundreds."""
        content = b"".join(self.fetch(url))
        if len(content) > max_length:
            problem = f"{len(content)} bytes exceed the signed {max_length}"
            raise DownloadLengthMismatchError(problem)
        yield BytesIO(content)


def is_regular(path: Path) -> bool:
    """Whether a plain file, and no link, lies at `path`."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
