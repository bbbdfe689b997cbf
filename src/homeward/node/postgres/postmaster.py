"""The PostgreSQL server as our direct child: start it, know when it answers, stop it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from homeward.node.postgres.account import Account
from homeward.node.postgres.layout import SOCKET_NAME
from homeward.node.postgres.program import Program
from homeward.node.processes.spawning import die_with_parent

# Sessions of several nodes on one machine; times and messages the same everywhere. The log never
# holds statements or key values: they may name persons or carry secrets.
SETTINGS: Mapping[str, str] = {
    "max_connections": "200",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "lc_messages": "C",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def start_postmaster(
    program: Program,
    account: Account,
    *,
    data: Path,
    socket_folder: Path,
    log: Path,
    settings: Mapping[str, str],
) -> subprocess.Popen[bytes]:
    """Start `postgres` on a socket only; the kernel stops it (fast) if we are killed.

    Must be called from the main thread: the death signal follows the thread that starts it.
    """
    options = [f"{name}={value}" for name, value in {**SETTINGS, **settings}.items()]
    command = [program.tool("postgres"), "-D", str(data), "-h", "", "-k", str(socket_folder)]
    with log.open("ab") as output:
        return subprocess.Popen(
            [*command, *(part for option in options for part in ("-c", option))],
            env={"LC_ALL": "C", "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl+C in a terminal reaches the supervisor only
            preexec_fn=die_with_parent(signal.SIGINT),
            **cast("dict[str, Any]", account.popen_arguments()),
        )


def is_ready(data: Path, *, pid: int | None = None) -> bool:
    """Whether a living postmaster (the one with this process id) says that it takes sessions.

    It says so in its pid file, once it has recovered what a crash left.
    """
    lines = _pid_file(data)
    if len(lines) <= 7 or lines[7].strip() != "ready":
        return False
    return lines[0] == str(pid) if pid is not None else other_postmaster(data) is not None


def other_postmaster(data: Path) -> int | None:
    """The process id of a living PostgreSQL that uses the data folder, if there is one."""
    pid = _pid_in_file(data)
    return pid if pid is not None and _is_there(pid) and _is_postgres(pid) else None


def clear_stale_pid_file(data: Path) -> None:
    """Remove a pid file that only a dead server can have left, and that would stop a new one.

    PostgreSQL refuses to start while any process has the number in the file, even one that was
    given it later, or a dead server whom nobody has buried (a container without an init). It is
    removed only when no process works in the data folder: sessions of a killed server hold its
    memory until they end, and PostgreSQL's own check of that needs the file.
    """
    pid = _pid_in_file(data)
    if pid is None or not _is_there(pid) or _is_postgres(pid):
        return
    if Path("/proc/self").exists() and not _working_in(data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def _pid_in_file(data: Path) -> int | None:
    lines = _pid_file(data)
    return int(lines[0]) if lines and lines[0].isdigit() else None


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_postgres(pid: int) -> bool:
    """Whether a process is a PostgreSQL that lives: a zombie has no command line any more."""
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # no /proc on this system: believe the file


def _working_in(data: Path) -> bool:
    """Whether any process has its working folder in the data, as all of PostgreSQL's have."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):  # it ended, or it is not ours to look at
                if Path(os.readlink(entry / "cwd")) == data:
                    return True
    return False


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def stop_postmaster(process: subprocess.Popen[bytes], *, patience: float = 20.0) -> None:
    """Stop cleanly: sessions are ended and everything is written (fast shutdown).

    After `patience` seconds it is stopped at once, and recovers at its next start.
    """
    for number, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 5.0)):
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()
    process.wait()


def remove_socket_files(socket_folder: Path) -> None:
    """Take away what a killed server leaves; the folder serves this one data folder only."""
    for name in (SOCKET_NAME, SOCKET_NAME + ".lock"):
        (socket_folder / name).unlink(missing_ok=True)


def remove_socket(socket_folder: Path) -> None:
    """Take away the folder with what is left in it."""
    remove_socket_files(socket_folder)
    if socket_folder.exists():
        socket_folder.rmdir()


def wait_until_gone(data: Path, seconds: float) -> int | None:
    """Wait for a dying server to let go of the data; its process id if it does not."""
    end = time.monotonic() + seconds
    while (pid := other_postmaster(data)) is not None and time.monotonic() < end:
        time.sleep(0.05)
    return pid
