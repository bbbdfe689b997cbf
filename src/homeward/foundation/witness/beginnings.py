"""A peer's journal that begins anew, because its node was restored from a backup.

Its entries after the backup are gone, so its next heads never follow the last that was
countersigned. Only a person can tell an honest restore from removed entries: an overseer, who asked
the overseer of the other State. From then on the next head is taken as the first.
"""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.roles import Role
from homeward.foundation.journal.actions import record
from homeward.foundation.witness.alarms import settle
from homeward.foundation.witness.errors import NoBeginning, NoOpenAlarm
from homeward.foundation.witness.kinds import ALARM_OF
from homeward.foundation.witness.models import Alarm, Beginning, SeenHead

#: What a restore of the other node explains.
EXPLAINED = tuple(ALARM_OF.values())


def begins_anew(last: SeenHead | None) -> bool:
    """Whether an overseer set the last countersigned head of a State aside."""
    return last is not None and Beginning.objects.filter(set_aside=last).exists()


def may_accept(viewer: Any) -> bool:
    """Whether the viewer may accept a new beginning: overseers only, who stand outside the work."""
    return bool(viewer.has_role(Role.OVERSEER))


@transaction.atomic
def accept_beginning(alarm_id: int, *, note: str, user: Any) -> None:
    """An overseer settles an alarm because the other State's node was restored.

    All open alarms about heads of that State end with it. Raises Forbidden, NoOpenAlarm,
    NoBeginning.
    """
    if not may_accept(user):
        raise Forbidden("alarm", alarm_id)
    found = Alarm.objects.filter(pk=alarm_id, settled_at=None).first()
    if found is None:
        raise NoOpenAlarm
    last = SeenHead.objects.filter(peer=found.peer).order_by("-id").first()
    if found.kind not in EXPLAINED or last is None:
        raise NoBeginning
    Beginning.objects.get_or_create(
        set_aside=last,
        defaults={
            "peer": found.peer,
            "accepted_at": datetime.now(UTC),
            "accepted_by": user.actor.name,
            "note": note,
        },
    )
    record(
        "witness.beginning_accepted",
        actor=user.actor,
        subject=("node", found.peer),
        size=last.size,
        note=note,
    )
    explained = Alarm.objects.filter(peer=found.peer, kind__in=EXPLAINED, settled_at=None)
    for pk in list(explained.order_by("pk").values_list("pk", flat=True)):
        settle(pk, note=note, actor=user.actor)
