"""Who of a family reads the family's page, and each version of what it says.

What proves who signs in (passphrase, codes, second factor) is in the schema `family` of the
database, which only its functions read; so is the copy of what was released.
"""

from django.db import models
from django.db.models import F, Q

from homeward.casework.cases.models import InCompartment
from homeward.casework.victims.models.consents import Consent
from homeward.casework.victims.models.files import SupportFile
from homeward.foundation.access.models import User


class FamilyAccess(InCompartment):
    """A person's way to the page of one file, until a day or until it is taken back.

    It opens only while the consent holds and no rule stops contact; the database asks both each
    time. `number` is what the person types to say who he is.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="accesses")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(
        max_length=12, unique=True, help_text="twelve digits, two of them check"
    )
    reader = models.CharField(max_length=200, help_text="the person, or who decides for him")
    language = models.CharField(max_length=10, help_text="of the pages and letters")
    expires_on = models.DateField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)
    revoked_why = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that gave it")


class FamilyUpdate(InCompartment):
    """A version of what the family's page says, exactly as it is shown once it is released.

    It is written once. A second person releases it, and anybody may take it back; a change is a
    new version. `grade` is the school grade that its text asks for, by the formula of its language.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="updates")
    version = models.PositiveIntegerField(help_text="counted within the file")
    language = models.CharField(max_length=10)
    content = models.JSONField(help_text="see family.content")
    grade = models.FloatField(null=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that wrote it")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["file", "version"], name="victims_update_version"),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("written_by")),
                name="victims_update_two",
            ),
        ]
