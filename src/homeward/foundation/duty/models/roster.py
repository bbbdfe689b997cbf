"""Who is on duty as what, and how people are reached."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import Team, User
from homeward.foundation.duty.vocabulary import ChannelKind, DutyKind, ShiftOrder, UsualRole


class DutyRole(models.Model):
    """Something that a team keeps people on duty for. `always` means that a gap is a fault."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="duty_roles")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, choices=DutyKind.choices, default=DutyKind.WORKING)
    always = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "code"], name="duty_dutyrole_once"),
        ]

    def __str__(self) -> str:
        if self.name or self.code not in UsualRole.values:
            return self.name or self.code
        return str(UsualRole(self.code).label)


class Shift(models.Model):
    """A person on duty in a role from one moment to another, called in this order."""

    role = models.ForeignKey(DutyRole, on_delete=models.PROTECT, related_name="shifts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    order = models.PositiveSmallIntegerField(choices=ShiftOrder.choices, default=ShiftOrder.FIRST)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="duty_shift_lasts"
            ),
        ]
        indexes = [
            models.Index(fields=["role", "ends_at"], name="duty_shift_role"),
            models.Index(fields=["user", "ends_at"], name="duty_shift_user"),
            models.Index(fields=["ends_at"], name="duty_shift_ends"),
        ]


class Channel(models.Model):
    """A way to reach a person, in the order in which it is to be tried."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(_("way"), max_length=20, choices=ChannelKind.choices)
    address = models.CharField(max_length=254)
    order = models.PositiveSmallIntegerField(default=1)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "address"], name="duty_channel_once"),
        ]


class QuietHours(models.Model):
    """When a person's e-mail waits, every day, in a time zone of the person's own.

    An end before the start lies on the next day.
    """

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="quiet_hours", primary_key=True
    )
    starts = models.TimeField()
    ends = models.TimeField()
    zone = models.CharField(max_length=60)


class HandOver(models.Model):
    """What one shift tells the next, and that the next has read it."""

    role = models.ForeignKey(DutyRole, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(max_length=4000)
    given_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["receiver", "acknowledged_at"], name="duty_handover_receiver"),
        ]
