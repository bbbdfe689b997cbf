"""What a lifecycle is made of: changes, who makes them from which states, and what they carry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

from homeward.casework.cooperation.declaration import ContentField
from homeward.casework.cooperation.states import FINAL, RequestState, Side, other

# By side, the names of the other side's questions that wait for an answer of this one.
Questions = Mapping[str, list[str]]

OFFICERS = ("officer", "finance", "support", "central", "supervisor")
DESK = ("central", "supervisor")


class Needs(StrEnum):
    """What a change carries beside its name."""

    NOTHING = "nothing"
    TEXT = "text"
    ANSWER = "answer"
    PART = "part"  # an answer, and in words what is still to come
    REFUSAL = "refusal"
    FIELDS = "fields"  # those that the change declares
    TRANSLATION = "translation"  # one that was finished, as it stands


@dataclass(frozen=True, slots=True)
class Transition:
    """A change: from which states, to which, by which side, with what, in which words.

    Without a target it leads back to the state from which the request was led aside. One that is
    `beside` the state never moves it. `prevails` marks what stands when it crosses a change of the
    other side. `answers` are the questions of the other side that it answers, one of which must
    wait where it is `only_asked`; `alone` a question that is not asked again while it waits.
    `aside` marks what is always possible and never what a request waits for; `offered_in` the only
    states in which a person is offered what still counts in the other sources. The requested State
    makes one that `needs_case` in a case of its own.
    """

    name: str
    sources: tuple[RequestState, ...]
    target: RequestState | None
    by: Side
    label: str | Promise
    done: str | Promise
    needs: Needs = Needs.NOTHING
    is_exchanged: bool = True
    roles: tuple[str, ...] = ()
    prevails: bool = False
    beside: bool = False
    answers: tuple[str, ...] = ()
    only_asked: bool = False
    alone: bool = False
    aside: bool = False
    offered_in: tuple[RequestState, ...] = ()
    needs_case: bool = False
    fields: tuple[ContentField, ...] = ()

    @property
    def leads_back(self) -> bool:
        """Whether it returns to where the request was led aside from."""
        return self.target is None and not self.beside


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A table of changes, and by state the side whose turn it is.

    Every request that arrived begins as delivered: what comes before stays on the requesting side.
    `asides` are the states from which it returns to where it was; `way` the usual way to the end.
    """

    code: str
    transitions: tuple[Transition, ...]
    turns: Mapping[RequestState, Side]
    asides: frozenset[RequestState] = frozenset()
    way: tuple[RequestState, ...] = ()
    _by_name: dict[str, list[Transition]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for one in self.transitions:
            self._by_name.setdefault(one.name, []).append(one)

    def get(self, name: str, side: str = "") -> Transition | None:
        """The change of that name, or None; of a side where either side makes it."""
        named = self._by_name.get(name, [])
        return next((t for t in named if not side or t.by == side), None)

    def open_to(
        self, state: str, side: str, questions: Questions | None = None
    ) -> list[Transition]:
        """The changes that a side may make in a state, in the order of the table.

        `questions` are those that wait: some changes only answer one, some are not asked twice.
        """
        waiting = questions or {}
        return [
            t
            for t in self.transitions
            if t.by == side
            and state in (t.offered_in or t.sources)
            and not (t.only_asked and not set(t.answers) & set(waiting.get(side, ())))
            and not (t.alone and t.name in waiting.get(other(side), ()))
        ]

    def says_no_more(self, state: str, side: str) -> bool:
        """Whether the request has ended and this side has no step left that sends a message."""
        moves = (t for t in self.open_to(state, side) if not t.beside)
        return state in FINAL and not any(t.is_exchanged for t in moves)
