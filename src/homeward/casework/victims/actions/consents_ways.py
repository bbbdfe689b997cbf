"""How a person is reached and who decides for him: added, and ended; never changed."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.errors.consents import GuardianNotNeeded
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.models import Channel, Guardian, SupportFile
from homeward.casework.victims.queries.files import needs_guardian
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to reach a person, agreed with him."""

    kind: str
    value: str
    safe_times: str = ""
    may_leave_word: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """Who decides for a person, by which decision."""

    name: str
    capacity: str
    decision: str
    decided_on: date
    valid_until: date | None = None
    in_conflict: bool = False
    own_file: SupportFile | None = None


@transaction.atomic
def add_channel(
    file: SupportFile, way: Way, *, user: User, form_token: UUID | None = None
) -> Channel:
    """Keep a way to reach the person; raises FileEnded."""
    lock_open(file)
    made = Channel.objects.create(
        **of_file(file), **asdict(way), agreed_by=user, form_token=form_token
    )
    note_support(file, "victims.channel_added", user, event=False, channel=made.kind)
    return made


@transaction.atomic
def end_channel(channel: Channel, *, user: User) -> None:
    """Reach the person no more in this way; raises EndedAlready."""
    _end(channel, user)
    note_support(channel.file, "victims.channel_ended", user, event=False, channel=channel.kind)


@transaction.atomic
def add_guardian(
    file: SupportFile, who: Deciding, *, user: User, form_token: UUID | None = None
) -> Guardian:
    """Keep who decides for the person; raises FileEnded, GuardianNotNeeded."""
    lock_open(file)
    if not needs_guardian(file):
        raise GuardianNotNeeded
    columns = {name: getattr(who, name) for name in who.__dataclass_fields__}
    made = Guardian.objects.create(**of_file(file), **columns, added_by=user, form_token=form_token)
    note_support(
        file,
        "victims.guardian_added",
        user,
        event=False,
        capacity=made.capacity,
        conflict=made.in_conflict,
    )
    return made


@transaction.atomic
def end_guardian(guardian: Guardian, *, user: User) -> None:
    """From now on this guardian decides nothing; what he decided stays. Raises EndedAlready."""
    _end(guardian, user)
    note_support(
        guardian.file, "victims.guardian_ended", user, event=False, capacity=guardian.capacity
    )


def _end(row: Channel | Guardian, user: User) -> None:
    rows = type(row)._default_manager.filter(pk=row.pk, ended_at__isnull=True)
    if not rows.update(ended_at=datetime.now(UTC), ended_by=user.pk):
        raise EndedAlready
