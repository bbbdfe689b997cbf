"""What somebody must be told, whom it was told to, and who answered."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from homeward.foundation.access.models import Team, User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.models.roster import DutyRole
from homeward.foundation.duty.vocabulary import MailState, Urgency


class Notice(models.Model):
    """One thing to be told to a person, a team or a duty role, until one of them answers.

    `key` makes it unique: what raises it again raises nothing. `told` repeats the persons of its
    deliveries, for the wall. `escalate_at` is when the next person is told; it is empty when nobody
    is left or the notice does not climb. `step` is the time of one step where the task says it.
    """

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    case_id = models.BigIntegerField(null=True)
    compartment = models.CharField(max_length=20, choices=Compartment.choices, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    task = models.ForeignKey("duty.Task", on_delete=models.PROTECT, null=True, related_name="+")
    occasion = models.CharField(max_length=20, default="told")
    urgency = models.CharField(max_length=20, choices=Urgency.choices, default=Urgency.ROUTINE)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.ForeignKey(DutyRole, on_delete=models.PROTECT, null=True, related_name="+")
    told = ArrayField(models.BigIntegerField(), default=list)
    raised_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)
    climbs = models.BooleanField(default=True)
    step = models.DurationField(null=True)
    steps = models.PositiveSmallIntegerField(default=0)
    escalate_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["told"], name="duty_notice_told"),
            models.Index(fields=["created_by"], name="duty_notice_maker"),
            models.Index(fields=["task"], name="duty_notice_task", condition=Q(closed_at=None)),
            models.Index(
                fields=["escalate_at"],
                name="duty_notice_clock",
                condition=Q(closed_at=None, escalate_at__isnull=False),
            ),
        ]


class Delivery(models.Model):
    """A notice before one person, with what became of its e-mail.

    `addressed` is true for whom the notice was meant for, and false for whom it climbed to.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    addressed = models.BooleanField(default=True)
    told_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)
    mail = models.CharField(max_length=20, choices=MailState.choices, default=MailState.NONE)
    mail_after = models.DateTimeField(null=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_fault = models.CharField(max_length=60, blank=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "user"], name="duty_delivery_once"),
        ]
        indexes = [
            models.Index(fields=["user", "told_at"], name="duty_delivery_user"),
            models.Index(fields=["created_by"], name="duty_delivery_maker"),
            models.Index(
                fields=["mail_after"],
                name="duty_delivery_mail",
                condition=Q(mail=MailState.WAITING),
            ),
        ]
