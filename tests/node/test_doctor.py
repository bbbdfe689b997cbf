"""The doctor finds what is wrong, says how to mend it, and changes nothing by itself."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import psycopg
import pytest

from homeward.node import doctor
from homeward.node.doctor import Finding, Level, examine, machine
from homeward.node.doctor.database import check_role
from homeward.node.doctor.inside import check_inside
from homeward.node.home import NodeHome
from homeward.node.initialise import initialise_node
from homeward.node.postgres import Cluster, Role
from tests.cluster import SuiteCluster, TestNode

XA = {"state": "XA", "name": "Ministry of Justice", "environment": "demo"}


@pytest.fixture
def home(folder: Path) -> NodeHome:
    return NodeHome.create(folder / "xa", **XA)


@pytest.fixture
def database(shared: SuiteCluster) -> Iterator[TestNode]:
    with shared.fresh_database("xa_doctor", template=None) as node:
        yield node


def levels(findings: list[Finding]) -> dict[str, Level]:
    return {finding.check: finding.level for finding in findings}


def test_without_a_home_it_says_how_to_make_one(folder: Path) -> None:
    last = list(examine(str(folder / "nowhere")))[-1]
    assert (last.check, last.level) == ("home", Level.PROBLEM)
    assert "homeward init" in last.sentence


def _open_secrets(home: NodeHome) -> None:
    (home.path / "secrets").chmod(0o755)


def _lose_secrets(home: NodeHome) -> None:
    shutil.rmtree(home.path / "secrets")


def _spoil_settings(home: NodeHome) -> None:
    with (home.path / "node.toml").open("a") as file:
        file.write("[colour\n")


def _change_environment(home: NodeHome) -> None:
    file = home.path / "node.toml"
    file.write_text(file.read_text().replace('"demo"', '"real"'))


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (_open_secrets, "chmod 700"),
        (_lose_secrets, "lacks secrets/"),
        (_spoil_settings, "node.toml"),
        (_change_environment, "never change"),
    ],
)
def test_a_broken_home_is_the_one_problem(
    home: NodeHome, harm: Callable[[NodeHome], None], word: str
) -> None:
    harm(home)
    last = list(examine(str(home.path)))[-1]
    assert (last.check, last.level) == ("home", Level.PROBLEM)
    assert word in last.sentence
    assert last.mend


def test_a_database_that_was_never_made_is_a_problem_for_each_role(home: NodeHome) -> None:
    """The doctor starts the embedded database to look, and stops it again."""
    findings = levels(list(examine(str(home.path))))
    assert findings["database as app"] is Level.PROBLEM
    assert findings["database as owner"] is Level.PROBLEM
    assert not Cluster(home.cluster_folder).is_running()


def test_a_well_made_database_is_in_order_for_every_role(database: TestNode) -> None:
    assert {check_role(database.home, role).level for role in Role} == {Level.OK}


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("alter role xa_doctor_app bypassrls", "bypasses the access policies"),
        ("alter role xa_doctor_app superuser", "is a superuser"),
        ("alter role xa_doctor_app createrole", "can make roles"),
        ("grant create on schema public to homeward_app", "can make tables"),
        (
            "create table t (id int); alter table t owner to homeward_owner;"
            " grant homeward_owner to xa_doctor_app with inherit true",
            "member of their owner",
        ),
        ("create table t (id int); alter table t owner to xa_doctor_app", "owns tables"),
    ],
)
def test_a_role_that_can_do_too_much_is_a_problem(
    shared: SuiteCluster, database: TestNode, statement: str, word: str
) -> None:
    url = shared.cluster.superuser_url("xa_doctor")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
    finding = check_role(database.home, Role.APP)
    assert finding.level is Level.PROBLEM
    assert word in finding.sentence


def test_a_wrong_password_is_a_problem_without_showing_it(
    shared: SuiteCluster, database: TestNode
) -> None:
    with psycopg.connect(shared.admin_url, autocommit=True) as connection:
        connection.execute("alter role xa_doctor_jobs password 'other'")
    finding = check_role(database.home, Role.JOBS)
    assert finding.level is Level.PROBLEM
    assert "cannot connect" in finding.sentence
    assert database.home.database_password(Role.JOBS) not in str(finding)


def test_a_full_disk_is_a_problem_and_a_filling_one_a_warning(
    home: NodeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = shutil.disk_usage(home.path).free
    assert machine.check_disk(home).level in (Level.OK, Level.WARNING)
    monkeypatch.setattr(machine, "SOME_SPACE", free * 2)
    assert machine.check_disk(home).level is Level.WARNING
    monkeypatch.setattr(machine, "LITTLE_SPACE", free * 2)
    assert machine.check_disk(home).level is Level.PROBLEM


def test_a_clock_behind_the_nodes_own_past_is_a_problem(home: NodeHome) -> None:
    assert machine.check_clock(home).level is not Level.PROBLEM
    tomorrow = (home.path / "node.toml").stat().st_mtime + 86_400
    os.utime(home.path / "node.toml", (tomorrow, tomorrow))
    assert machine.check_clock(home).level is Level.PROBLEM


def test_missing_pages_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "BUILT", folder)
    finding = machine.check_static()
    assert finding.level is Level.PROBLEM
    assert "homeward.css" in finding.sentence
    for name in machine.BUILT_FILES:
        (folder / name).touch()
    assert machine.check_static().level is Level.OK


def test_a_cache_that_cannot_be_written_is_a_problem(
    home: NodeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.check_cache(home).level is Level.OK
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/proc/nowhere")
    assert machine.check_cache(home).level is Level.PROBLEM


def test_an_owner_that_is_not_us_is_a_problem(home: NodeHome) -> None:
    assert machine.check_owner(home).level is Level.OK
    if os.geteuid() == 0:
        os.chown(home.path, 65534, 65534)
        assert machine.check_owner(home).level is Level.PROBLEM


def test_every_finding_that_is_not_ok_says_what_to_do(home: NodeHome) -> None:
    for finding in examine(str(home.path)):
        assert finding.sentence
        assert bool(finding.mend) is (finding.level is not Level.OK)


def test_the_command_exits_1_on_a_problem_and_prints_json(home: NodeHome) -> None:
    command = [sys.executable, "-m", "homeward.cli", "doctor", "--json", "--home"]
    done = subprocess.run([*command, str(home.path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    findings = json.loads(done.stdout)
    assert {"check", "level", "sentence", "mend"} == set(findings[0])
    assert {f["level"] for f in findings} <= {"ok", "warning", "problem"}


def test_initialising_twice_repairs_what_the_doctor_found(folder: Path) -> None:
    """The mend that the doctor names for too strong a role works."""

    def initialise() -> NodeHome:
        place = str(folder / "xa")
        return initialise_node(place, say=lambda _: None, migrate=lambda _: None, **XA)

    home = initialise()
    with Cluster(home.cluster_folder) as cluster:
        with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
            connection.execute("alter role xa_app superuser")
        assert check_role(home, Role.APP).level is Level.PROBLEM
    initialise()
    with Cluster(home.cluster_folder):
        assert check_role(home, Role.APP).level is Level.OK


def test_the_public_names() -> None:
    assert set(doctor.__all__) == {"Finding", "Level", "examine"}


def _finding(home: NodeHome, check: str) -> Finding | None:
    return next((one for one in examine(str(home.path)) if one.check == check), None)


def test_a_key_that_was_cut_short_is_found(home: NodeHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("homeward.node.doctor.run.check_database", lambda home: iter(()))
    monkeypatch.setattr("homeward.node.doctor.run.database_running", _nothing)
    found = _finding(home, "keys")
    assert found is not None
    assert found.level == Level.OK
    (home.path / "secrets" / "guard_key").write_bytes(b"short")
    found = _finding(home, "keys")
    assert found is not None
    assert found.level == Level.PROBLEM
    assert "guard_key has 5 bytes instead of 32" in found.sentence


def test_a_port_that_somebody_else_has_is_found(
    home: NodeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homeward.node.doctor.run.check_database", lambda home: iter(()))
    monkeypatch.setattr("homeward.node.doctor.run.database_running", _nothing)
    with socket.socket() as other:
        other.bind((home.config.host, 0))
        other.listen()
        monkeypatch.setenv("HOMEWARD_PORT", str(other.getsockname()[1]))
        found = _finding(home, "port")
        assert found is not None
        assert found.level == Level.PROBLEM
        assert "Something else listens" in found.sentence
    assert _finding(home, "port") is None


@contextmanager
def _nothing(home: NodeHome, say: object) -> Iterator[None]:
    yield


@pytest.mark.nodes  # the whole check of a node in a process of its own
@pytest.mark.parametrize(
    ("hours", "sound", "level", "words"),
    [
        (1, True, Level.OK, "found the journal sound"),
        (1, False, Level.PROBLEM, "tampered with"),
        (49, True, Level.WARNING, "not checked for two days"),
    ],
)
def test_it_says_how_the_journal_stands(
    node: TestNode, suite: SuiteCluster, hours: int, sound: bool, level: Level, words: str
) -> None:
    assert next(check_inside(node.home)).level is Level.OK
    with psycopg.connect(suite.cluster.superuser_url("hwmain")) as connection:
        connection.execute(
            "insert into journal_verification (at, entries, sound, reason)"
            " values (now() - make_interval(hours => %s), 9, %s, '')",
            [hours, sound],
        )
    finding = next(check_inside(node.home))
    assert (finding.level, words in finding.sentence) == (level, True)
    assert bool(finding.mend) is (level is not Level.OK)


@pytest.mark.parametrize(
    ("days", "fault", "level", "words"),
    [
        (90, "", Level.OK, "last until"),
        (90, "The server did not answer.", Level.WARNING, "did not answer"),
        (1, "", Level.WARNING, "signatures end on"),
        (-1, "The server did not answer.", Level.PROBLEM, "no new node or key"),
    ],
)
def test_it_says_how_each_directory_stands(
    node: TestNode, suite: SuiteCluster, days: int, fault: str, level: Level, words: str
) -> None:
    with psycopg.connect(suite.cluster.superuser_url("hwmain")) as connection:
        connection.execute(
            "insert into authorities_directory (directory_id, name, fingerprint, url, root,"
            " newest_root, root_version, version, first_reader, second_reader, added_at, added_by,"
            " is_followed, problem, problem_text, expires_at) values ('d', 'World', 'f', '', '',"
            " '', 1, 1, 'a', 'b', now(), 'a', true, '', %s, now() + make_interval(days => %s))",
            [fault, days],
        )
    finding = next(islice(check_inside(node.home), 1, None))
    assert (finding.check, finding.level) == ("directory World", level)
    assert words in finding.sentence
    assert bool(finding.mend) is (level is not Level.OK)
