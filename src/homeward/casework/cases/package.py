"""The package of an export as a stream: files, manifest, the journal's proof, and how to check it.

    README.txt       what this is, in plain words, and the one command
    verify.py        that command: Python's own library and openssl, nothing of Homeward
    SHA256SUMS       of every file here, for any tool
    manifest.json    the case's reference, items with codes, files, custody; canonical JSON
    files/N-name     the files as they were taken in
    journal/         the journal's entries about them, with proofs (see its own README.txt)

It is made while it is sent: memory does not grow with the files.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from homeward.casework.cases.errors.case import ExportNotReady
from homeward.casework.cases.models import EvidenceExport
from homeward.foundation.vault.actions import read_blob, stream_blob
from homeward.foundation.vault.models import Blob

_TEMPLATES = files("homeward.casework.cases") / "package_files"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def package_of(export: EvidenceExport) -> Iterator[bytes]:
    """The package's bytes. Keys and proof are read before the first is asked for, so the pieces can
    be read after the transaction. Raises LockedForEver."""
    manifest = json.loads(export.manifest)
    described = [item["file"] for item in manifest["items"] if item["file"]]
    wanted = {one["path"]: one for one in described if one["path"]}
    blobs = {str(b.pk): b for b in Blob.objects.filter(pk__in=[o["blob"] for o in wanted.values()])}
    contents = {
        path: stream_blob(blobs[one["blob"]])
        for path, one in wanted.items()
        if one["blob"] in blobs and blobs[one["blob"]].file_key is not None
    }
    small = _small(export, manifest)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in small.items()}
    sums |= {path: wanted[path]["sha256"] for path in contents}
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    return _zipped(small | {"SHA256SUMS": lines.encode()}, contents)


def _small(export: EvidenceExport, manifest: dict[str, Any]) -> dict[str, bytes]:
    if export.proof_id is None:
        raise ExportNotReady
    proof = Blob.objects.get(pk=export.proof_id)
    with zipfile.ZipFile(io.BytesIO(read_blob(proof))) as archive:
        journal = {f"journal/{name}": archive.read(name) for name in archive.namelist()}
    words = (_TEMPLATES / "README.txt").read_text("utf-8")
    head = json.loads(journal["journal/manifest.json"])
    readme = words.format(
        case=manifest["case"],
        state=manifest["state"],
        environment=manifest["environment"],
        made_at=manifest["made_at"],
        made_by=manifest["made_by"],
        recipient=manifest["recipient"],
        items=len(manifest["items"]),
        files=sum(1 for item in manifest["items"] if item["file"]),
        key_id=head["head_key_id"],
    )
    verifier = (_TEMPLATES / "verify.py").read_bytes()
    return {
        "README.txt": readme.encode(),
        "verify.py": verifier,
        "manifest.json": export.manifest.encode(),
        **journal,
    }


def _zipped(small: dict[str, bytes], large: dict[str, Iterator[bytes]]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for name, content in small.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
        yield sink.taken()
        for name, pieces in large.items():
            with archive.open(zipfile.ZipInfo(name, _EPOCH), "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
                    yield sink.taken()
    yield sink.taken()


class _Sink:
    """What the archive writes and nobody has taken yet; it goes one way, so nobody seeks in it."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, piece: bytes) -> int:
        """Keep what the archive writes until it is taken."""
        self._waiting += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def taken(self) -> bytes:
        """What came since the last time."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken
