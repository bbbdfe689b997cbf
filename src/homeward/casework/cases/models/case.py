"""The case, and what says of a row which compartment of which case holds it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from homeward.casework.cases.lists import word_of
from homeward.casework.cases.ports import sentence_of
from homeward.casework.cases.vocabulary.case import CaseStatus, IccsCode
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.casework.cases.vocabulary.people import LinkedOffence
from homeward.casework.cases.words.first_call import Confirmation, Explanation
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
    # Codes of the lists of the case, shipped or the State's own (lists.py).
    typology = models.CharField(max_length=20)
    linked_offences = ArrayField(
        models.CharField(max_length=20, choices=LinkedOffence.choices), default=list, db_default=[]
    )
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", help_text="while merged"
    )
    modalities = ArrayField(models.CharField(max_length=20), default=list)
    purposes = ArrayField(models.CharField(max_length=20), default=list)
    confirmation = models.CharField(
        max_length=20, choices=Confirmation.choices, default=Confirmation.UNCONFIRMED
    )
    explanation = models.CharField(
        max_length=20, choices=Explanation.choices, blank=True, help_text="the other one found"
    )
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

    @property
    def typology_words(self) -> str:
        """The type of the kidnapping, in words."""
        return word_of(CaseList.TYPOLOGY, self.typology)

    @property
    def modality_words(self) -> list[str]:
        """How the person was taken, in words."""
        return [word_of(CaseList.MODALITY, code) for code in self.modalities]

    @property
    def purpose_words(self) -> list[str]:
        """What for, in words."""
        return [word_of(CaseList.PURPOSE, code) for code in self.purposes]

    @property
    def confirmation_words(self) -> str:
        """Whether it is known to be a kidnapping, and what else it is where that was found."""
        words = self.get_confirmation_display()
        return f"{words}: {self.get_explanation_display()}" if self.explanation else words


class InCompartment(models.Model):
    """Anything that one compartment of one case holds."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    compartment = models.CharField(max_length=20, choices=Compartment.choices)

    class Meta:
        abstract = True
