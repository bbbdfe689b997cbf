"""Hand-overs between the database and the tracing library."""

from collections.abc import Iterable

from django.conf import settings

from homeward.casework.proceeds.models import HandOver as Row
from homeward.casework.proceeds.models import Run
from homeward.tracing import HandOver, Stretch


def latest(run: Run, *, is_outgoing: bool) -> list[HandOver]:
    """The last revision of every hand-over of a run, one way, in the order of time."""
    found: dict[tuple[str, str], Row] = {}
    for row in run.hand_overs.filter(is_outgoing=is_outgoing).order_by("revision"):
        found[row.peer, row.reference] = row
    return [_from_row(row) for row in sorted(found.values(), key=lambda r: (r.at, r.reference))]


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


def to_row(run: Run, hand_over: HandOver, *, is_outgoing: bool) -> Row:
    """An unsaved row of a hand-over; a receiver nobody knows is kept as “??”."""
    peer = hand_over.receiver if is_outgoing else hand_over.sender
    return Row(
        run=run,
        is_outgoing=is_outgoing,
        peer=peer or "??",
        reference=hand_over.reference,
        revision=hand_over.revision,
        at=hand_over.time,
        amount=hand_over.amount,
        currency=hand_over.currency,
        stretches=[[s.offset, s.length, s.label] for s in hand_over.stretches],
        is_final=hand_over.final,
    )


def tainted(hand_over: HandOver) -> int:
    """Minor units of proceeds in a hand-over."""
    return sum(stretch.length for stretch in hand_over.stretches)


def settle(run: Run, rows: Iterable[Row]) -> None:
    """Mark as final what lies before the run's frontier."""
    for row in rows:
        if run.frontier is not None and row.at < run.frontier and not row.is_final:
            row.is_final = True
            row.save(update_fields=["is_final"])
