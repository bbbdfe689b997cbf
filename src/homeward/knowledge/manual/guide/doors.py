"""The questions with which the manual's front begins, each three clicks from its answer at most."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from homeward.knowledge.manual.guide.library import Held

# Question, what the answer is, the practice that gives it, the section to begin with, and an icon.
_DOORS: list[tuple[Promise, Promise, str, str]] = [
    (
        _("What do I do in the first hour?"),
        _("Whoever takes the call, and the first team."),
        "act-in-the-first-hour",
        "phone",
    ),
    (
        _("What may a State ask of another?"),
        _("From a police check to extradition, and how to ask."),
        "ask-another-state",
        "exchange",
    ),
    (
        _("What do I tell a family?"),
        _("Who tells it, what, how often, and in which form."),
        "talk-with-the-family",
        "support",
    ),
]
ANSWERS = tuple(code for _question, _answer, code, _icon in _DOORS)


@dataclass(frozen=True, slots=True)
class Door:
    """A question with the way to its answer."""

    question: str
    answer: str
    held: Held
    icon: str


def doors(known: Mapping[str, Held]) -> list[Door]:
    """The questions whose answers are among the practices."""
    return [
        Door(str(question), str(answer), known[code], icon)
        for question, answer, code, icon in _DOORS
        if code in known
    ]
