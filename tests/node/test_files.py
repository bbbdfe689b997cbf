"""Files that are whole or absent, and logs that stay small."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeward.node.files import rotate, write_atomically
from homeward.node.processes.child import Child
from homeward.node.processes.locking import Held, hold, holder
from tests.node.processes_of import processes_naming, until


@given(first=st.binary(), second=st.binary())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_is_replaced_whole(folder: Path, first: bytes, second: bytes) -> None:
    write_atomically(folder / "file", first)
    write_atomically(folder / "file", second)
    assert (folder / "file").read_bytes() == second
    assert [path.name for path in folder.iterdir()] == ["file"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_atomically(folder / "file", b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(folder / "file", b"new")
    assert (folder / "file").read_bytes() == b"old"
    assert [path.name for path in folder.iterdir()] == ["file"]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_mode_does_not_depend_on_the_umask(folder: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_atomically(folder / "file", b"secret")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "file").stat().st_mode) == 0o600


def test_a_log_is_emptied_in_place_while_somebody_writes_it(folder: Path) -> None:
    log = folder / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"a" * 100)
        assert not rotate(log, larger_than=100)
        writer.write(b"b")
        assert rotate(log, larger_than=100)
        writer.write(b"c")
    assert (folder / "web.log.1").read_bytes() == b"a" * 100 + b"b"
    assert log.read_bytes() == b"c"
    assert not rotate(folder / "missing.log", larger_than=0)


def test_a_lock_has_one_holder_and_names_it(folder: Path) -> None:
    path = folder / "lock"
    assert holder(path) is None
    with hold(path):
        assert holder(path) == os.getpid()
        with pytest.raises(Held) as caught, hold(path):
            pass
        assert caught.value.pid == str(os.getpid())
    assert holder(path) is None


def test_a_lock_is_free_when_its_holder_was_killed(folder: Path) -> None:
    path = folder / "lock"
    code = (
        "import pathlib, sys, time; from homeward.node.processes.locking import hold\n"
        "with hold(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    other.stdout.readline()
    assert holder(path) == other.pid
    other.kill()
    other.wait()
    other.stdout.close()
    with hold(path):
        assert holder(path) == os.getpid()


def test_a_child_that_will_not_end_is_killed_with_all_it_started(folder: Path) -> None:
    stubborn = f"trap '' TERM; sleep 600 & echo {folder} up; while true; do sleep 1; done"
    child = Child("web", ["/bin/sh", "-c", stubborn], dict(os.environ), folder / "log", folder)
    child.start()
    until(lambda: "up" in child.last_lines())
    child.stop(patience=0.3)
    until(lambda: not processes_naming(str(folder)))
    assert child.pid is None
