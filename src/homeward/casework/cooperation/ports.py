"""What cooperation needs of higher rooms: first drafts of contents, and effects of changes.

A *facts* function gives a first draft of a content field from the case; an *effect* runs in the
transaction of a change, on the side that made it and on the side that received it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import Actor

if TYPE_CHECKING:
    from homeward.casework.cooperation.desk.traces import Traces

Facts = Callable[[User, Case, dict[str, str]], str]
Effect = Callable[[Request, str, dict[str, Any], Actor], None]
AnswerFacts = Callable[[User, Request], str]

Beginning = Callable[[Case], str]


@dataclass(frozen=True, slots=True)
class Workplace:
    """The page of another room on which a request is carried out: its link's words and address."""

    label: str | Promise
    address: Callable[[Request, Case], str]


@dataclass(frozen=True, slots=True)
class Lead:
    """Something of this State that a request speaks of too: what, by which mark, where it lies.

    `is_exact` where an identifier is the same; a name alone is none. `case_id` is its case and
    `person` the number of the person whom it shows: the journal keeps both.
    """

    caption: str | Promise
    words: str | Promise
    place: str
    url: str
    is_exact: bool
    case_id: int | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class LeadSource:
    """What a room compares requests with. `look(viewer, request, traces)` returns what the viewer
    may see only; `caution` says how far a lead of it can be trusted."""

    code: str
    label: str | Promise
    caution: str | Promise
    order: int
    look: "Callable[[User, Request, Traces], list[Lead]]"


_lead_sources: dict[str, LeadSource] = {}


def register_cross_check(source: LeadSource) -> None:
    """Compare requests with what a room holds."""
    if source.code in _lead_sources:
        raise ValueError(f"The cross-check {source.code} is registered twice.")
    _lead_sources[source.code] = source


def cross_check_sources() -> list[LeadSource]:
    """What requests are compared with, in order."""
    return sorted(_lead_sources.values(), key=lambda source: source.order)


_facts: dict[str, Facts] = {}
_answers: dict[str, AnswerFacts] = {}
_effects: dict[str, Effect] = {}
_beginnings: dict[str, Beginning] = {}
_workplaces: dict[str, Workplace] = {}


def register_facts(source: str, facts: Facts) -> None:
    """Fill the content fields whose declared source this is. `context` holds the page's choices."""
    if source in _facts:
        raise ValueError(f"The source {source} is registered twice.")
    _facts[source] = facts


def register_answer_facts(source: str, facts: AnswerFacts) -> None:
    """Fill the answer fields whose declared source this is."""
    if source in _answers:
        raise ValueError(f"The source {source} is registered twice.")
    _answers[source] = facts


def register_effect(kind: str, effect: Effect) -> None:
    """Run `effect(request, change, data, actor)` in the transaction of each change of a kind."""
    if kind in _effects:
        raise ValueError(f"The effect of {kind} is registered twice.")
    _effects[kind] = effect


def register_beginning(kind: str, address: Beginning) -> None:
    """Say that requests of a kind begin on a page of another room: `address(case)` opens it."""
    if kind in _beginnings:
        raise ValueError(f"The beginning of {kind} is registered twice.")
    _beginnings[kind] = address


def beginning_of(kind: str, case: Case) -> str:
    """The page on which a request of this kind begins, empty where it is cooperation's own."""
    address = _beginnings.get(kind)
    return address(case) if address else ""


def register_workplace(kind: str, workplace: Workplace) -> None:
    """Say on which page of another room requests of a kind are carried out."""
    if kind in _workplaces:
        raise ValueError(f"The workplace of {kind} is registered twice.")
    _workplaces[kind] = workplace


def workplace_of(kind: str) -> Workplace | None:
    """The page on which requests of a kind are carried out, or None."""
    return _workplaces.get(kind)


def draft_of(source: str, viewer: User, case: Case, context: dict[str, str]) -> str:
    """A first draft, or nothing where no room fills the source."""
    facts = _facts.get(source)
    return facts(viewer, case, context) if facts else ""


def answer_draft_of(source: str, viewer: User, request: Request) -> str:
    """A first draft of an answer field."""
    facts = _answers.get(source)
    return facts(viewer, request) if facts else ""


def run_effect(request: Request, change: str, data: dict[str, Any], actor: Actor) -> None:
    """Run the effect of the request's kind, where a room registered one."""
    effect = _effects.get(request.kind)
    if effect is not None:
        effect(request, change, data, actor)
