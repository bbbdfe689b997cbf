"""One child process of a node: started in a group of its own, stopped, started again."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from homeward.node.files import PRIVATE_FILE
from homeward.node.processes.spawning import die_with_parent

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 30.0
SETTLED_AFTER = 60.0


@dataclass(slots=True)
class Child:
    """A process that should always run. Its output goes to the end of `log`."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    log: Path
    folder: Path
    failures: int = 0
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    _log_offset: int = field(default=0)

    @property
    def pid(self) -> int | None:
        """The process id, while it lives."""
        return self.process.pid if self.process and self.process.returncode is None else None

    def start(self) -> None:
        """Start it in a group of its own; it gets SIGTERM when we die, however we die (Linux)."""
        descriptor = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
        with os.fdopen(descriptor, "ab") as log:
            self._log_offset = os.fstat(log.fileno()).st_size
            self.process = subprocess.Popen(
                self.command,
                env=self.environ,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self.started_at = time.monotonic()

    def ended(self) -> bool:
        """Whether it has just ended; then what is left of its group is killed, and a pause is set.

        The pause doubles with each failure and begins anew after a minute of life.
        """
        if self.process is None or self.process.poll() is None:
            return False
        self._signal_group(signal.SIGKILL)
        now = time.monotonic()
        if now - self.started_at > SETTLED_AFTER:
            self.failures = 0
        self.failures += 1
        self.start_again_at = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.failures - 1))
        self.process = None
        return True

    def stop(self, *, patience: float) -> None:
        """Ask it to end, wait, and then kill its whole group."""
        if self.process is None:
            return
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self._signal_group(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def _signal_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def last_lines(self) -> str:
        """What it wrote since its last start, at most the end of it."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(self._log_offset)
            return file.read().decode(errors="replace").strip()[-2000:]
