"""Looking at the processes and files that a cluster has at this moment."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from homeward.node.postgres import Cluster


def postmaster_pid(cluster: Cluster) -> int:
    """The server's process id, from its pid file."""
    return int((cluster.layout.data / "postmaster.pid").read_text().splitlines()[0])


def alive(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def processes_naming(text: str) -> list[int]:
    """Living processes whose command line or environment's home contains `text`."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if os.fsencode(text) in words and alive(int(entry.name)):
            found.append(int(entry.name))
    return found


def until(condition: Callable[[], bool], seconds: float = 20.0) -> float:
    """Wait for something; returns the seconds it took, fails when it does not come."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "it did not happen in time"
        time.sleep(0.01)
    return time.monotonic() - start
