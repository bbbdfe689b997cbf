"""What every chapter of the story needs: the stage, its people, and telling what happened."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from homeward.node.demo.client import Person
from homeward.node.demo.stage import Stage


@dataclass(frozen=True, slots=True)
class Step:
    """What happened, the page to look at, and what it proves; `title` carries its number."""

    title: str
    what: str
    look: str
    proves: str


@dataclass(slots=True)
class Telling:
    """A chapter that is being played: who has signed in, and how much was told."""

    stage: Stage
    tell: Callable[[Step], None]
    people: dict[str, Person] = field(default_factory=dict)
    told: int = 0

    def person(self, username: str) -> Person:
        """The person, signed in once."""
        if username not in self.people:
            state = username.rsplit(".", 1)[1].upper()
            self.people[username] = Person(self.stage.url(state), state, username)
        return self.people[username]

    def say(self, title: str, what: str, state: str, path: str, proves: str) -> None:
        """Tell the next step with the address to look at."""
        self.told += 1
        self.tell(Step(f"{self.told} {title}", what, f"{self.stage.url(state)}{path}", proves))


def found(pattern: str, text: str) -> str:
    """What the pattern's group finds on a page. Raises LookupError where nothing fits."""
    match = re.search(pattern, text)
    if match is None:
        raise LookupError(f"nothing on the page fits {pattern}")
    return match.group(1)
