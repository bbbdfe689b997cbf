"""What must hold inside a playbook and among playbooks, once every field has been read."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NoReturn

from homeward.knowledge.manual.errors import PlaybookFault
from homeward.knowledge.manual.facts import is_term
from homeward.knowledge.manual.playbook import Playbook, Step
from homeward.knowledge.manual.roles import PlanRole


def check_playbook(
    playbook: Playbook,
    folder: str,
    sources: Collection[str],
    roles: Collection[str] = frozenset(PlanRole.values),
) -> None:
    """References resolve, clocks never run in a circle, nothing stands twice.

    A shipped plan knows the roles of PlanRole only; one of a State, its own `roles` as well.

    Raises PlaybookFault, which names the place.
    """
    file = f"{folder}/structure.toml"
    _no_duplicates(file, "phases", (phase.id for phase in playbook.phases))
    _no_duplicates(file, "steps", (step.id for step in playbook.steps))
    if not playbook.steps:
        _fail(file, "playbook", "phases", "there is no step")
    for field in ("recommend", "against"):
        for condition in getattr(playbook, field):
            _known_terms(file, "playbook", field, condition)
    _known_sources(file, "playbook", playbook.sources, sources)
    known = {step.id for step in playbook.steps}
    for step in playbook.steps:
        _check_step(file, step, known, sources, roles)
    _no_circle(file, {step.id: step.after for step in playbook.steps})


def check_shelf(playbooks: Iterable[tuple[str, Playbook]]) -> None:
    """Every code stands once, in a folder of its own name. Raises PlaybookFault."""
    seen: set[str] = set()
    for folder, playbook in playbooks:
        file = f"{folder}/structure.toml"
        if playbook.code in seen:
            _fail(file, "playbook", "code", f"{playbook.code} stands twice")
        if folder.rsplit("/", 1)[-1] != playbook.code:
            _fail(file, "playbook", "code", f"the folder is not called {playbook.code}")
        seen.add(playbook.code)


def _check_step(
    file: str, step: Step, known: set[str], sources: Collection[str], roles: Collection[str]
) -> None:
    place = f"step {step.id}"
    if step.role not in roles:
        _fail(file, place, "role", f"nobody knows the role “{step.role}”")
    if step.after and step.minutes is None:
        _fail(file, place, "after", "a clock after another step needs due")
    if step.after and step.after not in known:
        _fail(file, place, "after", f"there is no step “{step.after}”")
    _known_terms(file, place, "when", step.when)
    _known_sources(file, place, step.sources, sources)
    if not step.sources and not step.memory:
        _fail(file, place, "sources", "a step without a source is marked memory = true")


def _known_terms(file: str, place: str, field: str, terms: Iterable[str]) -> None:
    for term in terms:
        if not is_term(term):
            _fail(file, place, field, f"nobody knows the fact “{term}”")


def _known_sources(file: str, place: str, cited: Iterable[str], known: Collection[str]) -> None:
    for citation in cited:
        if citation.partition(" ")[0] not in known:
            _fail(file, place, "sources", f"there is no source “{citation.partition(' ')[0]}”")


def _no_duplicates(file: str, field: str, names: Iterable[str]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        _fail(file, f"{field[:-1]} {twice[0]}", "id", "it stands twice")


def circle_of(after: Mapping[str, str]) -> list[str]:
    """Steps whose clocks wait for each other, in that order; none where every clock can begin."""
    for begin in after:
        path, step = [begin], after[begin]
        while step:
            if step in path:
                return path[path.index(step) :]
            path.append(step)
            step = after[step]
    return []


def _no_circle(file: str, after: Mapping[str, str]) -> None:
    """Following each clock to the step it waits for ends at the start."""
    if circle := circle_of(after):
        _fail(file, f"step {circle[0]}", "after", "its clock waits for itself")


def _fail(file: str, place: str, field: str, problem: str) -> NoReturn:
    raise PlaybookFault(file=file, place=place, field=field, problem=problem)
