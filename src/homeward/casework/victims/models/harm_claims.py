"""Compensation claims: what is asked of whom for which losses, granted, paid, and paid back."""

from django.db import models

from homeward.casework.cases.models import InCompartment
from homeward.casework.victims.models.files import SupportFile
from homeward.casework.victims.models.harm import (
    Loss,
    Recorded,
    RecoveredSum,
    positive,
    real_currency,
)
from homeward.casework.victims.words.harm import ClaimOutcome, ClaimSource, Verdict


class CompensationClaim(Recorded):
    """What a person asks one source for, in one currency; to its end.

    The database refuses sums that do not add up (`guard.check_compensation`), at the end of the
    transaction, whatever the program does.
    """

    file = models.ForeignKey(
        SupportFile, on_delete=models.PROTECT, related_name="compensation_claims"
    )
    number = models.PositiveIntegerField(help_text="counted within the file")
    source = models.CharField(max_length=20, choices=ClaimSource.choices)
    currency = models.CharField(max_length=3)
    basis = models.CharField(max_length=300, help_text="the provision or contract it rests on")
    authority = models.CharField(max_length=200, help_text="court, fund, insurer")
    reference = models.CharField(max_length=140, blank=True)
    filed_on = models.DateField(null=True)
    deadline = models.DateField(null=True, help_text="the last day on which it can be filed")
    outcome = models.CharField(max_length=20, choices=ClaimOutcome.choices, blank=True)
    closing_note = models.TextField(blank=True)
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="victims_claim_number"),
            real_currency("victims_claim_currency"),
        ]


class CompensationPart(InCompartment):
    """What a compensation claim asks for one loss, in minor units of both."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(CompensationClaim, on_delete=models.PROTECT, related_name="parts")
    loss = models.ForeignKey(Loss, on_delete=models.PROTECT, related_name="parts")
    asked = models.BigIntegerField()

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["claim", "loss"], name="victims_part_once"),
            positive("victims_part_positive", "asked"),
        ]


class CompensationDecision(Recorded):
    """What an authority decided; the latest of a compensation claim holds."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(CompensationClaim, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    on = models.DateField()
    authority = models.CharField(max_length=200)
    reference = models.CharField(max_length=140, blank=True)
    appeal_by = models.DateField(null=True, help_text="the last day on which it can be appealed")


class CompensationGrant(InCompartment):
    """What a decision grants for one part of the compensation claim; nothing where it has none."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        CompensationDecision, on_delete=models.PROTECT, related_name="grants"
    )
    part = models.ForeignKey(CompensationPart, on_delete=models.PROTECT, related_name="grants")
    amount = models.BigIntegerField()

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["decision", "part"], name="victims_grant_once"),
            positive("victims_grant_positive"),
        ]


class CompensationPayment(Recorded):
    """Money that came, on a day; of confiscated proceeds, from which confiscation or return."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(CompensationClaim, on_delete=models.PROTECT, related_name="payments")
    on = models.DateField()
    reference = models.CharField(max_length=140, blank=True)
    recovered = models.ForeignKey(
        RecoveredSum, on_delete=models.PROTECT, null=True, related_name="payments"
    )


class CompensationPaid(InCompartment):
    """How much of a payment is for one part of the compensation claim."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey(
        CompensationPayment, on_delete=models.PROTECT, related_name="amounts"
    )
    part = models.ForeignKey(CompensationPart, on_delete=models.PROTECT, related_name="paid")
    amount = models.BigIntegerField()

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["payment", "part"], name="victims_paid_once"),
            positive("victims_paid_positive"),
        ]


class CompensationRepaid(Recorded):
    """What the person paid back to the source, because another one compensated the same loss."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(CompensationPart, on_delete=models.PROTECT, related_name="repaid")
    amount = models.BigIntegerField()
    on = models.DateField()
    reference = models.CharField(max_length=140, blank=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            positive("victims_repaid_positive"),
        ]
