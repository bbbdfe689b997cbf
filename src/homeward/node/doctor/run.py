"""All checks in order: a check that others rest on ends the examination when it fails."""

import os
from collections.abc import Iterator

from homeward.node.doctor.database import check_database
from homeward.node.doctor.duty import check_mail
from homeward.node.doctor.finding import Finding, ok, problem, warning
from homeward.node.doctor.machine import (
    check_cache,
    check_clock,
    check_disk,
    check_keys,
    check_owner,
    check_python,
    check_static,
    check_user,
)
from homeward.node.errors import NodeError
from homeward.node.home import NodeHome
from homeward.node.initialise import database_running
from homeward.node.outside import places_of
from homeward.node.processes.health import healthy, port_is_free
from homeward.node.processes.serve import read_state


def examine(path: str | None = None) -> Iterator[Finding]:
    """Yield findings as they are made. An embedded database that is stopped runs meanwhile."""
    yield check_python()
    yield check_user()
    yield check_static()
    try:
        home = NodeHome.open(path)
    except (NodeError, PermissionError) as error:
        yield problem("home", str(error), "Mend this first, then run the doctor again.")
        return
    config = home.config
    yield ok("home", f"{home.path}: {config.state}, {config.environment}; secrets are private.")
    yield check_owner(home)
    yield check_keys(home)
    yield check_disk(home)
    yield check_clock(home)
    yield check_cache(home)
    yield check_mail(home)
    try:
        with database_running(home, say=_unsaid):
            yield from check_database(home)
    except NodeError as error:
        yield problem("database", str(error), "Mend this first, then run the doctor again.")
    yield from check_processes(home)


def _unsaid(sentence: str) -> None:
    """What the database says at its start is in its log."""


def check_processes(home: NodeHome) -> Iterator[Finding]:
    """Whether the node is served here, and each of its processes lives."""
    places = places_of(home.config)
    wanted = (*places, "worker")
    pids = {k: v for k, v in read_state(home).items() if k in ("serve", *wanted)}
    if not pids or not _alive(pids["serve"]):
        mend = "Start it with: homeward serve"
        yield warning("processes", "The node is not served from this home now.", mend)
        for place in places.values():
            if not port_is_free(place):
                mend = "End what listens there, or set another port in node.toml."
                said = f"Something else listens at {place.host}:{place.port}."
                yield problem("port", said, mend)
        return
    for name in wanted:
        if _alive(pids.get(name)):
            yield ok(name, f"The {name} process runs.")
        else:
            mend = f"See {home.logs / (name + '.log')}."
            yield problem(name, f"The {name} process does not run.", mend)
    for name, place in places.items():
        if not healthy(place):
            mend = f"See {home.logs / (name + '.log')}."
            yield problem("health", f"No answer at {place.base_url}/health/.", mend)


def _alive(pid: int | str | None) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
