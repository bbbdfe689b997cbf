"""The demonstration's sign-ins. Second-factor codes are printed here and nowhere else."""

import base64
import hashlib
import json
import tempfile
from pathlib import Path

from homeward.node.demo.cast import CAST, password_of

RUNNING = Path(tempfile.gettempdir()) / "homeward-demo.json"


def totp_secret(username: str) -> str:
    """The second factor's secret of a demo person: it follows from the name, and guards nothing."""
    digest = hashlib.sha256(f"homeward demo {username}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def current_code(username: str) -> str:
    """The six digits an authenticator would show now."""
    import pyotp

    return pyotp.TOTP(totp_secret(username)).now()


def remember(addresses: dict[str, str]) -> None:
    """Note where the demonstration runs, for `homeward demo codes`."""
    RUNNING.write_text(json.dumps(addresses))


def forget() -> None:
    """The demonstration has ended."""
    RUNNING.unlink(missing_ok=True)


def print_codes(folder: Path | None = None) -> None:
    """Name, password, code and address of everyone."""
    from rich.console import Console

    console = Console()
    if not RUNNING.exists():
        console.print("No demonstration is running. Start one with: make demo")
        raise SystemExit(1)
    console.print(sign_in_table(json.loads(RUNNING.read_text())))


def sign_in_table(addresses: dict[str, str]) -> object:
    """A table of everyone's sign-in with the current code."""
    from rich.table import Table

    table = Table("State", "Address", "Sign-in name", "Password", "Code now", "What they do")
    for state, players in CAST.items():
        for player in players:
            table.add_row(
                state,
                addresses.get(state, ""),
                player.username,
                password_of(state),
                current_code(player.username),
                player.what,
            )
    return table
