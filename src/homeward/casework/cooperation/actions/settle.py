"""Bringing a request's state up to date with what both sides did, as `crossing.py` reckons it."""

from homeward.casework.cooperation.crossing import Move, standing
from homeward.casework.cooperation.lifecycle import (
    UNISSUED,
    Needs,
    RequestState,
    Side,
    Transition,
    other,
)
from homeward.casework.cooperation.models import Change, Request, Undelivered


def moves_of(request: Request) -> list[Move]:
    """The changes that both sides know of; what the other State refused never was one there."""
    return [_move(row) for row in _exchanged(request) if row.undelivered != Undelivered.REFUSED]


def next_number(request: Request) -> int:
    """The number of this side's next change."""
    return _last(request, request.side) + 1


def seen_so_far(request: Request) -> int:
    """The number of the last change of the other side that arrived."""
    return _last(request, other(request.side))


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
    request.state = found.state if _has_moved(request, rows) else _unmoved(request)
    request.questions = found.questions
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


def _has_moved(request: Request, rows: list[Change]) -> bool:
    """Whether a change that is not beside the state stands."""
    moved = (row for row in rows if row.led_to)
    return any((t := _transition(request, row)) is not None and not t.beside for row in moved)


def _transition(request: Request, row: Change) -> Transition | None:
    return request.lifecycle.get(row.name, row.side)


def _unmoved(request: Request) -> RequestState:
    """Before anything was changed: delivered where it arrived, issued until its receipt came.

    What is said of a draft leaves it where it is.
    """
    if request.state in UNISSUED:
        return RequestState(request.state)
    if request.side == Side.REQUESTED or request.changes.filter(name="deliver").exists():
        return RequestState.DELIVERED
    return RequestState.ISSUED


def _answer(request: Request, rows: list[Change]) -> dict[str, str]:
    """The last answer that stands, if any: the final one, or the latest part of it.

    By its maker's count: times are written by people, and clocks differ.
    """
    for row in sorted(rows, key=lambda row: row.number or 0, reverse=True):
        transition = _transition(request, row)
        answers = transition is not None and transition.needs in (Needs.ANSWER, Needs.PART)
        if row.led_to and answers:
            return {str(k): str(v) for k, v in dict(row.data.get("fields") or {}).items()}
    return {}
