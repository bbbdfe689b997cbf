"""Own heads as peers got them, countersignatures in both directions, promises, alarms.

No table names a case: a promise names a message by its id and the State it went to.
"""

from django.db import models

from homeward.foundation.witness.kinds import Alarm as AlarmKind
from homeward.foundation.witness.kinds import Outcome


class OwnHead(models.Model):
    """The head that this node gave to all its peers in one hour; it is never changed."""

    hour = models.DateTimeField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField()
    at = models.DateTimeField()
    statement = models.BinaryField()


class SeenHead(models.Model):
    """A peer's head that this node countersigned; the next must be proved to follow the last."""

    peer = models.CharField(max_length=2)
    size = models.BigIntegerField()
    root = models.BinaryField()
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    statement = models.BinaryField()
    countersignature = models.BinaryField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "digest"], name="witness_seen_once")]
        indexes = [models.Index(fields=["seen_at"], name="witness_seen_lately")]


class Beginning(models.Model):
    """An overseer accepted that a peer's journal begins anew after a restore.

    The head set aside is the last that was countersigned before; the next need not follow it.
    """

    peer = models.CharField(max_length=2)
    set_aside = models.OneToOneField(SeenHead, on_delete=models.PROTECT, related_name="beginning")
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=100)
    note = models.CharField(max_length=500)


class Countersigned(models.Model):
    """A peer's countersignature of one of this node's heads."""

    peer = models.CharField(max_length=2)
    own = models.ForeignKey(OwnHead, on_delete=models.PROTECT, related_name="countersignatures")
    size = models.BigIntegerField()
    statement = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "own"], name="witness_counter_once")]


class Exchange(models.Model):
    """How the last try to give a peer our head went; `error` is a short code, empty if well."""

    peer = models.CharField(max_length=2, primary_key=True)
    tried_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, blank=True)


class Promise(models.Model):
    """That a receipt of `peer` for `message` promised the leaf `entry` by `due_at`."""

    receipt_id = models.BigIntegerField(unique=True)
    message = models.UUIDField()
    peer = models.CharField(max_length=2)
    entry = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome.choices, default=Outcome.WAITING)
    checked_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(null=True)
    position = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["peer", "due_at"],
                name="witness_promise_due",
                condition=models.Q(outcome="waiting"),
            )
        ]


class Alarm(models.Model):
    """Something that people must look into, with the signed statements that show it.

    The same finding about the same peer is one alarm until somebody settles it.
    """

    peer = models.CharField(max_length=2)
    kind = models.CharField(max_length=14, choices=AlarmKind.choices)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    size = models.BigIntegerField(null=True)
    message = models.UUIDField(null=True)
    # What the peer signed now, and what was signed before; either may be empty.
    statement = models.BinaryField()
    earlier = models.BinaryField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["peer", "kind", "message"],
                condition=models.Q(settled_at=None),
                nulls_distinct=False,
                name="witness_alarm_open",
            )
        ]
