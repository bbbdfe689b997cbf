"""What somebody did, in the terms in which laws speak of it: the facts that are compared."""

from dataclasses import dataclass

from homeward.knowledge.law.elements import ACTS, MEANS, PURPOSES

TAKING = frozenset({"seize", "carry_away", "lure"})
HOLDING = frozenset({"detain", "confine", "retain", "hide", "control"})


@dataclass(frozen=True, slots=True)
class Conduct:
    """Facts of a case; an empty set or None is "not known", never "no".

    `moved`: the victim was brought to another place. `willing`: the victim agreed. `third_party`:
    somebody else was to be compelled. `threat`: to kill, injure or keep the victim. `completed` is
    False for an attempt.
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

    def __post_init__(self) -> None:
        """Raises ValueError for a word that no law is recorded in."""
        for words, known in ((self.acts, ACTS), (self.means, MEANS), (self.purposes, PURPOSES)):
            if unknown := words - set(known):
                raise ValueError(f"There is no such word: {', '.join(sorted(unknown))}.")
