"""The ransom of a case, and its history."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


class RansomLine(models.Model):
    """One figure of the ransom as somebody set it; a correction is a new line.

    Seen by whoever sees the ransom. Without an amount the figure was taken back.
    """

    class Figure(models.TextChoices):
        """Which of the three figures."""

        DEMANDED = "demanded", _("Demanded")
        AGREED = "agreed", _("Agreed")
        PAID = "paid", pgettext_lazy("ransom", "Paid")

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    figure = models.CharField(max_length=10, choices=Figure.choices)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField(null=True)
    payment_reference = models.CharField(max_length=140, blank=True)
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()
