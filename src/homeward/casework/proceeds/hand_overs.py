"""Hand-overs between the database and the tracing library."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from homeward.casework.proceeds.models import HandOver as Row
from homeward.casework.proceeds.models import Run, Standing
from homeward.tracing import HandOver, Stretch

NOBODY = "??"
"""The peer of a hand-over to an account whose State nobody knows."""


def latest_rows(run: Run, *, is_outgoing: bool) -> list[Row]:
    """The last revision of every hand-over of a run, one way, in the order of time."""
    found: dict[tuple[str, str], Row] = {}
    for row in run.hand_overs.filter(is_outgoing=is_outgoing).order_by("revision"):
        found[row.peer, row.reference] = row
    return sorted(found.values(), key=lambda row: (row.at, row.reference))


def latest(run: Run, *, is_outgoing: bool) -> list[HandOver]:
    """`latest_rows` as the library reads them."""
    return [_from_row(row) for row in latest_rows(run, is_outgoing=is_outgoing)]


def waiting(run: Run) -> list[Row]:
    """Hand-overs that wait for an officer; one that was replaced meanwhile waits no more."""
    return [r for r in latest_rows(run, is_outgoing=False) if r.standing == Standing.WAITING]


def _from_row(row: Row) -> HandOver:
    own = settings.HOMEWARD_STATE
    return HandOver(
        reference=row.reference,
        time=row.at,
        amount=row.amount,
        currency=row.currency,
        stretches=tuple(Stretch(int(o), int(n), label) for o, n, label in row.stretches),
        sender=own if row.is_outgoing else row.peer,
        receiver=row.peer if row.is_outgoing else own,
        revision=row.revision,
        final=row.is_final,
    )


def to_row(run: Run, hand_over: HandOver, round_number: int, *, is_outgoing: bool) -> Row:
    """An unsaved row of a hand-over; a receiver nobody knows is kept as “??”."""
    peer = hand_over.receiver if is_outgoing else hand_over.sender
    return Row(
        run=run,
        is_outgoing=is_outgoing,
        peer=peer or NOBODY,
        reference=hand_over.reference,
        revision=hand_over.revision,
        at=hand_over.time,
        amount=hand_over.amount,
        currency=hand_over.currency,
        stretches=[[s.offset, s.length, s.label] for s in hand_over.stretches],
        is_final=hand_over.final,
        round=round_number,
    )


def tainted(row: Row) -> int:
    """Minor units of proceeds in a hand-over."""
    return sum(int(length) for _offset, length, _label in row.stretches)


def lies_beyond(
    ceiling: int, claimed: int, moves: Iterable[tuple[datetime, int]], since: datetime
) -> bool:
    """Whether more than the ceiling lies in one State at a moment from `since` on.

    Money that goes in circles is handed to a State more than once, so that neither the sum over
    one sender nor the sum of all hand-overs is bounded. What is bounded is what lies in a State:
    every unit of the claim is in one at a time. So the sum runs in the order of time over what
    came in (above zero) and what was handed on (below). A claim made here lies here from the
    beginning.
    """
    by_time: dict[datetime, int] = {}
    for at, amount in moves:
        by_time[at] = by_time.get(at, 0) + amount
    lies = claimed
    for at in sorted(by_time):
        lies += by_time[at]
        if at >= since and lies > ceiling:
            return True
    return False


def exceeds_ceiling(run: Run, new: Row) -> bool:
    """Whether a hand-over to this State takes what lies here beyond the run's ceiling.

    What waits for an officer, or was refused, is not here. What left for States that are not in
    the run makes no room: nobody can hand it back.
    """
    if not new.stretches:
        return False
    here = [
        row
        for row in latest_rows(run, is_outgoing=False)
        if (row.peer, row.reference) != (new.peer, new.reference)
        and row.standing in (Standing.FLOWS, Standing.ACCEPTED)
    ]
    gone = [r for r in latest_rows(run, is_outgoing=True) if r.message_id is not None]
    moves = [(row.at, tainted(row)) for row in (*here, new)]
    moves += [(row.at, -tainted(row)) for row in gone]
    claimed = run.claim.amount if run.claim is not None else 0
    return lies_beyond(run.ceiling, claimed, moves, new.at)


def settle(run: Run, rows: Iterable[Row]) -> None:
    """Mark as final what lies before the run's frontier."""
    for row in rows:
        if run.frontier is not None and row.at < run.frontier and not row.is_final:
            row.is_final = True
            row.save(update_fields=["is_final"])
