"""What a session's pages and its debrief say, row by row, in the words of the scenario."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homeward.foundation.access.queries import name_of_person
from homeward.foundation.web.formats import labelled
from homeward.knowledge.manual.shelf import shipped as playbooks
from homeward.oversight.assistance.exercise.engine import Kind, Line, Outcome, compare
from homeward.oversight.assistance.models import ExerciseEntry
from homeward.oversight.assistance.queries.exercises import CONTROL, HAND, Play, Said
from homeward.oversight.assistance.words_exercise import (
    CONTROLS,
    OUTCOMES,
    SOURCES,
    minute_words,
    seat_word,
)

Row = dict[str, Any]


def record_of(play: Play, said: Said) -> list[Row]:
    """Everything that happened, in its order: when, what, by whom."""
    return [_entry(play, said, one) for one in play.entries]


def _entry(play: Play, said: Said, entry: ExerciseEntry) -> Row:
    row: Row = {
        "at": minute_words(entry.minute),
        "real": entry.at,
        "is_message": entry.kind in (Kind.INJECT, HAND),
        "by": "",
        "detail": "",
        "kind": entry.kind,
    }
    if entry.kind == Kind.INJECT:
        inject = play.scenario.inject(entry.name)
        source = SOURCES[inject.source] if inject else ""
        return row | {"head": source, "text": said["injects"][entry.name]}
    row["by"] = name_of_person(str(entry.by))
    if entry.kind == HAND:
        return row | {"head": SOURCES[entry.name], "text": entry.text}
    if entry.kind == Kind.DECISION:
        words = said["decisions"][entry.name]
        return row | {"head": words["ask"], "text": words[entry.choice], "detail": entry.text}
    if entry.kind == Kind.STEP:
        return row | {"head": pgettext("exercise", "Step"), "text": said["steps"][entry.name]}
    assert entry.kind == CONTROL  # noqa: S101  there is no other kind
    text = entry.text or (_clock_words(entry) if entry.choice else "")
    return row | {"head": CONTROLS[entry.name], "text": text}


def _clock_words(entry: ExerciseEntry) -> str:
    if entry.name == "forward":
        return minute_words(int(entry.choice))
    return _("%(speed)s minutes in a minute") % {"speed": entry.choice}


def questions_of(play: Play, said: Said) -> list[Row]:
    """The questions that were put, with the time left or what was decided."""
    came = {one.id: one.minute for one in play.record if one.kind is Kind.INJECT}
    made = {one.id: one for one in play.record if one.kind is Kind.DECISION}
    rows = []
    for one in play.scenario.decisions:
        if one.after not in came:
            continue
        words, answer = said["decisions"][one.id], made.get(one.id)
        due = came[one.after] + one.within
        rows.append(
            {
                "id": one.id,
                "seat": one.seat,
                "role": seat_word(one.seat),
                "ask": words["ask"],
                "due": minute_words(due),
                "is_late": answer is None and play.minute > due,
                "decided": words[answer.choice] if answer else "",
                "reason": answer.reason if answer else "",
            }
        )
    return rows


def lines_of(play: Play, said: Said) -> list[Row]:
    """Steps and decisions in the order in which they were due, each with how it went."""
    return [_line(play, said, one) for one in play.debrief.lines]


def _line(play: Play, said: Said, line: Line) -> Row:
    tone, word, icon = OUTCOMES[line.outcome]
    row: Row = {
        "due": minute_words(line.due),
        "at": "" if line.minute is None else minute_words(line.minute),
        "tone": tone,
        "word": word,
        "icon": icon,
        "is_missed": line.outcome is Outcome.MISSED,
        "is_decision": line.kind is Kind.DECISION,
        "text": label_of(said, line.id),
    }
    if line.kind is Kind.STEP:
        step = play.scenario.step(line.id)
        code, _sign, name = (step.of if step else "").partition("/")
        playbook = playbooks().get(code)
        found = playbook.step(name) if playbook else None
        row["role"] = seat_word(step.seat) if step else ""
        if playbook and found:
            row["playbook"] = code
            row["source"] = labelled(playbook.title, found.text().title)
        return row
    decision, words = play.scenario.decision(line.id), said["decisions"][line.id]
    return row | {
        "role": seat_word(decision.seat) if decision else "",
        "chosen": words[line.choice] if line.choice else "",
        "reason": line.reason,
        "expected": words[decision.expected] if decision else "",
        "why": words["why"],
    }


def label_of(said: Said, name: str) -> str:
    """A step or a question in the scenario's words."""
    if name in said["steps"]:
        return str(said["steps"][name])
    return str(said["decisions"][name]["ask"])


def comparison_of(plays: Sequence[Play], said: Said) -> dict[str, Any]:
    """Sessions side by side: their names, and each step and question with its outcomes."""
    rows = []
    for name, outcomes in compare(*(one.debrief for one in plays)):
        cells = [OUTCOMES[one] if one else None for one in outcomes]
        rows.append({"text": label_of(said, name), "cells": cells})
    return {"sessions": [one.session for one in plays], "rows": rows}
