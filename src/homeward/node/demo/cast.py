"""Who plays in the demonstration: the people of each State, their desks and roles."""

from dataclasses import dataclass

PASSWORD_WORDS = "lamp-in-the-window"


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the story; `what` is what the printed sign-ins say of them."""

    username: str
    full_name: str
    authority: str
    roles: tuple[str, ...]
    team: str | None
    what: str
    language: str = "en"


TEAMS: dict[str, tuple[tuple[str, str, str], ...]] = {
    state: (
        ("central", f"Central authority desk of {state}", f"{state}-CENTRAL"),
        ("police", f"Anti-kidnapping desk of {state}", f"{state}-POLICE"),
    )
    for state in ("XA", "XB", "XC")
} | {"XZ": (("secretariat", "Secretariat desk", "XZ-SECR"),)}


def _of(state: str, language: str) -> tuple[Player, ...]:
    return (
        Player(
            f"officer.{state.lower()}",
            f"Officer of {state}",
            f"{state}-POLICE",
            ("officer", "finance"),
            "police",
            "leads the case, follows the money",
            language,
        ),
        Player(
            f"central.{state.lower()}",
            f"Central authority of {state}",
            f"{state}-CENTRAL",
            ("central", "supervisor", "finance", "drafter"),
            "central",
            "approves, issues and answers requests",
            language,
        ),
        Player(
            f"overseer.{state.lower()}",
            f"Overseer of {state}",
            f"{state}-PROSEC",
            ("overseer",),
            None,
            "reads the journal",
            language,
        ),
        Player(
            f"admin.{state.lower()}",
            f"Administrator of {state}",
            f"{state}-PROSEC",
            ("administrator",),
            None,
            "keeps the node",
            language,
        ),
    )


# Who runs the live crisis in XA, beside its officer.
CRISIS_TEAM = (
    Player(
        "duty.xa",
        "Duty officer of XA",
        "XA-POLICE",
        ("officer",),
        "police",
        "takes the first call, leads the crisis",
    ),
    Player(
        "negotiator.xa",
        "Negotiator of XA",
        "XA-POLICE",
        ("officer",),
        "police",
        "speaks with the offenders",
    ),
    Player(
        "commander.xa",
        "Commander of XA",
        "XA-POLICE",
        ("officer", "supervisor"),
        "police",
        "decides, supervises the desk",
    ),
)

# Who supports the victims and their families in XA.
SUPPORT_TEAM = (
    Player(
        "liaison.xa",
        "Family liaison of XA",
        "XA-POLICE",
        ("support",),
        "police",
        "is there for the family",
    ),
    Player(
        "support.xa",
        "Victim support of XA",
        "XA-PROSEC",
        ("support", "supervisor"),
        None,
        "keeps the services, supervises support",
    ),
)

# Who keeps the recorded laws in XA with its central authority.
LAW_TEAM = (
    Player(
        "drafter.xa",
        "Law drafter of XA",
        "XA-PROSEC",
        ("drafter",),
        None,
        "keeps the recorded laws",
    ),
)

CAST: dict[str, tuple[Player, ...]] = {
    "XA": (*_of("XA", "en"), *CRISIS_TEAM, *SUPPORT_TEAM, *LAW_TEAM),
    "XB": _of("XB", "fr"),
    "XC": _of("XC", "en"),
    "XZ": (
        Player(
            "desk.xz",
            "Desk of the Secretariat",
            "XZ-SECR",
            ("officer", "central"),
            "secretariat",
            "keeps the directory, answers for assistance",
        ),
        Player(
            "head.xz",
            "Head of the Secretariat",
            "XZ-SECR",
            ("central", "supervisor"),
            "secretariat",
            "keeps what pays for assistance",
        ),
    ),
}


def password_of(state: str) -> str:
    """The same for everyone of a State: a demonstration is no secret."""
    return f"{PASSWORD_WORDS}-{state.lower()}"
