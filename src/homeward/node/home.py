"""The home of a node: the folder that holds its settings and its secrets.

    <home>/node.toml     settings (0600)
    <home>/secrets/      keys and database passwords (0700, files 0600), written once
    <home>/postgres/     the embedded PostgreSQL, unless the database is elsewhere
    <home>/vault/        large files, encrypted
    <home>/logs/ run/    what the processes write

`HOMEWARD_HOME` names it; the default is `~/.homeward`. This module imports neither Django nor
psycopg: every command opens a home first.
"""

import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from homeward.node.config import NodeConfig, checked_config, config_from_toml, overridden
from homeward.node.files import PRIVATE_FILE, PRIVATE_FOLDER, write_atomically
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
from homeward.node.postgres.roles import OUTSIDE, Role

HOME_VARIABLE = "HOMEWARD_HOME"
_URL_VARIABLES = {
    Role.OWNER: "DATABASE_URL_OWNER",
    Role.APP: "DATABASE_URL",
    Role.JOBS: "DATABASE_URL_JOBS",
    Role.FAMILY: "DATABASE_URL_FAMILY",
}
KEYS = ("django_key", "guard_key", "vault_key")
# Of each process for people outside: who acts, its sessions and forms, what it keeps encrypted.
OUTSIDE_KEYS = tuple(f"{role.value}_{of}" for role in OUTSIDE for of in ("key", "django", "vault"))
KEY_BYTES = 32
_IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class NodeHome:
    """One node's folder, opened and checked."""

    path: Path
    config: NodeConfig

    @classmethod
    def locate(cls, path: Path | str | None = None) -> Path:
        """The folder that `path`, HOMEWARD_HOME or the default names, whether or not it exists."""
        return Path(path or os.environ.get(HOME_VARIABLE) or "~/.homeward").expanduser().resolve()

    @classmethod
    def create(
        cls, path: Path | str | None, *, state: str, name: str, environment: str, **settings: Any
    ) -> Self:
        """Make a home with fresh secrets; `settings` are further fields of NodeConfig.

        Run again it completes a half-made home, and returns a whole one whose State and environment
        are the same, unchanged. Raises SettingInvalid, FolderInUse, HomeNoFolder,
        HomeTaken.
        """
        folder = cls.locate(path)
        fields = {"state": state, "name": name, "environment": environment, **settings}
        config = checked_config(fields, source="the command")
        if (folder / "node.toml").exists():
            return cls._existing(folder, config)
        _make_folder(folder)
        _write_secrets(folder / "secrets", config)
        write_atomically(folder / "node.toml", config.to_toml().encode())
        return cls.open(folder)

    @classmethod
    def _existing(cls, folder: Path, wanted: NodeConfig) -> Self:
        home = cls.open(folder)
        kept = home.config
        if (kept.state, kept.environment) != (wanted.state, wanted.environment):
            raise HomeTaken(path=str(folder), state=kept.state, environment=kept.environment)
        return home

    @classmethod
    def open(cls, path: Path | str | None = None) -> Self:
        """Open a home and check it.

        HOMEWARD_HOST, _PORT, _BASE_URL and _THREADS override the file; HOMEWARD_ENVIRONMENT, when
        set, must agree with it. Raises NotANodeHome, HomeIncomplete, WrongPermissions,
        SettingInvalid, EnvironmentMismatch.
        """
        folder = cls.locate(path)
        file = folder / "node.toml"
        if not file.is_file():
            raise NotANodeHome(path=str(folder))
        check_permissions(folder)
        config = _overridden(config_from_toml(file.read_text("utf-8"), source=str(file)))
        home = cls(folder, config)
        home._check_identity()
        return home

    def _check_identity(self) -> None:
        made = json.loads(self.secret(_IDENTITY))
        asked = os.environ.get("HOMEWARD_ENVIRONMENT", self.config.environment.value)
        found = {"state": self.config.state, "environment": asked}
        if made != found:
            differs_in_file = self.config.environment.value != made["environment"]
            in_file = differs_in_file or self.config.state != made["state"]
            raise EnvironmentMismatch(
                made=made["environment"],
                made_state=made["state"],
                source="node.toml" if in_file else "HOMEWARD_ENVIRONMENT",
                found=self.config.environment.value if in_file else asked,
                found_state=self.config.state,
            )

    def complete(self) -> None:
        """Write the secrets that a home of an older version lacks; none is ever changed.

        Only what came later and can be made anew: a lost key of the node itself is no matter of
        this.
        """
        fresh = _passwords() | _outside_keys()
        _write_missing(self.path / "secrets", fresh)

    def secret(self, name: str) -> bytes:
        """One of the node's secrets (32 bytes for keys). Raises HomeIncomplete."""
        try:
            return (self.path / "secrets" / name).read_bytes()
        except FileNotFoundError:
            raise HomeIncomplete(path=str(self.path), missing=f"secrets/{name}") from None

    def mail_password(self) -> str:
        """The password of the mail server's user, in one line; empty where there is none."""
        try:
            return (self.path / "secrets" / "mail_password").read_text("utf-8").strip()
        except FileNotFoundError:
            return ""

    @property
    def cluster_folder(self) -> Path:
        """The folder of the embedded PostgreSQL (several nodes may name the same)."""
        return (self.path / self.config.cluster).resolve()

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def uses_embedded_database(self) -> bool:
        """False when the environment or the settings say where a PostgreSQL elsewhere is."""
        given = any(os.environ.get(variable) for variable in _URL_VARIABLES.values())
        return not given and not self.config.server

    def database_password(self, role: Role | str) -> str:
        """The password of one of the node's roles."""
        return self.secret(f"database_{Role(role).value}").decode()

    def database_url(self, role: Role | str = Role.APP) -> str:
        """The libpq URI for a role: from the environment, else the node's own.

        The owner's carries `role=homeward_owner`, so that what migrations make belongs to the group
        that policies are written for. Raises DatabaseUrlMissing, AddressInvalid, NotRunning.
        """
        from homeward.node.postgres.address import Address, parse

        role = Role(role)
        if given := self._given_url(role):
            address = parse(given, source=_URL_VARIABLES[role])
        else:
            server = dict(self.config.server) or {"host": self._socket_folder()}
            address = Address(
                user=role.login(self.config.database),
                password=self.database_password(role),
                database=self.config.database,
                host=server.pop("host", "localhost"),
                port=server.pop("port", ""),
                options=server,
            )
        if role is Role.OWNER and "role=" not in address.options.get("options", ""):
            options = f"{address.options.get('options', '')} -c role={role.group}".strip()
            address = replace(address, options={**address.options, "options": options})
        return address.url()

    def _given_url(self, role: Role) -> str:
        """The URL in the environment; all or none, people outside only where they are served."""
        given = {r: os.environ.get(variable, "") for r, variable in _URL_VARIABLES.items()}
        if any(given.values()) and not given[role]:
            present = next(_URL_VARIABLES[r] for r, url in given.items() if url)
            raise DatabaseUrlMissing(given=present, missing=_URL_VARIABLES[role])
        return given[role]

    def _socket_folder(self) -> str:
        from homeward.node.postgres.cluster import Cluster

        return str(Cluster(self.cluster_folder).socket_dir)

    def database_settings(
        self, role: Role | str = Role.APP, *, pool: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """An entry for Django's DATABASES.

        `pool` becomes psycopg's pool options; a served web process (HOMEWARD_PROCESS=web) gets one
        sized by the settings. With a pool Django forbids CONN_MAX_AGE, so it is never set.
        """
        from homeward.node.postgres.address import parse

        address = parse(self.database_url(role))
        options: dict[str, Any] = {**address.options, "application_name": f"homeward {role}"}
        if pool is None and Role(role) is Role.APP and os.environ.get("HOMEWARD_PROCESS") == "web":
            pool = {"min_size": 2, "max_size": self.config.pool, "timeout": 10}
        if pool is not None:
            options["pool"] = dict(pool)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": address.database,
            "USER": address.user,
            "PASSWORD": address.password,
            "HOST": address.host,
            "PORT": address.port,
            "OPTIONS": options,
        }


def check_permissions(folder: Path) -> None:
    """Raise HomeIncomplete or WrongPermissions unless only we can read the secrets and settings."""
    vault = folder / "secrets"
    if not vault.is_dir():
        raise HomeIncomplete(path=str(folder), missing="secrets/")
    _check_mode(vault, PRIVATE_FOLDER)
    for file in (folder / "node.toml", *sorted(vault.iterdir())):
        _check_mode(file, PRIVATE_FILE)


def _check_mode(path: Path, wanted: int) -> None:
    found = stat.S_IMODE(path.stat().st_mode)
    if found & ~wanted:
        raise WrongPermissions(path=str(path), found=f"{found:04o}", wanted=f"{wanted:03o}")


def _make_folder(folder: Path) -> None:
    """As root the folder may be entered (by PostgreSQL's account), by nobody listed."""
    mode = 0o711 if os.geteuid() == 0 else PRIVATE_FOLDER
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise HomeNoFolder(path=str(folder)) from error
    strange = [p.name for p in folder.iterdir() if p.name not in {"secrets", "postgres"}]
    if strange and not (folder / "secrets" / _IDENTITY).exists():
        raise FolderInUse(path=str(folder), example=sorted(strange)[0])
    folder.chmod(mode)
    for name in ("secrets", "logs", "run"):
        (folder / name).mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def _write_secrets(vault: Path, config: NodeConfig) -> None:
    """Write each secret that is not there yet: a second run never changes a key."""
    identity = {"state": config.state, "environment": config.environment.value}
    fresh = {_IDENTITY: json.dumps(identity).encode()}
    fresh |= {name: secrets.token_bytes(KEY_BYTES) for name in KEYS}
    _write_missing(vault, fresh | _passwords() | _outside_keys())


def _passwords() -> dict[str, bytes]:
    return {f"database_{role.value}": secrets.token_urlsafe(32).encode() for role in Role}


def _outside_keys() -> dict[str, bytes]:
    return {name: secrets.token_bytes(KEY_BYTES) for name in OUTSIDE_KEYS}


def _write_missing(vault: Path, fresh: Mapping[str, bytes]) -> None:
    for name, content in fresh.items():
        if not (vault / name).exists():
            write_atomically(vault / name, content)


def _overridden(config: NodeConfig) -> NodeConfig:
    """The settings with what the environment says instead."""
    fields: dict[str, Any] = {}
    if host := os.environ.get("HOMEWARD_HOST"):
        fields["host"] = host
    for name in ("port", "threads"):
        if number := os.environ.get(f"HOMEWARD_{name.upper()}"):
            fields[name] = int(number) if number.isdigit() else number
    if base_url := os.environ.get("HOMEWARD_BASE_URL"):
        fields["base_url"] = base_url
    if not fields:
        return config
    return overridden(config, fields, source="the environment variables HOMEWARD_...")
