"""The State's directory of services, and the referrals of persons to them."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from homeward.casework.cases.models import InCompartment
from homeward.casework.victims.models.consents import Consent, Override
from homeward.casework.victims.models.files import SupportFile
from homeward.casework.victims.words.files import Scope
from homeward.casework.victims.words.services import (
    Cost,
    Domain,
    RecallAnswer,
    ReferralStatus,
    StepCode,
)
from homeward.foundation.access.models import User


class Service(models.Model):
    """A service that helps victims and families; of the whole node, and of no case.

    Somebody verifies it by asking the provider. One that closed stays readable.
    """

    name = models.CharField(max_length=200)
    provider = models.CharField(max_length=200)
    domains = ArrayField(models.CharField(max_length=20, choices=Domain.choices))
    area = models.CharField(max_length=200, help_text="where it helps, as written")
    languages = ArrayField(models.CharField(max_length=3), default=list)
    cost = models.CharField(max_length=10, choices=Cost.choices)
    cost_note = models.CharField(max_length=300, blank=True)
    free_places = models.PositiveIntegerField(null=True)
    waiting_days = models.PositiveIntegerField(null=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    opening_hours = models.CharField(max_length=300, blank=True)
    child_friendly = models.BooleanField(default=False)
    verified_on = models.DateField(null=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    closed_why = models.TextField(blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")

    def __str__(self) -> str:
        return self.name if self.provider in self.name else f"{self.name}, {self.provider}"

    @property
    def recipient(self) -> str:
        """Its code as a recipient of what is shared."""
        return f"service:{self.pk}"

    @property
    def domain_words(self) -> list[str]:
        """What it helps with, in the reader's language."""
        return [str(Domain(code).label) for code in self.domains]


class Referral(InCompartment):
    """What was shared with one service about one person, on which consent or decision, and what
    became of it.

    `shared` is what the letter said, by scope: pairs of a label and a text, in the letter's
    language. It never changes; `digest` is the SHA-256 of its canonical JSON.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="referrals")
    number = models.PositiveIntegerField(help_text="counted within the support file")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    domain = models.CharField(max_length=20, choices=Domain.choices)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    override = models.ForeignKey(Override, on_delete=models.PROTECT, null=True, related_name="+")
    covers = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    shared = models.JSONField(help_text="scope -> pairs of label and text")
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=12, help_text="of the letter")
    answer_due = models.DateField(help_text="when the service is asked again")
    status = models.CharField(
        max_length=12, choices=ReferralStatus.choices, default=ReferralStatus.MADE
    )
    transferred_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="transfers"
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that made it")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="victims_referral_number"),
            models.CheckConstraint(
                condition=models.Q(consent__isnull=False, override__isnull=True)
                | models.Q(consent__isnull=True, override__isnull=False),
                name="victims_referral_one_basis",
            ),
        ]

    @property
    def reference(self) -> str:
        """How the service and the sender call it; it says nothing of person or case."""
        return f"{settings.HOMEWARD_STATE}-R-{self.pk:06d}"

    @property
    def basis(self) -> Consent | Override:
        """What it stands on."""
        found: Any = self.consent or self.override
        return found  # type: ignore[no-any-return]


class ReferralStep(InCompartment):
    """One thing that happened to a referral; the list only grows."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    code = models.CharField(max_length=12, choices=StepCode.choices)
    on = models.DateField(help_text="when it happened")
    note = models.TextField(blank=True)
    answer = models.CharField(
        max_length=10, choices=RecallAnswer.choices, blank=True, help_text="to a recall"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")
