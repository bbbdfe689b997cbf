"""Making a new database cluster, with passwords asked from its first moment.

`initdb` gets the superuser's secret through a pipe and writes a `pg_hba.conf` that asks for it on
the socket and refuses the network; there is never a moment in which anybody local is trusted.
"""

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

from homeward.node.files import write_atomically
from homeward.node.postgres.account import Account
from homeward.node.postgres.errors import InitialisationFailed, SecretMissing, WrongVersion
from homeward.node.postgres.layout import Layout
from homeward.node.postgres.program import MAJOR, Program

SUPERUSER = "postgres"


def ensure_initialised(layout: Layout, program: Program, account: Account) -> None:
    """Make the data folder unless it exists whole; a half-made one from a crash is made again.

    Raises SecretMissing, WrongVersion or InitialisationFailed.
    """
    version = layout.data / "PG_VERSION"
    if not version.exists():
        _initialise(layout, program, account)
        return
    if not layout.secret.exists():
        raise SecretMissing(data=str(layout.data), path=str(layout.secret))
    if (found := version.read_text().strip()) != str(MAJOR):
        raise WrongVersion(data=str(layout.data), found=found, expected=MAJOR)


def _initialise(layout: Layout, program: Program, account: Account) -> None:
    if not layout.secret.exists():
        write_atomically(layout.secret, secrets.token_urlsafe(32).encode())
    partial = layout.data.with_name("data.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    os.chown(partial, account.uid, account.gid)
    _initdb(partial, program, account, layout.secret.read_bytes())
    partial.rename(layout.data)  # the data folder exists whole or not at all


def _initdb(data: Path, program: Program, account: Account, secret: bytes) -> None:
    reader, writer = os.pipe()
    try:
        os.fchown(reader, account.uid, account.gid)  # else /dev/fd/N is closed to the account
        os.write(writer, secret + b"\n")
        os.close(writer)
        result = subprocess.run(
            [program.tool("initdb"), "-D", str(data), "-U", SUPERUSER, *_options(reader)],
            env={"LC_ALL": "C", "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TZ": "UTC"},
            pass_fds=[reader],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **cast("dict[str, Any]", account.popen_arguments()),
        )
    finally:
        os.close(reader)
    if result.returncode != 0:
        raise InitialisationFailed(data=str(data), output=result.stdout.strip()[-2000:])


def _options(secret_descriptor: int) -> list[str]:
    return [
        "--auth-local=scram-sha-256",
        "--auth-host=reject",
        f"--pwfile=/dev/fd/{secret_descriptor}",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
    ]
