"""Counters of each pair of nodes, receipts and what is awaited, recalls."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import pgettext_lazy

from homeward.foundation.access.models import Team
from homeward.foundation.exchange.models.messages import InMessage, OutMessage


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
    of what we told it about ourselves. `missing_first` and `missing_count` say what was missing
    when the peer was last asked for it.
    """

    peer = models.CharField(max_length=2, primary_key=True)
    epoch = models.BigIntegerField(default=1)
    asked_at = models.DateTimeField(null=True)
    asks = models.PositiveIntegerField(default=0)
    missing_first = models.BigIntegerField(default=0, db_default=0)
    missing_count = models.BigIntegerField(default=0, db_default=0)
    types = models.JSONField(default=dict)
    types_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=64, blank=True)


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


class Withdrawal(models.Model):
    """Something of ours that was withdrawn, and what the other node did about it.

    `words` say why it was kept there; `passed_on` names the States to which the recall went on.
    """

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
        abstract = True


class Recall(Withdrawal):
    """A message of ours that was withdrawn."""

    message = models.OneToOneField(
        OutMessage, on_delete=models.PROTECT, primary_key=True, related_name="recall"
    )

    class Meta:
        indexes = [
            models.Index(fields=["case_id"], name="exchange_recall_case"),
            models.Index(fields=["asked_by"], name="exchange_recall_asker"),
        ]
