"""The process that keeps PostgreSQL running: `python -m homeward.node.postgres.supervisor FOLDER`.

One per data folder, held by a file lock. It prepares the data on the first start, starts the
server, starts it again when it dies, gives up rather than loop, and stops it cleanly on SIGTERM,
SIGINT, or when its parent is gone (the end of the lifeline pipe).
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from homeward.node.files import rotate
from homeward.node.postgres import postmaster
from homeward.node.postgres.account import Account, account_for_postgres
from homeward.node.postgres.errors import (
    AlreadySupervised,
    ClusterError,
    DidNotStart,
    DiesAgainAndAgain,
    PostmasterInTheWay,
)
from homeward.node.postgres.initialise import ensure_initialised
from homeward.node.postgres.layout import SOCKET_NAME, Layout, make_socket_folder, place_data
from homeward.node.postgres.program import Program, program_for
from homeward.node.processes.locking import Held, hold
from homeward.node.processes.waiting import Waiter

MOST_RESTARTS = 8
WITHIN_SECONDS = 60.0
START_PATIENCE = 60.0  # recovery after a crash replays the log before it answers
LARGEST_LOG = 20_000_000


@dataclass(slots=True)
class Report:
    """What the supervisor tells whoever started it: JSON lines in a pipe, and the log."""

    log: Path
    descriptor: int | None

    def say(self, sentence: str) -> None:
        """Something a person should read."""
        self._log(sentence)
        self._send({"say": sentence})

    def ready(self) -> None:
        self._log("ready")
        self._send({"ready": True})
        self._close()

    def failed(self, error: ClusterError) -> None:
        self._log(error.sentence())
        self._send({"failed": error.code, "params": error.params})
        self._close()

    def _log(self, sentence: str) -> None:
        line = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC [{os.getpid()}] supervisor: {sentence}\n"
        with self.log.open("a", encoding="utf-8") as file:
            file.write(line)

    def _send(self, message: Mapping[str, object]) -> None:
        if self.descriptor is None:
            return
        with contextlib.suppress(BrokenPipeError):  # nobody listens any more
            os.write(self.descriptor, json.dumps(message).encode() + b"\n")

    def _close(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


@dataclass(slots=True)
class Supervisor:
    """Runs one PostgreSQL until asked to stop."""

    layout: Layout
    settings: Mapping[str, str]
    report: Report
    waiter: Waiter
    lifeline: int | None
    account: Account = field(init=False)
    program: Program = field(init=False)
    stopping: bool = False
    been_ready: bool = False
    deaths: deque[float] = field(default_factory=deque)

    def run(self) -> None:
        """Prepare, start, watch, stop. Raises ClusterError."""
        self.account = account_for_postgres(self.report.say)
        if elsewhere := place_data(self.layout, self.account):
            self.report.say(elsewhere)
        self.program = program_for(self.account, self.layout.beside)
        ensure_initialised(self.layout, self.program, self.account)
        if pid := postmaster.wait_until_gone(self.layout.data, 10.0):
            raise PostmasterInTheWay(pid=pid, data=str(self.layout.data))
        while not self.stopping:
            self._one_life()

    def _one_life(self) -> None:
        """Start a server and stay with it until it ends or must be stopped."""
        rotate(self.layout.log, larger_than=LARGEST_LOG)
        folder = make_socket_folder(self.layout, self.account)
        postmaster.clear_stale_pid_file(self.layout.data)
        postmaster.remove_socket_files(folder)
        said_before = self.layout.log.stat().st_size if self.layout.log.exists() else 0
        server = postmaster.start_postmaster(
            self.program,
            self.account,
            data=self.layout.data,
            socket_folder=folder,
            log=self.layout.log,
            settings=self.settings,
        )
        try:
            if self._becomes_ready(server):
                self._until_it_ends(server, folder / SOCKET_NAME)
        finally:
            if server.poll() is None:
                postmaster.stop_postmaster(server)
            postmaster.remove_socket(folder)
        if not self.stopping:
            self._after_death(self._tail(said_before))

    def _becomes_ready(self, server: subprocess.Popen[bytes]) -> bool:
        """Wait until the server answers; false if it ended or we were asked to stop."""
        end = time.monotonic() + START_PATIENCE
        while server.poll() is None and not self.stopping and time.monotonic() < end:
            if postmaster.is_ready(self.layout.data, pid=server.pid):
                if not self.been_ready:
                    self.report.ready()
                self.been_ready = True
                return True
            self._pause(0.02)
        return False

    def _until_it_ends(self, server: subprocess.Popen[bytes], socket: Path) -> None:
        """Sleep until the server is dead, its socket was taken away, or we must stop."""
        while server.poll() is None and not self.stopping and socket.exists():
            self._pause(2.0)
            rotate(self.layout.log, larger_than=LARGEST_LOG)

    def _pause(self, seconds: float) -> None:
        """Wait, and notice that we should stop."""
        lifelines = [] if self.lifeline is None else [self.lifeline]
        woken = self.waiter.wait(seconds, lifelines)
        if woken.asked_to_stop or woken.ready:
            self.stopping = True

    def _after_death(self, output: str) -> None:
        """Decide whether to start again: never in a loop. Raises DidNotStart or DiesAgainAndAgain.

        After a crash the old server's sessions may hold its shared memory for an instant.
        """
        lingering = "pre-existing shared memory block" in output
        if not self.been_ready and not lingering:
            raise DidNotStart(log=str(self.layout.log), output=output)
        now = time.monotonic()
        self.deaths.append(now)
        while self.deaths and self.deaths[0] < now - WITHIN_SECONDS:
            self.deaths.popleft()
        if len(self.deaths) > MOST_RESTARTS:
            raise DiesAgainAndAgain(
                times=len(self.deaths),
                seconds=int(WITHIN_SECONDS),
                log=str(self.layout.log),
                output=output,
            )
        self.report.say("PostgreSQL ended unexpectedly and is started again.")
        self._pause(0.05 * 2 ** (len(self.deaths) - 1))

    def _tail(self, offset: int) -> str:
        """What the server wrote since `offset`, at most its last lines."""
        with self.layout.log.open("rb") as file:
            file.seek(offset)
            return file.read().decode(errors="replace").strip()[-1500:]


def main(arguments: list[str] | None = None) -> int:
    """Run the supervisor; the exit code is 0 after a clean stop, 1 after an error."""
    parser = argparse.ArgumentParser(prog="homeward.node.postgres.supervisor")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--report", type=int, help="descriptor for progress, as JSON lines")
    parser.add_argument("--lifeline", type=int, help="descriptor whose end means: stop")
    chosen = parser.parse_args(arguments)
    layout = Layout(chosen.folder.resolve())
    settings = dict(pair.split("=", 1) for pair in chosen.set)
    report = Report(layout.log, chosen.report)
    try:
        with Waiter() as waiter, hold(layout.lock):
            Supervisor(layout, settings, report, waiter, chosen.lifeline).run()
    except Held as held:
        report.failed(AlreadySupervised(pid=held.pid, folder=str(layout.folder)))
        return 1
    except ClusterError as error:
        report.failed(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
