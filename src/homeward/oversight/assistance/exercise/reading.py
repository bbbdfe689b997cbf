"""Reading a scenario from its folder: `structure.toml`, and the words of each language in TOML."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeward.oversight.assistance.exercise.scenario import (
    Decision,
    ExpectedStep,
    Fault,
    Inject,
    Scenario,
    faults_of,
)

LANGUAGES = ("en", "fr")
FOLDER = Path(__file__).parent.parent / "scenarios"


class Misread(ValueError):
    """A scenario's file says something that cannot be: the file, and where in it or why."""


def read_folder(folder: Path) -> tuple[Scenario, Mapping[str, Mapping[str, Any]]]:
    """The scenario of a folder with its words by language. Raises Misread, also for a scenario
    that may not start."""
    structure = _load(folder / "structure.toml")
    try:
        scenario = _scenario(folder.name, structure)
    except (KeyError, TypeError, ValueError) as error:
        raise Misread(f"{folder.name}/structure.toml: {error!r}") from None
    faults = faults_of(scenario)
    if faults:
        raise Misread(f"{folder.name}/structure.toml: {'; '.join(map(_said, faults))}")
    words = {language: _load(folder / f"{language}.toml") for language in LANGUAGES}
    for language, found in words.items():
        _check_words(scenario, f"{folder.name}/{language}.toml", found)
    return scenario, words


def _said(fault: Fault) -> str:
    return f"{fault.code} ({', '.join(fault.about)})"


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Misread(f"{path.parent.name}/{path.name}: {error}") from None


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
        )
        for one in data["decisions"]
    )
    steps = tuple(ExpectedStep(str(one["id"]), int(one["by"])) for one in data["steps"])
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
