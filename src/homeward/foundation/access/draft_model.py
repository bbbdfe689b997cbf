"""What a person has typed and not sent yet."""

from uuid import uuid4

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The fields of one form about one subject, as one person typed them, encrypted.

    It is personal: nobody else sees that it exists, and no journal says so. It goes when the form
    was sent, when its person discards it, or when its time is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=60, help_text="which form, such as cases:add_person")
    subject = models.CharField(max_length=120, help_text="what it is about, as the page names it")
    content = models.BinaryField(help_text="the fields, locked with the vault's key")
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "form", "subject"], name="access_draft_once")
        ]
