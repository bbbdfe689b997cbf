"""Messages to the public: their drafts, who approved them, and what became public."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from homeward.casework.cases.models import InCompartment
from homeward.casework.response.words.cap import (
    AlertStage,
    CapCertainty,
    CapScope,
    CapSeverity,
    CapStatus,
    CapType,
    CapUrgency,
    DeliveryState,
)


def _codes(**options: Any) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=20), default=list, **options)


class PublicAlert(InCompartment):
    """A message of the Common Alerting Protocol on its way from draft to publication.

    `identifier` is drawn by chance and says nothing of the case. `revision` counts every change and
    every sending for approval; an approval counts for its revision only. `message` are the bytes
    that are approved, composed when the message is sent for approval. `writers` wrote a part of it
    and approve nothing.
    """

    identifier = models.UUIDField(unique=True)
    stage = models.CharField(max_length=12, choices=AlertStage.choices, default=AlertStage.DRAFT)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    msg_type = models.CharField(max_length=6, choices=CapType.choices)
    status = models.CharField(max_length=8, choices=CapStatus.choices)
    scope = models.CharField(max_length=10, choices=CapScope.choices, default=CapScope.PUBLIC)
    restriction = models.CharField(max_length=300, blank=True)
    addresses = models.TextField(blank=True, help_text="one a line")
    note = models.CharField(max_length=300, blank=True)
    categories = _codes()
    responses = _codes()
    urgency = models.CharField(max_length=9, choices=CapUrgency.choices, blank=True)
    severity = models.CharField(max_length=8, choices=CapSeverity.choices, blank=True)
    certainty = models.CharField(max_length=8, choices=CapCertainty.choices, blank=True)
    effective = models.DateTimeField(null=True)
    onset = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)
    sender_name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    web = models.CharField(max_length=300, blank=True)
    picture = models.CharField(max_length=300, blank=True, help_text="https address of a photo")
    languages = ArrayField(models.CharField(max_length=12), default=list)
    texts = models.JSONField(default=dict, help_text="by language: event, headline, …, area")
    polygons = models.TextField(blank=True, help_text="one a line")
    circles = models.TextField(blank=True, help_text="one a line")
    geocodes = models.TextField(blank=True, help_text="NAME=value, one a line")
    chosen = _codes(help_text="codes of the facts of the case that were taken over by choice")
    shows_person = models.BooleanField(default=False, help_text="names, describes or pictures one")
    risk = models.TextField(blank=True, help_text="what could go wrong for the victim")
    person_risk = models.TextField(blank=True)
    alternatives = models.TextField(blank=True)
    writers = ArrayField(models.BigIntegerField(), default=list)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()
    sender = models.CharField(max_length=100, blank=True, help_text="the one in the message")
    sent = models.DateTimeField(null=True, help_text="the time in the message")
    message = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that made it")


class AlertApproval(InCompartment):
    """One person's approval of the exact bytes of one revision; only added."""

    alert = models.ForeignKey(PublicAlert, on_delete=models.PROTECT, related_name="approvals")
    revision = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "revision", "by"], name="response_alertapproval_once"
            )
        ]


class PublishedAlert(models.Model):
    """What everybody may read: the bytes of a public message, and nothing of the case.

    It names no case: the identifier leads back to the draft only for whoever may see the draft.
    """

    identifier = models.UUIDField(primary_key=True)
    replaces = models.UUIDField(null=True, unique=True, help_text="the message that this one ends")
    msg_type = models.CharField(max_length=6, choices=CapType.choices)
    status = models.CharField(max_length=8, choices=CapStatus.choices)
    headline = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    sent = models.DateTimeField()
    expires = models.DateTimeField(db_index=True)
    message = models.BinaryField()
    sha256 = models.CharField(max_length=64)


class AlertDelivery(InCompartment):
    """The way of one published message to one configured endpoint."""

    alert = models.ForeignKey(PublicAlert, on_delete=models.PROTECT, related_name="deliveries")
    identifier = models.UUIDField(help_text="of the published message")
    endpoint = models.CharField(max_length=300)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=80, blank=True, help_text="of the last attempt")
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "endpoint"], name="response_alertdelivery_once"
            )
        ]
