"""Processes for people outside the authorities: the tables of `node.toml` that switch them on.

Each such process has an origin of its own and a role of its own in the database. The family's view
is the first; the partners' portal is another of the same making.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self
from urllib.parse import urlsplit

LONGEST_ADDRESS = 300
_PATH_AT_END = re.compile(r"/+$")


@dataclass(frozen=True, slots=True)
class OutsideSettings:
    """Where a process for people outside listens, and under which address they find it.

    `threads` requests are answered at once, each with a database connection of its own. An empty
    `base_url` becomes that of `host` and `port`. Where it runs `apart`, from a home of its own, the
    node's own `homeward serve` leaves it alone.
    """

    enabled: bool = False
    host: str = "127.0.0.1"
    port: int = 8100
    base_url: str = ""
    threads: int = 4
    apart: bool = False

    def __post_init__(self) -> None:
        if not self.base_url:
            object.__setattr__(self, "base_url", self._own_address())

    def _own_address(self) -> str:
        return f"http://{self.host}:{self.port}"

    @classmethod
    def from_table(cls, value: object) -> Self:
        """The settings of a table. Raises ValueError that names what is wrong."""
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            raise ValueError("it must be a table")
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(value) - known):
            raise ValueError(f"{unknown[0]} is no setting of this table")
        read: dict[str, Any] = {name: _CHECKS[name](name, given) for name, given in value.items()}
        return cls(**read)

    def to_table(self) -> dict[str, Any]:
        """What differs from the defaults, as it is written in the settings."""
        plain = asdict(type(self)()) | {"base_url": self._own_address()}
        return {name: value for name, value in asdict(self).items() if value != plain[name]}


@dataclass(frozen=True, slots=True)
class FamilySettings(OutsideSettings):
    """The family's view; `exit_url` is the harmless page to which its safe exit leads."""

    exit_url: str = "https://www.wikipedia.org/"


def _yes_no(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")
    return value


def _number(lowest: int, highest: int) -> Callable[[str, object], int]:
    def check(name: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise ValueError(f"{name} must be a whole number from {lowest} to {highest}")
        return value

    return check


def _host(name: str, value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9.:-]{1,253}", value):
        raise ValueError(f"{name} must be an address of this machine, such as 127.0.0.1")
    return value


def _address(name: str, value: object) -> str:
    parts = urlsplit(str(value))
    usable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not usable or len(str(value)) > LONGEST_ADDRESS or not str(value).isprintable():
        raise ValueError(f"{name} must look like https://family.example.org")
    return str(value)


def _base_url(name: str, value: object) -> str:
    address = _PATH_AT_END.sub("", _address(name, value))
    if urlsplit(address).path or urlsplit(address).query:
        raise ValueError(f"{name} must have no path, such as https://family.example.org")
    return address


_CHECKS: dict[str, Callable[[str, object], object]] = {
    "enabled": _yes_no,
    "apart": _yes_no,
    "host": _host,
    "port": _number(1, 65535),
    "base_url": _base_url,
    "threads": _number(1, 256),
    "exit_url": _address,
}
