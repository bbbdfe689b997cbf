"""How this node calls people: the tables `[duty]` and `[mail]` of its settings."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any, Self

_WEEK = 7 * 24 * 60
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?")
_SENDER = re.compile(r"[^\s@<>,;]{1,64}@[A-Za-z0-9.-]{1,250}")
SECURITY = ("starttls", "tls", "none")


@dataclass(frozen=True, slots=True)
class DutyTimes:
    """Minutes until the next person is told, by the urgency of a notice that nobody answered."""

    routine: int = 240
    urgent: int = 30
    life: int = 5

    @classmethod
    def from_table(cls, value: object) -> Self:
        """The times of a settings table. Raises ValueError that names what is wrong."""
        if isinstance(value, cls):
            return value
        table = _table(value, {field.name for field in fields(cls)})
        return cls(**{name: _whole(name, given, 1, _WEEK) for name, given in table.items()})

    def to_table(self) -> dict[str, Any]:
        """What differs from the defaults, as it is written in the settings."""
        return _changed(self, type(self)())

    def step(self, urgency: str) -> timedelta:
        """How long a notice of this urgency waits for an answer."""
        return timedelta(minutes=int(asdict(self)[urgency]))


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes this node's e-mail; without a host no e-mail is sent.

    The password of `user` is no setting: it lies in the file `secrets/mail_password`.
    """

    host: str = ""
    port: int = 587
    security: str = "starttls"
    sender: str = ""
    user: str = ""
    timeout: int = 20

    @classmethod
    def from_table(cls, value: object) -> Self:
        """The server of a settings table. Raises ValueError that names what is wrong."""
        if isinstance(value, cls):
            return value
        table = _table(value, {field.name for field in fields(cls)})
        mail = cls(**{name: _CHECKS[name](name, given) for name, given in table.items()})
        if bool(mail.host) != bool(mail.sender):
            raise ValueError("host and sender are given together")
        if mail.user and mail.security == "none":
            raise ValueError("a password is never sent over an open line: set security")
        return mail

    def to_table(self) -> dict[str, Any]:
        """What differs from the defaults, as it is written in the settings."""
        return _changed(self, type(self)())


def _changed(mine: Any, plain: Any) -> dict[str, Any]:
    known = asdict(plain)
    return {name: value for name, value in asdict(mine).items() if value != known[name]}


def _table(value: object, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("it must be a table")
    if unknown := sorted(set(value) - known):
        raise ValueError(f"{unknown[0]} is no setting of this table")
    return value


def _whole(name: str, value: object, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}")
    return value


def _host(name: str, value: object) -> str:
    if not isinstance(value, str) or not _HOST.fullmatch(value):
        raise ValueError(f"{name} must be the name or address of a mail server")
    return value


def _sender(name: str, value: object) -> str:
    if not isinstance(value, str) or not _SENDER.fullmatch(value):
        raise ValueError(f"{name} must be one e-mail address")
    return value


def _security(name: str, value: object) -> str:
    if value not in SECURITY:
        raise ValueError(f"{name} must be starttls, tls or none")
    return str(value)


def _line(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError(f"{name} must be one line of text")
    return value


_CHECKS: dict[str, Any] = {
    "host": _host,
    "port": lambda name, value: _whole(name, value, 1, 65535),
    "security": _security,
    "sender": _sender,
    "user": _line,
    "timeout": lambda name, value: _whole(name, value, 1, 120),
}
