"""Memory of mapped arrays is let go and comes back, and nothing else is touched."""

import mmap
from pathlib import Path

import numpy as np
import pytest

from homeward.tracing import Ledger
from homeward.tracing.index import build
from homeward.tracing.mapped import let_go

SIZE = 20_000


def resident(array: np.ndarray) -> int:
    """Kilobytes of the mapping of an array that are in memory."""
    text = Path("/proc/self/smaps").read_text().split("\n")
    start = f"{array.ctypes.data - 128:x}-"
    place = next(n for n, line in enumerate(text) if line.startswith(start))
    line = next(line for line in text[place:] if line.startswith("Rss:"))
    return int(line.split()[1])


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells what is mapped")
def test_what_is_let_go_leaves_memory_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "numbers.npy"
    np.save(path, np.arange(SIZE, dtype=np.int64))
    array = np.asarray(np.load(path, mmap_mode="c"))
    assert array.sum() == SIZE * (SIZE - 1) // 2
    before = resident(array)
    let_go(array, 0, SIZE // 2)
    pages = SIZE // 2 * 8 // mmap.PAGESIZE * mmap.PAGESIZE // 1024
    assert before - resident(array) >= pages - 2 * mmap.PAGESIZE // 1024
    let_go(array, 0, 10 * SIZE)
    let_go(array, 5, 6)
    assert np.array_equal(array, np.arange(SIZE))


def test_arrays_in_memory_are_left_alone() -> None:
    array = np.arange(SIZE, dtype=np.int64)
    let_go(array, 0, SIZE)
    assert np.array_equal(array, np.arange(SIZE))


def test_moments_shared_by_payments_are_found_across_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build, "_LOOKED_AT", 2)
    for place in range(1, 6):
        times = [0, 1, 2, 3, 4, 5]
        times[place] = times[place - 1]
        rows = [(f"P{n}", time, "A", "B", 1, "XAD") for n, time in enumerate(times)]
        assert build._share_moments(Ledger.from_rows(rows))
    rows = [(f"P{n}", n, "A", "B", 1, "XAD") for n in range(6)]
    assert not build._share_moments(Ledger.from_rows(rows))
    assert not build._share_moments(Ledger.from_rows(rows[:1]))
