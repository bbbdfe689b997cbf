"""What becomes of a running plan when its playbook has a new version.

Nothing that was done is lost: a step that somebody worked on stays as it was, with its words, its
evidence and its history. What nobody touched follows the new version.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from homeward.casework.response.models.runs import OPEN, StepStatus
from homeward.knowledge.manual.playbook import Playbook, Step


class Fate(StrEnum):
    """What an upgrade does with a step."""

    KEEP = "keep"  # the same in both versions, or added to this run on the spot
    ADOPT = "adopt"  # still open: it takes the new words and clocks
    NOTE = "note"  # ended: it stays as it was, and the plan says that the playbook changed
    ADD = "add"  # new: it is to be done
    STAY = "stay"  # gone from the playbook, but somebody worked on it: it stays
    DROP = "drop"  # gone, and nobody touched it: not applicable any more


@dataclass(frozen=True, slots=True)
class Held:
    """A step of the run before the upgrade.

    `touched`: a person did or wrote something on it. `dropped`: an earlier upgrade left it out.
    """

    step: Step
    status: StepStatus
    own: bool = False
    touched: bool = False
    by_condition: bool = False
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A step after the upgrade, in its place: `step` is how the new version has it."""

    id: str
    fate: Fate
    step: Step
    position: int


def judge(held: Sequence[Held], target: Playbook) -> list[Verdict]:
    """Every step of the run and of the new version, in the new order."""
    before = {one.step.id: one for one in held}
    wanted = {step.id: step for step in target.steps}
    found = []
    for position, step_id in enumerate(_order(list(before), list(wanted))):
        now, new = before.get(step_id), wanted.get(step_id)
        fate = _fate(now, new)
        kept = now.step if now is not None else None
        step = new if new is not None and not (now and now.own) else kept
        assert step is not None  # noqa: S101  every id is of one side or the other
        found.append(Verdict(step_id, fate, step, position))
    return found


def _fate(now: Held | None, new: Step | None) -> Fate:
    if now is None:
        return Fate.ADD
    if now.own:
        return Fate.KEEP
    ended_by_person = now.status not in OPEN and not now.by_condition and not now.dropped
    if new is None:
        worked_on = now.touched or now.status == StepStatus.IN_PROGRESS
        return Fate.STAY if ended_by_person or worked_on else Fate.DROP
    if now.step == new and not now.dropped:
        return Fate.KEEP
    return Fate.NOTE if ended_by_person else Fate.ADOPT


def _order(old: list[str], new: list[str]) -> list[str]:
    """The new order, and what only the run has behind the step that it stood behind."""
    order = list(new)
    for place, step in enumerate(old):
        if step not in order:
            before = next((one for one in reversed(old[:place]) if one in order), None)
            order.insert(order.index(before) + 1 if before else 0, step)
    return order
