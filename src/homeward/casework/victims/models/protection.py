"""Threat assessments, protection measures and their history, protected addresses, alarms."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from homeward.casework.cases.models import InCompartment, SealedItem
from homeward.casework.cooperation.models import Request
from homeward.casework.victims.models.consents import Consent, Override
from homeward.casework.victims.models.files import SupportFile
from homeward.casework.victims.words.protection import (
    AlarmCause,
    MeasureKind,
    MeasureStatus,
    MeasureStep,
    ThreatLevel,
    ThreatSource,
)
from homeward.foundation.access.models import User


class ThreatAssessment(InCompartment):
    """How great the danger for a person is, and why. Only added to; `corrects` replaces one."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="threats")
    assessed_on = models.DateField()
    sources = ArrayField(models.CharField(max_length=20, choices=ThreatSource.choices))
    level = models.CharField(max_length=10, choices=ThreatLevel.choices)
    reasons = models.TextField()
    assessor = models.CharField(max_length=200, help_text="who assessed, by role and authority")
    review_on = models.DateField(help_text="the day by which it is assessed again")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")


class Measure(InCompartment):
    """What protects a person, from a day until another (both included; null: until it is lifted).

    A constraint of the database keeps two live measures of one kind of one file from overlapping.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=20, choices=MeasureKind.choices)
    what = models.TextField(help_text="what is done, without addresses")
    begins_on = models.DateField()
    until = models.DateField(null=True)
    review_on = models.DateField()
    responsible = models.CharField(max_length=200, help_text="role and authority")
    status = models.CharField(
        max_length=10, choices=MeasureStatus.choices, default=MeasureStatus.PLANNED
    )
    ended_on = models.DateField(null=True, help_text="the day it was lifted or refused")
    reason = models.TextField(blank=True, help_text="why it ended")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(help_text="the person who set its revision", null=True)
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("begins_on")),
                name="victims_measure_days",
            )
        ]


class MeasureEntry(InCompartment):
    """A step in the life of a measure, with its days as they were after it. Only added to."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="entries")
    step = models.CharField(max_length=10, choices=MeasureStep.choices)
    day = models.DateField(help_text="on which it happened")
    note = models.TextField(blank=True)
    begins_on = models.DateField()
    until = models.DateField(null=True)
    review_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that made it")


class ProtectedAddress(InCompartment):
    """That a person has a protected address. The address itself is sealed for two to open."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="addresses")
    item = models.OneToOneField(SealedItem, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_why = models.TextField(blank=True)


class ThreatAlarm(InCompartment):
    """Something happened in the case after which a threat is looked at again.

    Written by the node's service `guardian`, which knows the cause by its code and nothing else of
    what happened, but the day of what became of a suspect. One of a cause is open for a file at
    most, or of what became of a suspect one of each entry (`key`); the next assessment answers it.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="alarms")
    cause = models.CharField(max_length=10, choices=AlarmCause.choices)
    day = models.DateField(null=True, help_text="of what became of a suspect, where it is told")
    key = models.UUIDField(null=True, help_text="of the entry; it says nothing of it")
    raised_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    assessment = models.ForeignKey(
        ThreatAssessment, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["file", "cause", "key"],
                condition=models.Q(answered_at__isnull=True),
                nulls_distinct=False,
                name="victims_alarm_open_once",
            )
        ]


class SharedRequest(InCompartment):
    """A request abroad that speaks of a person, and the consent or decision that allows it.

    `recalled_at` is when the consent was withdrawn and the request's contents with it.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="requests")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    override = models.ForeignKey(Override, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.BigIntegerField(null=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent__isnull=True) ^ models.Q(override__isnull=True),
                name="victims_sharedrequest_one",
            )
        ]
