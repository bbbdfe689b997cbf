"""What `node.toml` says: read, checked field by field, and written.

The file is for people: every field has a sentence in docs/reference/settings.md. It holds no
secret; those are in the folder beside it.
"""

import ipaddress
import json
import re
import tomllib
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from homeward.casework.response.alert_settings import AlertSettings
from homeward.foundation.duty.conditions import DutyTimes, Mail
from homeward.foundation.exchange.conditions import Conditions
from homeward.node.errors import NodeError
from homeward.node.outside_settings import FamilySettings
from homeward.node.postgres.roles import PrefixInvalid, check_prefix

# Languages in which every word of every page is there (docs/how-to/translate.md).
LANGUAGES = ("en", "fr")
# The settings of the table [exchange], all of them in bytes.
_EXCHANGE = ("part_size", "largest_attachment", "peer_quota", "disk_kept")
_MOST_BYTES = 2**53 - 1
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Environment(StrEnum):
    """What a node is for, fixed when it is made: exercise data can never reach a real node."""

    REAL = "real"
    EXERCISE = "exercise"
    DEMO = "demo"


class SettingInvalid(NodeError):
    code = "setting_invalid"
    message = "The setting {setting} in {source} is not usable: {reason}."


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """The settings of one node.

    `database` names its database and prefixes its roles; `cluster` is the folder of the embedded
    PostgreSQL (relative to the home); `server`, when not empty, says instead where a PostgreSQL
    elsewhere is, as libpq keywords without user and password. `pool` is the most connections the
    web process opens; each of its `threads` holds one for the length of a request. `networks` are
    the ranges in which other nodes and directories may be called, none meaning the environment's
    own rule; `grace_days` is how long peers go on after their directory expired, `refresh_minutes`
    how often directories are fetched; contact points that nobody verified for `stale_days` are
    flagged, and a test of reachability is answered within `ping_minutes`.
    """

    state: str
    name: str
    environment: Environment
    base_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    languages: tuple[str, ...] = LANGUAGES
    time_zone: str = "UTC"
    allowed_hosts: tuple[str, ...] = ()
    database: str = ""
    cluster: str = "postgres"
    server: Mapping[str, str] = field(default_factory=dict)
    threads: int = 8
    pool: int = 10
    exchange: Conditions = field(default_factory=Conditions)
    duty: DutyTimes = field(default_factory=DutyTimes)
    mail: Mail = field(default_factory=Mail)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    family: FamilySettings = field(default_factory=FamilySettings)
    networks: tuple[str, ...] = ()
    grace_days: int = 14
    refresh_minutes: int = 60
    stale_days: int = 180
    ping_minutes: int = 60

    def to_toml(self) -> str:
        """The text of `node.toml`."""
        node: dict[str, object] = {
            "state": self.state,
            "name": self.name,
            "environment": self.environment.value,
            "base_url": self.base_url,
            "host": self.host,
            "port": self.port,
            "languages": list(self.languages),
            "time_zone": self.time_zone,
        }
        if self.allowed_hosts != _hosts_of(self.base_url):
            node["allowed_hosts"] = list(self.allowed_hosts)
        database: dict[str, object] = {"name": self.database, "cluster": self.cluster}
        web: dict[str, object] = {"threads": self.threads, "pool": self.pool}
        peers: dict[str, object] = {
            "networks": list(self.networks),
            "grace_days": self.grace_days,
            "refresh_minutes": self.refresh_minutes,
            "stale_days": self.stale_days,
            "ping_minutes": self.ping_minutes,
        }
        tables = {"database": database, "web": web, "peers": peers}
        if self.server:
            tables["database.server"] = dict(self.server)
        if exchange := self.exchange.to_table():
            tables["exchange"] = exchange
        if duty := self.duty.to_table():
            tables["duty"] = duty
        if mail := self.mail.to_table():
            tables["mail"] = mail
        if alerts := self.alerts.to_table():
            tables["alerts"] = alerts
        if family := self.family.to_table():
            tables["family"] = family
        head = (
            "# The settings of one node; docs/reference/settings.md explains each. No secrets here."
        )
        return "\n".join([head, _lines(node), *(f"[{k}]\n{_lines(v)}" for k, v in tables.items())])


def _lines(table: Mapping[str, object]) -> str:
    """Strings, numbers and arrays are written in TOML as in JSON (unprintable ones are refused)."""
    return "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in table.items())


def config_from_toml(text: str, *, source: str) -> NodeConfig:
    """Read `node.toml`. Raises SettingInvalid, naming `source`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingInvalid(setting="(the file)", source=source, reason=str(error)) from error
    database, web = content.pop("database", {}), content.pop("web", {})
    peers = content.pop("peers", {})
    named = {"database" if key == "name" else key: value for key, value in database.items()}
    fields = {**content, **named, **web, **peers}
    known = NodeConfig.__dataclass_fields__
    for name in fields:
        if name not in known:
            raise SettingInvalid(setting=name, source=source, reason="no setting has this name")
    return checked_config(fields, source=source)


def checked_config(fields: Mapping[str, Any], *, source: str) -> NodeConfig:
    """A config of which every field was checked. Raises SettingInvalid."""
    values = dict(fields)
    for name in ("state", "name", "environment"):
        if name not in values:
            raise SettingInvalid(setting=name, source=source, reason="it is missing")
    values.setdefault("database", str(values["state"]).lower())
    address = default_base_url(values.get("host", "127.0.0.1"), values.get("port", 8000))
    values.setdefault("base_url", address)
    for name, check in _CHECKS.items():
        if name in values:
            try:
                values[name] = check(values[name])
            except (ValueError, PrefixInvalid) as error:
                raise SettingInvalid(setting=name, source=source, reason=str(error)) from None
    if not values.get("allowed_hosts"):
        values["allowed_hosts"] = _hosts_of(values["base_url"])
    if values.get("pool", 10) < values.get("threads", 8):
        reason = "each thread needs a connection of its own, so it must be at least `threads`"
        raise SettingInvalid(setting="pool", source=source, reason=reason)
    config = NodeConfig(**values)
    _check_apart(config, source)
    return config


def _check_apart(config: NodeConfig, source: str) -> None:
    """People outside never share an origin, whose cookies and pages they would share too.

    Browsers send the cookies of a host to each of its ports: staff's to the process of families.
    Only on one machine alone, as in a demonstration, may the two differ in nothing but the port.
    """
    family = config.family
    if not family.enabled:
        return
    if (family.host, family.port) == (config.host, config.port):
        reason = "families need an address of their own: name another port and base_url"
        raise SettingInvalid(setting="family", source=source, reason=reason)
    ours, theirs = urlsplit(config.base_url), urlsplit(family.base_url)
    alone = theirs.hostname in _LOOPBACK and ours.port != theirs.port
    if ours.hostname == theirs.hostname and not alone:
        reason = "families need a host name of their own in base_url, since cookies ignore ports"
        raise SettingInvalid(setting="family", source=source, reason=reason)


def default_base_url(host: object, port: object) -> str:
    """How a node without a reverse proxy is reached."""
    return f"http://{host}:{port}"


def _hosts_of(base_url: str) -> tuple[str, ...]:
    """The names under which a node answers unless the settings name more."""
    return (urlsplit(base_url).hostname or "",)


def overridden(config: NodeConfig, fields: Mapping[str, Any], *, source: str) -> NodeConfig:
    """The config with other values, and what follows from them. Raises SettingInvalid.

    An address and names that were derived from the old values are derived anew, and the pool grows
    with the threads.
    """
    known = {name: getattr(config, name) for name in NodeConfig.__dataclass_fields__}
    if config.base_url == default_base_url(config.host, config.port):
        del known["base_url"]
    if config.allowed_hosts == _hosts_of(config.base_url):
        del known["allowed_hosts"]
    if isinstance(threads := fields.get("threads"), int):
        known["pool"] = max(config.pool, threads)
    return checked_config({**known, **fields}, source=source)


def _state(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError("a State is two capital letters, as in ISO 3166-1")
    return value


def _line(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError("it must be one line of text")
    return value.strip()


def _environment(value: object) -> Environment:
    try:
        return Environment(str(value))
    except ValueError:
        raise ValueError("it must be real, exercise or demo") from None


def _base_url(value: object) -> str:
    parts = urlsplit(str(value))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username:
        raise ValueError("it must look like https://node.example.org")
    return str(value).rstrip("/")


def _number(lowest: int, highest: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise ValueError(f"it must be a whole number from {lowest} to {highest}")
        return value

    return check


def _words(pattern: str) -> Callable[[object], tuple[str, ...]]:
    def check(value: object) -> tuple[str, ...]:
        words = tuple(value) if isinstance(value, list | tuple) else ()
        if words != value and list(words) != value:
            raise ValueError("it must be a list of words")
        if wrong := [w for w in words if not isinstance(w, str) or not re.fullmatch(pattern, w)]:
            raise ValueError(f"{wrong[0]!r} cannot be in this list")
        return words

    return check


def _languages(value: object) -> tuple[str, ...]:
    words = _words(r"[a-z]{2,3}(-[a-z0-9]+)*")(value)
    if not words or len(set(words)) != len(words):
        raise ValueError("it must name at least one language, and none twice")
    if unknown := [word for word in words if word not in LANGUAGES]:
        known = ", ".join(LANGUAGES)
        raise ValueError(f"{unknown[0]!r} is not among the complete languages: {known}")
    return words


def _time_zone(value: object) -> str:
    if str(value) not in zoneinfo.available_timezones():
        raise ValueError(f"{value!r} is no time zone of the IANA database")
    return str(value)


def _networks(value: object) -> tuple[str, ...]:
    words = _words(r"[0-9A-Fa-f.:/]+")(value)
    for word in words:
        try:
            ipaddress.ip_network(word)
        except ValueError:
            raise ValueError(f"{word!r} is no range of addresses such as 192.0.2.0/24") from None
    return words


def _server(value: object) -> Mapping[str, str]:
    server = {str(k): str(v) for k, v in dict(value).items()} if isinstance(value, dict) else {}
    if {"user", "password", "passfile"} & server.keys():
        raise ValueError("users and passwords do not belong in this file")
    return server


_CHECKS: dict[str, Callable[[object], object]] = {
    "state": _state,
    "name": _line,
    "environment": _environment,
    "base_url": _base_url,
    "host": _line,
    "port": _number(1, 65535),
    "languages": _languages,
    "time_zone": _time_zone,
    "allowed_hosts": _words(r"[A-Za-z0-9.:\[\]*-]+"),
    "database": lambda value: check_prefix(str(value)),
    "cluster": _line,
    "server": _server,
    "threads": _number(1, 256),
    "pool": _number(1, 1024),
    "exchange": Conditions.from_table,
    "duty": DutyTimes.from_table,
    "mail": Mail.from_table,
    "alerts": AlertSettings.from_table,
    "family": FamilySettings.from_table,
    "networks": _networks,
    "grace_days": _number(0, 90),
    "refresh_minutes": _number(1, 10_080),
    "stale_days": _number(1, 3_650),
    "ping_minutes": _number(1, 10_080),
}
