"""What a State tells the Secretariat, as both nodes keep it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """Where something that two people decide on stands."""

    DRAFT = "draft", pgettext_lazy("reporting", "Waits for a second person")
    RETURNED = "returned", pgettext_lazy("reporting", "Returned")
    SENT = "sent", pgettext_lazy("reporting", "Approved and sent")
    RECEIVED = "received", pgettext_lazy("reporting", "Received")


class Aggregate(models.Model):
    """All figures that a State tells at one time. Its id is the thread's; its lines never change.

    A later number of the same State stands in the place of all earlier ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    state = models.CharField(max_length=2)
    number = models.PositiveIntegerField(help_text="among those of the State, from 1")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    lines = models.JSONField(help_text="figures after disclosure control, see lines.py")
    absent = ArrayField(models.CharField(max_length=60), default=list)
    coverage = models.TextField()
    under_reporting = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="why it takes the place of the one before")
    prepared_at = models.DateTimeField()
    prepared_by = models.BigIntegerField(null=True, help_text="null: in the other State")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    returned = models.TextField(blank=True, help_text="why it was returned")
    message_id = models.UUIDField(null=True)
    refused = models.CharField(max_length=60, blank=True, help_text="why it was not taken in")

    class Meta:
        verbose_name = _("aggregate")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["state", "number"], name="reporting_aggregate_once"),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("prepared_by")),
                name="reporting_aggregate_two_people",
            ),
        ]
