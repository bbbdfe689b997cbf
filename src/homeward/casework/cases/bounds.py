"""What binds an item beyond its codes: what another State said may be done with it.

Other rooms tell it (`ports.register_item_bounds`). What was made of a bound item is bound as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from homeward.casework.cases.codes import Codes
from homeward.casework.cases.errors.case import UseBound
from homeward.casework.cases.errors.casefile import BeyondSurrender, TriedBeyondSurrender
from homeward.casework.cases.models import Charge, Item, ItemSource


class Use(StrEnum):
    """As what something bound is used or passed on."""

    STATED = "stated"  # for what the State that gave it was told
    ALLOWED = "allowed"  # for something else that it allowed
    CLEARING = "clearing"  # to clear an accused person, which it was told before


@dataclass(frozen=True, slots=True)
class Bound:
    """What another State demands for an item: its codes at least, and the uses that are open."""

    item: int
    floor: Codes
    sentence: str
    state: str
    reference: str
    url: str
    open_to: frozenset[str]


@dataclass(frozen=True, slots=True)
class Speciality:
    """For which offences a State surrendered a suspect, in its words, and what it allowed since.

    `since` is the day of the surrender.
    """

    state: str
    reference: str
    offences: tuple[str, ...]
    since: date | None = None

    def covers(self, under: str, acted_on: date | None) -> bool:
        """Whether a charge under this offence is covered: one of those named, or a later act. Where
        the day of the surrender is known, the act's day shows that it is later."""
        if under != LATER:
            return under in self.offences
        return self.since is None or (acted_on is not None and acted_on >= self.since)


LATER = "later"  # an act after the surrender, which no speciality covers
Surrendered = Callable[[int], list[Speciality]]
_surrenders: dict[str, Surrendered] = {}


def register_speciality(code: str, find: Surrendered) -> None:
    """Let a room say under which terms a person of a case was surrendered: `find(number)`."""
    if code in _surrenders:
        raise ValueError(f"Speciality as {code} is registered twice.")
    _surrenders[code] = find


def speciality_of(person: int) -> list[Speciality]:
    """The terms under which a person was surrendered to this State."""
    return [one for find in _surrenders.values() for one in find(person)]


def check_charge(suspect: int, under: str, acted_on: date | None = None) -> None:
    """Raises BeyondSurrender for a charge under none of the offences of the surrender."""
    for one in speciality_of(suspect):
        if not one.covers(under, acted_on):
            raise BeyondSurrender(state=one.state, reference=one.reference)


def is_beyond(charge: Charge) -> bool:
    """Whether a charge, also one made before, is of an act that the surrender does not cover."""
    terms = speciality_of(charge.suspect_id)
    return any(not one.covers(charge.under, charge.acted_on) for one in terms)


def check_trial(charge: Charge, day: date) -> None:
    """Raises TriedBeyondSurrender for a step of a trial, from the surrender on, on a charge that
    the surrender does not cover."""
    for one in speciality_of(charge.suspect_id):
        is_before = one.since is not None and day < one.since
        if not is_before and not one.covers(charge.under, charge.acted_on):
            raise TriedBeyondSurrender(state=one.state, reference=one.reference)


Find = Callable[[Sequence[int]], list[Bound]]
_finders: dict[str, Find] = {}


def register_item_bounds(code: str, find: Find) -> None:
    """Let a room say what binds items: `find(numbers)`, of those that whoever acts may see."""
    if code in _finders:
        raise ValueError(f"What binds items as {code} is registered twice.")
    _finders[code] = find


def bounds_on(items: Sequence[int]) -> list[Bound]:
    """What binds these items, and what they were made of."""
    every, waiting = set[int](), set(items)
    while waiting:
        every |= waiting
        above = ItemSource.objects.filter(item_id__in=waiting)
        waiting = set(above.values_list("source_id", flat=True)) - every
    return [bound for find in _finders.values() for bound in find(sorted(every))]


def check_use(items: Sequence[Item], use: str) -> None:
    """Raises UseBound where a State that gave one of them does not let it be used so."""
    for bound in bounds_on([item.pk for item in items]):
        if use not in bound.open_to:
            raise UseBound(state=bound.state, reference=bound.reference)


def floor_of(item: Item) -> list[Codes]:
    """The codes that an item may not undercut because of what another State said."""
    return [bound.floor for bound in bounds_on([item.pk])]
