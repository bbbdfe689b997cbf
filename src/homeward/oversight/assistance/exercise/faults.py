"""What can be wrong with a scenario, in one place: codes, and what each says to a person.

The sentences are marked for translation and translated where a page shows them; the command, which
knows no language of a reader, says them as they stand here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation.trans_null import gettext_noop  # the usual one asks for settings

MEANINGS = {
    "unreadable": gettext_noop("the file cannot be read"),
    "missing": gettext_noop("a field is not there"),
    "wrong": gettext_noop("a field says what it cannot say"),
    "twice": gettext_noop("one id stands there twice"),
    "no_words": gettext_noop("the language has no words for it"),
    "words_of_nothing": gettext_noop("there are words for something that is not in the scenario"),
    "unknown": gettext_noop("it names something that is not there"),
    "too_early": gettext_noop(
        "a message depends on a decision that may still be made in its minute"
    ),
    "unanswerable": gettext_noop("no simulated desk can answer like this"),
    "two_replies": gettext_noop("the second answer never comes: the first answers the same"),
    "too_many_courses": gettext_noop("there are too many combinations of decisions to try"),
    "never_ends": gettext_noop("with these decisions it never ends in its time"),
    "contradicts": gettext_noop("two messages tell a fact differently"),
    "never_comes": gettext_noop("a message that no decisions lead to"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong before a scenario starts: a code of MEANINGS, and the ids that it is about."""

    code: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault with the file that has it, named from the folder of scenarios on."""

    file: str
    fault: Fault

    def __str__(self) -> str:
        return self.said(MEANINGS[self.fault.code])

    def said(self, meaning: str) -> str:
        """In one line, with the meaning of its code in the words of some language."""
        about = f" ({', '.join(self.fault.about)})" if self.fault.about else ""
        return f"{self.file}: {self.fault.code}{about}: {meaning}"


class Misread(ValueError):
    """A scenario's files say something that cannot be, or may not start; `problems` are all that
    was found, at least one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))
