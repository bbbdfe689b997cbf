"""Evidence: files of a case with their custody, uploads on their way, and what was exported."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from homeward.casework.cases.models.case import InCompartment


class Evidence(InCompartment):
    """One content in one compartment of a case, stored once, whatever items name it.

    Nothing of it ever changes but that it was destroyed. Its custody is that of the blob, in the
    vault. `found_type` is what the content shows it to be; `is_mismatch` says that its name claims
    something else and an officer kept it all the same.
    """

    blob_id = models.UUIDField(unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    file_name = models.CharField(max_length=200)
    found_type = models.CharField(max_length=130, blank=True)
    is_mismatch = models.BooleanField(default=False)
    taken_in_by = models.BigIntegerField()
    taken_in_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "compartment", "sha256"],
                condition=Q(destroyed_at__isnull=True),
                name="cases_content_once",
            )
        ]


class UploadState(models.TextChoices):
    """How far a file that comes in parts has come."""

    ARRIVING = "arriving"
    CHECKING = "checking"
    DONE = "done"
    FAILED = "failed"


class Upload(InCompartment):
    """A file that comes in parts, for whoever began it; the same file is found again by its marks.

    Once it is whole, `facts` are what the officer wrote about it, and the node reads it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    blob_id = models.UUIDField(unique=True)
    file_key = models.BinaryField()
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=130, blank=True)
    size = models.BigIntegerField()
    part_size = models.BigIntegerField()
    first_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=UploadState.ARRIVING)
    facts = models.JSONField(default=dict)
    problem = models.CharField(max_length=60, blank=True, default="")
    item = models.ForeignKey("cases.Item", on_delete=models.PROTECT, null=True)
    begun_by = models.BigIntegerField()
    begun_at = models.DateTimeField(auto_now_add=True)


class UploadPart(InCompartment):
    """A part that is here, with the SHA-256 of what was stored."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="cases_part_once")]


class EvidenceExport(InCompartment):
    """A package that was made for somebody: its manifest as it stands in the journal.

    `proof_id` is the blob of the journal's proof, once the worker has made it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    items = ArrayField(models.BigIntegerField())
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=1000)
    manifest = models.TextField(help_text="canonical JSON")
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    proof_id = models.UUIDField(null=True)
    refused_at = models.DateTimeField(
        null=True, help_text="its maker's access ended before the proof was there"
    )
    form_token = models.UUIDField(null=True, unique=True)
