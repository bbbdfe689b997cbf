"""What is due for a support file, part by part: it ends with the file and moves with its worker.

    register_due(Due(code, stop, again, pass_on))

Each part that keeps tasks says how they end when support ends, how what still waits is due again
when the file is opened again, and how the worker's tasks go to the one who works on it now.
"""

from collections.abc import Callable
from dataclasses import dataclass

from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True)
class Due:
    """The tasks of one part. Each function has the file and who acts, in one transaction.

    `stop` ends those that ask for work with the person; what is owed to others goes on. `again`
    puts what still waits before who does it. `pass_on` gives the tasks that stand before the former
    worker, because he worked on the file, to the present one, and says how many they were.
    """

    code: str
    stop: Callable[[SupportFile, User], None]
    again: Callable[[SupportFile, User], None]
    pass_on: Callable[[SupportFile, User, User], int]


_parts: dict[str, Due] = {}


def register_due(part: Due) -> None:
    """Add a part; a second of the same code is refused."""
    if part.code in _parts:
        raise ValueError(f"What is due of {part.code} is registered twice.")
    _parts[part.code] = part


def stop_due(file: SupportFile, user: User) -> None:
    """Nothing more is due with the person of a file that ended."""
    for part in _parts.values():
        part.stop(file, user)


def due_again(file: SupportFile, user: User) -> None:
    """What waits is due again in a file that was opened again."""
    for part in _parts.values():
        part.again(file, user)


def pass_on_due(file: SupportFile, former: User, user: User) -> int:
    """Give the former worker's tasks to who works on the file now; how many there were."""
    return sum(part.pass_on(file, former, user) for part in _parts.values())
