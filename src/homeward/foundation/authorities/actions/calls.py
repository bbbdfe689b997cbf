"""Noting a call to an authority whose State has no node here: what else could test its telephone.

What a State signs of itself stays as it is; the call stands beside it, as a test does.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import User
from homeward.foundation.authorities.errors import CallByCode, CallTimeImpossible, UnknownContact
from homeward.foundation.authorities.locks import hold
from homeward.foundation.authorities.models import Authority, Ping
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.authorities.reachability import may_test
from homeward.foundation.authorities.routing import points_of
from homeward.foundation.authorities.vocabulary import ChannelKind, PingState
from homeward.foundation.journal.actions import record

#: So long after it a call may still be noted: over a long weekend.
NOTED_WITHIN = timedelta(days=7)


@transaction.atomic
def note_call(
    authority: str, point: str, *, called_at: datetime, is_answered: bool, user: User
) -> Ping:
    """Note that a telephone of another State was called at `called_at`, and whether one answered.

    `point` names the contact point, none the telephone of the authority itself. The same call noted
    twice is one. Raises Forbidden for whoever does not work with other States, UnknownContact,
    CallByCode where the State's node can be asked, CallTimeImpossible.
    """
    if not may_test(user):
        raise Forbidden("authority", authority)
    found = Authority.objects.filter(pk=authority).exclude(state=settings.HOMEWARD_STATE).first()
    telephones = {
        one.point
        for one in (points_of(found, is_connected=False) if found else [])
        if one.channel == ChannelKind.PHONE
    }
    if found is None or point not in telephones:
        raise UnknownContact(contact=f"{authority}/{point}".strip("/"))
    if found.state_id in connected_states():
        raise CallByCode(state=found.state_id)
    now = datetime.now(UTC)
    if not now - NOTED_WITHIN <= called_at <= now:
        raise CallTimeImpossible(days=NOTED_WITHIN.days)
    hold(f"ping {authority}/{point}")
    status = PingState.ANSWERED if is_answered else PingState.FAILED
    ping, is_new = Ping.objects.get_or_create(
        is_ours=True,
        by_call=True,
        state=found.state_id,
        authority=authority,
        point=point,
        sent_at=called_at,
        sent_by=user.pk,
        status=status,
        defaults={
            "due_at": called_at,
            "answered_at": called_at if is_answered else None,
        },
    )
    if is_new:
        record(
            "authorities.call_noted",
            actor=user.actor,
            subject=("ping", ping.id),
            state=ping.state,
            authority=ping.authority,
            answered=is_answered,
        )
    return ping
