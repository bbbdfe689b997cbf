"""Outbox, inbox, receipts, and the counters of each pair of nodes."""

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


class RecallOutcome(models.TextChoices):
    """What the other node did about a message that was recalled."""

    CLOSED = "closed", pgettext_lazy("recall", "Closed there")
    KEPT = "kept", pgettext_lazy("recall", "Kept there")
    UNKNOWN = "unknown", pgettext_lazy("recall", "Not known there")


class Epoch(models.Model):
    """A time at which this node began to count its messages anew; without a row it is epoch 1."""

    number = models.BigIntegerField(primary_key=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=100)
    reason = models.CharField(max_length=300)


class Pair(models.Model):
    """The outgoing side of a pair of nodes: the last sequence used and that message's digest.

    Its row is locked by whoever sends, so that numbers have no gaps.
    """

    peer = models.CharField(max_length=2, primary_key=True)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)


class Courier(models.Model):
    """Who delivers to a peer at this moment: one worker at a time holds the lease."""

    peer = models.CharField(max_length=2, primary_key=True)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)


class Source(models.Model):
    """The incoming side: the epoch in which the peer counts, and which types it understands.

    `types` maps each type to the versions that the peer reads, as it told us; `told` is the digest
    of what we told it about ourselves.
    """

    peer = models.CharField(max_length=2, primary_key=True)
    epoch = models.BigIntegerField(default=1)
    asked_at = models.DateTimeField(null=True)
    asks = models.PositiveIntegerField(default=0)
    types = models.JSONField(default=dict)
    types_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=64, blank=True)


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


class GivenReceipt(models.Model):
    """A later receipt that this node signed: delivered to the desk, read, answered.

    `sent_in` is the message that carries it to the other State, null while it waits for one.
    """

    message = models.ForeignKey(InMessage, on_delete=models.PROTECT, related_name="given")
    peer = models.CharField(max_length=2)
    state = models.CharField(max_length=12)
    at = models.DateTimeField()
    statement = models.BinaryField()
    sent_in = models.UUIDField(null=True)
    case_id = models.BigIntegerField(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "state"], name="exchange_given_once")
        ]
        indexes = [
            models.Index(fields=["case_id"], name="exchange_given_case"),
            models.Index(
                fields=["peer"],
                name="exchange_given_waiting",
                condition=models.Q(sent_in__isnull=True),
            ),
        ]


class Deadline(models.Model):
    """By when a receipt of a state is awaited for a message of ours."""

    message = models.ForeignKey(OutMessage, on_delete=models.PROTECT, related_name="deadlines")
    state = models.CharField(max_length=12)
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True, help_text="when it was noticed that none had come")
    case_id = models.BigIntegerField(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)
    created_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "state"], name="exchange_deadline_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="exchange_deadline_due",
                condition=models.Q(met_at__isnull=True, late_at__isnull=True),
            ),
            models.Index(fields=["case_id"], name="exchange_deadline_case"),
            models.Index(fields=["created_by"], name="exchange_deadline_sender"),
        ]


class Recall(models.Model):
    """A message of ours that was withdrawn, and what the other node did about it.

    `words` say why it was kept there; `passed_on` names the States to which the recall went on.
    """

    message = models.OneToOneField(
        OutMessage, on_delete=models.PROTECT, primary_key=True, related_name="recall"
    )
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=1000)
    outcome = models.CharField(max_length=10, choices=RecallOutcome.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=1000, blank=True)
    passed_on = ArrayField(models.CharField(max_length=2), default=list)
    case_id = models.BigIntegerField(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case_id"], name="exchange_recall_case"),
            models.Index(fields=["asked_by"], name="exchange_recall_asker"),
        ]


class Returned(models.Model):
    """A message of ours that another node returned after this one was restored.

    Its room may know it again; where none does, an officer reads here what was sent.
    """

    message = models.OneToOneField(OutMessage, on_delete=models.PROTECT, primary_key=True)
    at = models.DateTimeField()
    is_rebuilt = models.BooleanField(default=False)


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
    hexadecimal; empty where none is asked for. Until `paused_until` the peer is left alone: it
    asked for that, or could not be reached.
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
