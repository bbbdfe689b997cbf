"""How long requests take, how complete they are, how they end: figures without a name or a case.

They are of all requests of the node, so they come through functions of the database that give
figures to whoever has one of the roles, and no request (`migrations`). Both States reckon from what
both know: when a request was issued and when each change that stands was made.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from homeward.casework.cooperation.lifecycle import FINAL
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role

if TYPE_CHECKING:
    import numpy as np

    Seconds = np.ndarray[tuple[int], np.dtype[np.int64]]

READERS = (Role.CENTRAL, Role.SUPERVISOR, Role.OVERSEER)
#: From fewer cases nobody can say what is usual.
FEWEST = 5
#: What counts as done, and as a first answer in substance: it decides, or brings something. With a
#: kind before it, a state that means so in the life of that kind only.
DONE = (
    "executed",
    "surrendered",
    "own_ended",
    "in_force",
    "provisional_arrest:held",
    "spontaneous_information:acknowledged",
)
SUBSTANCE = (
    *DONE,
    "refused",
    "partly_executed",
    "conditions_proposed",
    "postponed",
    "held",
    "granted",
    "own_proceedings",
)


def reads_figures(viewer: object) -> bool:
    """Whether the viewer reads figures of all requests; the database asks the same."""
    return isinstance(viewer, User) and viewer.has_role(*READERS)


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, of `count` requests: the median and the middle half, in seconds.

    None where there are fewer than `FEWEST`.
    """

    count: int
    low: float | None = None
    median: float | None = None
    high: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether there were enough to say what is usual."""
        return self.median is not None


def spread_of(seconds: "Seconds") -> Spread:
    """Median and quartiles (by linear interpolation between the closest ranks)."""
    import numpy as np

    if len(seconds) < FEWEST:
        return Spread(len(seconds))
    low, median, high = (float(x) for x in np.percentile(seconds, (25, 50, 75)))
    return Spread(len(seconds), low, median, high)


@dataclass(frozen=True, slots=True)
class Heap:
    """The requests that share side, way, other State, kind and urgency: counts, and times in
    seconds from the issue."""

    side: str
    way: str
    partner: str
    kind: str
    urgency: str
    issued: int
    turned_away: int
    judged: int
    complete: int
    answered: int
    answered_late: int
    refused: int
    withdrawn: int
    open_late: int
    acknowledged: list[int] = field(default_factory=list)
    substantial: list[int] = field(default_factory=list)
    executed: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figures:
    """What several heaps come to."""

    issued: int
    turned_away: int
    judged: int
    complete: int
    answered: int
    answered_late: int
    refused: int
    withdrawn: int
    open_late: int
    acknowledged: Spread
    substantial: Spread
    executed: Spread


COUNTS = (
    "issued",
    "turned_away",
    "judged",
    "complete",
    "answered",
    "answered_late",
    "refused",
    "withdrawn",
    "open_late",
)
TIMES = ("acknowledged", "substantial", "executed")


def figures_of(heaps: Iterable[Heap]) -> Figures:
    """The figures of all these heaps together: medians are taken of all times, never of medians."""
    every = list(heaps)
    sums = {name: sum(getattr(heap, name) for heap in every) for name in COUNTS}
    return Figures(
        **sums,
        acknowledged=spread_of(together([heap.acknowledged for heap in every])),
        substantial=spread_of(together([heap.substantial for heap in every])),
        executed=spread_of(together([heap.executed for heap in every])),
    )


def by(heaps: Iterable[Heap], key: Callable[[Heap], str]) -> dict[str, list[Heap]]:
    """The heaps sorted into larger ones."""
    found: dict[str, list[Heap]] = {}
    for heap in heaps:
        found.setdefault(key(heap), []).append(heap)
    return found


def heaps_of(viewer: User, since: datetime, until: datetime, now: datetime) -> list[Heap]:
    """The requests of all the node that were issued from `since` and before `until`, in heaps; none
    for who does not read figures."""
    if not reads_figures(viewer):
        return []
    states: list[list[str]] = [[*SUBSTANCE], [*DONE], sorted(s.value for s in FINAL)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from guard.request_figures(%s, %s, %s, %s, %s, %s)",
            [since, until, now, *states],
        )
        return [Heap(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often requests were refused on a ground; `article` where a treaty's list held."""

    side: str
    way: str
    partner: str
    kind: str
    ground: str
    article: str
    count: int


def refusals_of(viewer: User, since: datetime, until: datetime) -> list[Refusals]:
    """The grounds of the refusals of the same requests. One may name several."""
    if not reads_figures(viewer):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from guard.request_grounds(%s, %s)", [since, until])
        return [Refusals(*row) for row in cursor.fetchall()]


def together(parts: list[list[int]]) -> "Seconds":
    """The times of several heaps in one row."""
    import numpy as np

    whole = [np.asarray(part, dtype=np.int64) for part in parts if part]
    return np.concatenate(whole) if whole else np.empty(0, dtype=np.int64)
