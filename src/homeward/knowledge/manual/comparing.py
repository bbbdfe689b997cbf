"""What differs between two playbooks, step by step: for comparing, and for upgrades."""

from dataclasses import dataclass, fields
from enum import StrEnum

from homeward.knowledge.manual.playbook import Playbook, Step


class Change(StrEnum):
    """What became of a step."""

    SAME = "same"
    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step before and after; `fields` names what differs, `moved` that its place does."""

    id: str
    change: Change
    before: Step | None
    after: Step | None
    fields: tuple[str, ...] = ()
    moved: bool = False


def compare(old: Playbook, new: Playbook) -> list[StepChange]:
    """Every step of both: those of the new one in its order, then those that are gone."""
    before = {step.id: step for step in old.steps}
    after = {step.id: step for step in new.steps}
    moved = _moved([s for s in before if s in after], [s for s in after if s in before])
    found = [_change(before.get(key), step, key in moved) for key, step in after.items()]
    gone = [StepChange(k, Change.GONE, s, None) for k, s in before.items() if k not in after]
    return found + gone


def differing(old: Step, new: Step) -> tuple[str, ...]:
    """The names of the fields in which two steps differ."""
    return tuple(
        one.name for one in fields(Step) if getattr(old, one.name) != getattr(new, one.name)
    )


def _change(before: Step | None, after: Step, moved: bool) -> StepChange:
    if before is None:
        return StepChange(after.id, Change.ADDED, None, after)
    differs = differing(before, after)
    kind = Change.CHANGED if differs or moved else Change.SAME
    return StepChange(after.id, kind, before, after, differs, moved)


def _moved(old: list[str], new: list[str]) -> set[str]:
    """The fewest steps that have to be moved to make one order of the other.

    What stays is the longest run that both orders share (a longest increasing subsequence).
    """
    place = {step: number for number, step in enumerate(old)}
    best: list[tuple[int, list[str]]] = []
    for step in new:
        runs = [run for last, run in best if last < place[step]]
        best.append((place[step], [*max(runs, key=len, default=[]), step]))
    stays = max((run for _, run in best), key=len, default=[])
    return set(new) - set(stays)
