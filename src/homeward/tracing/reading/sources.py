"""The files of a reading: their tables one after another, and what the ledger says of them."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from homeward.tracing import errors
from homeward.tracing.reading.fields import Options
from homeward.tracing.reading.files import read_parts
from homeward.tracing.reading.gathered import Gathered, Kind, with_currencies, with_exponent
from homeward.tracing.reading.rawtable import RawTable
from homeward.tracing.reading.rejections import Reading


def _names(files: list[Path]) -> list[str]:
    """What each file is called: its own name, with its folders where several share it."""
    own = Counter(path.name for path in files)
    return [path.name if own[path.name] == 1 else str(path) for path in files]


def _renamed(table: RawTable, name: str) -> RawTable:
    refused = tuple(replace(each, file=name) for each in table.rejections)
    notes = tuple(replace(each, params=each.params | {"file": name}) for each in table.notes)
    return replace(table, name=name, rejections=refused, notes=notes)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Sources:
    """Reads files in parts, and takes their digests meanwhile."""

    def __init__(self, files: list[Path], mapping: Mapping[str, str], options: Options) -> None:
        self.files, self.mapping, self.options = files, mapping, options
        self.rows = [0] * len(files)
        self._pool = ThreadPoolExecutor(1)
        self._digests: list[Future[str]] = []

    def __enter__(self) -> "Sources":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def tables(self) -> Iterator[RawTable]:
        """The parts of every file; raises what reading a file raises, and `LedgerEmpty`."""
        if not self.files:
            raise errors.LedgerEmpty()
        for place, (path, name) in enumerate(zip(self.files, _names(self.files), strict=True)):
            for part in read_parts(path, self.mapping, self.options.max_rows):
                table = part if part.name == name else _renamed(part, name)
                if not self.rows[place] and len(self._digests) == place:
                    self._digests.append(self._pool.submit(file_digest, path))
                self.rows[place] += len(table.rows) + len(table.rejections)
                yield table

    def gathered(self, kind: Kind) -> Gathered:
        """What the files of a kind that is read together say; raises what its reader raises, and
        `OptionUnusable` for a mapping, as what their columns mean is known."""
        if self.mapping:
            allowed = f"nothing, as the files are {kind.name}: leave it out"
            raise errors.OptionUnusable(
                option="mapping", value=", ".join(self.mapping), allowed=allowed
            )
        found = kind.gather(self.files, _names(self.files), self.options)
        self._digests = [self._pool.submit(file_digest, path) for path in self.files]
        self.rows = found.rows()
        self.options = with_currencies(with_exponent(self.options, found.exponent), found)
        return found

    def named(self, reading: Reading) -> Reading:
        """The reading with where its ledger came from: names, digests and rows of the files."""
        found: list[dict[str, Any]] = [
            {"name": path.name, "sha256": digest.result(), "rows": rows}
            for path, digest, rows in zip(self.files, self._digests, self.rows, strict=True)
        ]
        options = {name: value for name, value in asdict(self.options).items() if name != "zone"}
        origin = {"sources": found, "zone": self.options.zone, "options": options}
        return replace(reading, ledger=replace(reading.ledger, origin=origin))
