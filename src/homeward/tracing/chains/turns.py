"""In which order an explorer's exports are taken, and how much of it is declared as known."""

from itertools import groupby

from homeward.tracing.chains.layouts import LayoutName
from homeward.tracing.chains.rows import Move

_PHASES = list(LayoutName)
_WITHIN = 20
"""Bits of a declared order that are left for what happens within one block."""


def in_order(moves: list[Move]) -> list[Move]:
    """Moves in time. In one block transactions come as the files have them, which is not known
    to be right; in one transaction its value comes first, then what its calls moved."""
    turn: dict[str, int] = {}
    for number, each in enumerate(moves):
        turn.setdefault(each.hash, number)
    last = 1 + max((each.block or 0 for each in moves), default=0)

    def key(numbered: tuple[int, Move]) -> tuple[int, ...]:
        number, each = numbered
        block = last if each.block is None else each.block
        return (each.seconds, block, turn[each.hash], _PHASES.index(each.kind), number)

    return [each for _, each in sorted(enumerate(moves), key=key)]


def orders_of(moves: list[Move]) -> list[int | None]:
    """The declared order of each move, given in order: its block, and its turn where that is known.

    The exports do not tell which transaction of a block came first, so moves of several share one
    order. Where the files hold one transaction of a block, its value comes before what its calls
    moved, and these follow each other as the one file has them that lists them.
    """
    found: list[int | None] = []
    for (_, block), group in groupby(moves, key=lambda each: (each.seconds, each.block)):
        alike = list(group)
        turns = [0] * len(alike)
        if len({each.hash for each in alike}) == 1:
            turns = _turns(alike)
        for turn in turns:
            found.append(None if block is None else (block << _WITHIN) + turn)
    return found


def _turns(alike: list[Move]) -> list[int]:
    """The turns of moves within one transaction."""
    last = (1 << _WITHIN) - 1
    turns: list[int] = []
    for _, group in groupby(alike, key=lambda each: each.kind):
        own = list(group)
        first, is_listed = len(turns), len({each.place.file for each in own}) == 1
        turns += [min(first + number * is_listed, last) for number in range(len(own))]
    return turns


def orders_in_full(moves: list[Move]) -> list[int | None]:
    """The declared order of each move, given in an order that is known to be right."""
    found: list[int | None] = []
    for (_, block), group in groupby(moves, key=lambda each: (each.seconds, each.block)):
        found += [((block or 0) << _WITHIN) + turn for turn, _ in enumerate(group)]
    return found
