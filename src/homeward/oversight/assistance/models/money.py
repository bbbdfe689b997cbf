"""What pays for assistance: funds, what is committed from them, and what was spent.

Amounts are whole minor units. What the existing budget covers stands apart from pledges, and
nothing here adds the two, or two currencies.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import Team
from homeward.oversight.assistance.lists import FundKind, Help, Paragraph
from homeward.oversight.assistance.models.requests import AssistanceRequest


class Fund(models.Model):
    """A pledge of voluntary resources with its earmarks, or what the existing budget covers.

    An empty earmark leaves it free in that respect.
    """

    kind = models.CharField(max_length=10, choices=FundKind.choices)
    title = models.CharField(max_length=200, help_text="who pledged it, or the budget's line")
    amount = models.BigIntegerField(help_text="minor units")
    currency = models.CharField(max_length=3)
    paragraphs = ArrayField(
        models.CharField(max_length=4, choices=Paragraph.choices), default=list, blank=True
    )
    states = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=12, choices=Help.choices), default=list, blank=True
    )
    document = models.CharField(max_length=200, help_text="letter, agreement or decision")
    since = models.DateField()
    until = models.DateField(null=True)
    desk = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("fund for assistance")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="assistance_fund_amount")
        ]
        indexes = [models.Index(fields=["desk"], name="assistance_fund_of_desk")]


class Commitment(models.Model):
    """What is set aside from a fund for a request; once released, what was not spent is free."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="commitments")
    request = models.ForeignKey(
        AssistanceRequest, on_delete=models.PROTECT, related_name="commitments"
    )
    amount = models.BigIntegerField(help_text="minor units of the fund's currency")
    by = models.BigIntegerField()
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.BigIntegerField(null=True)
    release_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("commitment")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="assistance_commitment_amount")
        ]


class Spending(models.Model):
    """What was paid out of a commitment. Rows are only added."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="spendings")
    amount = models.BigIntegerField(help_text="minor units of the fund's currency")
    on = models.DateField()
    what = models.CharField(max_length=200)
    document = models.CharField(max_length=200)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("spending")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="assistance_spending_amount")
        ]
