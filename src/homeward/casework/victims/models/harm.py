"""Losses of a victim or relative, and the money that was taken from the offenders for them."""

from django.db import models
from django.db.models import F, Q

from homeward.casework.cases.models import InCompartment, Item
from homeward.casework.victims.models.files import SupportFile
from homeward.casework.victims.words.harm import BorneBy, LossKind, LossStatus, RecoveredKind
from homeward.foundation.access.models import User

CURRENCY = r"^[A-Z]{3}$"


def positive(name: str, column: str = "amount") -> models.CheckConstraint:
    """That an amount, in minor units, is more than nothing."""
    return models.CheckConstraint(condition=Q(**{f"{column}__gt": 0}), name=name)


def real_currency(name: str) -> models.CheckConstraint:
    """That a currency has the shape of ISO 4217."""
    return models.CheckConstraint(condition=Q(currency__regex=CURRENCY), name=name)


class Recorded(InCompartment):
    """A row that somebody recorded through a form, once however often it was sent."""

    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")

    class Meta(InCompartment.Meta):
        abstract = True


class Loss(Recorded):
    """What one person lost or paid, in minor units of `currency`, on a day or in a span of days.

    It is verified by a second person or withdrawn, once each; its amount never changes.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="losses")
    number = models.PositiveIntegerField(help_text="counted within the file")
    kind = models.CharField(max_length=20, choices=LossKind.choices)
    amount = models.BigIntegerField(help_text="in minor units")
    currency = models.CharField(max_length=3)
    from_day = models.DateField()
    until_day = models.DateField(null=True, help_text="None for a single day")
    borne_by = models.CharField(max_length=10, choices=BorneBy.choices)
    borne_file = models.ForeignKey(
        SupportFile, on_delete=models.PROTECT, null=True, related_name="+", help_text="a relative's"
    )
    borne_name = models.CharField(max_length=200, blank=True, help_text="employer, insurer, other")
    note = models.TextField(blank=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="victims_loss_number"),
            positive("victims_loss_positive"),
            real_currency("victims_loss_currency"),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="victims_loss_span",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("recorded_by")),
                name="victims_loss_two",
            ),
        ]

    @property
    def status(self) -> LossStatus:
        """How sure it is."""
        if self.withdrawn_at is not None:
            return LossStatus.WITHDRAWN
        return LossStatus.RECORDED if self.verified_at is None else LossStatus.VERIFIED


class LossEvidence(InCompartment):
    """That an item of the case shows a loss. It is seen by whoever sees the item."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="+")
    loss = models.ForeignKey(Loss, on_delete=models.PROTECT, related_name="evidence")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["loss", "item"], name="victims_evidence_once")
        ]


class RecoveredSum(InCompartment):
    """Money of the offenders that an authority confiscated, or another State returned.

    Entered by hand from the authority's own paper: what `proceeds` knows stays in finance. What
    was entered wrongly is withdrawn while nothing was paid from it, and entered anew.
    """

    kind = models.CharField(max_length=20, choices=RecoveredKind.choices)
    authority = models.CharField(max_length=200)
    reference = models.CharField(max_length=140)
    on = models.DateField()
    amount = models.BigIntegerField(help_text="in minor units")
    currency = models.CharField(max_length=3)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that entered it")
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "authority", "reference", "currency"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="victims_recovered_once",
            ),
            positive("victims_recovered_positive"),
            real_currency("victims_recovered_currency"),
        ]
