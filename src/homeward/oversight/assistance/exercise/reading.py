"""Reading a scenario from its folder: `structure.toml`, and the words of each language in TOML."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from homeward.oversight.assistance.exercise.scenario import (
    Answer,
    Decision,
    ExpectedStep,
    Fault,
    Inject,
    Reply,
    Scenario,
    Seat,
    faults_of,
)

LANGUAGES = ("en", "fr")
FOLDER = Path(__file__).parent.parent / "scenarios"


class Misread(ValueError):
    """A scenario's file says something that cannot be: the file, and where in it or why."""


Words = Mapping[str, Mapping[str, Any]]  # by language, as the file has them


def texts_in(folder: Path) -> dict[str, str]:
    """The files of a scenario's folder by name without ending. Raises Misread."""
    found = {}
    for name in ("structure", *LANGUAGES):
        try:
            found[name] = (folder / f"{name}.toml").read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Misread(f"{folder.name}/{name}.toml: {error}") from None
    return found


def read_folder(folder: Path) -> tuple[Scenario, Words]:
    """The scenario of a folder with its words by language. Raises Misread, also for a scenario
    that may not start."""
    return read_texts(folder.name, texts_in(folder))


def read_texts(code: str, texts: Mapping[str, str]) -> tuple[Scenario, Words]:
    """The scenario that these files say, as `read_folder`. Raises Misread."""
    structure = _load(f"{code}/structure.toml", texts["structure"])
    try:
        scenario = _scenario(code, structure)
    except (KeyError, TypeError, ValueError) as error:
        raise Misread(f"{code}/structure.toml: {error!r}") from None
    faults = faults_of(scenario)
    if faults:
        raise Misread(f"{code}/structure.toml: {'; '.join(map(_said, faults))}")
    words = {one: _load(f"{code}/{one}.toml", texts[one]) for one in LANGUAGES}
    for language, found in words.items():
        _check_words(scenario, f"{code}/{language}.toml", found)
    return scenario, words


@cache
def shipped() -> dict[str, tuple[Scenario, Words]]:
    """Every shipped scenario with its words, by code. Raises Misread."""
    return {one.name: read_folder(one) for one in sorted(FOLDER.iterdir()) if one.is_dir()}


def _said(fault: Fault) -> str:
    return f"{fault.code} ({', '.join(fault.about)})"


def _load(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misread(f"{file}: {error}") from None


def _scenario(code: str, data: Mapping[str, Any]) -> Scenario:
    injects = tuple(
        Inject(
            id=str(one["id"]),
            at=int(one["at"]),
            source=str(one["from"]),
            when=dict(one.get("when", {})),
            says=dict(one.get("says", {})),
            changes=tuple(one.get("changes", ())),
            ends=bool(one.get("ends", False)),
        )
        for one in data["injects"]
    )
    decisions = tuple(
        Decision(
            str(one["id"]),
            str(one["after"]),
            int(one["within"]),
            tuple(one["options"]),
            str(one["expected"]),
            Seat(one["role"]),
        )
        for one in data["decisions"]
    )
    steps = tuple(
        ExpectedStep(str(one["id"]), int(one["by"]), Seat(one["role"]), str(one["of"]))
        for one in data["steps"]
    )
    replies = tuple(
        Reply(str(one["state"]), str(one["kind"]), Answer(one["answer"]))
        for one in data.get("replies", ())
    )
    for listed in (injects, decisions, steps):
        ids = [one.id for one in listed]
        if len(set(ids)) != len(ids):
            raise ValueError("an id stands there twice")
    return Scenario(
        code,
        int(data["revision"]),
        int(data["minutes"]),
        str(data["playbook"]),
        injects,
        decisions,
        steps,
        replies,
    )


def _check_words(scenario: Scenario, file: str, words: Mapping[str, Any]) -> None:
    wanted = {
        "injects": {one.id for one in scenario.injects},
        "decisions": {one.id for one in scenario.decisions},
        "steps": {one.id for one in scenario.steps},
    }
    for name, ids in wanted.items():
        if set(words.get(name, {})) != ids:
            raise Misread(f"{file}: {name} does not fit the structure")
    for one in scenario.decisions:
        if set(words["decisions"][one.id]) != {"ask", "why", *one.options}:
            raise Misread(f"{file}: decisions.{one.id} does not fit the structure")
    if not {"title", "situation"} <= set(words):
        raise Misread(f"{file}: title or situation is missing")
