"""Arrays in and out of a folder: numbers as they are, text as bytes with where each begins."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
from blake3 import blake3

from homeward.tracing import errors
from homeward.tracing.store.manifest import ArrayFacts, Manifest


class Writer:
    """Writes `.npy` files and notes what each holds; one is digested while the next is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="digest")
        self._noted: dict[str, Future[ArrayFacts]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    @property
    def arrays(self) -> dict[str, ArrayFacts]:
        """What was written so far, with its digests."""
        return {name: noted.result() for name, noted in self._noted.items()}

    def numbers(self, name: str, array: Any) -> None:
        """Save a numpy array."""
        path = self.folder / f"{name}.npy"
        array = np.ascontiguousarray(array)
        np.save(path, array, allow_pickle=False)
        self._noted[name] = self._pool.submit(_facts_of, path, array)

    def records(self, name: str, records: Any) -> None:
        """Save an array of records, each a multiple of eight bytes long."""
        self.numbers(name, records.view(np.int64))

    def text(self, name: str, values: Any) -> None:
        """Save an Arrow text array: its bytes, where each value begins, and which are missing."""
        values = pa.concat_arrays([values])  # a slice keeps the bytes of what it was cut from
        wide = pa.types.is_large_string(values.type)
        _, offsets, data = values.buffers()
        size, kind = len(values), np.dtype(np.int64 if wide else np.int32)
        begins = np.zeros(1, dtype=kind)
        if size:
            begins = np.frombuffer(offsets, dtype=kind)[values.offset : values.offset + size + 1]
        used = np.zeros(0, dtype=np.uint8)
        if begins[-1] > begins[0]:
            used = np.frombuffer(data, dtype=np.uint8)[int(begins[0]) : int(begins[-1])]
        self.numbers(f"{name}_bytes", used)
        self.numbers(f"{name}_begins", begins - begins[0] if begins[0] else begins)
        if values.null_count:
            self.numbers(f"{name}_missing", values.is_null().to_numpy(zero_copy_only=False))


def _facts_of(path: Path, array: Any) -> ArrayFacts:
    """Facts of a file whose end is an array; only what stands before that is read again."""
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = blake3(file.read(size - array.nbytes))
    digest.update(array.reshape(-1).view(np.uint8))
    return ArrayFacts(array.dtype.str, list(array.shape), size, digest.hexdigest())


class Reader:
    """Maps the arrays of a folder into memory; nothing that is done to them reaches the files.

    They are mapped as copies on write and not read-only, because to a kernel an array that cannot
    be written is of another type, compiled anew.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest

    def has(self, name: str) -> bool:
        """True where the folder holds an array."""
        return name in self.manifest.arrays

    def numbers(self, name: str, dtype: str, *shape: int) -> Any:
        """A mapped array; raises `StoreUnusable` where it is not of the type and shape."""
        facts = self.manifest.arrays.get(name)
        if facts is None:
            raise self._unusable(f"the array {name} is missing")
        try:
            path = self.folder / f"{name}.npy"
            array = np.load(path, mmap_mode="c", allow_pickle=False)
        except (ValueError, OSError, EOFError) as problem:
            raise self._unusable(f"the file {name}.npy cannot be read") from problem
        is_right = array.dtype == np.dtype(dtype) and (not shape or array.shape == shape)
        if not is_right or list(array.shape) != facts.shape or array.dtype.str != facts.dtype:
            raise self._unusable(f"the array {name} is of another type or length than it must be")
        return np.asarray(array)

    def records(self, name: str, dtype: "np.dtype[np.void]") -> Any:
        """A mapped array of records that are a multiple of eight bytes long."""
        numbers = self.numbers(name, "<i8")
        if numbers.nbytes % dtype.itemsize:
            raise self._unusable(f"the array {name} is of another type or length than it must be")
        return numbers.view(dtype)

    def text(self, name: str, size: int) -> Any:
        """An Arrow text array over the mapped bytes."""
        facts = self.manifest.arrays.get(f"{name}_begins")
        wide = facts is not None and facts.dtype == "<i8"
        begins = self.numbers(f"{name}_begins", "<i8" if wide else "<i4", size + 1)
        raw = self.numbers(f"{name}_bytes", "|u1")
        if begins[0] != 0 or begins[-1] != len(raw):
            raise self._unusable(f"the text of {name} does not fit its beginnings")
        valid = None
        if self.has(f"{name}_missing"):
            missing = self.numbers(f"{name}_missing", "|b1", size)
            valid = pa.py_buffer(np.packbits(~missing, bitorder="little").tobytes())
        parts = [valid, pa.py_buffer(begins), pa.py_buffer(raw)]
        return pa.Array.from_buffers(pa.large_string() if wide else pa.string(), size, parts)

    def _unusable(self, reason: str) -> errors.StoreUnusable:
        return errors.StoreUnusable(folder=str(self.folder), reason=reason)
