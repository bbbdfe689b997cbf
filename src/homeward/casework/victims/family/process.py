"""What this process was started with: the setting FAMILY_PROCESS, which only it has."""

from dataclasses import dataclass, field

from django.conf import settings


@dataclass(frozen=True, slots=True)
class FamilyProcess:
    """Keys and manners of the process. `key` tells the database who acts, `vault` seals cookies
    and the secrets of apps; `exit_url` is where the safe exit leads."""

    key: bytes = field(repr=False)
    vault: bytes = field(repr=False)
    cookie: str
    exit_url: str
    secure: bool


def this() -> FamilyProcess:
    """Of the process that runs; AttributeError in any other."""
    found: FamilyProcess = settings.FAMILY_PROCESS  # type: ignore[misc]
    return found
