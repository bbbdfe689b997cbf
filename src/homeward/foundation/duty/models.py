"""Tasks."""

from django.db import models

from homeward.foundation.access.models import Team, User


class Task(models.Model):
    """Something to do by a time, at a desk or by a person. Texts hold no names of persons."""

    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    case_id = models.BigIntegerField(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="duty_task_subject"),
            models.Index(fields=["team", "done_at"], name="duty_task_team"),
            models.Index(fields=["created_by"], name="duty_task_maker"),
        ]
