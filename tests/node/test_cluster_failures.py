"""Killed at every place, the database comes back or goes away, and never loops."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from homeward.node.postgres import Cluster
from homeward.node.postgres.errors import DidNotStart, PostmasterInTheWay
from homeward.node.postgres.postmaster import other_postmaster
from tests.cluster import FAST
from tests.node.processes_of import alive, postmaster_pid, processes_naming, until

pytestmark = pytest.mark.chaos


@pytest.fixture
def cluster(ready: Path) -> Iterator[Cluster]:
    """A cluster as a node has it: what was committed must survive every kill."""
    with Cluster(ready) as running:
        yield running
        running.stop()


def answers(cluster: Cluster) -> bool:
    try:
        psycopg.connect(cluster.superuser_url(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def supervisor(cluster: Cluster) -> int:
    pid = cluster.supervisor_pid()
    assert pid
    return pid


def run_supervisor(folder: Path) -> subprocess.CompletedProcess[bytes]:
    """A supervisor started by hand on a cluster's folder, until it ends by itself."""
    command = [sys.executable, "-m", "homeward.node.postgres.supervisor", str(folder)]
    return subprocess.run(command, timeout=30, check=False, capture_output=True)


def test_a_killed_server_answers_again_with_its_data(cluster: Cluster) -> None:
    busy = [psycopg.connect(cluster.superuser_url(), autocommit=True) for _ in range(3)]
    busy[0].execute("create table kept as select 7 as it")
    threads = [threading.Thread(target=_sleep_in, args=(c,)) for c in busy]
    for thread in threads:
        thread.start()
    killed = postmaster_pid(cluster)
    os.kill(killed, signal.SIGKILL)
    took = until(lambda: answers(cluster))
    for thread in threads:
        thread.join()
    assert took < 10
    assert postmaster_pid(cluster) != killed
    with psycopg.connect(cluster.superuser_url()) as connection:
        assert connection.execute("select it from kept").fetchone() == (7,)


def _sleep_in(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    with pytest.raises(psycopg.OperationalError):
        connection.execute("select pg_sleep(60)")


def test_a_killed_supervisor_takes_the_server_along(cluster: Cluster) -> None:
    server, socket_folder = postmaster_pid(cluster), cluster.socket_dir
    os.kill(supervisor(cluster), signal.SIGKILL)
    until(lambda: not alive(server))
    assert not (cluster.layout.data / "postmaster.pid").exists()
    assert cluster.supervisor_ended()
    cluster.start()
    assert cluster.socket_dir == socket_folder
    assert answers(cluster)


def test_started_at_once_after_a_killed_supervisor_it_waits_for_the_old_server(
    cluster: Cluster,
) -> None:
    old = postmaster_pid(cluster)
    os.kill(supervisor(cluster), signal.SIGKILL)
    until(cluster.supervisor_ended)
    cluster.start()
    assert postmaster_pid(cluster) != old
    assert answers(cluster)


def test_both_killed_it_recovers(cluster: Cluster) -> None:
    with psycopg.connect(cluster.superuser_url()) as connection:
        connection.execute("create table kept as select 7 as it")
    server = postmaster_pid(cluster)
    os.kill(supervisor(cluster), signal.SIGSTOP)
    os.kill(server, signal.SIGKILL)
    os.kill(supervisor(cluster), signal.SIGKILL)
    until(cluster.supervisor_ended)
    cluster.start()
    with psycopg.connect(cluster.superuser_url()) as connection:
        assert connection.execute("select it from kept").fetchone() == (7,)


def test_when_the_parent_is_killed_everything_ends(folder: Path) -> None:
    """The lifeline: the process that started the server dies without a word."""
    code = (
        "import sys, time; from homeward.node.postgres import Cluster;"
        f"Cluster({str(folder / 'pg')!r}).start(); print('up', flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"up\n"
    cluster = Cluster(folder / "pg")
    assert cluster.is_running()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not processes_naming(str(folder)))
    assert not cluster.socket_dir.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_supervisor_stops_cleanly_on_a_signal(cluster: Cluster, number: int) -> None:
    os.kill(supervisor(cluster), number)
    until(cluster.supervisor_ended)
    assert not (cluster.layout.data / "postmaster.pid").exists()
    assert not cluster.socket_dir.exists()
    assert "database system is shut down" in cluster.layout.log.read_text()


def test_a_second_supervisor_ends_and_does_no_harm(cluster: Cluster) -> None:
    server, first = postmaster_pid(cluster), supervisor(cluster)
    second = run_supervisor(cluster.folder)
    assert second.returncode == 1
    assert "Another supervisor" in cluster.layout.log.read_text()
    assert (postmaster_pid(cluster), supervisor(cluster)) == (server, first)
    assert answers(cluster)


def test_a_second_supervisor_without_the_lock_gives_up_on_the_living_server(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if the lock file was deleted by hand: the data's own pid file is respected."""
    server = postmaster_pid(cluster)
    cluster.layout.lock.unlink()
    second = run_supervisor(cluster.folder)
    assert second.returncode == 1
    assert PostmasterInTheWay(pid=server, data=str(cluster.layout.data)).sentence() in (
        cluster.layout.log.read_text()
    )
    assert answers(cluster)
    os.kill(server, signal.SIGINT)  # what the fixture can no longer reach by the lock


def test_two_processes_that_start_it_at_once_share_one_server(folder: Path) -> None:
    code = (
        "from homeward.node.postgres import Cluster; import sys;"
        f"c = Cluster({str(folder / 'pg')!r}).start();"
        "print(c.started_here, flush=True); sys.stdin.read()"
    )
    starters = [
        subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True)
        for _ in range(3)
    ]
    answers_of = [p.stdout.readline().strip() for p in starters if p.stdout]
    try:
        assert sorted(answers_of) == ["False", "False", "True"]
    finally:
        for process in starters:
            process.communicate(timeout=30)
    until(lambda: not processes_naming(str(folder)))


def test_a_server_that_cannot_start_is_told_once_with_its_reason(folder: Path) -> None:
    cluster = Cluster(folder / "pg", settings={**FAST, "shared_buffers": "no size"})
    with pytest.raises(DidNotStart, match="shared_buffers"):
        cluster.start()
    until(lambda: not processes_naming(str(folder)))
    assert cluster.layout.log.read_text().count("shared_buffers") <= 3  # one attempt, no loop


def test_a_server_that_dies_again_and_again_is_given_up(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Break the data under a running server, and kill it: it cannot come back."""
    (cluster.layout.data / "global" / "pg_control").rename(cluster.layout.data / "hidden")
    os.kill(postmaster_pid(cluster), signal.SIGKILL)
    until(cluster.supervisor_ended, seconds=60)
    log = cluster.layout.log.read_text()
    assert "was not started again" in log
    assert 2 <= log.count("is started again") <= 10
    until(lambda: not processes_naming(str(cluster.folder)))


def test_a_socket_that_was_tidied_away_comes_back(cluster: Cluster) -> None:
    for file in cluster.socket_dir.iterdir():
        file.unlink()
    until(lambda: answers(cluster), seconds=20)


def test_a_pid_file_that_names_somebody_elses_process_is_no_obstacle(ready: Path) -> None:
    """After a crash of the machine, process ids are used again by others."""
    with Cluster(ready, settings=FAST) as cluster:
        pass
    (cluster.layout.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert other_postmaster(cluster.layout.data) is None
    with cluster:
        assert answers(cluster)


def test_a_dead_server_that_nobody_buried_is_no_obstacle(ready: Path) -> None:
    """A zombie keeps its number, for instance in a container without an init."""
    with Cluster(ready, settings=FAST) as cluster:
        pass
    zombie = subprocess.Popen(["true"])
    until(lambda: not alive(zombie.pid))
    (cluster.layout.data / "postmaster.pid").write_text(f"{zombie.pid}\n")
    with cluster:
        assert answers(cluster)
    zombie.wait()
