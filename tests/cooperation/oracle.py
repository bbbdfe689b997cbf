"""What both sides must hold, reckoned the slow way from tables written by hand (DESIGN section 6).

It shares nothing with the room but the shape of a move. A change comes after all that its maker
knew. Of two that cross, one that fits goes before one that does not, an execution or refusal (with
what led up to it, where that would not fit any more) before others, then the change of the party
whose turn it is.
"""

from dataclasses import dataclass, field
from typing import Any

R, Q = "requesting", "requested"
LIVE = (
    "issued delivered acknowledged information_asked conditions_proposed consultation postponed"
    " in_execution partly_executed"
)
WORKED = "acknowledged in_execution partly_executed"
OVER = "executed refused withdrawn closed"
ASIDES = {"information_asked", "conditions_proposed", "consultation", "postponed"}
# Side, change, from where, to where ("back": to where it was led aside from).
MOVES = f"""
requested  acknowledge        to acknowledged        from issued delivered
requested  begin              to in_execution        from acknowledged
requested  ask_information    to information_asked   from {WORKED}
requesting give_information   to back                from information_asked
requested  propose_conditions to conditions_proposed from {WORKED} consultation
requesting accept_conditions  to back                from conditions_proposed
requesting decline_conditions to consultation        from conditions_proposed
requested  consult            to consultation        from {WORKED} information_asked conditions_proposed postponed
requested  end_consultation   to back                from consultation
requested  postpone           to postponed           from consultation
requested  resume             to back                from postponed
requested  refuse             to refused             from consultation
requested  execute            to executed            from in_execution partly_executed
requested  execute_partly     to partly_executed     from in_execution partly_executed
requesting withdraw           to withdrawn           from {LIVE}
requesting close              to closed              from executed refused withdrawn
"""  # noqa: E501
# Side, change that never moves it, from where, the question it needs, or "once" of a question.
BESIDES = f"""
requested  comment_draft   {LIVE} {OVER} : -
requesting ask_progress    {LIVE} {OVER} : -
requested  report_progress {LIVE} {OVER} : -
requesting end_need        {LIVE} {OVER} : -
requesting send_translation {LIVE} {OVER} : -
requested  report_done     withdrawn closed : -
requested  tell_exposure   {LIVE} {OVER} : -
requesting give_view       {LIVE} {OVER} : consult
requested  raise_costs     {LIVE} {OVER} : once agree_costs decline_costs
requesting agree_costs     {LIVE} {OVER} : raise_costs
requesting decline_costs   {LIVE} {OVER} : raise_costs
requesting ask_use         {WORKED} {" ".join(sorted(ASIDES))} {OVER} : once allow_use decline_use
requested  allow_use       {WORKED} {" ".join(sorted(ASIDES))} {OVER} : ask_use
requested  decline_use     {WORKED} {" ".join(sorted(ASIDES))} {OVER} : ask_use
requesting notify_clearing {WORKED} {" ".join(sorted(ASIDES))} {OVER} : -
requested  ask_clearing    {WORKED} {" ".join(sorted(ASIDES))} {OVER} : notify_clearing
requesting consult_clearing {WORKED} {" ".join(sorted(ASIDES))} {OVER} : ask_clearing
"""
DECIDES = {"execute", "execute_partly", "refuse"}
TURN_OF_R = set(f"information_asked conditions_proposed {OVER}".split())
REPLIES = {
    "consult": {"give_view"},
    "raise_costs": {"agree_costs", "decline_costs"},
    "ask_use": {"allow_use", "decline_use"},
    "notify_clearing": {"ask_clearing"},
    "ask_clearing": {"consult_clearing"},
}


def _moves() -> dict[tuple[str, str], tuple[str, set[str]]]:
    found = {}
    for line in MOVES.strip().splitlines():
        side, name, _to, target, _from, *sources = line.split()
        found[side, name] = target, set(sources)
    return found


def _besides() -> dict[tuple[str, str], tuple[set[str], list[str]]]:
    found = {}
    for line in BESIDES.strip().splitlines():
        left, right = line.split(":")
        side, name, *sources = left.split()
        found[side, name] = set(sources), right.split()
    return found


TABLE, ASIDE_TABLE = _moves(), _besides()


def knew(one: Any, two: Any) -> bool:
    """Whether whoever made `one` knew `two` then."""
    if one.by == two.by:
        return bool(two.number < one.number)
    return bool(two.number <= one.seen)


@dataclass
class Outcome:
    """The state, and which changes stand."""

    state: str = "delivered"
    before: str = "delivered"
    stands: list[Any] = field(default_factory=list)
    fallen: list[tuple[Any, set[tuple[str, int]]]] = field(default_factory=list)
    done: list[Any] = field(default_factory=list)

    def fits(self, move: Any) -> bool:
        """Whether a change fits now."""
        key = (str(move.by), move.name)
        if key in ASIDE_TABLE:
            sources, need = ASIDE_TABLE[key]
            return self.state in sources and self._asked(move, need)
        if key not in TABLE or self.state not in TABLE[key][1]:
            return False
        # It rests on one of its maker's that fell before he could know why.
        return all(
            number <= move.seen
            for lost, theirs in self.fallen
            if lost.by == move.by
            for _by, number in theirs
        )

    def _asked(self, move: Any, need: list[str]) -> bool:
        if need == ["-"]:
            return True
        known = [m for m in self.stands if knew(move, m)]
        if need[0] == "once":
            mine = [m for m in known if m.by == move.by and m.name == move.name]
            return all(
                any(r.name in need[1:] and knew(r, m) for r in known if r.by != m.by) for m in mine
            )
        asked = [m for m in known if m.by != move.by and m.name in need]
        replies = {reply for name in need for reply in REPLIES[name]}
        return any(
            not any(r.name in replies and knew(r, m) for r in known if r.by == move.by)
            for m in asked
        )

    def take(self, move: Any) -> None:
        """Let it have its effect, or fall."""
        key = (str(move.by), move.name)
        if self.fits(move):
            self.stands.append(move)
            if key in TABLE:
                target = TABLE[key][0]
                self.state = self.before if target == "back" else target
                if self.state not in ASIDES:
                    self.before = self.state
        elif key in TABLE:
            theirs = {(str(m.by), m.number) for m in self.done if m.by != move.by}
            self.fallen.append((move, theirs))
        self.done.append(move)


def saves_a_decision(found: Outcome, move: Any, left: list[Any]) -> bool:
    """Whether its maker executed or refused without knowing what the other side does next, and what
    he did before that would not fit after it."""
    theirs = sorted((m for m in left if m.by != move.by), key=lambda m: m.number)
    mine = sorted((m for m in left if m.by == move.by), key=lambda m: m.number)
    if not theirs or (str(theirs[0].by), theirs[0].name) not in TABLE:
        return False
    if not any(m.name in DECIDES and not knew(m, theirs[0]) for m in mine):
        return False
    step = next(m for m in mine if (str(m.by), m.name) in TABLE)
    target = TABLE[str(theirs[0].by), theirs[0].name][0]
    after = found.before if target == "back" else target
    return after not in TABLE[str(step.by), step.name][1]


def outcome(moves: list[Any]) -> Outcome:
    """What follows from these changes, each of whose makers' earlier ones are among them."""
    left = {(str(m.by), m.number): m for m in moves}
    found = Outcome()
    while left:
        first = [
            m for m in left.values() if not any(knew(m, n) for n in left.values() if n is not m)
        ]
        first.sort(
            key=lambda m: (
                found.fits(m),
                m.name in DECIDES or saves_a_decision(found, m, list(left.values())),
                (m.by == R) == (found.state in TURN_OF_R),
            )
        )
        move = first[-1]
        found.take(move)
        del left[str(move.by), move.number]
    return found
