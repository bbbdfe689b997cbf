"""Keys of a directory as they are named on the command line: files, or keys in a token.

A file is opened with its passphrase; a key in a PKCS#11 token is `hsm:ID` or `hsm:ID?label=TOKEN`.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from securesystemslib.signer import Signer

from homeward.wire.directory.signers import (
    import_token_key,
    open_key_file,
    read_public_key,
    token_signer,
)
from homeward.wire.directory.signing import RoleKeys

Folder = Annotated[Path, typer.Argument(help="The folder of the directory.")]
Keys = Annotated[
    list[str],
    typer.Option("--key", help="A key that signs: its file, or hsm:ID[?label=TOKEN]. Repeat."),
]


def state_code(text: str) -> str:
    """A State's code as it was typed. Raises BadParameter."""
    code = text.strip().upper()
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise typer.BadParameter(f"“{text}” is not a State's two letters, such as XB")
    return code


StateCode = Annotated[str, typer.Argument(parser=state_code, help="The State's two letters.")]
PASSPHRASE = "HOMEWARD_TRUST_PASSPHRASE"  # noqa: S105  the name of a variable
PIN = "HOMEWARD_TRUST_PIN"


def role_keys(role: str, files: Sequence[Path], threshold: int) -> RoleKeys:
    """The keys of a role from the files of their public halves."""
    return RoleKeys(role, tuple(read_public_key(one.read_bytes()) for one in files), threshold)


def signers_of(names: Sequence[str]) -> list[Signer]:
    """The signers behind key files and tokens; a token's public half is read from the token."""
    return [_signer(name) for name in names]


def _signer(name: str) -> Signer:
    if name.startswith("hsm:"):
        number, label = token_of(name)
        uri, key = import_token_key(number, token_label=label, pin=pin)
        return token_signer(uri, key, pin=pin)
    path = Path(name)
    return open_key_file(path, passphrase(path))


def token_of(name: str) -> tuple[int, str | None]:
    """Number and label of a key in a token."""
    number, _, rest = name.removeprefix("hsm:").partition("?")
    if not number.isdigit():
        raise typer.BadParameter(f"{name} is no key of a token, such as hsm:2?label=root")
    return int(number), rest.removeprefix("label=") or None


def passphrase(file: Path, *, confirm: bool = False) -> bytes:
    """From the environment, for scripts, or asked for."""
    given = os.environ.get(PASSPHRASE)
    if given is None:
        given = str(
            typer.prompt(f"Passphrase of {file.name}", hide_input=True, confirmation_prompt=confirm)
        )
    return given.encode()


def pin() -> str:
    """From the environment, for scripts, or asked for."""
    given = os.environ.get(PIN)
    return given if given is not None else str(typer.prompt("PIN of the token", hide_input=True))


def now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)
