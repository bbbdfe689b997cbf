"""What this node changes in the laws as they are shipped: proposals and versions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProposalStatus(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "open", pgettext_lazy("proposal", "Open")
    APPROVED = "approved", pgettext_lazy("proposal", "Approved")
    REJECTED = "rejected", pgettext_lazy("proposal", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")


class Proposal(models.Model):
    """Changes to one State's law that one person proposes and another decides.

    `changes` is a list of {path, before, after} as `changes.Change`; null is "not there".
    """

    state = models.CharField(max_length=2, db_index=True)
    reason = models.TextField(help_text="why, and from what")
    changes = models.JSONField()
    status = models.CharField(
        max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.OPEN
    )
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True, help_text="why it was rejected or withdrawn")

    class Meta:
        verbose_name = _("proposal to change a law")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=("approved", "rejected"))
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="law_proposal_two_persons",
            )
        ]


class LawVersion(models.Model):
    """A State's law as it is in force in this node from a moment on; the newest one holds.

    One whose `content` is empty says that the State was taken out: nothing of its own is in force.
    """

    state = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="in the shape of the data files")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="version")
    in_force_from = models.DateTimeField()

    class Meta:
        verbose_name = _("version of a law")
        constraints = [
            models.UniqueConstraint(fields=["state", "number"], name="law_version_number")
        ]


class Subscription(models.Model):
    """Somebody who wants to be told when a State's law changes in this node.

    `shipped` is the fingerprint of the shipped text that they were told of last, empty at first.
    """

    user_id = models.BigIntegerField()
    state = models.CharField(max_length=2)
    since = models.DateTimeField()
    shipped = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("subscription to a law")
        constraints = [
            models.UniqueConstraint(fields=["user_id", "state"], name="law_subscription_once")
        ]
