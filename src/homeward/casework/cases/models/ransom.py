"""The ransom of a case."""

from django.db import models

from homeward.casework.cases.models.case import Case


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
