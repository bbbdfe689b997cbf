"""Outbox, inbox, receipts, and the counters of each pair of nodes."""

from django.db import models
from django.utils.translation import pgettext_lazy

from homeward.foundation.access.models import Team


class Delivery(models.TextChoices):
    """What became of a message that this node sent."""

    PENDING = "pending", pgettext_lazy("delivery", "On its way")
    ACCEPTED = "accepted", pgettext_lazy("delivery", "Accepted")
    REFUSED = "refused", pgettext_lazy("delivery", "Refused")
    EXPIRED = "expired", pgettext_lazy("delivery", "Expired")


class Pair(models.Model):
    """The outgoing side of a pair of nodes: the last sequence used and that message's digest."""

    peer = models.CharField(max_length=2, primary_key=True)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)


class OutMessage(models.Model):
    """A sealed message to another node; it stays here beside the data it speaks of."""

    id = models.UUIDField(primary_key=True, editable=False)
    peer = models.CharField(max_length=2)
    thread = models.UUIDField()
    sequence = models.BigIntegerField()
    type = models.CharField(max_length=60)
    handling = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    header = models.JSONField()
    envelope = models.BinaryField()
    case_id = models.BigIntegerField(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "sequence"], name="exchange_out_sequence")
        ]
        indexes = [
            models.Index(
                fields=["thread", "sequence"],
                name="exchange_out_waiting",
                condition=models.Q(delivery="pending"),
            )
        ]


class InMessage(models.Model):
    """A message that arrived and took effect, with the receipt that every retry gets again."""

    message_id = models.UUIDField()
    sender = models.CharField(max_length=2)
    thread = models.UUIDField()
    sequence = models.BigIntegerField()
    type = models.CharField(max_length=60)
    handling = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    envelope = models.BinaryField()
    receipt = models.BinaryField()
    received_at = models.DateTimeField()
    refused = models.CharField(max_length=60, blank=True)
    case_id = models.BigIntegerField(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "message_id"], name="exchange_in_once")
        ]


class Receipt(models.Model):
    """The other node's signed statement about a message of ours: proof that it has it."""

    message = models.ForeignKey(OutMessage, on_delete=models.PROTECT, related_name="receipts")
    state = models.CharField(max_length=12)
    at = models.DateTimeField()
    statement = models.BinaryField()
    case_id = models.BigIntegerField(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "state"], name="exchange_receipt_once")
        ]
