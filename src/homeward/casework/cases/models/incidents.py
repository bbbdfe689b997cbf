"""What happened, counted apart from the victims; the flags of the case; how its class changed."""

from django.db import models

from homeward.casework.cases.models.case import Case, InCompartment
from homeward.casework.cases.words.first_call import FlagKind, IncidentKind


class Incident(InCompartment):
    """An event of the kidnapping itself, at a time that may be known as a range only."""

    kind = models.CharField(max_length=20, choices=IncidentKind.choices)
    occurred_from = models.DateTimeField(null=True, help_text="the earliest it can have been")
    occurred_to = models.DateTimeField(null=True, help_text="the latest it can have been")
    place = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    reported_by = models.ForeignKey(
        "cases.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class SafetyFlag(models.Model):
    """A danger to life that whoever works on the case must have before his eyes.

    Members of the investigation, crisis and victims compartments see it; finance needs no health.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=20, choices=FlagKind.choices)
    detail = models.TextField(blank=True)
    needed_by = models.DateTimeField(null=True, help_text="from when on life is at risk")
    raised_by = models.BigIntegerField(null=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.BigIntegerField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that raised it")


class Classification(InCompartment):
    """One change of what the case is counted as, with its reason; only added to."""

    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    before = models.JSONField(help_text="codes: class, type, modalities, purposes, confirmation")
    after = models.JSONField(help_text="the same, as they became")
    reason = models.TextField()
