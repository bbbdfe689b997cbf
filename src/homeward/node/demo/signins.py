"""The demonstration's sign-ins. Second-factor codes are printed here and nowhere else."""

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from homeward.node.demo.cast import CAST, password_of

_NOTE = "demo.json"
# Their sign-ins follow from no name, and nobody prints them.
EXERCISES = (
    "Exercises run on nodes of their own, with people of their own. Start them with:",
    "    homeward exercise",
    "It names those who play, and the file with what they sign in with.",
)


def totp_secret(username: str) -> str:
    """The second factor's secret of a demo person: it follows from the name, and guards nothing."""
    digest = hashlib.sha256(f"homeward demo {username}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def current_code(username: str) -> str:
    """The six digits an authenticator would show now."""
    import pyotp

    return pyotp.TOTP(totp_secret(username)).now()


def remember(folder: Path, addresses: Mapping[str, str]) -> None:
    """Note in the demonstration's own folder where it runs, for `homeward demo codes`."""
    note = {"pid": os.getpid(), "addresses": dict(addresses)}
    (folder / _NOTE).write_text(json.dumps(note))


def running(folder: Path | None = None) -> list[dict[str, str]]:
    """The addresses by State of this account's demonstrations that run now.

    They are looked for in `folder`, or where demonstrations live when nobody says where.
    """
    place = folder or Path(tempfile.gettempdir())
    return list(_alive(place))


def _alive(place: Path) -> Iterator[dict[str, str]]:
    for note in sorted(place.glob(f"hw-demo-*/{_NOTE}")):
        if note.stat().st_uid != os.geteuid():
            continue
        told = json.loads(note.read_text())
        if Path(f"/proc/{told['pid']}").exists():
            yield told["addresses"]


def print_codes(folder: Path | None = None) -> None:
    """Name, password, code and address of everyone in every demonstration that runs."""
    found = running(folder)
    if not found:
        print("No demonstration is running. Start one with: make demo")  # noqa: T201
        raise SystemExit(1)
    for addresses in found:
        print(sign_ins(addresses))  # noqa: T201


def sign_ins(addresses: Mapping[str, str]) -> str:
    """Everyone's sign-in with the code of the moment, in lines that fit a narrow terminal."""
    lines: list[str] = []
    for state, players in CAST.items():
        lines += ["", f"{state}  {addresses.get(state, '')}  password {password_of(state)}"]
        lines += [
            f"    {player.username:<13} code {current_code(player.username)}  {player.what}"
            for player in players
        ]
    return "\n".join([*lines, "", *EXERCISES])
