"""What stands when changes of the two sides cross on their way.

Each side numbers its changes and says how many of the other's it had seen, so both know which
changes were made without knowledge of each other. From the same changes both compute the same
outcome, in whatever order and however often these arrived:

- A change comes after every change that its maker had seen, and after its maker's earlier ones.
- Of two that cross, the requested State's execution or refusal goes first; otherwise that of the
  side whose turn it is. The other is tried in the state that follows.
- A change that does not fit there is recorded and does not stand. Nor do later ones of its maker
  that rest on it, which are those made before he learned what prevailed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from homeward.casework.cooperation.lifecycle import Lifecycle, RequestState, Side

Key = tuple[Side, int]
START = RequestState.DELIVERED


@dataclass(frozen=True, slots=True)
class Move:
    """A change as the other side learns of it: the maker's count, and how far he had seen."""

    by: Side
    number: int
    seen: int
    name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The state that follows, and where each change led; those that do not stand lead nowhere."""

    state: RequestState
    led_to: dict[Key, RequestState]

    def stands(self, by: Side, number: int) -> bool:
        """Whether a change took effect."""
        return (by, number) in self.led_to


def other(side: Side) -> Side:
    """The side across."""
    return Side.REQUESTED if side == Side.REQUESTING else Side.REQUESTING


def standing(lifecycle: Lifecycle, moves: Iterable[Move]) -> Standing:
    """What both sides hold once they know these changes. Repeated ones count once."""
    walk = _Walk(lifecycle, _in_order(moves))
    while (move := walk.next()) is not None:
        walk.take(move)
    return Standing(walk.state, walk.led_to)


def crosses(moves: Iterable[Move], move: Move) -> bool:
    """Whether `move` may have been made without knowledge of what this side did or refused.

    A change that does not stand although its maker knew everything is a fault of his.
    """
    known = list(moves)
    theirs = {m.number for m in known if m.by == move.by} | {move.number}
    is_whole = theirs == set(range(1, max(theirs) + 1))
    return not is_whole or any(m.number > move.seen for m in known if m.by == other(move.by))


def _in_order(moves: Iterable[Move]) -> dict[Side, list[Move]]:
    unique: dict[Key, Move] = {}
    for move in moves:
        unique.setdefault((Side(move.by), move.number), move)
    return {side: [unique[k] for k in sorted(unique) if k[0] == side] for side in Side}


@dataclass(slots=True)
class _Walk:
    """One way through the changes of both sides, the same wherever it is gone."""

    lifecycle: Lifecycle
    waiting: dict[Side, list[Move]]
    state: RequestState = START
    before: RequestState = START
    led_to: dict[Key, RequestState] = field(default_factory=dict)
    taken: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))
    # By side: its changes rest on one that does not stand until it has seen the other's so far.
    void_until: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))

    def next(self) -> Move | None:
        """The change that goes first now."""
        heads = [queue[0] for queue in self.waiting.values() if queue]
        ready = [m for m in heads if not self._follows(m)] or heads
        if len(ready) < 2:
            return ready[0] if ready else None
        return self._first(*ready)

    def take(self, move: Move) -> None:
        """Let a change take effect, or leave it recorded where it does not fit."""
        side = Side(move.by)
        self.waiting[side].pop(0)
        self.taken[side] = move.number
        transition = self.lifecycle.get(move.name)
        if transition is None or not self._fits(move):
            self.void_until[side] = max(self.void_until[side], self.taken[other(side)])
            return
        target = self.before if transition.target is None else transition.target
        self.before, self.state = self.state, target
        self.led_to[side, move.number] = target

    def _follows(self, move: Move) -> bool:
        """Whether its maker had seen a change of the other side that is still to come."""
        queue = self.waiting[other(Side(move.by))]
        return bool(queue) and queue[0].number <= move.seen

    def _fits(self, move: Move) -> bool:
        transition = self.lifecycle.get(move.name)
        if transition is None or transition.by != move.by:
            return False
        return self.state in transition.sources and move.seen >= self.void_until[Side(move.by)]

    def _first(self, one: Move, two: Move) -> Move:
        """Of two that cross: what fits, then what prevails, then whose turn it is."""
        turn = self.lifecycle.turns[self.state]

        def rank(move: Move) -> tuple[bool, bool, bool]:
            transition = self.lifecycle.get(move.name)
            prevails = transition is not None and transition.prevails
            return self._fits(move), prevails, move.by == turn

        return max((one, two), key=rank)
