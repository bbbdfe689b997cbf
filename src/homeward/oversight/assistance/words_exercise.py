"""The words of exercises that no scenario says."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from homeward.casework.cooperation.declaration import kind_of
from homeward.foundation.web.tones import Tone
from homeward.oversight.assistance.exercise.engine import Outcome
from homeward.oversight.assistance.exercise.faults import MEANINGS, Problem
from homeward.oversight.assistance.exercise.scenario import Answer, Reply, Seat

SEATS: Mapping[str, Promise] = {
    Seat.LEAD: gettext_lazy("Leads the team"),
    Seat.LOG: gettext_lazy("Keeps the log"),
    Seat.LIAISON: gettext_lazy("Is with the family"),
    Seat.FINANCE: gettext_lazy("Follows the money"),
    Seat.MEDIA: gettext_lazy("Speaks with the media"),
    Seat.ABROAD: gettext_lazy("Works with other States"),
}
SOURCES: Mapping[str, Promise] = {
    "family": pgettext_lazy("source of a message", "Family"),
    "bank": pgettext_lazy("source of a message", "Bank"),
    "foreign": pgettext_lazy("source of a message", "Other State"),
    "media": pgettext_lazy("source of a message", "Media"),
    "police": pgettext_lazy("source of a message", "Police"),
    "rescue": pgettext_lazy("source of a message", "Rescue coordination centre"),
    "owner": pgettext_lazy("source of a message", "Owner of the ship"),
}
CONTROLS: Mapping[str, Promise] = {
    "start": pgettext_lazy("exercise", "Started"),
    "pause": pgettext_lazy("exercise", "Paused"),
    "resume": pgettext_lazy("exercise", "Went on"),
    "speed": pgettext_lazy("exercise", "Another speed"),
    "forward": pgettext_lazy("exercise", "Clock set forward"),
    "end": pgettext_lazy("exercise", "Ended by hand"),
}
ANSWERS: Mapping[str, Promise] = {
    Answer.EXECUTE: pgettext_lazy("answer of a simulated authority", "carries it out"),
    Answer.REFUSE: pgettext_lazy("answer of a simulated authority", "refuses"),
    Answer.SILENT: pgettext_lazy("answer of a simulated authority", "does not answer"),
}
OUTCOMES: Mapping[str, tuple[Tone, Promise, str]] = {
    Outcome.IN_TIME: (Tone.SUCCESS, pgettext_lazy("outcome", "in time"), "check"),
    Outcome.LATE: (Tone.WARNING, pgettext_lazy("outcome", "late"), "clock"),
    Outcome.MISSED: (Tone.DANGER, pgettext_lazy("outcome", "missed"), "cross"),
    Outcome.OTHER: (Tone.WARNING, pgettext_lazy("outcome", "decided otherwise"), "warning"),
}


def problem_words(problem: Problem) -> str:
    """What is wrong with a scenario's file, in the reader's language, with the ids and the code
    that the reference describes."""
    return problem.said(gettext(MEANINGS[problem.fault.code]))  # translated elsewhere


def seat_word(code: str) -> str:
    """What somebody with this role does."""
    return str(SEATS[code])


def seats_words(codes: list[str]) -> str:
    """Several roles."""
    return " · ".join(seat_word(one) for one in codes)


def answer_row(reply: Reply, said: Mapping[str, Any]) -> dict[str, str]:
    """How the simulated authority answers a request, as whoever leads reads it: to what, where the
    letter says which words, what it does, on which ground, and in which words."""
    kind, told = kind_of(reply.kind), said.get("replies", {}).get(reply.id, {})
    ground = kind.ground(reply.ground)
    return {
        "state": reply.state,
        "kind": str(kind.label),
        "asked": " · ".join(reply.asked),
        "answer": str(ANSWERS[reply.answer]),
        "ground": f"{ground.label} ({ground.article})" if ground else "",
        "text": " · ".join([*map(str, told.values()), *reply.values.values()]),
    }


def minute_words(minute: int) -> str:
    """A minute of the exercise as its clock shows it: hours and minutes since the start."""
    return f"{minute // 60}:{minute % 60:02d}"
