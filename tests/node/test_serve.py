"""The processes of a node: started together, restarted when they die, gone when it stops."""

import itertools
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from homeward.node.home import NodeHome
from homeward.node.postgres import Cluster, Role, admin
from homeward.node.processes.child import Child
from homeward.node.processes.errors import NoAnswer
from homeward.node.processes.health import free_port, healthy
from homeward.node.processes.running import RunningNode
from homeward.node.processes.serve import STOP_PATIENCE, process_environ, web_command
from tests.cluster import copied
from tests.node.processes_of import alive, postmaster_pid, processes_naming, until

pytestmark = pytest.mark.nodes
ROOT = str(Path(__file__).parents[2])
STUB = "tests.node.stub"
XA = {"state": "XA", "name": "Ministry of Justice", "environment": "demo"}


@pytest.fixture
def home(folder: Path) -> NodeHome:
    return NodeHome.create(folder / "xa", **XA)


def stubbed(home: NodeHome, **environ: str) -> RunningNode:
    return RunningNode(home, environ={"PYTHONPATH": ROOT, **environ}, module=STUB)


@pytest.fixture
def node(home: NodeHome, made: Path) -> Iterator[RunningNode]:
    copied(made, home.cluster_folder)
    running = stubbed(home).start()
    try:
        yield running
    finally:
        running.stop()


def page(node: RunningNode) -> str:
    return httpx.get(f"{node.base_url}/", timeout=5).text


def test_it_serves_with_its_own_database(node: RunningNode) -> None:
    assert healthy(node.home.config)
    until(lambda: f"XA (demo) answers at {node.base_url}/" in node.log)
    cluster = Cluster(node.home.cluster_folder)
    assert cluster.is_running()
    psycopg.connect(cluster.superuser_url()).close()
    assert alive(node.pid("worker"))


def test_stopping_leaves_no_process(node: RunningNode) -> None:
    cluster = Cluster(node.home.cluster_folder)
    socket_folder = cluster.socket_dir
    node.stop()
    until(lambda: not processes_naming(str(node.home.path)))
    assert not socket_folder.exists()
    assert not (node.home.path / "run" / "processes.json").exists()
    node.stop()


def test_it_stops_web_first_then_worker_then_database(node: RunningNode) -> None:
    """A process is asked to end only when the one before it is gone."""
    worker, web = node.pid("worker"), node.pid("web")
    database = postmaster_pid(Cluster(node.home.cluster_folder))
    os.kill(web, signal.SIGSTOP)  # it cannot end yet
    os.kill(node.pid("serve"), signal.SIGTERM)
    with pytest.raises(AssertionError):
        until(lambda: not alive(worker) or not alive(database), seconds=1.5)
    os.kill(web, signal.SIGCONT)
    # granian, woken in the middle of its stop, now and then needs the kill that ends the patience
    until(lambda: not alive(web), seconds=STOP_PATIENCE + 10)
    until(lambda: not alive(worker))
    until(lambda: not alive(database))


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_process_comes_back(node: RunningNode, name: str) -> None:
    killed = node.kill(name)
    assert node.wait_for_new(name, killed) != killed
    node.wait_until_healthy()
    assert f"The {name} process ended unexpectedly" in node.log
    assert not alive(killed)


@pytest.mark.chaos
def test_when_only_the_master_of_web_is_killed_its_workers_do_not_keep_the_port(
    node: RunningNode,
) -> None:
    killed = node.pid("web")
    os.kill(killed, signal.SIGKILL)
    node.wait_for_new("web", killed)
    node.wait_until_healthy()
    groups = {os.getpgid(pid) for pid in processes_naming(str(node.home.path))}
    assert killed not in groups


@pytest.mark.chaos
def test_a_killed_database_supervisor_comes_back(node: RunningNode) -> None:
    cluster = Cluster(node.home.cluster_folder)
    killed = cluster.supervisor_pid()
    assert killed
    os.kill(killed, signal.SIGKILL)
    until(lambda: cluster.supervisor_pid() not in (None, 0, killed) and cluster.is_running())
    psycopg.connect(cluster.superuser_url()).close()


@pytest.mark.chaos
def test_a_killed_watcher_takes_everything_along(node: RunningNode) -> None:
    node.kill("serve")
    until(lambda: not processes_naming(str(node.home.path)), seconds=40)
    node.restart()
    assert healthy(node.home.config)


def test_it_restarts_on_the_same_port(node: RunningNode) -> None:
    address, serving = node.base_url, node.pid("serve")
    node.restart()
    assert node.base_url == address
    assert node.pid("serve") != serving


def test_a_home_is_served_once(node: RunningNode) -> None:
    second = stubbed(node.home)
    with pytest.raises(NoAnswer, match="already served by process"):
        second.start()
    assert healthy(node.home.config)


def test_a_taken_port_is_told(home: NodeHome) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        node = RunningNode(
            home, port=taken.getsockname()[1], environ={"PYTHONPATH": ROOT}, module=STUB
        )
        with pytest.raises(NoAnswer, match="port_taken: Another program already uses"):
            node.start()
    until(lambda: not processes_naming(str(home.path)))


def test_a_web_process_that_cannot_start_ends_the_start_with_its_last_words(
    home: NodeHome,
) -> None:
    with pytest.raises(NoAnswer, match=r"process_keeps_failing(.|\n)*Marker of the failure"):
        stubbed(home, HOMEWARD_STUB_BREAK="web").start()
    until(lambda: not processes_naming(str(home.path)))


def test_a_worker_that_dies_at_its_start_is_tried_again_while_web_answers(home: NodeHome) -> None:
    node = stubbed(home, HOMEWARD_STUB_BREAK="worker", HOMEWARD_STUB_AFTER="3").start()
    try:
        until(lambda: node.log.count("The worker process ended unexpectedly") >= 2)
        assert healthy(node.home.config)
    finally:
        node.stop()


def test_a_process_sees_only_its_own_address(
    home: NodeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_JOBS"):
        monkeypatch.setenv(variable, "postgresql://u:p@h/d")
    wanted = {"web": "DATABASE_URL", "worker": "DATABASE_URL_JOBS", "migrate": "DATABASE_URL_OWNER"}
    for process, variable in wanted.items():
        environ = process_environ(home, process)
        assert {name for name in environ if name.startswith("DATABASE_URL")} == {variable}
        assert environ["HOMEWARD_PROCESS"] == process


def test_with_a_database_elsewhere_no_embedded_one_is_started(
    home: NodeHome, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Cluster(folder / "elsewhere") as elsewhere:
        passwords = {role: home.database_password(role) for role in Role}
        admin.prepare_node_database(elsewhere.superuser_url(), "xa", passwords)
        for role, variable in (
            ("app", "DATABASE_URL"),
            ("jobs", "DATABASE_URL_JOBS"),
            ("owner", "DATABASE_URL_OWNER"),
        ):
            url = f"postgresql://xa_{role}:{home.database_password(role)}@/xa"
            monkeypatch.setenv(variable, f"{url}?host={elsewhere.socket_dir}")
        node = stubbed(home).start()
        try:
            assert not home.cluster_folder.exists()
            assert "DATABASE_URL_OWNER" not in page(node)
        finally:
            node.stop()
        assert elsewhere.is_running()


def test_nodes_share_a_cluster_and_the_second_to_start_leaves_it_running(folder: Path) -> None:
    xa = NodeHome.create(folder / "xa", cluster="../pg", **XA)
    xb = NodeHome.create(folder / "xb", cluster="../pg", **{**XA, "state": "XB"})
    with Cluster(folder / "pg") as cluster:
        first, second = stubbed(xa).start(), stubbed(xb).start()
        first.stop()
        second.stop()
        assert cluster.is_running()


def test_web_never_has_more_threads_than_connections(folder: Path) -> None:
    home = NodeHome.create(folder / "xa", threads=4, pool=4, **XA)
    command = web_command(home)
    assert int(command[command.index("--blocking-threads") + 1]) <= home.config.pool
    assert command[0].startswith("/")


def test_the_pause_before_a_restart_grows(folder: Path) -> None:
    child = Child("web", ["/bin/false"], dict(os.environ), folder / "log", folder)
    pauses = []
    for _ in range(9):
        child.start()
        until(child.ended)
        pauses.append(child.start_again_at - child.started_at)
    assert all(later > earlier * 1.5 for earlier, later in itertools.pairwise(pauses[:7]))
    assert max(pauses) < 31


def test_free_ports_are_free() -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
