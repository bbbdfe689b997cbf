"""What stands when changes of the two sides cross on their way.

Each side numbers its changes and says how many of the other's it had seen, so both know which
changes were made without knowledge of each other. From the same changes both compute the same
outcome, in whatever order and however often these arrived:

- A change comes after every change that its maker had seen, and after its maker's earlier ones.
- Of two that cross, the requested State's execution or refusal goes first, with the steps that led
  up to it where it would fall without them; otherwise that of the side whose turn it is. The other
  is tried in the state that follows.
- A change that does not fit there is recorded and does not stand. Nor do later ones of its maker
  that rest on it, which are those made before he learned what prevailed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from homeward.casework.cooperation.states import RequestState, Side, other
from homeward.casework.cooperation.transitions import Lifecycle, Transition

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
    """The state that follows, and where each change led; those that do not stand lead nowhere.

    One beside the state is entered with the state that it met. `questions` are those of the other
    side that wait for an answer, by the side that answers.
    """

    state: RequestState
    led_to: dict[Key, RequestState]
    questions: dict[str, list[str]] = field(default_factory=dict)

    def stands(self, by: Side, number: int) -> bool:
        """Whether a change took effect."""
        return (by, number) in self.led_to


def standing(lifecycle: Lifecycle, moves: Iterable[Move]) -> Standing:
    """What both sides hold once they know these changes. Repeated ones count once."""
    walk = _Walk(lifecycle, _in_order(moves))
    while (move := walk.next()) is not None:
        walk.take(move)
    return Standing(walk.state, walk.led_to, walk.questions())


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
    # Where it goes on after an aside.
    base: RequestState = START
    led_to: dict[Key, RequestState] = field(default_factory=dict)
    stood: list[Move] = field(default_factory=list)
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
        transition = self._known(move)
        if transition is None or not self._fits(move, transition):
            if transition is None or not transition.beside:
                self.void_until[side] = max(self.void_until[side], self.taken[other(side)])
            return
        if not transition.beside:
            self.state = self.base if transition.target is None else transition.target
            if self.state not in self.lifecycle.asides:
                self.base = self.state
        self.stood.append(move)
        self.led_to[side, move.number] = self.state

    def questions(self) -> dict[str, list[str]]:
        """What waits for an answer now, by the side that answers."""
        found: dict[str, list[str]] = {}
        for transition in self.lifecycle.transitions:
            for name in transition.answers:
                side = transition.by
                asked = [m.number for m in self.stood if (m.by, m.name) == (other(side), name)]
                names = found.setdefault(side.value, [])
                if name not in names and any(n > self._answered(side, name) for n in asked):
                    names.append(name)
        return {side: names for side, names in found.items() if names}

    def _known(self, move: Move) -> Transition | None:
        return self.lifecycle.get(move.name, move.by)

    def _follows(self, move: Move) -> bool:
        """Whether its maker had seen a change of the other side that is still to come."""
        queue = self.waiting[other(move.by)]
        return bool(queue) and queue[0].number <= move.seen

    def _fits(self, move: Move, transition: Transition) -> bool:
        if self.state not in transition.sources or not self._is_asked(move, transition):
            return False
        # What is beside the state harms nothing when what its maker believed turns out otherwise.
        return transition.beside or move.seen >= self.void_until[Side(move.by)]

    def _is_asked(self, move: Move, transition: Transition) -> bool:
        """Whether the question that it answers waits, and its own does not wait already.

        Only what its maker knew counts, so that both sides say the same whatever crossed it.
        """
        if transition.alone and self._waits(move, transition.name):
            return False
        if not transition.only_asked:
            return True
        return any(self._asked_of(move, name) for name in transition.answers)

    def _asked_of(self, move: Move, name: str) -> bool:
        """Whether the maker knew a question of the other side that he had not answered yet."""
        answered = self._answered(move.by, name)
        return any(
            m.name == name and m.by != move.by and answered < m.number <= move.seen
            for m in self.stood
        )

    def _waits(self, move: Move, name: str) -> bool:
        """Whether the maker asked this before, and knew of no answer to it."""
        answered = self._answered(other(move.by), name, move.seen)
        return any(m.name == name and m.by == move.by and m.number > answered for m in self.stood)

    def _answered(self, by: str, name: str, upto: int | None = None) -> int:
        """How far a side had seen the other when it last answered such questions."""
        return max(
            (
                m.seen
                for m in self.stood
                if m.by == by
                and (upto is None or m.number <= upto)
                and (t := self._known(m)) is not None
                and name in t.answers
            ),
            default=0,
        )

    def _first(self, one: Move, two: Move) -> Move:
        """Of two that cross: what fits, then what prevails, then whose turn it is."""
        turn = self.lifecycle.turns[self.state]

        def rank(move: Move, against: Move) -> tuple[bool, bool, bool]:
            transition = self._known(move)
            fits = transition is not None and self._fits(move, transition)
            prevails = transition is not None and transition.prevails
            return fits, prevails or self._leads_up(move, against), move.by == turn

        return one if rank(one, two) >= rank(two, one) else two

    def _leads_up(self, move: Move, against: Move) -> bool:
        """Whether it is a step to an execution or refusal that was made without knowledge of the
        other change, and that would fall if the other went first: a withdrawal from a question
        would take the place of the consultation from which the request was refused."""
        ahead = [(m, t) for m in self.waiting[Side(move.by)] if (t := self._known(m)) is not None]
        theirs = self._known(against)
        if theirs is None or theirs.beside:
            return False
        if not any(t.prevails and m.seen < against.number for m, t in ahead):
            return False
        after = self.base if theirs.target is None else theirs.target
        first = next(t for _m, t in ahead if not t.beside)
        return after not in first.sources
