"""A scenario: timed injects, decisions that they branch on, and the steps a team should take.

Times are whole minutes of the exercise since its start. `says` are facts that an inject tells;
an inject that tells one otherwise than before has to name it in `changes`, or it contradicts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from homeward.oversight.assistance.exercise.faults import Fault

MOST_COURSES = 4096  # combinations of decisions that are tried before a scenario starts
UNANSWERED = ""
SOURCES = ("family", "bank", "foreign", "media", "police", "rescue", "owner")


class Seat(StrEnum):
    """What a trainee is in an exercise."""

    LEAD = "lead"
    LOG = "log"
    LIAISON = "liaison"
    FINANCE = "finance"
    MEDIA = "media"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Inject:
    """What reaches the trainees at a minute, if the decisions that `when` names went so.

    `source` is who seems to speak, one of SOURCES. `ends`: with it the exercise is over.
    """

    id: str
    at: int
    source: str
    when: Mapping[str, str] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A question that an inject puts before the team, to be answered within so many minutes."""

    id: str
    after: str
    within: int
    options: tuple[str, ...]
    expected: str
    seat: Seat = Seat.LEAD


@dataclass(frozen=True, slots=True)
class ExpectedStep:
    """What a team should have done by a minute, as a step of a playbook asks: `code/step`."""

    id: str
    by: int
    seat: Seat = Seat.LEAD
    of: str = ""


class Answer(StrEnum):
    """What the simulated authority of another State does with a request."""

    EXECUTE = "execute"
    REFUSE = "refuse"
    SILENT = "silent"  # it lies there: nobody even acknowledges it


@dataclass(frozen=True, slots=True)
class Reply:
    """How the simulated authority of a State answers requests of a kind, by itself.

    `asked`: words of which the letter has to have one; without any it answers whatever was asked.
    `ground` is that of a refusal, `values` are amounts as a person types them.
    """

    state: str
    kind: str
    answer: Answer
    id: str = ""
    asked: tuple[str, ...] = ()
    ground: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario apart from its words; `minutes` is the longest it may take."""

    code: str
    revision: int
    minutes: int
    playbook: str
    injects: tuple[Inject, ...]
    decisions: tuple[Decision, ...]
    steps: tuple[ExpectedStep, ...]
    replies: tuple[Reply, ...] = ()

    def inject(self, inject_id: str) -> Inject | None:
        """The inject of this id."""
        return next((one for one in self.injects if one.id == inject_id), None)

    def decision(self, decision_id: str) -> Decision | None:
        """The decision of this id."""
        return next((one for one in self.decisions if one.id == decision_id), None)

    def step(self, step_id: str) -> ExpectedStep | None:
        """The step of this id."""
        return next((one for one in self.steps if one.id == step_id), None)

    @property
    def seats(self) -> list[Seat]:
        """The roles that a scenario has something to do for, in the order of the list."""
        wanted = {one.seat for one in self.decisions} | {one.seat for one in self.steps}
        return [one for one in Seat if one in wanted]


def faults_of(scenario: Scenario) -> list[Fault]:
    """Everything that is wrong with a scenario; empty for one that may start.

    `unknown` (an id that is not there), `too_early` (an inject that branches on a decision that may
    still be made in its minute), `too_many_courses`, `never_ends` (some decisions lead to no end),
    `contradicts` (two injects of one course), `never_comes` (an inject of no course).
    """
    faults = [*_unknown(scenario), *_too_early(scenario)]
    if faults:
        return faults
    choices = [(UNANSWERED, *one.options) for one in scenario.decisions]
    if _courses(choices) > MOST_COURSES:
        return [Fault("too_many_courses", tuple(one.id for one in scenario.decisions))]
    came: set[str] = set()
    found: dict[Fault, None] = {}
    for chosen in product(*choices):
        answers = dict(zip((one.id for one in scenario.decisions), chosen, strict=True))
        course = course_of(scenario, answers)
        came |= {one.id for one in course}
        if not course or not course[-1].ends or course[-1].at > scenario.minutes:
            how = tuple(f"{name}={value}" for name, value in answers.items() if value)
            found[Fault("never_ends", how)] = None
        for pair in _contradictions(course):
            found[Fault("contradicts", pair)] = None
    for one in scenario.injects:
        if one.id not in came:
            found[Fault("never_comes", (one.id,))] = None
    return list(found)


def course_of(scenario: Scenario, answers: Mapping[str, str]) -> list[Inject]:
    """The injects that come with these answers, in order, up to the one that ends it.

    At one minute they come in the order of the file. A decision whose question never came up is
    answered by nobody.
    """
    came: list[Inject] = []
    ids: set[str] = set()
    for one in sorted(scenario.injects, key=lambda inject: inject.at):
        asked = {d.id for d in scenario.decisions if d.after in ids}
        given = {name: answers.get(name, UNANSWERED) for name in asked}
        if all(given.get(name, UNANSWERED) == value for name, value in one.when.items()):
            came.append(one)
            ids.add(one.id)
            if one.ends:
                break
    return came


def _courses(choices: list[tuple[str, ...]]) -> int:
    number = 1
    for one in choices:
        number *= len(one)
    return number


def _unknown(scenario: Scenario) -> Iterator[Fault]:
    for told in scenario.injects:
        if told.source not in SOURCES:
            yield Fault("unknown", (told.id, told.source))
    for one in scenario.decisions:
        if scenario.inject(one.after) is None:
            yield Fault("unknown", (one.id, one.after))
        if one.expected not in one.options:
            yield Fault("unknown", (one.id, one.expected))
    for inject in scenario.injects:
        for name, value in inject.when.items():
            decision = scenario.decision(name)
            if decision is None or value not in (UNANSWERED, *decision.options):
                yield Fault("unknown", (inject.id, f"{name}={value}"))


def _too_early(scenario: Scenario) -> Iterator[Fault]:
    for inject in scenario.injects:
        for name in inject.when:
            decision = scenario.decision(name)
            asks = scenario.inject(decision.after) if decision else None
            if decision and asks and inject.at <= asks.at + decision.within:
                yield Fault("too_early", (inject.id, name))


def _contradictions(course: list[Inject]) -> Iterator[tuple[str, str]]:
    told: dict[str, tuple[str, str]] = {}
    for one in course:
        for fact, value in one.says.items():
            before = told.get(fact)
            if before is not None and before[0] != value and fact not in one.changes:
                yield before[1], one.id
            told[fact] = (value, one.id)
