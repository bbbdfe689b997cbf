"""The lines of a case's timeline, who verified them, and what corrects what."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.models.case import InCompartment


class Standing(models.TextChoices):
    """What stands behind a line when it is entered; a verification comes as a row of its own."""

    RECORDED = "recorded", _("Recorded by the node")
    REPORTED = "reported", pgettext_lazy("timeline", "Reported")


class Event(InCompartment):
    """One line of the case's timeline, never changed: a correction is a line of its own.

    `at` is when it happened, up to `until` where it lasted or the time is only known so far;
    `entered_at` is when it was entered. `text`, `place` and `source` are an officer's own words.
    """

    at = models.DateTimeField(db_index=True)
    until = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    actor = models.CharField(max_length=100)
    url = models.CharField(max_length=300, blank=True)
    standing = models.CharField(
        max_length=20, choices=Standing.choices, default=Standing.RECORDED, db_default="recorded"
    )
    source = models.CharField(max_length=200, blank=True, default="", db_default="")
    text = models.TextField(blank=True, default="", db_default="")
    place = models.CharField(max_length=200, blank=True, default="", db_default="")
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="correction"
    )
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that entered it")

    class Meta(InCompartment.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["case", "compartment", "-at", "-id"], name="cases_event_by_time")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("at")),
                name="cases_event_ends_after_its_beginning",
            )
        ]


class Verification(InCompartment):
    """Who verified a reported line, how and when; one is enough, and it is never changed."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="verification")
    how = models.TextField()
    verified_by = models.BigIntegerField()
    verified_at = models.DateTimeField(auto_now_add=True)
