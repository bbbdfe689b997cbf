"""Tasks."""

from django.db import models

from homeward.foundation.access.models import Team, User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.models.roster import DutyRole
from homeward.foundation.duty.vocabulary import ENDED, TaskStatus


class Task(models.Model):
    """Something to do by a time, at a desk or by a person. Texts hold no names of persons.

    `role` is the code of the duty role whose business it is, `duty_role` the one found for it.
    `compartment`, where set, opens the task to its members. `next_notice_at` is when the sweep must
    look at it again; it is empty for what is ended or has no clock left.
    """

    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    case_id = models.BigIntegerField(null=True)
    compartment = models.CharField(max_length=20, choices=Compartment.choices, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    duty_role = models.ForeignKey(DutyRole, on_delete=models.PROTECT, null=True, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    status = models.CharField(
        max_length=20, choices=TaskStatus.choices, default=TaskStatus.NOT_STARTED
    )
    reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.BigIntegerField(null=True)
    changed_by = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    life_at_risk = models.BooleanField(default=False)
    remind_at = models.DateTimeField(null=True)
    escalate_after = models.DurationField(null=True)
    next_notice_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="duty_task_subject"),
            models.Index(fields=["team", "done_at"], name="duty_task_team"),
            models.Index(fields=["created_by"], name="duty_task_maker"),
            models.Index(fields=["changed_by"], name="duty_task_changer"),
            models.Index(fields=["case_id", "compartment"], name="duty_task_case"),
            models.Index(
                fields=["next_notice_at"],
                name="duty_task_clock",
                condition=models.Q(next_notice_at__isnull=False),
            ),
        ]

    @property
    def is_ended(self) -> bool:
        """Whether nothing is left to do."""
        return self.status in ENDED
