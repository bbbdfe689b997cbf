"""One embedded PostgreSQL as the rest of Homeward sees it: start, stop, where it is."""

import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from homeward.node.files import PRIVATE_FILE, PRIVATE_FOLDER
from homeward.node.postgres.address import Address
from homeward.node.postgres.errors import (
    AlreadySupervised,
    DidNotStop,
    NotRunning,
    SupervisorGone,
    from_report,
)
from homeward.node.postgres.initialise import SUPERUSER
from homeward.node.postgres.layout import SOCKET_NAME, Layout
from homeward.node.postgres.postmaster import is_ready
from homeward.node.processes.locking import holder

logger = logging.getLogger(__name__)

START_SECONDS = 120.0
STOP_SECONDS = 45.0


class Cluster:
    """The PostgreSQL in `folder`; one may serve several nodes, each with its own database.

    As a context manager it starts the server unless it runs already, and stops it only if it was
    started here. Folder permissions: 0700, or 0711 when we are root (the data itself is 0700 of the
    account PostgreSQL runs as).
    """

    def __init__(self, folder: Path | str, *, settings: Mapping[str, str] | None = None) -> None:
        self.folder = Path(folder).resolve()
        self.layout = Layout(self.folder)
        self.settings = dict(settings or {})
        self.started_here = False
        self._lifeline: int | None = None
        self._supervisor: subprocess.Popen[bytes] | None = None

    @property
    def socket_dir(self) -> Path:
        """The folder that holds the server's socket. Raises NotRunning before the first start."""
        folder = self.layout.socket_folder
        if folder is None:
            raise NotRunning(folder=str(self.folder))
        return folder

    def superuser_url(self, database: str = "postgres") -> str:
        """A URL for the process that administers; never hand it to web or worker.

        Raises NotRunning before the first start, PermissionError for another account.
        """
        return Address(
            user=SUPERUSER,
            password=self.layout.secret.read_text(),
            database=database,
            host=str(self.socket_dir),
        ).url()

    def supervisor_pid(self) -> int | None:
        """The process id of the living supervisor, or nothing."""
        return holder(self.layout.lock)

    def supervisor_ended(self) -> bool:
        """Whether the supervisor that we started is gone without our asking."""
        return self._supervisor is not None and self._supervisor.poll() is not None

    def is_running(self) -> bool:
        """Whether a supervisor lives and its server takes sessions on the socket."""
        folder = self.layout.socket_folder
        if folder is None or self.supervisor_pid() is None or not is_ready(self.layout.data):
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(folder / SOCKET_NAME))
            except OSError:
                return False
        return True

    def start(self, *, detached: bool = False, say: Callable[[str], None] | None = None) -> Self:
        """Start the server unless it runs, and return when it answers.

        Not `detached`, it stops when this process ends, however it ends. `say` receives sentences
        an administrator should read (default: the log). Raises ClusterError.
        """
        if self.supervisor_pid() is not None:
            self._wait_until_running()
            return self
        _private_folder(self.folder)
        self._let_go()
        reports, report = os.pipe()
        lifeline, self._lifeline = (None, None) if detached else os.pipe()
        passed = [report] if lifeline is None else [report, lifeline]
        try:
            self._supervisor = self._spawn(report, lifeline, passed)
        finally:
            for descriptor in passed:
                os.close(descriptor)
        with os.fdopen(reports, "rb") as lines:
            self._listen(lines, say or logger.info)
        return self

    def _spawn(
        self, report: int, lifeline: int | None, passed: list[int]
    ) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-P",
            "-m",
            "homeward.node.postgres.supervisor",
            str(self.folder),
        ]
        command += ["--report", str(report)]
        command += [] if lifeline is None else ["--lifeline", str(lifeline)]
        command += [f"--set={name}={value}" for name, value in self.settings.items()]
        private = os.open(self.layout.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
        with os.fdopen(private, "ab") as log:
            return subprocess.Popen(
                command,
                pass_fds=passed,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _listen(self, lines: IO[bytes], say: Callable[[str], None]) -> None:
        """Follow the supervisor's report to its end. Raises what it reports."""
        for line in lines:
            message = json.loads(line)
            if "say" in message:
                say(message["say"])
            elif "ready" in message:
                self.started_here = True
                return
            elif message["failed"] == AlreadySupervised.code:  # another one was quicker
                self._wait_until_running()
                return
            else:
                raise from_report(message["failed"], message["params"])
        status = self._supervisor.wait() if self._supervisor else 0
        raise SupervisorGone(status=status, log=str(self.layout.log))

    def _wait_until_running(self) -> None:
        end = time.monotonic() + START_SECONDS
        while not self.is_running():
            if time.monotonic() > end or self.supervisor_pid() is None:
                raise NotRunning(folder=str(self.folder))
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server cleanly, whoever started it; nothing happens if it does not run.

        Raises DidNotStop when it takes more than 45 seconds.
        """
        pid = self.supervisor_pid()
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        self._let_go()
        end = time.monotonic() + STOP_SECONDS
        while self.supervisor_pid() is not None:
            if time.monotonic() > end:
                raise DidNotStop(folder=str(self.folder), pid=pid or 0, seconds=int(STOP_SECONDS))
            time.sleep(0.02)
        if self._supervisor is not None:
            self._supervisor.wait(STOP_SECONDS)
            self._supervisor = None
        self.started_here = False

    def _let_go(self) -> None:
        """Close the lifeline, so that the supervisor stops even if the signal was lost."""
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.started_here:
            self.stop()


def _private_folder(folder: Path) -> None:
    """Make the folder for nobody but us; as root it may be entered, not listed."""
    mode = 0o711 if os.geteuid() == 0 else PRIVATE_FOLDER
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    folder.chmod(mode)
