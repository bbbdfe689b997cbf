"""Reading scenarios from their folders: `structure.toml`, and the words of each language in TOML.

Everything that is wrong with one is said at once, and one that is wrong keeps no other from use.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from homeward.knowledge.manual.shelf import shipped as playbooks
from homeward.oversight.assistance.exercise.answers import faults_of_replies, words_wanted
from homeward.oversight.assistance.exercise.faults import Fault, Misread, Problem
from homeward.oversight.assistance.exercise.fields import Reader
from homeward.oversight.assistance.exercise.scenario import (
    Answer,
    Decision,
    ExpectedStep,
    Inject,
    Reply,
    Scenario,
    Seat,
    faults_of,
)

LANGUAGES = ("en", "fr")
FOLDER = Path(__file__).parent.parent / "scenarios"

Words = Mapping[str, Mapping[str, Any]]  # by language, as the file has them


def texts_in(folder: Path) -> dict[str, str]:
    """The files of a scenario's folder by name without ending. Raises Misread."""
    found, problems = {}, []
    for name in ("structure", *LANGUAGES):
        file = f"{folder.name}/{name}.toml"
        try:
            found[name] = (folder / f"{name}.toml").read_text("utf-8")
        except OSError as error:
            problems.append(Problem(file, Fault("unreadable", (error.strerror or "",))))
        except UnicodeDecodeError:
            problems.append(Problem(file, Fault("unreadable", ("UTF-8",))))
    if problems:
        raise Misread(problems)
    return found


def read_folder(folder: Path) -> tuple[Scenario, Words]:
    """The scenario of a folder with its words by language. Raises Misread, also for a scenario
    that may not start."""
    return read_texts(folder.name, texts_in(folder))


def read_texts(
    code: str, texts: Mapping[str, str], *, kept: bool = False
) -> tuple[Scenario, Words]:
    """The scenario that these files say, as `read_folder`. Raises Misread.

    `kept`: files that a session keeps since it was planned; they were checked then, and a rule
    that was added since does not close what was played.
    """
    problems: list[Problem] = []
    loaded = {name: _load(f"{code}/{name}.toml", text, problems) for name, text in texts.items()}
    file = f"{code}/structure.toml"
    structure, scenario = loaded["structure"], None
    if structure is not None:
        reader = Reader(structure)
        scenario = _scenario(code, reader, kept=kept)
        faults = reader.faults
        if not faults and not kept:
            faults = [
                *_unknown_playbooks(scenario),
                *faults_of_replies(scenario),
                *faults_of(scenario),
            ]
        problems += [Problem(file, one) for one in faults]
        for language in LANGUAGES:
            if (words := loaded[language]) is not None:
                found = [*_faults_of_words(scenario, words)]
                found += [] if kept else _faults_of_answers(scenario, words)
                problems += [Problem(f"{code}/{language}.toml", one) for one in found]
    if problems or scenario is None:
        raise Misread(problems)
    return scenario, {one: loaded[one] or {} for one in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Scenarios by code: those that may start with their words, and what keeps the others."""

    ready: Mapping[str, tuple[Scenario, Words]]
    faulty: Mapping[str, tuple[Problem, ...]]


@cache
def shelf(folder: Path | None = None) -> Shelf:
    """Every scenario of a folder, of the shipped one if none is named."""
    ready, faulty = {}, {}
    for one in sorted((folder or FOLDER).iterdir()):
        if one.is_dir():
            try:
                ready[one.name] = read_folder(one)
            except Misread as error:
                faulty[one.name] = error.problems
    return Shelf(ready, faulty)


def shipped() -> Mapping[str, tuple[Scenario, Words]]:
    """Every shipped scenario that may start, with its words, by code."""
    return shelf().ready


def _load(file: str, text: str, problems: list[Problem]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(file, Fault("unreadable", (str(error),))))
        return None


def _scenario(code: str, top: Reader, *, kept: bool) -> Scenario:
    """What a structure says; what it should have said and does not is in the reader's faults."""
    injects = tuple(
        Inject(
            id=one.text("id"),
            at=one.minute("at"),
            source=one.text("from"),
            when=one.texts_by_name("when"),
            says=one.texts_by_name("says"),
            changes=one.texts("changes", needed=False),
            ends=one.yes("ends"),
        )
        for one in top.rows("injects")
    )
    decisions = tuple(
        Decision(
            one.text("id"),
            one.text("after"),
            one.minute("within"),
            one.texts("options"),
            one.text("expected"),
            one.one_of("role", Seat),
        )
        for one in top.rows("decisions")
    )
    steps = tuple(
        ExpectedStep(one.text("id"), one.minute("by"), one.one_of("role", Seat), one.text("of"))
        for one in top.rows("steps")
    )
    replies = tuple(
        Reply(
            one.text("state"),
            one.text("kind"),
            one.one_of("answer", Answer),
            one.text("id", needed=not kept),
            one.texts("asked", needed=False),
            one.text("ground", needed=False),
            one.texts_by_name("values"),
        )
        for one in top.rows("replies", needed=False)
    )
    for listed in (injects, decisions, steps, () if kept else replies):
        top.unique(one.id for one in listed)
    return Scenario(
        code,
        top.minute("revision"),
        top.minute("minutes"),
        top.text("playbook"),
        injects,
        decisions,
        steps,
        replies,
    )


def _unknown_playbooks(scenario: Scenario) -> Iterator[Fault]:
    """A playbook or a step of one that no manual has."""
    if scenario.playbook not in playbooks():
        yield Fault("unknown", ("playbook", scenario.playbook))
    for one in scenario.steps:
        code, _sign, name = one.of.partition("/")
        if code not in playbooks() or playbooks()[code].step(name) is None:
            yield Fault("unknown", (one.id, one.of))


def _faults_of_words(scenario: Scenario, words: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("title", "situation"):
        if not isinstance(words.get(name), str):
            yield Fault("no_words", (name,))
    for name, ids in (
        ("injects", [one.id for one in scenario.injects]),
        ("decisions", [one.id for one in scenario.decisions]),
        ("steps", [one.id for one in scenario.steps]),
    ):
        yield from _differences(name, ids, words.get(name))
    asked = words.get("decisions")
    for one in scenario.decisions:
        if isinstance(asked, dict) and one.id in asked:
            yield from _differences(
                f"decisions.{one.id}", ["ask", "why", *one.options], asked[one.id]
            )


def _faults_of_answers(scenario: Scenario, words: Mapping[str, Any]) -> Iterator[Fault]:
    wanted = {one.id: words_wanted(one) for one in scenario.replies}
    said = words.get("replies", {})
    yield from _differences("replies", [name for name, texts in wanted.items() if texts], said)
    for name, texts in wanted.items():
        if texts and isinstance(said, dict) and name in said:
            yield from _differences(f"replies.{name}", list(texts), said[name])


def _differences(name: str, wanted: list[str], found: object) -> Iterator[Fault]:
    """What a table of words lacks, and what it has too much."""
    there = set(found) if isinstance(found, dict) else set()
    for one in dict.fromkeys(wanted):
        if one not in there:
            yield Fault("no_words", (f"{name}.{one}",))
    for one in sorted(there - set(wanted)):
        yield Fault("words_of_nothing", (f"{name}.{one}",))
