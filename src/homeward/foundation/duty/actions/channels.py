"""Writes of how a person is reached, and when he sleeps: by the person himself."""

from datetime import time

from homeward.foundation.access.models import User
from homeward.foundation.duty.models import Channel, QuietHours
from homeward.foundation.duty.vocabulary import ChannelKind
from homeward.foundation.journal.actions import record


def add_channel(kind: ChannelKind, address: str, *, user: User, order: int = 1) -> Channel:
    """Add a way to reach oneself; the same address again changes its order only."""
    channel, _made = Channel.objects.update_or_create(
        user=user, kind=kind, address=address, defaults={"order": order}
    )
    record("duty.channel_added", actor=user.actor, subject=("user", user.pk), channel=kind)
    return channel


def remove_channel(channel: Channel, *, user: User) -> None:
    """Take a way to reach oneself away."""
    kind = channel.kind
    channel.delete()
    record("duty.channel_removed", actor=user.actor, subject=("user", user.pk), channel=kind)


def set_quiet_hours(starts: time | None, ends: time | None, zone: str, *, user: User) -> None:
    """Set one's quiet hours, or none where a time is missing."""
    if starts is None or ends is None or starts == ends:
        QuietHours.objects.filter(user=user).delete()
    else:
        QuietHours.objects.update_or_create(
            user=user, defaults={"starts": starts, "ends": ends, "zone": zone}
        )
    record("duty.quiet_hours_set", actor=user.actor, subject=("user", user.pk))
