"""The home of a node: whole or absent, private, and for ever of one State and environment."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.node.config import (
    Environment,
    NodeConfig,
    SettingInvalid,
    checked_config,
    config_from_toml,
)
from homeward.node.errors import NodeError
from homeward.node.home import NodeHome
from homeward.node.home_errors import (
    DatabaseUrlMissing,
    EnvironmentMismatch,
    FolderInUse,
    HomeIncomplete,
    HomeNoFolder,
    HomeTaken,
    NotANodeHome,
    WrongPermissions,
)
from homeward.node.postgres import Cluster, Role
from homeward.node.postgres.address import parse

XA = {"state": "XA", "name": "Ministry of Justice", "environment": "demo"}

_line = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda text: text.strip() and text.isprintable()
)


@pytest.fixture
def home(folder: Path) -> NodeHome:
    return NodeHome.create(folder / "xa", **XA)


@pytest.fixture
def with_socket(home: NodeHome) -> NodeHome:
    """A home whose embedded database has been started once."""
    cluster = Cluster(home.cluster_folder)
    home.cluster_folder.mkdir()
    cluster.layout.remember(socket="/run/homeward-test")
    return home


@given(
    state=st.from_regex(r"[A-Z]{2}", fullmatch=True),
    name=_line,
    environment=st.sampled_from(Environment),
    port=st.integers(1, 65535),
    languages=st.sampled_from([["en", "fr"], ["fr", "en"], ["en"], ["fr"]]),
    threads=st.integers(1, 16),
    server=st.dictionaries(st.sampled_from(["host", "port", "sslmode"]), _line),
    part_size=st.sampled_from([65536, 1_000_000, 64 * 1024**2]),
    disk_kept=st.integers(0, 2**50),
)
def test_settings_are_read_back_as_written(
    state: str,
    name: str,
    environment: Environment,
    port: int,
    languages: list[str],
    threads: int,
    server: dict[str, str],
    part_size: int,
    disk_kept: int,
) -> None:
    config = checked_config(
        {
            "state": state,
            "name": name,
            "environment": environment,
            "port": port,
            "languages": languages,
            "threads": threads,
            "pool": threads + 2,
            "server": server,
            "exchange": {"part_size": part_size, "disk_kept": disk_kept},
        },
        source="the test",
    )
    assert config_from_toml(config.to_toml(), source="node.toml") == config


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("state", "xa"),
        ("state", "XAA"),
        ("name", ""),
        ("name", "two\nlines"),
        ("environment", "test"),
        ("port", 0),
        ("port", "8000"),
        ("port", True),
        ("base_url", "example.org"),
        ("base_url", "https://user@example.org"),
        ("time_zone", "Nowhere/City"),
        ("languages", "en"),
        ("languages", ["English"]),
        ("languages", []),
        ("languages", ["en", "en"]),
        ("languages", ["en", "tlh"]),
        ("database", "pg_catalog"),
        ("server", {"host": "db.example.org", "password": "Marker"}),
        ("threads", 20),
        ("part_size", 65535),
        ("part_size", 64 * 1024**2 + 1),
        ("largest_attachment", 10 * 1024**3 + 1),
        ("peer_quota", -1),
        ("disk_kept", "1 GB"),
        ("colour", "blue"),
    ],
)
def test_an_unusable_setting_is_named_with_its_reason(setting: str, value: object) -> None:
    places = {"database": ("database", "name"), "threads": ("web", "threads")}
    table, key = places.get(setting, ("", setting))
    text = "\n".join(
        f"[{name}]\n" * bool(name)
        + "".join(f"{k} = {_toml(v)}\n" for k, v in fields.items() if k != "server")
        for name, fields in _with(table, key, value).items()
    )
    if setting == "server":
        text += '[database.server]\nhost = "db.example.org"\npassword = "Marker"\n'
    with pytest.raises(SettingInvalid) as caught:
        config_from_toml(text, source="node.toml")
    assert caught.value.params["setting"] in (setting, "pool")
    assert "Marker" not in str(caught.value)


def _with(table: str, key: str, value: object) -> dict[str, dict[str, object]]:
    """The tables of a good file with one setting changed."""
    tables: dict[str, dict[str, object]] = {"": dict(XA), "database": {}, "web": {}}
    tables[table][key] = value
    return tables


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)


def test_a_new_home_is_private_and_has_fresh_keys(folder: Path, home: NodeHome) -> None:
    other = NodeHome.create(folder / "xb", **{**XA, "state": "XB"})
    names = {path.name for path in (home.path / "secrets").iterdir()}
    assert {"django_key", "guard_key", "vault_key"} < names
    assert {"database_owner", "database_app", "database_jobs"} < names
    for name in names - {"identity"}:
        assert len(home.secret(name)) >= 32
        assert home.secret(name) != other.secret(name)
        assert stat.S_IMODE((home.path / "secrets" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((home.path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((home.path / "node.toml").stat().st_mode) == 0o600


def test_a_wide_umask_does_not_widen_the_home(folder: Path) -> None:
    before = os.umask(0)
    try:
        home = NodeHome.create(folder / "xa", **XA)
    finally:
        os.umask(before)
    for path in (home.path, *home.path.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o066 == 0, path


def test_the_settings_hold_no_secret(home: NodeHome) -> None:
    text = (home.path / "node.toml").read_bytes()
    for file in (home.path / "secrets").iterdir():
        if file.name != "identity":
            assert file.read_bytes() not in text
            assert file.read_bytes().hex().encode() not in text


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        ("secrets", 0o750),
        ("secrets/guard_key", 0o640),
        ("secrets/vault_key", 0o604),
        ("node.toml", 0o644),
    ],
)
def test_what_others_can_read_is_refused_with_the_command_that_mends_it(
    home: NodeHome, path: str, mode: int
) -> None:
    (home.path / path).chmod(mode)
    with pytest.raises(WrongPermissions) as caught:
        NodeHome.open(home.path)
    mend = str(caught.value).partition("with: ")[2]
    subprocess.run(mend.split(), check=True)
    assert NodeHome.open(home.path) == home


def test_the_folder_is_found_by_argument_then_variable_then_default(
    home: NodeHome, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder))
    with pytest.raises(NotANodeHome, match=str(folder / ".homeward")):
        NodeHome.open()
    monkeypatch.setenv("HOMEWARD_HOME", str(home.path))
    assert NodeHome.open().path == home.path
    with pytest.raises(NotANodeHome, match="homeward init"):
        NodeHome.open(folder / "other")


def test_making_it_again_changes_nothing(home: NodeHome) -> None:
    before = {p: p.read_bytes() for p in home.path.rglob("*") if p.is_file()}
    again = NodeHome.create(home.path, port=9000, **{**XA, "name": "Another name"})
    assert again == home
    assert {p: p.read_bytes() for p in home.path.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("change", [{"state": "XB"}, {"environment": "real"}])
def test_a_home_cannot_be_taken_for_another_node(home: NodeHome, change: dict[str, str]) -> None:
    with pytest.raises(HomeTaken, match="XA"):
        NodeHome.create(home.path, **{**XA, **change})


def test_a_half_made_home_is_completed_with_its_keys(folder: Path, home: NodeHome) -> None:
    """The settings are written last: without them the command died in between."""
    kept = home.secret("vault_key")
    (home.path / "node.toml").unlink()
    (home.path / "secrets" / "guard_key").unlink()
    again = NodeHome.create(home.path, **XA)
    assert again.secret("vault_key") == kept
    assert len(again.secret("guard_key")) == 32


def test_a_folder_with_other_things_is_left_alone(folder: Path) -> None:
    (folder / "documents").mkdir()
    with pytest.raises(FolderInUse, match="documents"):
        NodeHome.create(folder, **XA)
    assert [path.name for path in folder.iterdir()] == ["documents"]


def test_a_lost_secret_is_told(home: NodeHome) -> None:
    (home.path / "secrets" / "vault_key").unlink()
    with pytest.raises(HomeIncomplete, match="secrets/vault_key"):
        NodeHome.open(home.path).secret("vault_key")


@pytest.mark.parametrize(
    ("old", "new"), [('environment = "demo"', 'environment = "real"'), ('"XA"', '"XB"')]
)
def test_state_and_environment_cannot_be_edited(home: NodeHome, old: str, new: str) -> None:
    file = home.path / "node.toml"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(EnvironmentMismatch, match=r"node\.toml"):
        NodeHome.open(home.path)


def test_the_environment_variable_must_agree(
    home: NodeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_ENVIRONMENT", "demo")
    assert NodeHome.open(home.path) == home
    monkeypatch.setenv("HOMEWARD_ENVIRONMENT", "real")
    with pytest.raises(EnvironmentMismatch, match="HOMEWARD_ENVIRONMENT says 'real'"):
        NodeHome.open(home.path)


def test_variables_override_what_a_container_needs_to_set(
    home: NodeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_HOST", "192.0.2.1")
    monkeypatch.setenv("HOMEWARD_PORT", "8443")
    monkeypatch.setenv("HOMEWARD_BASE_URL", "https://node.example.org/")
    monkeypatch.setenv("HOMEWARD_THREADS", "64")
    config = NodeHome.open(home.path).config
    assert (config.host, config.port, config.threads) == ("192.0.2.1", 8443, 64)
    assert config.base_url == "https://node.example.org"
    assert config.pool >= config.threads
    assert config.allowed_hosts == ("node.example.org",)
    monkeypatch.delenv("HOMEWARD_BASE_URL")
    assert NodeHome.open(home.path).config.base_url == "http://192.0.2.1:8443"
    monkeypatch.setenv("HOMEWARD_PORT", "many")
    with pytest.raises(SettingInvalid, match="port"):
        NodeHome.open(home.path)


def test_addresses_in_the_environment_come_first_all_or_none(
    with_socket: NodeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = with_socket
    assert _embedded(home)
    assert parse(home.database_url("app")).user == "xa_app"
    monkeypatch.setenv("DATABASE_URL", "postgresql://web:pw@db.example.org/xa?sslmode=require")
    assert not _embedded(home)
    settings = home.database_settings(Role.APP)
    assert (settings["USER"], settings["HOST"]) == ("web", "db.example.org")
    assert settings["OPTIONS"]["sslmode"] == "require"
    with pytest.raises(DatabaseUrlMissing, match="DATABASE_URL_JOBS is not"):
        home.database_url("jobs")


def test_an_address_and_names_that_were_chosen_stay_when_the_port_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "https://node.example.org"
    home = NodeHome.create(folder / "xa", **XA, base_url=address, allowed_hosts=["a.example.org"])
    monkeypatch.setenv("HOMEWARD_PORT", "8443")
    config = NodeHome.open(home.path).config
    assert config.base_url == address
    assert config.allowed_hosts == ("a.example.org",)


def _embedded(home: NodeHome) -> bool:
    return home.uses_embedded_database


def test_the_owner_always_takes_the_owners_group(
    with_socket: NodeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = "-c role=homeward_owner"
    assert with_socket.database_settings("owner")["OPTIONS"]["options"] == wanted
    assert "options" not in with_socket.database_settings("app")["OPTIONS"]
    monkeypatch.setenv("DATABASE_URL_OWNER", "postgresql://o:pw@h/d?options=-c%20jit%3Doff")
    given_options = with_socket.database_settings("owner")["OPTIONS"]["options"]
    assert given_options == f"-c jit=off {wanted}"


def test_django_settings_name_the_socket_and_hold_the_password(with_socket: NodeHome) -> None:
    settings = with_socket.database_settings("jobs")
    assert settings["HOST"] == "/run/homeward-test"
    assert settings["PASSWORD"] == with_socket.database_password("jobs")
    assert settings["ENGINE"] == "django.db.backends.postgresql"


def test_with_a_pool_connections_are_not_kept_by_django_too(
    with_socket: NodeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "pool" not in with_socket.database_settings("app")["OPTIONS"]
    monkeypatch.setenv("HOMEWARD_PROCESS", "web")
    settings = with_socket.database_settings("app")
    assert settings["OPTIONS"]["pool"]["max_size"] >= with_socket.config.threads
    assert "CONN_MAX_AGE" not in settings
    assert "pool" not in with_socket.database_settings("owner")["OPTIONS"]
    asked = with_socket.database_settings("jobs", pool={"max_size": 3})
    assert asked["OPTIONS"]["pool"] == {"max_size": 3}


def test_a_server_elsewhere_is_kept_without_its_secrets(folder: Path) -> None:
    server = {"host": "db.example.org", "port": "5433", "sslmode": "verify-full"}
    home = NodeHome.create(folder / "xa", server=server, **XA)
    assert not home.uses_embedded_database
    address = parse(home.database_url("jobs"))
    assert (address.user, address.host, address.port) == ("xa_jobs", "db.example.org", "5433")
    assert address.options["sslmode"] == "verify-full"


def test_opening_a_home_imports_neither_django_nor_a_driver(home: NodeHome) -> None:
    code = (
        "import sys; from homeward.node.home import NodeHome;"
        f"NodeHome.open({str(home.path)!r});"
        "print([m for m in ('django', 'psycopg', 'numba', 'typer') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_error_is_a_sentence_with_a_code() -> None:
    kinds = _all_kinds(NodeError)
    assert len(kinds) > 20
    assert len({kind.code for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert kind.message.endswith((".", "}")), kind
        assert kind.code == kind.code.lower().replace("-", "_")


def _all_kinds(kind: type[NodeError]) -> list[type[NodeError]]:
    return [kind, *(k for child in kind.__subclasses__() for k in _all_kinds(child))]


def test_a_config_cannot_be_changed_in_place(home: NodeHome) -> None:
    with pytest.raises(AttributeError):
        home.config.port = 1  # type: ignore[misc]
    assert isinstance(home.config, NodeConfig)


@pytest.mark.parametrize("below", [False, True])
def test_a_file_is_no_home(tmp_path: Path, below: bool) -> None:
    file = tmp_path / "file"
    file.write_text("something else")
    with pytest.raises(HomeNoFolder):
        NodeHome.create(file / "home" if below else file, **XA)
    assert file.read_text() == "something else"
