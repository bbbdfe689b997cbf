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


class Transfer(models.TextChoices):
    """Where an attachment stands. The first three move on by themselves, the others are final."""

    WAITING = "waiting", pgettext_lazy("attachment", "Waits for its message")
    ARRIVING = "arriving", pgettext_lazy("attachment", "Arriving")
    CHECKING = "checking", pgettext_lazy("attachment", "Arrived, being checked")
    COMPLETE = "complete", pgettext_lazy("attachment", "Complete")
    REFUSED = "refused", pgettext_lazy("attachment", "Refused")
    CLOSED = "closed", pgettext_lazy("attachment", "Closed")
    EXPIRED = "expired", pgettext_lazy("attachment", "Expired")


class OutAttachment(models.Model):
    """An attachment of a message that this node sent; its bytes are those of `blob_id`.

    `description` is what the header says of it without the key, which `key` holds wrapped.
    `arrived` counts the bytes that the other node signed to have; `statement` is its last word.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    message = models.ForeignKey(OutMessage, on_delete=models.PROTECT, related_name="attachments")
    blob_id = models.UUIDField()
    description = models.JSONField()
    key = models.BinaryField()
    state = models.CharField(max_length=10, choices=Transfer.choices, default=Transfer.WAITING)
    arrived = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    statement = models.BinaryField(null=True)
    ended_at = models.DateTimeField(null=True)
    case_id = models.BigIntegerField(null=True)
    compartment = models.CharField(max_length=20, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)
    created_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_attempt_at"], name="exchange_push_due"),
            models.Index(fields=["blob_id"], name="exchange_out_blob"),
            models.Index(fields=["case_id"], name="exchange_out_file_case"),
            models.Index(fields=["created_by"], name="exchange_out_file_sender"),
        ]


class InAttachment(models.Model):
    """An attachment of a message that arrived; `id` is its own here, and its blob's in the end.

    `attachment_id` is the sender's. `keys` hold, wrapped, the key that it travels under and the
    one that it lies under; they go when it is complete or ends.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    sender = models.CharField(max_length=2)
    message_id = models.UUIDField()
    attachment_id = models.UUIDField()
    type = models.CharField(max_length=64)
    description = models.JSONField()
    keys = models.BinaryField()
    state = models.CharField(max_length=10, choices=Transfer.choices, default=Transfer.ARRIVING)
    arrived = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    announced_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="when a part last arrived, or a check began")
    ended_at = models.DateTimeField(null=True)
    case_id = models.BigIntegerField(null=True)
    compartment = models.CharField(max_length=20, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "attachment_id"], name="exchange_in_attachment_once"
            )
        ]
        indexes = [
            models.Index(fields=["state", "moved_at"], name="exchange_in_file_state"),
            models.Index(fields=["case_id"], name="exchange_in_file_case"),
        ]


class Shortage(models.Model):
    """Why attachments wait for room, for whoever keeps the node; it names no case and no file.

    `peer` is the State whose attachments wait, or this one's own where an upload found no room.
    """

    peer = models.CharField(max_length=2)
    code = models.CharField(max_length=40)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    needed = models.BigIntegerField(help_text="bytes that found no room")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "code"], name="exchange_shortage_once")
        ]
