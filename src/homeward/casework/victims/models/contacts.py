"""What was agreed about contact with a family, every family contact, and what was promised there.

A *family contact* is one with the victim or a relative; contacts with the offenders are elsewhere.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from homeward.casework.cases.models import InCompartment
from homeward.casework.victims.models.consents import Consent, Override
from homeward.casework.victims.models.files import Channel, SupportFile, TellingRule
from homeward.casework.victims.words.contacts import HandedHow, PromiseEnd, Unit, WhoBegan
from homeward.casework.victims.words.files import ChannelKind, Scope
from homeward.foundation.access.models import User


class ContactPlan(InCompartment):
    """Who speaks with a person, how often and how. A change is a new version; the latest holds."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField(help_text="version, counted within the file")
    liaison = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    included = ArrayField(
        models.PositiveIntegerField(), default=list, help_text="numbers of support files"
    )
    included_others = models.CharField(max_length=500, blank=True, help_text="without a file")
    speaker = models.CharField(max_length=200, blank=True, help_text="who speaks for them")
    every = models.PositiveSmallIntegerField(help_text="so many of `unit` between contacts")
    unit = models.CharField(max_length=10, choices=Unit.choices)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, related_name="+")
    times = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=3, blank=True, help_text="ISO 639")
    interpreter = models.CharField(max_length=200, blank=True)
    first_life = models.CharField(max_length=200, blank=True, help_text="whom one calls first")
    first_death = models.CharField(max_length=200, blank=True)
    first_release = models.CharField(max_length=200, blank=True)
    first_media = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    agreed_with = models.CharField(max_length=200)
    review_on = models.DateField(null=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="victims_plan_number")
        ]


class FamilyContact(InCompartment):
    """One contact with a person. A correction is a new entry, which names the one it corrects.

    `mood` and `safety` are for colleagues: they never stand on the record that the person gets.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="contacts")
    number = models.PositiveIntegerField(help_text="counted within the file")
    at = models.DateTimeField(help_text="when it began")
    began = models.CharField(max_length=10, choices=WhoBegan.choices)
    kind = models.CharField(max_length=10, choices=ChannelKind.choices)
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, null=True, related_name="+", help_text="if agreed"
    )
    reached = models.BooleanField(default=True, help_text="false for a try without answer")
    with_whom = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    interpreter = models.CharField(max_length=200, blank=True)
    said = models.TextField(blank=True)
    asked = models.TextField(blank=True)
    mood = models.TextField(blank=True)
    safety = models.TextField(blank=True)
    next_due_at = models.DateTimeField(null=True)
    next_by_plan = models.BooleanField(default=False, help_text="the plan gave that time")
    rule = models.ForeignKey(
        TellingRule, on_delete=models.PROTECT, null=True, related_name="+", help_text="that held"
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    handed_how = models.CharField(max_length=10, choices=HandedHow.choices, blank=True)
    handed_at = models.DateTimeField(null=True)
    handed_by = models.BigIntegerField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="victims_contact_number")
        ]


class FamilyPromise(InCompartment):
    """What was promised in a family contact, by when and by whom, and what became of it."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="promises")
    contact = models.ForeignKey(FamilyContact, on_delete=models.PROTECT, related_name="promises")
    what = models.CharField(max_length=500)
    due_at = models.DateTimeField()
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="who keeps it"
    )
    end = models.CharField(max_length=10, choices=PromiseEnd.choices, blank=True)
    kept_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)


class PlanShare(InCompartment):
    """That the liaison officer of another State has a version of the plan, and on what it rests."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="plan_shares")
    plan = models.ForeignKey(ContactPlan, on_delete=models.PROTECT, related_name="shares")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    override = models.ForeignKey(Override, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=2)
    authority = models.CharField(max_length=200)
    officer = models.CharField(max_length=200, blank=True, help_text="the liaison officer there")
    covers = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    shared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_why = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that shared it")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent__isnull=True) ^ models.Q(override__isnull=True),
                name="victims_planshare_one",
            )
        ]

    @property
    def basis(self) -> Consent | Override:
        """What it stands on."""
        found: Any = self.consent or self.override
        return found  # type: ignore[no-any-return]
