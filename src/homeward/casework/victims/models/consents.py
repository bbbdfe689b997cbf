"""Consent to share a part of a support file, its withdrawal, and decisions in its stead."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from homeward.casework.cases.models import InCompartment
from homeward.casework.victims.models.files import Guardian, SupportFile
from homeward.casework.victims.words.files import ConsentPurpose, Given, Scope
from homeward.foundation.access.models import User


class Consent(InCompartment):
    """What a person, or who decides for him, agreed may be shared with one recipient, for what.

    `recipient` is a code: `service:<number>`, `authority:<code>`, `state:<code>`, or `person` with
    the name in `recipient_name`. It is withdrawn once, and stays readable.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose.choices)
    purpose_note = models.CharField(max_length=300, blank=True)
    recipient = models.CharField(max_length=60)
    recipient_name = models.CharField(max_length=200)
    covers = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    guardian = models.ForeignKey(
        Guardian, on_delete=models.PROTECT, null=True, related_name="+", help_text="who gave it"
    )
    childs_view = models.TextField(blank=True, help_text="what the child itself wants")
    how = models.CharField(max_length=10, choices=Given.choices)
    language = models.CharField(max_length=3, blank=True)
    interpreter = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_why = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")


class Override(InCompartment):
    """A decision to share without consent, with the law it stands on; by a second person.

    `approved_by` is never who asked for it. Nothing is shared before it is approved, or after it
    was taken back.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="overrides")
    recipient = models.CharField(max_length=60, help_text="as in Consent")
    recipient_name = models.CharField(max_length=200)
    covers = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    law = models.CharField(max_length=300, help_text="the provision that allows it")
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_why = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="of one that was approved")
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_why = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that asked")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("asked_by")),
                name="victims_override_two",
            )
        ]
