"""A State's own versions of the playbooks. They hold no case and no person of one."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVERYBODY = "everybody"


class VersionStatus(models.TextChoices):
    """Where a national version stands."""

    DRAFT = "draft", pgettext_lazy("playbook", "Draft")
    APPROVED = "approved", pgettext_lazy("playbook", "Approved")
    DISCARDED = "discarded", pgettext_lazy("playbook", "Discarded")


class PlaybookVersion(models.Model):
    """A playbook as this State runs it, from the draft on. Without content: as it is shipped.

    The approved version with the highest number is in force.
    """

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    base_version = models.PositiveIntegerField(help_text="of the shipped text it was made from")
    content = models.JSONField(null=True, help_text="null: back to the shipped text")
    reasons = models.JSONField(default=dict, help_text="why a step differs, by its id")
    reason = models.TextField(blank=True, help_text="why there is this version")
    roles = ArrayField(
        models.CharField(max_length=20), default=list, help_text="who may read it; or everybody"
    )
    status = models.CharField(
        max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT
    )
    drafted_by = models.BigIntegerField()
    writers = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="who wrote of it; none of them approves",
    )
    drafted_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("national version")
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="manual_version_number"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(status="draft"), name="manual_version_one_draft"
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("drafted_by"))),
                name="manual_version_two_persons",
            ),
        ]
        indexes = [GinIndex(fields=["roles"], name="manual_version_roles")]
