"""The `homeward` command: light to start, clear when it refuses, and a node from nothing."""

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from homeward.cli import COMMANDS
from homeward.node.home import NodeHome
from homeward.node.initialise import DatabasePlaceFixed, initialise_node
from homeward.node.postgres import Cluster, Role
from homeward.node.postgres.address import parse
from homeward.node.processes.running import running_node

HEAVY = ("django", "numba", "numpy", "pyarrow", "pandas", "statsmodels", "psycopg", "duckdb")
XA = {"state": "XA", "name": "Ministry of Justice", "environment": "demo"}
INIT = ["init", "--state", "XA", "--name", "Ministry of Justice", "--environment", "demo"]


def homeward(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "homeward.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", **environ},
    )


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["init", "--help"], ["nonsense"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.argv = ['homeward', *{arguments!r}]\n"
        "from homeward.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print('HEAVY', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "HEAVY []"


def test_help_names_every_command_with_its_sentence() -> None:
    done = homeward("--help")
    assert done.returncode == 0
    for name, (_, sentence) in COMMANDS.items():
        assert f"{name} " in done.stdout
        assert sentence in done.stdout


@pytest.mark.parametrize("name", ["init", "serve", "doctor", "migrate"])
def test_each_command_has_its_own_help(name: str) -> None:
    done = homeward(name, "--help")
    assert done.returncode == 0
    assert f"homeward {name}" in done.stdout
    assert "--home" in done.stdout


def test_a_wrong_word_is_answered_with_the_right_one() -> None:
    done = homeward("docter")
    assert done.returncode == 2
    assert "doctor" in done.stderr


def test_arguments_reach_the_subcommand_untouched(folder: Path) -> None:
    """Order, unknown options and double dashes are the subcommand's own matter."""
    (folder / "probe.py").write_text(
        "import json\ndef app(args, prog_name): print(json.dumps([prog_name, args]))\n"
    )
    code = (
        "import sys; from homeward import cli;"
        "cli.COMMANDS['probe'] = ('probe', 'A probe.');"
        "sys.argv = ['homeward', 'probe', 'a.csv', '--x', '-ab', '--', '--help', 'b'];"
        "cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )
    wanted = '["homeward probe", ["a.csv", "--x", "-ab", "--", "--help", "b"]]'
    assert done.stdout.strip() == wanted


@pytest.mark.parametrize("name", ["serve", "migrate"])
def test_a_known_error_is_one_sentence(folder: Path, name: str) -> None:
    done = homeward(name, "--home", str(folder / "nowhere"))
    assert done.returncode == 1
    assert done.stderr.startswith("homeward: ")
    assert "is not the home of a node" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unusable_setting_makes_nothing(folder: Path) -> None:
    done = homeward(*INIT, "--home", str(folder / "xa"), "--time-zone", "Nowhere/City")
    assert done.returncode == 1
    assert "time_zone" in done.stderr
    assert not (folder / "xa").exists()


def initialise(home: Path, **more: object) -> tuple[NodeHome, list[str]]:
    """Initialise without the schema, which needs Django."""
    said: list[str] = []
    arguments: dict[str, object] = {**XA, "migrate": lambda _: None, **more}
    made = initialise_node(str(home), say=said.append, **arguments)  # type: ignore[arg-type]
    return made, said


def test_init_makes_roles_and_database_and_stops_what_it_started(folder: Path) -> None:
    home, said = initialise(folder / "xa")
    assert not Cluster(home.cluster_folder).is_running()
    assert any("its roles are there" in sentence for sentence in said)
    with Cluster(home.cluster_folder):
        import psycopg

        for role in Role:
            psycopg.connect(home.database_url(role)).close()


@pytest.mark.parametrize("asked", [True, False])
def test_a_second_key_is_made_where_it_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    from homeward.node import initialise as module

    typed: list[list[str]] = []

    def noted(command: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        typed.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(module, "database_running", lambda home, say: nullcontext())
    monkeypatch.setattr(module, "_embedded_admin_url", lambda home: None)
    monkeypatch.setattr(module.subprocess, "run", noted)
    initialise(folder / "xa", migrate=None, second_key=asked)
    assert [("--second-key" in words) for words in typed] == [asked]


def test_an_interrupted_init_is_completed_by_running_it_again(folder: Path) -> None:
    def fail(home: NodeHome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        initialise(folder / "xa", migrate=fail)
    kept = NodeHome.open(folder / "xa").secret("vault_key")
    assert not Cluster(folder / "xa" / "postgres").is_running()
    home, _ = initialise(folder / "xa")
    assert home.secret("vault_key") == kept


def test_init_on_a_server_elsewhere_keeps_the_place_and_not_the_administrator(
    folder: Path,
) -> None:
    with Cluster(folder / "elsewhere") as elsewhere:
        home, _ = initialise(folder / "xa", admin_url=elsewhere.superuser_url())
        assert not home.cluster_folder.exists()
        assert home.config.server == {"host": str(elsewhere.socket_dir)}
        secret = elsewhere.layout.secret.read_bytes()
        for file in home.path.rglob("*"):
            assert not file.is_file() or secret not in file.read_bytes()
        import psycopg

        psycopg.connect(home.database_url("app")).close()
        initialise(folder / "xa", admin_url=elsewhere.superuser_url())  # again: nothing new


def test_a_node_with_its_own_database_is_not_moved_by_init(folder: Path) -> None:
    with Cluster(folder / "elsewhere") as elsewhere:
        NodeHome.create(folder / "xa", **XA)
        with pytest.raises(DatabasePlaceFixed, match="its own embedded PostgreSQL"):
            initialise(folder / "xa", admin_url=elsewhere.superuser_url())
    assert "elsewhere" not in (folder / "xa" / "node.toml").read_text()
    assert parse("postgresql://u:p@h/d").host == "h"


@pytest.mark.nodes
def test_a_node_from_nothing(folder: Path) -> None:
    """`homeward init`, twice, then `homeward serve`, then the doctor: all as a user does."""
    place = str(folder / "xa")
    first = homeward(*INIT, "--home", place)
    assert first.returncode == 0, first.stderr
    assert f"homeward serve --home {place}" in first.stdout
    second = homeward(*INIT, "--home", place)
    assert second.returncode == 0, second.stderr
    other = homeward(*INIT[:-1], "real", "--home", place)
    assert other.returncode == 1
    assert "already the home" in other.stderr
    with running_node(NodeHome.open(place)) as node:
        for name in ("web", "worker"):
            killed = node.kill(name)
            node.wait_for_new(name, killed)
        node.wait_until_healthy()
        environ = {"HOMEWARD_PORT": str(node.home.config.port), "HOMEWARD_BASE_URL": node.base_url}
        checked = homeward("doctor", "--home", place, **environ)
        assert "problem" not in checked.stdout, checked.stdout
        assert checked.returncode == 0
