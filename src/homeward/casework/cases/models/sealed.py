"""Sealed items: what a compartment keeps even from its own members, until two of them agree."""

from django.db import models

from homeward.casework.cases.models.case import InCompartment
from homeward.casework.cases.sealing import SealedKind


class SealedItem(InCompartment):
    """That something is sealed, of which kind, and by whom: all that members see of it."""

    kind = models.CharField(max_length=20, choices=SealedKind.choices)
    title = models.CharField(max_length=200, help_text="without names")
    sealed_by = models.BigIntegerField()
    sealed_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that sealed it")


class SealedText(InCompartment):
    """What is sealed, locked with the case's key.

    The database shows the row to one person only, while an opening of his is approved and open.
    """

    item = models.OneToOneField(
        SealedItem, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    locked = models.BinaryField()


class SealedOpening(InCompartment):
    """One member asked, another may agree; written by functions of the database only."""

    item = models.ForeignKey(SealedItem, on_delete=models.PROTECT, related_name="openings")
    asked_by = models.BigIntegerField()
    reason = models.TextField(help_text="as the person wrote it")
    asked_at = models.DateTimeField()
    approve_by = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    open_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("asked_by")),
                name="cases_sealedopening_two",
            )
        ]
        indexes = [
            models.Index(fields=["asked_by", "open_until"], name="cases_sealedopening_asked")
        ]
