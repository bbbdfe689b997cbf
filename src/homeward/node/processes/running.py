"""A node running in the background, for the demo and for tests.

with running_node(home) as node:      # a free loopback port, back when it is healthy
    node.kill("web")                  # SIGKILL, as a crash would
    node.wait_until_healthy()
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Self

from homeward.node.files import PRIVATE_FILE
from homeward.node.home import HOME_VARIABLE, NodeHome
from homeward.node.outside import places_of
from homeward.node.processes.errors import NoAnswer
from homeward.node.processes.health import free_port, healthy
from homeward.node.processes.serve import read_state

START_SECONDS = 120.0
STOP_SECONDS = 90.0


class RunningNode:
    """`homeward serve` in a process of its own, which ends when this process ends.

    `port` None takes a free loopback port at the first start and keeps it; `environ` is added to
    the node's environment; `module` is what serves (it understands `--lifeline`). `public_url` is
    where others find the node, if that is not where it listens.
    """

    def __init__(
        self,
        home: NodeHome,
        *,
        port: int | None = None,
        environ: Mapping[str, str] | None = None,
        module: str = "homeward.node.processes",
        public_url: str = "",
    ) -> None:
        self._module = module
        port = free_port() if port is None else port
        base_url = f"http://127.0.0.1:{port}"
        self.home = replace(
            home, config=replace(home.config, host="127.0.0.1", port=port, base_url=base_url)
        )
        self.base_url = base_url
        self._environ = {
            **os.environ,
            **(environ or {}),
            HOME_VARIABLE: str(home.path),
            "HOMEWARD_HOST": "127.0.0.1",
            "HOMEWARD_PORT": str(port),
            "HOMEWARD_BASE_URL": public_url or base_url,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: int | None = None

    @property
    def log(self) -> str:
        """The end of what the watching process wrote."""
        file = self.home.logs / "serve.log"
        return file.read_text("utf-8", errors="replace")[-3000:] if file.exists() else ""

    def start(self) -> Self:
        """Start the node and wait until it is healthy. Raises NoAnswer with the log's end."""
        lifeline, self._lifeline = os.pipe()
        self.home.logs.mkdir(mode=0o700, exist_ok=True)
        file = self.home.logs / "serve.log"
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
        command = [sys.executable, "-P", "-m", self._module]
        with os.fdopen(descriptor, "ab") as log:
            self._process = subprocess.Popen(
                [*command, "--lifeline", str(lifeline)],
                env=self._environ,
                pass_fds=[lifeline],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        os.close(lifeline)
        try:
            self.wait_until_healthy()
        except NoAnswer:
            self.stop()
            raise
        return self

    def wait_until_healthy(self, seconds: float = START_SECONDS) -> None:
        """Return when `/health/` answers. Raises NoAnswer when it does not, or the node ended."""
        end = time.monotonic() + seconds
        while not all(healthy(place) for place in places_of(self.home.config).values()):
            ended = self._process is None or self._process.poll() is not None
            if ended or time.monotonic() > end:
                raise NoAnswer(
                    address=self.base_url,
                    seconds=int(seconds),
                    log=str(self.home.logs / "serve.log"),
                    output=self.log,
                )
            time.sleep(0.05)

    def pid(self, name: str) -> int:
        """The process id of `serve`, `web` or `worker`; 0 when it does not run."""
        return int(read_state(self.home).get(name) or 0)

    def kill(self, name: str) -> int:
        """SIGKILL a process (web and worker with their groups); returns the killed process id."""
        pid = self.pid(name)
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL) if name == "serve" else os.killpg(pid, signal.SIGKILL)
        return pid

    def wait_for_new(self, name: str, old: int, seconds: float = 60.0) -> int:
        """Wait until a killed process has a successor; its process id. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while (pid := self.pid(name)) in (0, old):
            if time.monotonic() > end:
                raise TimeoutError(f"no new {name} process within {seconds} seconds")
            time.sleep(0.05)
        return pid

    def restart(self) -> None:
        """Stop everything in order and start it again on the same port."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stop the node in order; nothing happens if it does not run."""
        if self._process is not None:
            self._process.terminate()
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
        if self._process is not None:
            self._process.wait(STOP_SECONDS)
            self._process = None


@contextlib.contextmanager
def running_node(
    home: NodeHome,
    *,
    port: int | None = None,
    environ: Mapping[str, str] | None = None,
    module: str = "homeward.node.processes",
) -> Iterator[RunningNode]:
    """A healthy node for the length of a block."""
    node = RunningNode(home, port=port, environ=environ, module=module).start()
    try:
        yield node
    finally:
        node.stop()
