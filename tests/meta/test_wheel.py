"""What is installed from a wheel works: data files are in it, and compiled loops are kept."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.meta.repository import ROOT

TRACE = """
import sys
from homeward import tracing as ht
assert ht.__file__.startswith(sys.argv[1]), ht.__file__
ledger = ht.generate(seed=1, payments=500).ledger.indexed()
case = ht.follow(ledger, [ht.Claim(ledger.payment_id(0))], rule="fifo")
print(len(case.trace.claims))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this repository, built and unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def run(unpacked: Path, cache: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with the wheel before everything else, and a folder of its own for machine code."""
    env = {**os.environ, "PYTHONPATH": str(unpacked), "NUMBA_CACHE_DIR": str(cache)}
    command = [sys.executable, *arguments]
    found = subprocess.run(command, cwd=cache, env=env, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return found


@pytest.mark.deep
def test_compiled_loops_of_a_wheel_are_kept_for_the_next_start(
    unpacked: Path, tmp_path: Path
) -> None:
    assert run(unpacked, tmp_path, "-c", TRACE, str(unpacked)).stdout == "1\n"
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nb?")}
    assert kept
    assert run(unpacked, tmp_path, "-c", TRACE, str(unpacked)).stdout == "1\n"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nb?")} == kept


def test_the_command_of_a_wheel_reads_traces_and_prints(unpacked: Path, tmp_path: Path) -> None:
    ledger, out = tmp_path / "bank.csv", tmp_path / "out"
    ledger.write_text(
        "id,time,source,target,amount,currency\n"
        "P1,2026-01-01T00:00:00Z,X,A,5,XAD\nP2,2026-01-02T00:00:00Z,A,B,3,XAD\n"
    )
    options = ["--claim", "P1", "--rule", "fifo", "--account", "A", "--out", str(out)]
    run(unpacked, tmp_path, "-m", "homeward.cli", "trace", "schedule", str(ledger), *options)
    assert json.loads((out / "document.json").read_text())["account"] == "A"
    assert (out / "schedule.pdf").read_bytes().startswith(b"%PDF")
    found = run(unpacked, tmp_path, "-m", "homeward.cli", "trace", "detect", str(ledger), "--json")
    assert json.loads(found.stdout)["findings"] == []
