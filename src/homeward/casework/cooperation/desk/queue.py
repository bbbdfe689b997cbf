"""The queue of the desk: what is open, life at risk first, then by the limit, the oldest first.

A reader has several heaps: each desk at which he works, and the cases in which he is. Each is asked
for one page of keys, and the keys are laid together here: an index serves every heap in its order,
which it could not for all of them at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from homeward.casework.cooperation.declaration import Urgency
from homeward.casework.cooperation.desk.indexes import OPEN_STAGE, OWN_STAGE
from homeward.casework.cooperation.desk.places import PAGE, Place
from homeward.casework.cooperation.desk.turns import late, waits_here, waits_there
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import case_ids_of, team_ids_of, walls_of

#: What is shown first: nothing waits behind what is routine.
BY_URGENCY = (Urgency.LIFE_AT_RISK.value, Urgency.URGENT.value, Urgency.ROUTINE.value)
#: More than this is not counted exactly.
COUNTED = 1000
HERE, THERE, ANYWHERE = "here", "there", ""
MINE, NOBODY = "mine", "nobody"

_NEVER = datetime.max.replace(tzinfo=UTC)
Key = tuple[datetime | None, UUID]
Narrow = Callable[["QuerySet[Request]"], "QuerySet[Request]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the queue is narrowed to; empty parts narrow nothing, `waits` says for whom."""

    waits: str = HERE
    whose: str = ""
    side: str = ""
    state: str = ""
    kind: str = ""
    other_state: str = ""
    urgency: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """One page: its requests in order, and the place after which the next begins, if there is."""

    requests: list[Request]
    next: Place | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are, at most `COUNTED` and then as `is_more` says."""

    number: int
    is_more: bool


def queue_page(
    viewer: User, wanted: Wanted, after: Place | None = None, *, most: int = PAGE
) -> Queue:
    """The page of the viewer's queue that follows a place, or the first; at most so many rows."""
    keys: list[tuple[str, Key]] = []
    found, narrows = _narrowed(viewer, wanted), list(streams(viewer))
    for urgency, dated in _heaps(wanted, after):
        heap = found.filter(urgency=urgency)
        if dated is not None:
            heap = heap.filter(due_at__isnull=not dated)
        if after is not None and (after.heap, after.at is not None) == (urgency, dated):
            heap = _beyond(heap, after)
        keys += [(urgency, key) for key in _keys(narrows, heap, most + 1 - len(keys))]
        if len(keys) > most:
            break
    return _page(keys, most)


def queue_with_counts(
    viewer: User, wanted: Wanted, after: Place | None = None
) -> tuple[Queue, dict[str, Counted]]:
    """The page after a place, and how many the filters leave: in all, overdue, with life at risk.

    What comes to no more than `COUNTED` is read once and sorted by the database: a filter that
    leaves little would make the index be read through for each part of the answer.
    """
    found, now = _narrowed(viewer, wanted), datetime.now(UTC)
    keys: list[tuple[str, Key]] = []
    sums = dict.fromkeys(("all", "overdue", "life"), 0)
    for narrow in streams(viewer):
        rows = narrow(found)[: COUNTED + 1 - sums["all"]]
        first, counted = _sorted(rows, now, after)
        keys += first
        sums = {name: number + counted[name] for name, number in sums.items()}
        if sums["all"] > COUNTED:
            parts = {
                "overdue": found.filter(late(now)),
                "life": found.filter(urgency=Urgency.LIFE_AT_RISK.value),
            }
            counts = {name: _counted(viewer, part) for name, part in parts.items()}
            return queue_page(viewer, wanted, after), {"all": Counted(COUNTED, True), **counts}
    counts = {name: Counted(number, False) for name, number in sums.items()}
    return _page(sorted(keys, key=_rank)[: PAGE + 1], PAGE), counts


def _sorted(
    rows: "QuerySet[Request]", now: datetime, after: Place | None
) -> tuple[list[tuple[str, Key]], dict[str, int]]:
    """Of at most `COUNTED` rows the keys of one page after a place, and what they come to."""
    told = rows.annotate(
        rank=Case(*(When(urgency=u, then=Value(n)) for n, u in enumerate(BY_URGENCY))),
        is_late=Case(When(late(now), then=Value(1)), default=Value(0)),
    )
    sql, given = told.values_list("rank", "due_at", "id", "is_late").query.sql_with_params()
    beyond, place = "", []
    if after is not None:
        beyond = "where (rank, coalesce(due_at, 'infinity'), id) > (%s, %s, %s)"
        place = [BY_URGENCY.index(after.heap), after.at or "infinity", after.number]
    with connection.cursor() as cursor:
        cursor.execute(
            f"with found (rank, due_at, id, is_late) as materialized ({sql}),"  # noqa: S608
            " counted as (select count(*) as n, coalesce(sum(is_late), 0) as late,"
            " count(*) filter (where rank = 0) as life from found),"
            f" page as (select rank, due_at, id from found {beyond}"
            " order by rank, due_at nulls last, id limit %s)"
            " select n, late, life, rank, due_at, id from counted left join page on true"
            " order by rank, due_at nulls last, id",
            [*given, *place, PAGE + 1],
        )
        answer = cursor.fetchall()
    number, is_late, life = answer[0][:3]
    keys = [(BY_URGENCY[rank], (due, key)) for *_n, rank, due, key in answer if key is not None]
    return keys, {"all": number, "overdue": is_late, "life": life}


def own_steps(viewer: User, limit: int) -> list[Request]:
    """What this State drafted, approved or got an answer to, and has yet to move on or close."""
    found = Request.objects.filter(stage=OWN_STAGE)
    keys = _keys(streams(viewer), found, limit)
    return fetched([number for _due, number in keys])


def streams(viewer: User) -> Iterator[Narrow]:
    """The viewer's heaps: each of his desks, and what lies in his cases at no desk of his."""
    desks = team_ids_of(viewer)
    for desk in desks:
        yield lambda rows, desk=desk: rows.filter(desk_id=desk)  # type: ignore[misc]
    member = Q()
    for compartment in sorted(walls_of(viewer)):
        cases = case_ids_of(viewer, compartment)
        member |= Q(compartment=compartment, case_id__in=cases)
    if member:
        yield lambda rows: rows.filter(member).exclude(desk_id__in=desks)


def _narrowed(viewer: User, wanted: Wanted) -> "QuerySet[Request]":
    found = Request.objects.filter(stage=OPEN_STAGE)
    for name in ("side", "state", "kind", "other_state", "urgency"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    if wanted.waits == HERE:
        found = found.filter(waits_here())
    elif wanted.waits == THERE:
        found = found.filter(waits_there())
    if wanted.whose == MINE:
        found = found.filter(assignee_id=viewer.pk)
    elif wanted.whose == NOBODY:
        found = found.filter(assignee_id=None)
    if wanted.overdue:
        found = found.filter(late(datetime.now(UTC)))
    return found


def _heaps(wanted: Wanted, after: Place | None) -> Iterator[tuple[str, bool | None]]:
    """Urgency by urgency from the place on: in its own, what has a limit apart from what has none,
    which follows; in the others both together (None), since the index has them in that order."""
    begun = after is None
    for urgency in BY_URGENCY:
        is_wanted = wanted.urgency in ("", urgency)
        if after is not None and urgency == after.heap:
            begun = True
            if is_wanted and after.at is not None:
                yield urgency, True
            if is_wanted:
                yield urgency, False
        elif is_wanted and begun:
            yield urgency, None


def _beyond(rows: "QuerySet[Request]", place: Place) -> "QuerySet[Request]":
    if place.at is None:
        return rows.filter(id__gt=place.number)
    # The first part bounds the index, the second leaves out what was shown at the same time.
    later = Q(due_at__gt=place.at) | Q(id__gt=place.number)
    return rows.filter(later, due_at__gte=place.at)


def _keys(narrows: Iterable[Narrow], rows: "QuerySet[Request]", limit: int) -> list[Key]:
    found: list[Key] = []
    for narrow in narrows:
        more = narrow(rows)
        if len(found) == limit and (last := found[-1][0]) is not None:
            more = more.filter(due_at__lte=last)  # what is later is not on this page
        keys = more.order_by("due_at", "id").values_list("due_at", "id")[:limit]
        found = sorted({*found, *keys}, key=_order)[:limit]
    return found


def _order(key: Key) -> tuple[bool, datetime, UUID]:
    due, number = key
    return (due is None, due or _NEVER, number)


def _rank(key: tuple[str, Key]) -> tuple[int, tuple[bool, datetime, UUID]]:
    return (BY_URGENCY.index(key[0]), _order(key[1]))


def _place(place: Place) -> tuple[int, tuple[bool, datetime, UUID]]:
    return _rank((place.heap, (place.at, place.number)))


def _page(keys: list[tuple[str, Key]], most: int) -> Queue:
    shown = keys[:most]
    requests = fetched([number for _heap, (_due, number) in shown])
    last = Place(shown[-1][0], shown[-1][1][0], shown[-1][1][1]) if len(keys) > most else None
    return Queue(requests, last)


def fetched(numbers: list[UUID]) -> list[Request]:
    """These requests in this order, with who has them; what the viewer may not see is not there."""
    rows = Request.objects.select_related("assignee", "desk").in_bulk(numbers)
    return [rows[number] for number in numbers if number in rows]


def _counted(viewer: User, rows: "QuerySet[Request]") -> Counted:
    number = 0
    for narrow in streams(viewer):
        number += narrow(rows)[: COUNTED + 1 - number].count()
        if number > COUNTED:
            return Counted(COUNTED, True)
    return Counted(number, False)
