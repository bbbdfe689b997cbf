"""Attachments on their way, in both directions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields.json import KT
from django.utils.translation import pgettext_lazy

from homeward.foundation.access.models import Team
from homeward.foundation.exchange.models.delivery import Withdrawal
from homeward.foundation.exchange.models.messages import OutMessage


class Transfer(models.TextChoices):
    """Where an attachment stands. The first three move on by themselves, the others are final."""

    WAITING = "waiting", pgettext_lazy("attachment", "Waits for its message")
    ARRIVING = "arriving", pgettext_lazy("attachment", "Arriving")
    CHECKING = "checking", pgettext_lazy("attachment", "Arrived, being checked")
    COMPLETE = "complete", pgettext_lazy("attachment", "Complete")
    REFUSED = "refused", pgettext_lazy("attachment", "Refused")
    CLOSED = "closed", pgettext_lazy("attachment", "Closed")
    EXPIRED = "expired", pgettext_lazy("attachment", "Expired")


# The SHA-256 of the whole, as a column: an index of a JSON value serves nobody behind a policy.
_DIGEST = KT("description__sha256")

#: Where no other State has the file, nor will get it.
NOWHERE = (Transfer.REFUSED, Transfer.CLOSED, Transfer.EXPIRED)


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
    sha256 = models.GeneratedField(
        expression=_DIGEST, output_field=models.CharField(max_length=64), db_persist=True
    )
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
            models.Index(fields=["sha256"], name="exchange_out_file_digest"),
        ]


class FileRecall(Withdrawal):
    """An attachment of ours that was withdrawn while its message stands."""

    attachment = models.OneToOneField(
        OutAttachment, on_delete=models.PROTECT, primary_key=True, related_name="recall"
    )
    compartment = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case_id"], name="exchange_file_recall_case"),
            models.Index(fields=["asked_by"], name="exchange_file_recall_asker"),
        ]


class InAttachment(models.Model):
    """An attachment of a message that arrived; `id` is its own here, and its blob's in the end.

    `attachment_id` is the sender's. `keys` hold, wrapped, the key that it travels under and the
    one that it lies under; they go when it is complete or ends. `own_parts` are the SHA-256 of its
    parts as this node read them: null before it did, empty where it could not.
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
    recalled_at = models.DateTimeField(null=True, help_text="by itself, not with its message")
    recall_reason = models.CharField(max_length=1000, blank=True)
    kept_because = models.CharField(max_length=1000, blank=True)
    sha256 = models.GeneratedField(
        expression=_DIGEST, output_field=models.CharField(max_length=64), db_persist=True
    )
    own_parts = ArrayField(models.CharField(max_length=64), null=True)
    parts_due_at = models.DateTimeField(null=True, help_text="when its parts are read, if not yet")
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
            models.Index(fields=["sha256"], name="exchange_in_file_digest"),
            models.Index(fields=["sender", "moved_at"], name="exchange_in_file_quota"),
            models.Index(
                fields=["parts_due_at"],
                name="exchange_in_file_parts",
                condition=models.Q(parts_due_at__isnull=False),
            ),
        ]


class Shortage(models.Model):
    """Why attachments wait for room, for whoever keeps the node; it names no case and no file.

    `peer` is the State whose attachments wait. That uploads here find no room is seen at the disk.
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
