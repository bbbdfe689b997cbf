"""Who takes part in an exercise: people of XA who train, and the desk of XB that is simulated.

Nothing of a sign-in follows from a name, and none is printed: they stand in a file that only the
account of whoever started the exercise can read.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from homeward.node.demo.cast import Player
from homeward.node.files import write_atomically

TRAINEE, SIMULATED = "XA", "XB"
LEADER, TEAM_LEAD, MONEY, ABROAD = "leader.xa", "lead.xa", "money.xa", "abroad.xa"
CENTRAL = "central.xa"
FOREIGN, FOREIGN_CENTRAL = "answers.xb", "central.xb"
CAST: dict[str, tuple[Player, ...]] = {
    TRAINEE: (
        Player(
            LEADER, "Leader of the exercise", "XA-CENTRAL", ("supervisor",), "central",
            "leads the exercise",
        ),
        Player(
            TEAM_LEAD, "Team lead", "XA-POLICE", ("officer",), "police",
            "leads the team that trains",
        ),
        Player(
            MONEY, "Financial investigator", "XA-POLICE", ("officer", "finance"), "police",
            "follows the money",
        ),
        Player(
            ABROAD, "Desk for other States", "XA-POLICE", ("officer", "supervisor"), "police",
            "works with other States",
        ),
        Player(
            CENTRAL, "Central authority", "XA-CENTRAL", ("central", "supervisor", "finance"),
            "central", "approves and sends requests for mutual legal assistance",
        ),
    ),
    SIMULATED: (
        Player(
            FOREIGN, "Simulated desk of XB", "XB-POLICE", ("officer", "supervisor"), "police",
            "answers by itself, by the scenario's rules",
        ),
        Player(
            FOREIGN_CENTRAL, "Simulated central authority of XB", "XB-CENTRAL",
            ("central", "supervisor", "finance"), "central",
            "answers by itself, by the scenario's rules",
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignIn:
    """The password of a person, and the secret of the second factor."""

    password: str
    secret: str

    def code(self) -> str:
        """What the person's app shows now."""
        import pyotp

        return pyotp.TOTP(self.secret).now()

    def address(self, username: str) -> str:
        """The address that an app takes in, as from a picture."""
        return f"otpauth://totp/Homeward%20exercise:{quote(username)}?secret={self.secret}"


def new_sign_ins() -> dict[str, SignIn]:
    """Fresh ones for everybody, by name."""
    names = [player.username for players in CAST.values() for player in players]
    return {name: SignIn(secrets.token_urlsafe(12), _secret()) for name in names}


def _secret() -> str:
    return base64.b32encode(secrets.token_bytes(20)).decode()


def write_sign_ins(file: Path, found: Mapping[str, SignIn]) -> None:
    """Keep them where only this account reads."""
    write_atomically(file, json.dumps({n: asdict(one) for n, one in found.items()}).encode())


def read_sign_ins(file: Path) -> dict[str, SignIn]:
    """Those of a file."""
    return {name: SignIn(**one) for name, one in json.loads(file.read_text("utf-8")).items()}


def listed(found: Mapping[str, SignIn], addresses: Mapping[str, str]) -> str:
    """Everybody's sign-in, for the file that whoever leads hands out person by person."""
    lines = ["EXERCISE: nothing here is real. Hand out each person's own lines only."]
    for state, players in CAST.items():
        for player in players:
            one = found[player.username]
            lines += [
                "",
                f"{player.full_name} ({player.what})",
                f"  {addresses.get(state, '')}  {player.username}  {one.password}",
                f"  {one.address(player.username)}",
            ]
    return "\n".join(lines) + "\n"
