"""Messages that were sent and that arrived."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import pgettext_lazy

from homeward.foundation.access.models import Team


class Delivery(models.TextChoices):
    """What became of a message that this node sent."""

    PENDING = "pending", pgettext_lazy("delivery", "On its way")
    ACCEPTED = "accepted", pgettext_lazy("delivery", "Accepted")
    REFUSED = "refused", pgettext_lazy("delivery", "Refused")
    EXPIRED = "expired", pgettext_lazy("delivery", "Expired")


class Order(models.TextChoices):
    """How a message that arrived stands to the others of its sender, in the sender's own count."""

    REGULAR = "", pgettext_lazy("order", "In its order")
    GAP = "gap", pgettext_lazy("order", "Messages before it are missing")
    LATE = "late", pgettext_lazy("order", "Arrived after later ones")
    REPEAT = "repeat", pgettext_lazy("order", "Its number was used before")
    BROKEN = "broken", pgettext_lazy("order", "Does not follow on the message before it")


class Way(models.TextChoices):
    """How a message came."""

    NETWORK = "network", pgettext_lazy("way", "Over the network")
    MEDIUM = "medium", pgettext_lazy("way", "On a medium")
    RETURNED = "returned", pgettext_lazy("way", "Returned after a restore")


class OutMessage(models.Model):
    """A signed message to another node; it stays here beside the data it speaks of.

    `contents` are locked with the vault's key. They are sealed anew for each attempt, to the keys
    that the peer has by then. `derived_from` names the messages that it passes on.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    peer = models.CharField(max_length=2)
    thread = models.UUIDField()
    epoch = models.BigIntegerField(default=1)
    sequence = models.BigIntegerField()
    type = models.CharField(max_length=64)
    type_version = models.PositiveIntegerField(default=1)
    handling = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    header = models.JSONField()
    contents = models.BinaryField()
    is_urgent = models.BooleanField(default=False)
    derived_from = ArrayField(models.UUIDField(), default=list)
    case_id = models.BigIntegerField(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)
    # Why the other node refused it, in the words of its signed receipt.
    reason = models.CharField(max_length=1000, blank=True)

    accounted_at = models.DateTimeField(
        null=True, help_text="when the peer, which missed it, was last sent it or its tombstone"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["peer", "epoch", "sequence"], name="exchange_out_sequence"
            )
        ]
        indexes = [
            models.Index(
                fields=["thread", "epoch", "sequence"],
                name="exchange_out_waiting",
                condition=models.Q(delivery="pending"),
            ),
            models.Index(
                fields=["peer", "next_attempt_at"],
                name="exchange_out_due",
                condition=models.Q(delivery="pending"),
            ),
            models.Index(fields=["case_id"], name="exchange_out_case"),
            models.Index(fields=["created_by"], name="exchange_out_sender"),
            GinIndex(fields=["derived_from"], name="exchange_out_derived"),
        ]


class InMessage(models.Model):
    """A genuine message that arrived, with the receipt that every retry gets again.

    `thread` is the sender's text; it is a UUID where the message took effect. `sequence` and
    `previous` are the sender's count of what it sent to this node, `order` what they show.
    `contents` are what the sender signed, locked with the vault's key.
    """

    message_id = models.UUIDField()
    sender = models.CharField(max_length=2)
    thread = models.CharField(max_length=64)
    epoch = models.BigIntegerField(default=1)
    sequence = models.BigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    order = models.CharField(max_length=6, choices=Order.choices, blank=True)
    type = models.CharField(max_length=64)
    type_version = models.PositiveIntegerField(default=1)
    handling = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    contents = models.BinaryField()
    receipt = models.BinaryField()
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.NETWORK)
    received_at = models.DateTimeField()
    refused = models.CharField(max_length=60, blank=True)
    case_id = models.BigIntegerField(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)
    recalled_at = models.DateTimeField(null=True)
    recall_reason = models.CharField(max_length=1000, blank=True)
    kept_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "message_id"], name="exchange_in_once")
        ]
        indexes = [
            models.Index(fields=["sender", "epoch", "sequence"], name="exchange_in_sequence"),
            models.Index(fields=["thread"], name="exchange_in_thread"),
            models.Index(fields=["case_id"], name="exchange_in_case"),
        ]


class Tombstone(models.Model):
    """A sender's signed word that a message of its will not come: it expired on its way."""

    sender = models.CharField(max_length=2)
    epoch = models.BigIntegerField()
    sequence = models.BigIntegerField()
    message_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    expired_at = models.DateTimeField()
    said_in = models.UUIDField(help_text="the message that said so")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "epoch", "sequence"], name="exchange_tombstone_once"
            )
        ]


class Returned(models.Model):
    """A message of ours that another node returned after this one was restored.

    Its room may know it again; where none does, an officer reads here what was sent.
    """

    message = models.OneToOneField(OutMessage, on_delete=models.PROTECT, primary_key=True)
    at = models.DateTimeField()
    is_rebuilt = models.BooleanField(default=False)
