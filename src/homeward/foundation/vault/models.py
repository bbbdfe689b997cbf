"""Keys wrapped by the node's vault key, and blobs encrypted with a key of their own case."""

import uuid

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
    """Encrypted bytes with the SHA-256 of what they were at intake."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.BigIntegerField(db_index=True)
    compartment = models.TextField()
    file_name = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField(help_text="bytes before encryption")
    sha256 = models.BinaryField(help_text="of the bytes before encryption")
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
