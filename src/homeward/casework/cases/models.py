"""The case and what hangs on it. Every row names its case and compartment, for the walls."""

from django.db import models

from homeward.casework.cases.ports import sentence_of
from homeward.casework.cases.vocabulary import (
    CaseStatus,
    HandlingCode,
    IccsCode,
    ItemKind,
    Outcome,
    PersonRole,
    Typology,
)
from homeward.foundation.access.roles import Compartment


class Case(models.Model):
    """One kidnapping, possibly of several victims."""

    id = models.BigIntegerField(primary_key=True)
    reference = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=200, help_text="a working title without names")
    status = models.CharField(max_length=20, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    lead_authority = models.CharField(max_length=20)
    place = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    iccs_code = models.CharField(max_length=6, choices=IccsCode.choices)
    iccs_reason = models.TextField(blank=True, help_text="as an officer wrote it")
    iccs_reason_facts = models.JSONField(
        default=dict, help_text="where the node knows the reason: kind of event and its params"
    )
    typology = models.CharField(max_length=20, choices=Typology.choices)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that opened it")

    def __str__(self) -> str:
        return self.reference

    @property
    def iccs_reason_words(self) -> str:
        """The reason for the class: the officer's words, or the node's in the reader's language."""
        facts = dict(self.iccs_reason_facts)
        return self.iccs_reason or (sentence_of(facts.pop("kind"), facts) if facts else "")


class InCompartment(models.Model):
    """Anything that one compartment of one case holds."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    compartment = models.CharField(max_length=20, choices=Compartment.choices)

    class Meta:
        abstract = True


class Person(InCompartment):
    """Somebody in the case: a victim, relative, suspect, witness or communicator."""

    role = models.CharField(max_length=20, choices=PersonRole.choices)
    name = models.CharField(max_length=200, blank=True, help_text="empty: not identified yet")
    born_on = models.DateField(null=True)
    nationality = models.CharField(max_length=2, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class Item(InCompartment):
    """A fact or document with the code that says what a receiver may do with it."""

    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    handling = models.CharField(max_length=2, choices=HandlingCode.choices, default=HandlingCode.H2)
    source_grade = models.CharField(max_length=1, default="X")
    information_grade = models.CharField(max_length=1, default="4")
    blob_id = models.UUIDField(null=True)
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class Ransom(models.Model):
    """What was demanded, agreed and paid, in minor units of one currency.

    Recording a payment never approves one.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    demanded = models.BigIntegerField(null=True)
    agreed = models.BigIntegerField(null=True)
    paid = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    payment_reference = models.CharField(max_length=140, blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)


class Event(InCompartment):
    """One line of the case's timeline, written in the transaction of what happened."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    actor = models.CharField(max_length=100)
    url = models.CharField(max_length=300, blank=True)
