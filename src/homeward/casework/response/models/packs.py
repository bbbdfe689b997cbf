"""Copies of the print pack."""

from django.db import models

from homeward.casework.cases.models import Case


class PackCopy(models.Model):
    """One printed copy: its number in the case, for whom, by whom, and the file's fingerprint.

    It belongs to the whole case, because copies are numbered over all compartments; it says nothing
    of what is in one.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=20)
    printed_by = models.BigIntegerField()
    printed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="response_packcopy_once")
        ]
