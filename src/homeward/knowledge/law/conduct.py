"""What somebody did, in the terms in which laws speak of it: the facts that are compared."""

from dataclasses import dataclass

from homeward.knowledge.law.elements import ACTS, MEANS, PURPOSES

TAKING = frozenset({"seize", "carry_away", "lure"})
HOLDING = frozenset({"detain", "confine", "retain", "hide", "control"})


PROCEEDS = frozenset({"convert_proceeds", "hide_proceeds", "hold_proceeds"})
SETS = ("acts", "means", "purposes")


@dataclass(frozen=True, slots=True)
class Conduct:
    """Facts of a case; an empty set or None is "not known", never "no".

    `moved`: the victim was brought to another place. `willing`: the victim agreed. `third_party`:
    somebody else was to be compelled. `threat`: to kill, injure or keep the victim. `completed` is
    False for an attempt. `complete` names the sets of which all is known: what they do not hold was
    not so. Of the others more may turn up.
    """

    acts: frozenset[str] = frozenset()
    moved: bool | None = None
    means: frozenset[str] = frozenset()
    willing: bool | None = None
    age: int | None = None
    purposes: frozenset[str] = frozenset()
    third_party: bool | None = None
    threat: bool | None = None
    completed: bool = True
    complete: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Raises ValueError for a word that no law is recorded in."""
        of = (
            (self.acts, ACTS),
            (self.means, MEANS),
            (self.purposes, PURPOSES),
            (self.complete, SETS),
        )
        for words, known in of:
            if unknown := words - set(known):
                raise ValueError(f"There is no such word: {', '.join(sorted(unknown))}.")

    @property
    def was_moved(self) -> bool | None:
        """Whether the victim was moved, by both questions that ask it; contradiction is unknown."""
        return _both(self.moved, "carry_away" in self.acts)

    @property
    def was_threatened(self) -> bool | None:
        """Whether the victim was threatened, by both questions that ask it."""
        return _both(self.threat, "threaten_hostage" in self.acts)


def _both(answer: bool | None, is_among_acts: bool) -> bool | None:
    if answer is None:
        return True if is_among_acts else None
    return None if is_among_acts and not answer else answer
