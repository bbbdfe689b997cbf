"""`homeward serve`: the database, the web processes and the worker of one node, kept running.

One process watches: it starts the embedded PostgreSQL (unless the database is elsewhere), then web,
the processes for people outside that the settings switch on, and the worker; starts what dies
again, after a pause that grows; and stops web first, so that nothing new comes in, then those for
people outside, then the worker, then the database.
"""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from homeward.node.files import rotate, write_atomically
from homeward.node.home import HOME_VARIABLE, NodeHome
from homeward.node.outside import ALL, Outside, enabled
from homeward.node.postgres.cluster import Cluster
from homeward.node.postgres.roles import Role
from homeward.node.processes.child import Child
from homeward.node.processes.errors import (
    AlreadyServed,
    NoAnswer,
    NotOutside,
    PortTaken,
    ProcessKeepsFailing,
)
from homeward.node.processes.health import Place, healthy, port_is_free
from homeward.node.processes.locking import Held, hold
from homeward.node.processes.waiting import Waiter
from homeward.node.stamp import UNMARKED, check_database_of

LARGEST_LOG = 20_000_000
MOST_FAILURES_AT_START = 3
HEALTH_SECONDS = 120.0
STOP_PATIENCE = 30.0  # requests and jobs may finish; a job that cannot is taken up again later
_DATABASE_VARIABLES = {
    "web": "DATABASE_URL",
    "worker": "DATABASE_URL_JOBS",
    "migrate": "DATABASE_URL_OWNER",
    "family": "DATABASE_URL_FAMILY",
}


def process_environ(home: NodeHome, process: str) -> dict[str, str]:
    """The environment of one of the node's processes: it gets no other role's database address."""
    foreign = {v for k, v in _DATABASE_VARIABLES.items() if k != process}
    environ = {k: v for k, v in os.environ.items() if k not in foreign}
    environ |= {HOME_VARIABLE: str(home.path), "HOMEWARD_PROCESS": process}
    outside = ALL.get(process)
    environ["DJANGO_SETTINGS_MODULE"] = outside.settings if outside else "homeward.node.settings"
    environ["PYTHONUNBUFFERED"] = "1"
    # What is used again at once is not given back to the system each time, which then has to clear
    # it: pieces of a megabyte are, thousands of them with each file. (GNU's C library reads this.)
    environ |= {"MALLOC_MMAP_THRESHOLD_": "4194304", "MALLOC_TRIM_THRESHOLD_": "16777216"}
    # numba wants a folder it can write to, even to read its cache.
    environ.setdefault("NUMBA_CACHE_DIR", str(home.path / "cache" / "numba"))
    return environ


def web_command(home: NodeHome, application: str = "homeward.node.wsgi:application") -> list[str]:
    """The web server: one process whose threads each may hold one database connection."""
    config = home.config
    return _granian(config, min(config.threads, config.pool), application)


def outside_command(home: NodeHome, outside: Outside) -> list[str]:
    """The web server of a process for people outside."""
    place = outside.place(home.config)
    return _granian(place, place.threads, outside.application)


def _granian(place: Place, threads: int, application: str) -> list[str]:
    options = ["--interface", "wsgi", "--host", place.host, "--port", str(place.port)]
    options += ["--workers", "1", "--blocking-threads", str(threads)]
    options += ["--no-ws", "--http", "1", "--log-level", "warning"]
    return [sys.executable, "-P", "-m", "granian", *options, application]


def worker_command() -> list[str]:
    return [sys.executable, "-P", "-m", "homeward.node.worker"]


def commands_of(home: NodeHome, only: str = "") -> dict[str, list[str]]:
    """The child processes of a node, in the order in which they stop.

    `only` names a process for people outside that runs apart. Raises NotOutside.
    """
    if only:
        if only not in ALL:
            raise NotOutside(name=only, known=", ".join(ALL))
        return {only: outside_command(home, ALL[only])}
    outside = {one.name: outside_command(home, one) for one in enabled(home.config)}
    return {"web": web_command(home), **outside, "worker": worker_command()}


def serve(
    home: NodeHome,
    *,
    say: Callable[[str], None] | None = None,
    lifeline: int | None = None,
    commands: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Run the node until SIGTERM, SIGINT or SIGHUP, or until the pipe `lifeline` ends.

    `commands` are the child processes, in the order in which they stop (default: `commands_of`).
    Must be called from the main thread. Raises AlreadyServed, PortTaken, ProcessKeepsFailing,
    NoAnswer, ClusterError.
    """
    (home.path / "run").mkdir(mode=0o700, exist_ok=True)
    try:
        with hold(home.path / "run" / "serve.lock"), Waiter() as waiter:
            Service(home, say or _to_stdout, waiter, lifeline, commands).run()
    except Held as held:
        raise AlreadyServed(home=str(home.path), pid=held.pid) from None


def _to_stdout(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


class Service:
    """The watching process of one node."""

    def __init__(
        self,
        home: NodeHome,
        say: Callable[[str], None],
        waiter: Waiter,
        lifeline: int | None,
        commands: Mapping[str, Sequence[str]] | None,
    ) -> None:
        self.home = home
        self.say = say
        self.waiter = waiter
        self.lifeline = lifeline
        self.stopping = False
        commands = commands or commands_of(home)
        # A process that runs apart finds the database where the node has it, and starts none.
        apart = commands.keys() <= ALL.keys()
        embedded = home.uses_embedded_database and not apart
        # It has no password but that of its own role.
        self.reader = Role(next(iter(commands))) if apart else Role.APP
        self.cluster = Cluster(home.cluster_folder) if embedded else None
        # Who of the children answers on a port of this machine, and where.
        self.places: dict[str, Place] = {"web": home.config} if "web" in commands else {}
        self.places |= {n: ALL[n].place(home.config) for n in commands if n in ALL}
        self.children = [self._child(name, command) for name, command in commands.items()]

    def _child(self, name: str, command: Sequence[str]) -> Child:
        log = self.home.logs / f"{name}.log"
        return Child(name, command, process_environ(self.home, name), log, self.home.path)

    def run(self) -> None:
        """Start everything, watch, stop everything."""
        config = self.home.config
        for place in self.places.values():
            if not port_is_free(place):
                raise PortTaken(host=place.host, port=place.port)
        for folder in (self.home.logs, self.home.path / "cache" / "numba"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            if self.cluster is not None:
                self.cluster.start(say=self.say)
            if not check_database_of(self.home, self.reader):
                self.say(UNMARKED)
            for child in self.children:
                child.start()
            self._write_state()
            if self._wait_for_health():
                for name, place in self.places.items():
                    who = "" if name == "web" else f", {name}:"
                    said = f"{config.state} ({config.environment}){who} answers at"
                    self.say(f"{said} {place.base_url}/")
            while not self.stopping:
                self._pause(1.0)
                self._tend()
        finally:
            self._stop_all()

    def _wait_for_health(self) -> bool:
        """Wait for the first answer of each web process; false if asked to stop before it."""
        end = time.monotonic() + HEALTH_SECONDS
        waited = dict(self.places)
        while not self.stopping:
            waited = {name: place for name, place in waited.items() if not healthy(place)}
            if not waited:
                return True
            self._pause(0.1)
            self._tend(give_up_after=MOST_FAILURES_AT_START)
            if time.monotonic() > end:
                name, place = next(iter(waited.items()))
                child = next(one for one in self.children if one.name == name)
                raise NoAnswer(
                    address=place.base_url,
                    seconds=int(HEALTH_SECONDS),
                    log=str(child.log),
                    output=child.last_lines(),
                )
        return False

    def _pause(self, seconds: float) -> None:
        lifelines = [] if self.lifeline is None else [self.lifeline]
        woken = self.waiter.wait(seconds, lifelines)
        if woken.asked_to_stop or woken.ready:
            self.stopping = True

    def _tend(self, *, give_up_after: int | None = None) -> None:
        """Start again what ended, and keep the logs small."""
        if self.stopping:
            return
        if self.cluster is not None and self.cluster.supervisor_ended():
            self.say("The database's supervisor ended unexpectedly and is started again.")
            self.cluster.start(say=self.say)
        for child in self.children:
            if child.ended():
                if give_up_after is not None and child.failures >= give_up_after:
                    raise ProcessKeepsFailing(
                        name=child.name,
                        times=child.failures,
                        log=str(child.log),
                        output=child.last_lines(),
                    )
                self.say(f"The {child.name} process ended unexpectedly and will be started again.")
            if child.process is None and time.monotonic() >= child.start_again_at:
                child.start()
                self._write_state()
            rotate(child.log, larger_than=LARGEST_LOG)

    def _write_state(self) -> None:
        """Tell others on this machine which process is which."""
        pids: dict[str, int | None] = {"serve": os.getpid()}
        pids |= {child.name: child.pid for child in self.children}
        content = json.dumps({**pids, "base_url": self.home.config.base_url})
        write_atomically(state_file(self.home), content.encode())

    def _stop_all(self) -> None:
        """Webs, worker, database; each in its turn even if the one before fails to stop."""
        with contextlib.ExitStack() as stack:
            stack.callback(state_file(self.home).unlink, missing_ok=True)
            if self.cluster is not None and self.cluster.started_here:
                stack.callback(self.cluster.stop)
            for child in reversed(self.children):  # an exit stack unwinds from its end
                stack.callback(child.stop, patience=STOP_PATIENCE)


def state_file(home: NodeHome) -> Path:
    """Where a served node writes its process ids."""
    return home.path / "run" / "processes.json"


def read_state(home: NodeHome) -> Mapping[str, int | str | None]:
    """What a served node wrote; empty when it is not served."""
    try:
        content: dict[str, int | str | None] = json.loads(state_file(home).read_bytes())
    except FileNotFoundError:
        return {}
    return content
