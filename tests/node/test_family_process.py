"""The process that serves families, started by `homeward serve` beside the others."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import psycopg
import pytest

from homeward.node.config import SettingInvalid, checked_config, config_from_toml
from homeward.node.home import OUTSIDE_KEYS, NodeHome
from homeward.node.postgres import Cluster, Role, admin
from homeward.node.processes.errors import NotOutside
from homeward.node.processes.health import free_port, port_is_free
from homeward.node.processes.running import RunningNode, running_node
from homeward.node.processes.serve import commands_of, process_environ, read_state
from tests.cluster import TEMPLATE, SuiteCluster, short_folder
from tests.node.test_command import homeward

XA = {"state": "XA", "name": "Ministry of Justice", "environment": "demo"}


@pytest.fixture
def home(suite: SuiteCluster) -> Iterator[NodeHome]:
    """A node of the version before: it has neither the keys nor the login role for families."""
    with short_folder() as folder:
        made = NodeHome.create(
            folder / "xa",
            **XA,
            database="hwfamily",
            cluster=str(suite.cluster.folder),
            family={"enabled": True, "port": free_port()},
        )
        passwords = {role: made.database_password(role) for role in Role}
        admin.prepare_node_database(suite.admin_url, "hwfamily", passwords, template=TEMPLATE)
        for name in (*OUTSIDE_KEYS, "database_family"):
            (made.path / "secrets" / name).unlink()
        with psycopg.connect(suite.admin_url, autocommit=True) as owner:
            owner.execute("revoke connect on database hwfamily from hwfamily_family")
            owner.execute("drop role hwfamily_family")
        try:
            yield made
        finally:
            suite.drop("hwfamily")


@pytest.mark.nodes
def test_an_older_node_is_brought_up_to_date_and_serves_families(home: NodeHome) -> None:
    kept = home.secret("guard_key")
    before = homeward("doctor", "--home", str(home.path))
    assert "homeward migrate" in before.stdout
    done = homeward("migrate", "--home", str(home.path))
    assert done.returncode == 0, done.stderr
    assert home.secret("guard_key") == kept
    family = home.config.family
    with running_node(home) as node:
        health = httpx.get(f"{family.base_url}/health/")
        assert (health.status_code, health.json()) == (200, {"status": "ok"})
        _looks_like_a_page_for_families(family.base_url)
        killed = node.kill("family")
        assert node.wait_for_new("family", killed) not in (0, killed)
        _wait(node, family.base_url)
        environ = {"HOMEWARD_PORT": str(node.home.config.port), "HOMEWARD_BASE_URL": node.base_url}
        checked = homeward("doctor", "--home", str(home.path), **environ)
        assert "problem" not in checked.stdout, checked.stdout
        assert "The family process runs." in checked.stdout
        assert "The role family connects" in checked.stdout
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{family.base_url}/health/")
    _serves_families_alone(home)


def _serves_families_alone(home: NodeHome) -> None:
    """As docs/how-to/run-in-production.md says: apart, with a folder of few secrets."""
    family = replace(home.config.family, port=free_port(), base_url="", apart=True)
    server = {"host": str(Cluster(home.cluster_folder).socket_dir)}
    with short_folder() as folder:
        small = _home_of_families(home, folder, "secrets/database_family")
        config = replace(home.config, family=family, server=server)
        (small / "node.toml").write_text(config.to_toml())
        command = [sys.executable, "-m", "homeward.cli", "serve", "--only", "family"]
        with subprocess.Popen(
            [*command, "--home", str(small)], stdout=subprocess.PIPE, text=True
        ) as serving:
            try:
                assert serving.stdout
                said = serving.stdout.readline()
                assert said == f"XA (demo), family: answers at {family.base_url}/\n"
                _looks_like_a_page_for_families(family.base_url)
                started = read_state(NodeHome.open(small))
                assert set(started) == {"serve", "family", "base_url"}
            finally:
                serving.terminate()
            assert serving.wait(60) == 0
        assert port_is_free(family)


def _looks_like_a_page_for_families(url: str) -> None:
    page = httpx.get(f"{url}/", cookies={"homeward_xa_session": "x" * 32})
    assert page.status_code == 200
    assert "Leave this page now" in page.text
    assert page.headers["cache-control"] == "no-store, max-age=0"
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text
    assert "Homeward" not in page.text
    assert httpx.get(f"{url}/static/built/homeward.css").status_code == 200
    assert httpx.get(f"{url}/static/built/homeward.js").status_code == 404
    assert httpx.get(f"{url}/cases/").status_code == 404


def _wait(node: RunningNode, url: str) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=50)) as client:
        assert client.get(f"{url}/health/").status_code == 200


def test_it_gets_no_address_of_another_role(
    home: NodeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("", "_OWNER", "_JOBS", "_FAMILY"):
        monkeypatch.setenv(f"DATABASE_URL{name}", f"postgresql://u:p@localhost/d{name}")
    environ = process_environ(home, "family")
    assert [name for name in environ if name.startswith("DATABASE_URL")] == ["DATABASE_URL_FAMILY"]
    assert environ["DJANGO_SETTINGS_MODULE"] == "homeward.node.family_settings"
    assert "DATABASE_URL_FAMILY" not in process_environ(home, "web")


def test_it_needs_none_of_the_nodes_own_keys(home: NodeHome) -> None:
    """A home that holds the settings and the secrets of families alone is enough for it."""
    home.complete()
    with short_folder() as folder:
        small = _home_of_families(home, folder)
        code = "import django; django.setup(); import homeward.node.family_wsgi"
        environ = {**os.environ, **process_environ(NodeHome.open(small), "family")}
        environ["DATABASE_URL_FAMILY"] = "postgresql://u:p@127.0.0.1:9/d"
        run = subprocess.run(
            [sys.executable, "-P", "-c", code],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr


def _home_of_families(home: NodeHome, folder: Path, *more: str) -> Path:
    small = folder / "families"
    (small / "secrets").mkdir(mode=0o700, parents=True)
    names = (*(f"secrets/{name}" for name in OUTSIDE_KEYS), "secrets/identity", "node.toml", *more)
    for name in names:
        (small / name).write_bytes((home.path / name).read_bytes())
        (small / name).chmod(0o600)
    return small


def test_it_is_off_by_default_and_never_shares_an_origin(home: NodeHome) -> None:
    assert list(commands_of(home)) == ["web", "family", "worker"]
    assert list(commands_of(home, "family")) == ["family"]
    with pytest.raises(NotOutside, match="There is: family"):
        commands_of(home, "web")
    apart = checked_config({**XA, "family": {"enabled": True, "apart": True}}, source="a test")
    assert list(commands_of(replace(home, config=apart))) == ["web", "worker"]
    assert config_from_toml(apart.to_toml(), source="a test") == apart
    plain = checked_config(XA, source="a test")
    assert not plain.family.enabled
    assert "[family]" not in plain.to_toml()
    assert list(commands_of(replace(home, config=plain))) == ["web", "worker"]
    for table in ({"port": 8000}, {"base_url": "http://127.0.0.1:8000"}, {"exit_url": "ftp://x"}):
        with pytest.raises(SettingInvalid):
            checked_config({**XA, "family": {"enabled": True, **table}}, source="a test")
    named = {**XA, "base_url": "https://node.example.org"}
    for other in ("https://node.example.org:8443", "https://NODE.example.org:443"):
        family = {"enabled": True, "base_url": other}
        with pytest.raises(SettingInvalid, match="cookies ignore ports"):
            checked_config({**named, "family": family}, source="a test")
