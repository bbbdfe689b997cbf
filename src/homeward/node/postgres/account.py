"""The operating-system account under which PostgreSQL runs when we are root.

PostgreSQL refuses to run as root. We make one account without a home and without a shell, say so,
and never widen a folder's permissions for it: what it cannot reach is copied or put elsewhere.
"""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from homeward.node.postgres.errors import AccountMissing, AccountUnusable, NoPasswdEntry

ACCOUNT = "homeward-pg"

# How each family of systems makes an account that cannot log in; the first tool found is used.
_TOOLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "useradd",
        (
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir=/nonexistent",
            "--shell=/usr/sbin/nologin",
        ),
    ),
    ("adduser", ("-S", "-D", "-H", "-h", "/nonexistent", "-s", "/sbin/nologin")),  # BusyBox
)


@dataclass(frozen=True, slots=True)
class Account:
    """Whom PostgreSQL runs as. `switch` is true when that is somebody else than we are."""

    name: str
    uid: int
    gid: int
    switch: bool

    def popen_arguments(self) -> dict[str, object]:
        """Arguments for subprocess that start a program as this account."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}

    def can_reach(self, path: Path) -> bool:
        """Whether the account may enter every folder above `path` (by mode bits)."""
        return all(self._may_enter(folder) for folder in path.resolve().parents)

    def _may_enter(self, folder: Path) -> bool:
        try:
            facts = folder.stat()
        except FileNotFoundError:
            return True  # not made yet: it will be ours to make
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & stat.S_IXGRP)
        return bool(facts.st_mode & stat.S_IXOTH)


def account_for_postgres(say: Callable[[str], None]) -> Account:
    """Ourselves, or as root the account made for it; tells through `say` which one it is.

    Raises NoPasswdEntry, AccountMissing or AccountUnusable.
    """
    if os.geteuid() != 0:
        return _ourselves()
    made = _make_if_missing()
    entry = pwd.getpwnam(ACCOUNT)
    account = Account(ACCOUNT, entry.pw_uid, entry.pw_gid, switch=True)
    _check_usable(account)
    when = "which was made just now" if made else "which exists already"
    say(f"PostgreSQL does not run as root: it uses the system account {ACCOUNT}, {when}.")
    return account


def _ourselves() -> Account:
    uid = os.geteuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise NoPasswdEntry(uid=uid) from None
    return Account(entry.pw_name, uid, os.getegid(), switch=False)


def _make_if_missing() -> bool:
    """Make the account unless it exists; true when it was made."""
    if _exists():
        return False
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    for tool, arguments in _TOOLS:
        program = shutil.which(tool, path=path)
        if program is None:
            continue
        result = subprocess.run(
            [program, *arguments, ACCOUNT], capture_output=True, text=True, check=False
        )
        if _exists():  # another process may have made it at the same moment
            return True
        raise AccountMissing(account=ACCOUNT, reason=f"{tool} says: {result.stderr.strip()}")
    raise AccountMissing(account=ACCOUNT, reason="neither useradd nor adduser is here")


def _exists() -> bool:
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        return False
    return True


def _check_usable(account: Account) -> None:
    """Some containers give root no right to become somebody else."""
    try:
        subprocess.run(
            [shutil.which("true") or "/bin/true"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            check=True,
        )
    except (PermissionError, OSError) as error:
        raise AccountUnusable(account=account.name, reason=str(error)) from error
