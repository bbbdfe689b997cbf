"""Keys wrapped by the node's vault key, and blobs encrypted with a key of their own case."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class NodeKey(models.Model):
    """The node's private keys, wrapped; one row is current: it signs.

    A key that is not current yet (`signs_from` lies ahead) was made to follow, and is announced
    with `hand_over`, which the key before it signed. Older ones open what was sealed to them until
    they are destroyed: then `wrapped` is empty, and only the public half stays.
    """

    key_id = models.TextField(unique=True)
    wrapped = models.BinaryField()
    hand_over = models.TextField(blank=True, default="", db_default="")
    signs_from = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True, help_text="until when the old key is good")
    retired_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    public = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=True)


class CaseKey(models.Model):
    """The key of one case's blobs, wrapped. Deleting the row destroys the blobs' content."""

    case_id = models.BigIntegerField(primary_key=True)
    wrapped = models.BinaryField()


class Blob(models.Model):
    """Encrypted bytes with the SHA-256 of what they were at intake.

    A small one is kept in `content`. A large one lies in files, one for each part (`files.py`);
    `file_key` opens them, wrapped by the case's key, or by the vault's while there is no case yet.
    `team_id` names the desk that sees it beside the members of the compartment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.BigIntegerField(db_index=True, null=True)
    compartment = models.TextField()
    team_id = models.BigIntegerField(db_index=True, null=True)
    file_name = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField(help_text="bytes before encryption")
    sha256 = models.BinaryField(help_text="of the bytes before encryption")
    content = models.BinaryField(null=True)
    file_key = models.BinaryField(null=True)
    part_size = models.BigIntegerField(null=True, help_text="bytes of each part but the last")
    part_digests = ArrayField(
        models.CharField(max_length=64), null=True, help_text="SHA-256 of each part"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="vault_blob_digest")]


class CustodyStep(models.Model):
    """One step in the custody of a blob: who had it from whom, when, what for. Append-only.

    `by` and the two sides name authorities, or a post of one; the officer who wrote the step is
    `officer`, a person of the node where it was made, `state`. What an officer wrote himself has
    a condition and a seal where there is one; `digest` is that of the step's canonical form, which
    the journal has too.
    """

    blob_id = models.UUIDField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=32)
    state = models.CharField(max_length=2)
    by = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=1000, blank=True)
    condition = models.CharField(max_length=500, blank=True, default="", db_default="")
    seal = models.CharField(max_length=100, blank=True, default="", db_default="")
    officer = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["blob_id", "number"], name="vault_custody_once")
        ]
