"""Testing whether an authority's duty officer reads what arrives, from both sides.

Nothing but ids, codes and times travels: the officers of the other State are never named.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import Team, User
from homeward.foundation.access.queries import desk_of_authority
from homeward.foundation.authorities.errors import (
    CannotPing,
    NotOnDuty,
    PingOver,
    PingWaits,
    TimeImpossible,
    UnknownContact,
)
from homeward.foundation.authorities.locks import hold
from homeward.foundation.authorities.models import Authority, ContactPoint, Ping
from homeward.foundation.authorities.ports import carrier
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.authorities.reachability import answers_as, is_by_telephone, may_test
from homeward.foundation.authorities.vocabulary import (
    CODE_TRIES,
    PING_FAULT_KEPT,
    PING_LIFETIME,
    PingState,
)
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.duty.actions.tasks import find_duty_role
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.vocabulary import UsualRole
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

ANSWER, AWAIT, FAILED = (
    "authorities.answer_ping",
    "authorities.ping_waits",
    "authorities.ping_fails",
)
#: So many pings of one State may stand unanswered here in a day, and so many come in an hour:
#: nobody keeps a duty officer busy with them, whatever times he writes into them.
MOST_WAITING, MOST_AN_HOUR = 10, 20
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_LONGEST = timedelta(days=7)
_DIGITS = 8


@transaction.atomic
def send_ping(authority: str, point: str = "", *, user: User) -> Ping:
    """Ask the duty officer of another State's authority whether he reads this.

    `point` names the contact point that is tested, none the authority's node. Raises
    Forbidden for whoever does not work with other States, UnknownContact, CannotPing, PingWaits, or
    the error of the exchange where nothing can be sent.
    """
    if not may_test(user):
        raise Forbidden("authority", authority)
    found = Authority.objects.filter(pk=authority).exclude(state=settings.HOMEWARD_STATE).first()
    known = not point or ContactPoint.objects.filter(authority=authority, point=point).exists()
    if found is None or not known:
        raise UnknownContact(contact=f"{authority}/{point}".strip("/"))
    if found.state_id not in connected_states():
        raise CannotPing(state=found.state_id)
    hold(f"ping {authority}/{point}")
    now = datetime.now(UTC)
    waiting = Ping.objects.filter(
        is_ours=True, authority=authority, point=point, status=PingState.WAITING, due_at__gt=now
    ).first()
    if waiting is not None:
        raise PingWaits(authority=found.name, due=waiting.due_at.isoformat(timespec="minutes"))
    code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    ping = Ping(
        is_ours=True,
        state=found.state_id,
        authority=authority,
        point=point,
        sent_at=now,
        sent_by=user.pk,
        due_at=now + timedelta(minutes=settings.HOMEWARD_PING_MINUTES),
    )
    ping.code = _digest(ping.id, code)
    ping.save(force_insert=True)
    carrier().ping(
        ping.id,
        to=ping.state,
        authority=authority,
        point=point,
        code=code,
        due=ping.due_at,
        actor=user.actor,
    )
    # It stays before whoever asked until it is answered, and is spoken of when its time is over.
    add_task(
        AWAIT,
        actor=user.actor,
        subject=("ping", ping.id),
        url=f"/authorities/pings/{ping.id}/",
        assignee=user,
        due_at=ping.due_at,
        authority=authority,
        state=ping.state,
    )
    _note("authorities.ping_sent", ping, user.actor)
    return ping


def why_not_taken(sender: str, authority: str, due: datetime, now: datetime) -> str:
    """The code of why a ping that arrived has no effect here; empty where it has."""
    own = Authority.objects.filter(pk=authority, state=settings.HOMEWARD_STATE)
    if not own.exists():
        return "no_such_authority"
    if not now < due < now + _LONGEST:
        return "due_out_of_bounds"
    if (
        desk_of_authority(authority) is None
        and find_duty_role(UsualRole.DUTY_OFFICER, None) is None
    ):
        return "no_desk"
    hold(f"pings of {sender}")
    came = Ping.objects.filter(is_ours=False, state=sender)
    waiting = came.filter(status=PingState.WAITING, noted_at__gt=now - _DAY)
    lately = came.filter(noted_at__gt=now - _HOUR)
    many = waiting.count() >= MOST_WAITING or lately.count() >= MOST_AN_HOUR
    return "too_many_pings" if many else ""


def take_ping(
    ping_id: UUID,
    *,
    sender: str,
    authority: str,
    point: str,
    code: str,
    sent_at: datetime,
    due: datetime,
    actor: Actor,
) -> Team | None:
    """Put a ping that arrived before whoever is on duty, and at the desk; returns that desk."""
    ping = Ping.objects.create(
        id=ping_id,
        is_ours=False,
        state=sender,
        authority=authority,
        point=point,
        sent_at=sent_at,
        due_at=due,
        code=code,
    )
    desk = desk_of_authority(authority)
    add_task(
        ANSWER,
        actor=actor,
        subject=("ping", ping_id),
        url=f"/authorities/pings/{ping_id}/",
        team=desk,
        role=UsualRole.DUTY_OFFICER,
        due_at=due,
        remind_at=datetime.now(UTC),
        authority=authority,
        state=sender,
    )
    _note("authorities.ping_arrived", ping, actor)
    return desk


@transaction.atomic
def answer_ping(ping_id: UUID, *, user: User, by_code: bool = False) -> Ping:
    """The duty officer says that he reads this, or (`by_code`) that he read the code to a caller.

    A test of a telephone is answered by its code alone: a click proves nothing of it. What was read
    aloud is typed in by the other side, so nothing is sent then. Raises NotOnDuty, PingOver.
    """
    ping = _locked(ping_id, is_ours=False)
    answered_as = answers_as(user, ping)
    if not answered_as:
        raise NotOnDuty
    if ping.status == PingState.ANSWERED:
        raise PingOver
    ping.status, ping.answered_at = PingState.ANSWERED, datetime.now(UTC)
    ping.answered_as, ping.answered_by = answered_as, user.pk
    ping.by_code = by_code or is_by_telephone(ping)
    ping.save()
    finish_tasks(("ping", ping.id), actor=user.actor)
    if not ping.by_code:
        carrier().answer(
            ping.id,
            to=ping.state,
            answered_at=ping.answered_at,
            answered_as=answered_as,
            actor=user.actor,
        )
    _note("authorities.ping_answered", ping, user.actor)
    return ping


def take_answer(
    ping_id: UUID, *, sender: str, answered_at: datetime, answered_as: str, actor: Actor
) -> bool:
    """The answer of the other node; False where this node asked no such thing of that State.

    What its clock says is believed between the question and now, and no further.
    """
    found = Ping.objects.select_for_update().filter(pk=ping_id, is_ours=True, state=sender)
    ping = found.first()
    if ping is None:
        return False
    if ping.status == PingState.ANSWERED:
        return True  # it was answered by code before
    now = datetime.now(UTC)
    ping.status, ping.answered_as = PingState.ANSWERED, answered_as
    ping.answered_at = min(max(answered_at, ping.sent_at), now)
    ping.returned_at, ping.fault = now, ""
    ping.save()
    finish_tasks(("ping", ping.id), actor=actor)
    _note_measured(ping, actor)
    return True


@transaction.atomic
def answer_by_code(ping_id: UUID, code: str, *, heard_at: datetime, user: User) -> bool:
    """The other officer read the code aloud at `heard_at`; False, and counted, for a wrong one.

    It shows that the telephone is answered where the way back of the node fails. Raises Forbidden
    for whoever does not work with other States, PingOver after five wrong codes, TimeImpossible.
    """
    if not may_test(user):
        raise Forbidden("ping", ping_id)
    ping = _locked(ping_id, is_ours=True)
    if ping.status == PingState.ANSWERED or ping.by_call or ping.tries >= CODE_TRIES:
        raise PingOver
    last = min(datetime.now(UTC), ping.sent_at + PING_LIFETIME)
    if not ping.sent_at.replace(second=0, microsecond=0) <= heard_at <= last:
        raise TimeImpossible
    given = _digest(ping.id, "".join(code.split()))
    if not hmac.compare_digest(given, ping.code):
        ping.tries += 1
        ping.save(update_fields=["tries"])
        return False
    # The form knows minutes only: nobody heard it before it was sent.
    ping.status, ping.answered_at = PingState.ANSWERED, max(heard_at, ping.sent_at)
    ping.by_code, ping.fault = True, ""
    ping.save()
    finish_tasks(("ping", ping.id), actor=user.actor)
    _note_measured(ping, user.actor)
    return True


def note_not_delivered(ping_id: UUID, reason: str, *, actor: Actor) -> None:
    """The other node refused the ping, or it could not be handed over in its time."""
    ping = Ping.objects.select_for_update().filter(pk=ping_id, is_ours=True).first()
    if ping is None or ping.status == PingState.ANSWERED:
        return
    ping.status, ping.fault = PingState.FAILED, reason[:60]
    ping.save()
    finish_tasks(("ping", ping.id), actor=actor)
    add_task(
        FAILED,
        actor=actor,
        subject=("ping", ping.id),
        url=f"/authorities/pings/{ping.id}/",
        assignee=User.objects.filter(pk=ping.sent_by or 0).first(),
        authority=ping.authority,
        state=ping.state,
    )
    _note("authorities.ping_failed", ping, actor)


@transaction.atomic
def close_overdue(now: datetime, *, actor: Actor) -> int:
    """Take tests whose time is over out of My work; how many tasks ended.

    Before a desk one ends with the time for its answer, before whoever sent it when nothing can
    answer it any more. It stays measured as unanswered, and an answer that comes late still counts.
    """
    waiting = Task.objects.filter(done_at__isnull=True)
    ended = _ended(waiting.filter(kind=ANSWER, due_at__lte=now), actor)
    ended += _ended(waiting.filter(kind=FAILED, created_at__lte=now - PING_FAULT_KEPT), actor)
    sent = now - PING_LIFETIME
    unanswered = waiting.filter(kind=AWAIT, created_at__lte=sent)
    over = Ping.objects.filter(is_ours=True, pk__in=[UUID(one.subject_id) for one in unanswered])
    for ping in over.exclude(status=PingState.ANSWERED):
        _note("authorities.ping_unanswered", ping, actor)
    return ended + _ended(unanswered, actor)


def _ended(tasks: QuerySet[Task], actor: Actor) -> int:
    found = list(tasks.values_list("subject_id", "kind"))
    return sum(finish_tasks(("ping", subject), kind, actor=actor) for subject, kind in found)


def _locked(ping_id: UUID, *, is_ours: bool) -> Ping:
    ping = Ping.objects.select_for_update().filter(pk=ping_id, is_ours=is_ours).first()
    if ping is None:
        raise PingOver
    return ping


def _digest(ping_id: UUID, code: str) -> str:
    return hashlib.sha256(f"{ping_id}:{code}".encode()).hexdigest()


def _note(verb: str, ping: Ping, actor: Actor) -> None:
    record(verb, actor=actor, subject=("ping", ping.id), state=ping.state, authority=ping.authority)


def _note_measured(ping: Ping, actor: Actor) -> None:
    took = ping.took
    record(
        "authorities.ping_returned",
        actor=actor,
        subject=("ping", ping.id),
        state=ping.state,
        authority=ping.authority,
        seconds=round(took.total_seconds()) if took is not None else 0,
        by_code=ping.by_code,
    )
