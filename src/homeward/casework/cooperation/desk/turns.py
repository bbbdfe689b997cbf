"""Whose turn a request is, as conditions of a query: by the table of each kind's lifecycle."""

from collections import defaultdict
from datetime import datetime
from functools import cache

from django.db.models import Q

from homeward.casework.cooperation.declaration import all_kinds
from homeward.casework.cooperation.desk.indexes import OPEN
from homeward.casework.cooperation.lifecycle import (
    ANSWERED,
    LIFECYCLES,
    RequestState,
    Side,
    other,
)
from homeward.casework.cooperation.models import Request


def waits_here() -> Q:
    """Open requests whose next step is this State's."""
    return _turn_of(own=True)


def waits_there() -> Q:
    """Open requests whose next step is the other State's."""
    return _turn_of(own=False)


def is_ours(request: Request) -> bool:
    """Whether an open request waits for a step of this State."""
    turn = request.lifecycle.turns.get(RequestState(request.state))
    return request.state in OPEN and turn == request.side


def late(now: datetime) -> Q:
    """Open requests whose answer is late: not where it was given and the matter goes on, such as a
    joint investigation in force or an extradition that was granted."""
    given = Q()
    for kinds, states in _answered():
        given |= Q(kind__in=kinds, state__in=states)
    return Q(due_at__lt=now) & ~given


def is_answered(kind: str, state: str) -> bool:
    """Whether an open request of a kind in this state has its answer."""
    return any(kind in kinds and state in states for kinds, states in _answered())


@cache
def _answered() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The kinds of each lifecycle that goes on after its answer, with the states of that."""
    return tuple(
        (
            tuple(sorted(k.code for k in all_kinds() if k.lifecycle == code)),
            tuple(sorted(state.value for state in states)),
        )
        for code, states in ANSWERED.items()
    )


def _turn_of(*, own: bool) -> Q:
    found = Q()
    for side in Side:
        whose = side if own else other(side)
        plain, by_kind = _states(whose)
        told = Q(state__in=plain)
        for kinds, states in by_kind.items():
            told |= Q(kind__in=kinds, state__in=states)
        found |= Q(side=side.value) & told
    return found


def _states(whose: Side) -> tuple[list[str], dict[tuple[str, ...], list[str]]]:
    """The open states that are `whose` turn in every lifecycle that has them, and those of some
    lifecycles only, by the kinds that live so."""
    plain: list[str] = []
    by_kind: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for state in OPEN:
        turns = {code: one.turns.get(RequestState(state)) for code, one in LIFECYCLES.items()}
        held = {code for code, turn in turns.items() if turn is not None}
        theirs = {code for code in held if turns[code] == whose}
        if theirs and theirs == held:
            plain.append(state)
        elif theirs:
            kinds = tuple(sorted(k.code for k in all_kinds() if k.lifecycle in theirs))
            by_kind[kinds].append(state)
    return plain, by_kind
