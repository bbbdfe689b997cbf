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


class Order(models.TextChoices):
    """How a message that arrived stands to the others of its sender, in the sender's own count."""

    REGULAR = "", pgettext_lazy("order", "In its order")
    GAP = "gap", pgettext_lazy("order", "Messages before it are missing")
    LATE = "late", pgettext_lazy("order", "Arrived after later ones")
    REPEAT = "repeat", pgettext_lazy("order", "Its number was used before")
    BROKEN = "broken", pgettext_lazy("order", "Does not follow on the message before it")


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
    type = models.CharField(max_length=64)
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
    # Why the other node refused it, in the words of its signed receipt.
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "sequence"], name="exchange_out_sequence")
        ]
        indexes = [
            models.Index(
                fields=["thread", "sequence"],
                name="exchange_out_waiting",
                condition=models.Q(delivery="pending"),
            ),
            models.Index(fields=["case_id"], name="exchange_out_case"),
            models.Index(fields=["created_by"], name="exchange_out_sender"),
        ]


class InMessage(models.Model):
    """A genuine message that arrived, with the receipt that every retry gets again.

    `thread` is the sender's text; it is a UUID where the message took effect. `sequence` and
    `previous` are the sender's count of what it sent to this node, `order` what they show.
    """

    message_id = models.UUIDField()
    sender = models.CharField(max_length=2)
    thread = models.CharField(max_length=64)
    sequence = models.BigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    order = models.CharField(max_length=6, choices=Order.choices, blank=True)
    type = models.CharField(max_length=64)
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
        indexes = [
            models.Index(fields=["sender", "sequence"], name="exchange_in_sequence"),
            models.Index(fields=["thread"], name="exchange_in_thread"),
            models.Index(fields=["case_id"], name="exchange_in_case"),
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
        indexes = [models.Index(fields=["case_id"], name="exchange_receipt_case")]


class SeenRequest(models.Model):
    """The nonce of a signed request, kept until the request would be too old anyway."""

    key_id = models.CharField(max_length=43)
    nonce = models.CharField(max_length=64)
    forget_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_id", "nonce"], name="exchange_request_once")
        ]
        indexes = [models.Index(fields=["forget_at"], name="exchange_request_forget")]


class Traffic(models.Model):
    """What one peer sent in one minute; an empty peer stands for everybody who proved no key."""

    peer = models.CharField(max_length=2, blank=True)
    minute = models.DateTimeField()
    requests = models.BigIntegerField()
    bytes = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "minute"], name="exchange_traffic_once")
        ]


class Link(models.Model):
    """How the connection to a peer is: what succeeded and failed last, in both directions.

    `certificate` is the SHA-256 fingerprint of the client certificate that the peer must show, in
    hexadecimal; empty where none is asked for. `paused_until` is until when the peer asked us to
    wait.
    """

    peer = models.CharField(max_length=2, primary_key=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=60, blank=True)
    failures = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    certificate = models.CharField(max_length=64, blank=True)


class TurnedAway(models.Model):
    """How often requests were turned away for one reason on one day.

    `peer` is the pinned State that such a request named, proved or not; empty where it named none.
    """

    peer = models.CharField(max_length=2, blank=True)
    code = models.CharField(max_length=60)
    day = models.DateField()
    count = models.BigIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "code", "day"], name="exchange_turned_once")
        ]
