"""What a stored ledger says of itself: `manifest.json`."""

import hashlib
import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from blake3 import blake3

from homeward.tracing import errors

FORMAT = 2
"""Raised with every change of what a folder holds; other versions are refused."""

MANIFEST = "manifest.json"
_SEAL = "seal"


@dataclass(frozen=True, slots=True)
class ArrayFacts:
    """One array of the folder: its type, shape, size of the file and BLAKE3 digest of the file.

    BLAKE3 because a folder has a hundred bytes a payment: SHA-256 took longer than writing them.
    """

    dtype: str
    shape: list[int]
    bytes: int
    blake3: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Versions, sources, counts, options, and every array with its digest."""

    library: str
    rows: int
    accounts: int
    exponent: int | None
    origin: dict[str, Any]
    """`sources` [{name, sha256, rows}], `zone` and `options` of the reading, as far as known."""
    warnings: list[list[Any]]
    index: dict[str, Any] | None
    """`pinned_until` and `is_pinned` where the folder holds an index."""
    ids_ascend: bool
    """Whether payments are found by halving, without a table (of a large ledger)."""
    arrays: dict[str, ArrayFacts] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the file, sealed by the digest of what it says."""
        facts = {"format": FORMAT, **asdict(self)}
        facts[_SEAL] = _digest(facts)
        text = json.dumps(facts, ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def is_store(folder: Path) -> bool:
    """True for a folder that holds a stored ledger, whatever its state."""
    return folder.is_dir() and (folder / MANIFEST).is_file()


def holds_only_store(folder: Path) -> bool:
    """True for a folder with a sealed manifest of whatever version, arrays, and nothing else."""
    if not is_store(folder):
        return False
    if any(p.is_symlink() or not _is_own(p) for p in folder.iterdir()):
        return False
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(facts.pop(_SEAL) == _digest(facts))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False


def _is_own(path: Path) -> bool:
    return path.is_file() and (path.name == MANIFEST or path.suffix == ".npy")


def read_manifest(folder: Path) -> Manifest:
    """Read and check a manifest; raises `FileMissing`, `StoreUnusable`, `StoreVersion`."""
    if not is_store(folder):
        raise errors.FileMissing(file=str(folder / MANIFEST))
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version = facts.pop("format")
        seal = facts.pop(_SEAL)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise _unusable(folder, "its manifest cannot be read") from problem
    if version != FORMAT:
        raise errors.StoreVersion(folder=str(folder), version=version, expected=FORMAT)
    if seal != _digest({"format": version, **facts}):
        raise _unusable(folder, "its manifest was changed")
    try:
        arrays = {name: ArrayFacts(**each) for name, each in facts.pop("arrays").items()}
        return Manifest(**facts, arrays=arrays)
    except (TypeError, AttributeError, KeyError) as problem:
        raise _unusable(folder, "its manifest lacks what it must say") from problem


def _digest(facts: dict[str, Any]) -> str:
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _unusable(folder: Path, reason: str) -> errors.StoreUnusable:
    return errors.StoreUnusable(folder=str(folder), reason=reason)


def check_files(folder: Path, manifest: Manifest, *, contents: bool) -> None:
    """Refuse a folder whose files lack, are cut short, or (`contents`) hold other bytes."""
    for name, facts in manifest.arrays.items():
        path = folder / f"{name}.npy"
        if not path.is_file():
            raise _unusable(folder, f"the file {path.name} is missing")
        if path.stat().st_size != facts.bytes or math.prod(facts.shape) < 0:
            raise _unusable(folder, f"the file {path.name} has another size than when it was saved")
        if contents and blake3().update_mmap(path).hexdigest() != facts.blake3:
            raise _unusable(folder, f"the file {path.name} was changed")
