"""Bringing a request's state up to date with what both sides did, as `crossing.py` reckons it."""

from homeward.casework.cooperation.crossing import Move, other, standing
from homeward.casework.cooperation.lifecycle import Needs, RequestState, Side
from homeward.casework.cooperation.models import Change, Request, Undelivered


def moves_of(request: Request) -> list[Move]:
    """The changes that both sides know of; what the other State refused never was one there."""
    return [_move(row) for row in _exchanged(request) if row.undelivered != Undelivered.REFUSED]


def next_number(request: Request) -> int:
    """The number of this side's next change."""
    return _last(request, request.side) + 1


def seen_so_far(request: Request) -> int:
    """The number of the last change of the other side that arrived."""
    return _last(request, other(Side(request.side)))


def settle(request: Request) -> list[Change]:
    """Recompute state, answer and what stands; the row of the request is locked and saved here.

    Returns the changes that stood until now and do not stand any more.
    """
    rows = _exchanged(request)
    found = standing(request.lifecycle, moves_of(request))
    fallen = []
    for row in rows:
        counted = row.undelivered != Undelivered.REFUSED
        led_to = found.led_to.get((Side(row.side), row.number or 0), "") if counted else ""
        if row.led_to != led_to:
            fallen += [row] if row.led_to and not led_to else []
            row.led_to = led_to
            row.save(update_fields=["led_to"])
    request.state = found.state if found.led_to else _unmoved(request)
    request.answer = _answer(request, rows)
    request.revision += 1
    request.save()
    return fallen


def _exchanged(request: Request) -> list[Change]:
    return list(request.changes.filter(number__isnull=False))


def _move(row: Change) -> Move:
    return Move(Side(row.side), row.number or 0, row.seen, row.name)


def _last(request: Request, side: str) -> int:
    numbers = request.changes.filter(side=side, number__isnull=False)
    return numbers.order_by("-number").values_list("number", flat=True).first() or 0


def _unmoved(request: Request) -> RequestState:
    """Before anything was changed: delivered where it arrived, issued until its receipt came."""
    if request.side == Side.REQUESTED or request.changes.filter(name="deliver").exists():
        return RequestState.DELIVERED
    return RequestState.ISSUED


def _answer(request: Request, rows: list[Change]) -> dict[str, str]:
    """The answer that stands, if any."""
    for row in rows:
        transition = request.lifecycle.get(row.name)
        if row.led_to and transition is not None and transition.needs is Needs.ANSWER:
            return {str(k): str(v) for k, v in dict(row.data.get("fields") or {}).items()}
    return {}
