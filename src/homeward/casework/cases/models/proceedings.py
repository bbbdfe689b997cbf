"""Proceedings: charges with the harm they rely on, hearings, decisions, sentences, appeals."""

from django.db import models

from homeward.casework.cases.models.case import InCompartment
from homeward.casework.cases.models.people import Harm, Person
from homeward.casework.cases.vocabulary.proceedings import (
    AppealBy,
    AppealResult,
    DecisionKind,
    SentenceKind,
    Stage,
)


class Charge(InCompartment):
    """What a suspect is charged with, in the words of the State's law, for what was done to whom.

    It is in the compartment of the suspect's record.
    """

    suspect = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    offence = models.CharField(max_length=300)
    provision = models.CharField(max_length=200)
    court = models.CharField(max_length=200, blank=True)
    court_reference = models.CharField(max_length=100, blank=True)
    charged_on = models.DateField()
    under = models.CharField(
        max_length=300, blank=True, help_text="offence of a surrender that covers it, or `later`"
    )
    acted_on = models.DateField(null=True, help_text="first day of the act that is charged")
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.CHARGED)
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class ChargeVictim(InCompartment):
    """A victim of a charge, once."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="victims")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["charge", "person"], name="cases_chargevictim_once")
        ]


class ChargeHarm(InCompartment):
    """A harm on which a charge relies, once."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="harms")
    harm = models.ForeignKey(Harm, on_delete=models.PROTECT, related_name="+")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["charge", "harm"], name="cases_chargeharm_once")
        ]


class Hearing(InCompartment):
    """A day in court, past or to come."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="hearings")
    at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    outcome = models.TextField(blank=True, help_text="empty until it was held")
    added_by = models.BigIntegerField()
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class CourtDecision(InCompartment):
    """What a court decided on a charge."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind.choices)
    court = models.CharField(max_length=200)
    decided_on = models.DateField()
    added_by = models.BigIntegerField()
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class Sentence(InCompartment):
    """What follows from a conviction: a duration, a sum in minor units, or both."""

    decision = models.ForeignKey(CourtDecision, on_delete=models.PROTECT, related_name="sentences")
    kind = models.CharField(max_length=20, choices=SentenceKind.choices)
    years = models.PositiveSmallIntegerField(null=True)
    months = models.PositiveSmallIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    added_by = models.BigIntegerField()
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class Appeal(InCompartment):
    """An appeal against the latest decision on a charge."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="appeals")
    decision = models.ForeignKey(CourtDecision, on_delete=models.PROTECT, related_name="appeals")
    by = models.CharField(max_length=20, choices=AppealBy.choices)
    court = models.CharField(max_length=200)
    filed_on = models.DateField()
    result = models.CharField(
        max_length=20, choices=AppealResult.choices, default=AppealResult.PENDING
    )
    result_on = models.DateField(null=True)
    added_by = models.BigIntegerField()
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")
