"""What happens in an exercise, minute by minute, its record, and the debrief from it.

The record is a list of entries and all there is: whoever has it can make the debrief anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from homeward.oversight.assistance.exercise.scenario import (
    UNANSWERED,
    Inject,
    Scenario,
)


class Kind(StrEnum):
    """What an entry of a record is."""

    INJECT = "inject"
    DECISION = "decision"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened at a minute; of a decision its choice and its reason."""

    minute: int
    kind: Kind
    id: str
    choice: str = ""
    reason: str = ""


Record = tuple[Entry, ...]


class NotPossible(ValueError):
    """What was asked of an exercise cannot be done now; the text is a code."""


def advance(scenario: Scenario, record: Record, until: int) -> Record:
    """The record with every inject that is due by minute `until`, in order; the same where none.

    An inject branches on what was decided within the time of its decision.
    """
    found = list(record)
    came = {one.id for one in record if one.kind is Kind.INJECT}
    for one in sorted(scenario.injects, key=lambda inject: inject.at):
        if one.at > until or has_ended(scenario, found):
            break
        if one.id not in came and _holds(scenario, found, one):
            found.append(Entry(one.at, Kind.INJECT, one.id))
            came.add(one.id)
    return tuple(sorted(found, key=lambda entry: entry.minute))


def still_possible(scenario: Scenario, record: Sequence[Entry], minute: int) -> list[Inject]:
    """The injects after a minute that may still come, in order, however is decided from now on.

    What is left out cannot come any more: another answer was given, or none in time.
    """
    if has_ended(scenario, record):
        return []
    found: list[Inject] = []
    asking = {one.id for one in record if one.kind is Kind.INJECT}
    for one in sorted(scenario.injects, key=lambda inject: inject.at):
        if one.at > minute and all(
            value in _answers_left(scenario, record, name, minute, asking)
            for name, value in one.when.items()
        ):
            found.append(one)
            asking.add(one.id)
            if one.ends and not one.when:
                break
    return found


def _answers_left(
    scenario: Scenario, record: Sequence[Entry], decision_id: str, minute: int, asking: set[str]
) -> set[str]:
    """How a decision may yet count, where the questions of `asking` came or may come."""
    decision = scenario.decision(decision_id)
    if decision is None or decision.after not in asking:
        return {UNANSWERED}
    asked = _minute_of(record, Kind.INJECT, decision.after)
    is_made = _minute_of(record, Kind.DECISION, decision_id) is not None
    if is_made or (asked is not None and minute > asked + decision.within):
        return {_in_time(scenario, record, decision_id)}
    return {UNANSWERED, *decision.options}


def has_ended(scenario: Scenario, record: Sequence[Entry]) -> bool:
    """Whether an inject that ends it came."""
    ends = {one.id for one in scenario.injects if one.ends}
    return any(one.kind is Kind.INJECT and one.id in ends for one in record)


def decide(
    scenario: Scenario, record: Record, decision_id: str, choice: str, reason: str, minute: int
) -> Record:
    """The record with a decision. Raises NotPossible: `unknown`, `not_asked`, `decided`, `ended`,
    `no_reason`; `back` for a minute before the last entry."""
    decision = scenario.decision(decision_id)
    if decision is None or choice not in decision.options:
        raise NotPossible("unknown")
    if not reason.strip():
        raise NotPossible("no_reason")
    _check_open(scenario, record, minute)
    if _minute_of(record, Kind.INJECT, decision.after) is None:
        raise NotPossible("not_asked")
    if _minute_of(record, Kind.DECISION, decision_id) is not None:
        raise NotPossible("decided")
    return (*record, Entry(minute, Kind.DECISION, decision_id, choice, reason))


def do_step(scenario: Scenario, record: Record, step_id: str, minute: int) -> Record:
    """The record with a step that was taken; taken again it stays. Raises NotPossible."""
    if step_id not in {one.id for one in scenario.steps}:
        raise NotPossible("unknown")
    _check_open(scenario, record, minute)
    if _minute_of(record, Kind.STEP, step_id) is not None:
        return record
    return (*record, Entry(minute, Kind.STEP, step_id))


def _check_open(scenario: Scenario, record: Record, minute: int) -> None:
    if record and minute < record[-1].minute:
        raise NotPossible("back")
    if advance(scenario, record, minute) != record:
        raise NotPossible("behind")  # injects are due first
    if has_ended(scenario, record):
        raise NotPossible("ended")


def _holds(scenario: Scenario, record: Sequence[Entry], inject: Inject) -> bool:
    return all(_in_time(scenario, record, name) == value for name, value in inject.when.items())


def _in_time(scenario: Scenario, record: Sequence[Entry], decision_id: str) -> str:
    """What was chosen within the decision's time; nothing where it came later or never."""
    decision = scenario.decision(decision_id)
    asked = _minute_of(record, Kind.INJECT, decision.after) if decision else None
    made = [one for one in record if one.kind is Kind.DECISION and one.id == decision_id]
    if decision is None or asked is None or not made:
        return UNANSWERED
    return made[0].choice if made[0].minute <= asked + decision.within else UNANSWERED


def _minute_of(record: Sequence[Entry], kind: Kind, entry_id: str) -> int | None:
    return next((o.minute for o in record if o.kind is kind and o.id == entry_id), None)


class Outcome(StrEnum):
    """How a step or a decision stands against the playbook."""

    IN_TIME = "in_time"
    LATE = "late"
    MISSED = "missed"
    OTHER = "other"  # decided otherwise than the playbook says


@dataclass(frozen=True, slots=True)
class Line:
    """A step or a decision in the debrief; `due` and `minute` in minutes since the start."""

    kind: Kind
    id: str
    due: int
    minute: int | None
    outcome: Outcome
    choice: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Debrief:
    """What a team did against what it should have done. `ended` is the minute of the end."""

    lines: tuple[Line, ...]
    ended: int | None

    @property
    def missed(self) -> list[str]:
        """The ids of steps and decisions that were missed."""
        return [one.id for one in self.lines if one.outcome is Outcome.MISSED]


def debrief(scenario: Scenario, record: Record) -> Debrief:
    """Steps with their clocks, decisions with their reasons, in the order in which they were due.

    A decision whose question never came up is no line. A step that was not due before the end and
    was not taken is none either.
    """
    ends = {one.id for one in scenario.injects if one.ends}
    ended = next((o.minute for o in record if o.kind is Kind.INJECT and o.id in ends), None)
    lines = []
    for step in scenario.steps:
        minute = _minute_of(record, Kind.STEP, step.id)
        if minute is None and ended is not None and step.by > ended:
            continue
        lines.append(Line(Kind.STEP, step.id, step.by, minute, _outcome(minute, step.by)))
    for decision in scenario.decisions:
        asked = _minute_of(record, Kind.INJECT, decision.after)
        if asked is None:
            continue
        made = next((o for o in record if o.kind is Kind.DECISION and o.id == decision.id), None)
        due = asked + decision.within
        outcome = _outcome(made.minute if made else None, due)
        if made and made.choice != decision.expected:
            outcome = Outcome.OTHER
        lines.append(
            Line(
                Kind.DECISION,
                decision.id,
                due,
                made.minute if made else None,
                outcome,
                made.choice if made else "",
                made.reason if made else "",
            )
        )
    return Debrief(tuple(sorted(lines, key=lambda line: (line.due, line.id))), ended)


def _outcome(minute: int | None, due: int) -> Outcome:
    if minute is None:
        return Outcome.MISSED
    return Outcome.IN_TIME if minute <= due else Outcome.LATE


def compare(*debriefs: Debrief) -> list[tuple[str, tuple[Outcome | None, ...]]]:
    """Sessions of one scenario side by side: each id with its outcome in each of them, None where
    it did not come up."""
    found = [{line.id: line.outcome for line in one.lines} for one in debriefs]
    ids = dict.fromkeys(name for one in found for name in one)
    return [(name, tuple(one.get(name) for one in found)) for name in ids]
