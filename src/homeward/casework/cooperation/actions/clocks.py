"""The clocks of a request that run beside the answer's own: each a task with the day it is due.

A clock follows from where the request stands and what was said when it came there. It is set anew
after every change, on the side whose clock it is. All these days are counted in the requested
State: each ends with that day there, on both nodes.
"""

from datetime import date, datetime

from django.conf import settings

from homeward.casework.cooperation.deadlines import end_of
from homeward.casework.cooperation.lifecycle import RequestState, Side
from homeward.casework.cooperation.models import Change, Request
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor

S = RequestState
# By state and side: the task, the change that says by when, and the field in which.
CLOCKS = {
    (S.POSTPONED, Side.REQUESTED): ("cooperation.look_again", "postpone", "until"),
    (S.POSTPONED, Side.REQUESTING): ("cooperation.ask_again", "postpone", "until"),
    (S.HELD, Side.REQUESTING): ("cooperation.send_documents", "arrest", "papers_by"),
    (S.HELD, Side.REQUESTED): ("cooperation.documents_due", "arrest", "papers_by"),
    (S.ARRANGED, Side.REQUESTING): ("cooperation.take_over", "propose_surrender", "on"),
    (S.ARRANGED, Side.REQUESTED): ("cooperation.hand_over", "propose_surrender", "on"),
    (S.LENT, Side.REQUESTING): ("cooperation.return_person", "surrender_for_time", "return_by"),
    # Both States watch the last day of a joint investigation (UNTOC 19), which both may prolong.
    (S.IN_FORCE, Side.REQUESTING): ("cooperation.joint_ends", "", ""),
    (S.IN_FORCE, Side.REQUESTED): ("cooperation.joint_ends", "", ""),
}
KINDS = tuple(kind for kind, _name, _field in CLOCKS.values())


def keep_clock(request: Request, *, actor: Actor) -> None:
    """Let the clock of the present state run, and no other."""
    finish_tasks(("request", request.pk), *KINDS, actor=actor)
    found = CLOCKS.get((S(request.state), Side(request.side)))
    if found is None:
        return
    kind, name, field = found
    day = _named(request, name, field) if name else last_day(request)
    if not day:
        return
    add_task(
        kind,
        actor=actor,
        subject=("request", request.pk),
        url=f"/requests/{request.pk}/",
        team=request.desk,
        due_at=end_there(request, date.fromisoformat(day)),
        reference=request.reference,
        state=request.other_state,
    )


def last_day(request: Request) -> str:
    """The last day of a joint investigation: the agreed one, or that to which both prolonged it.

    Nothing that is agreed on makes it end earlier: either State ends it whenever it wants.
    """
    steps = request.changes.filter(name__in=("ask_longer", "agree_longer")).exclude(led_to="")
    stood = list(steps.order_by("at", "pk"))
    days = [str(request.content.get("ends_on") or "")]
    for agreed in (one for one in stood if one.name == "agree_longer"):
        known = agreed.seen or 0
        asked = [
            one
            for one in stood
            if one.name == "ask_longer" and one.side != agreed.side and (one.number or 0) <= known
        ]
        if asked:
            newest = max(asked, key=lambda one: one.number or 0)
            days.append(_field(newest, "longer_until"))
    return max(days)


def _named(request: Request, name: str, field: str) -> str:
    said = request.changes.filter(name=name).exclude(led_to="").order_by("-at", "-pk").first()
    return _field(said, field) if said else ""


def _field(change: Change, field: str) -> str:
    return str(dict(change.data.get("fields") or {}).get(field, ""))


def end_there(request: Request, day: date) -> datetime:
    """The last minute of a day in the requested State, whichever side this node is on."""
    is_own = request.side == Side.REQUESTED
    return end_of(
        day,
        state=settings.HOMEWARD_STATE if is_own else request.other_state,
        authority=request.own_authority if is_own else request.other_authority,
    )
