"""Data sets of figures, their observations, and the rows of files that were kept apart.

Rows are only added: another vintage of a data set is another row, and what was shown stays.
"""

import uuid

from django.db import models

from homeward.oversight.trends.statistics.importing import Reason
from homeward.oversight.trends.statistics.observations import Status, Unit


class Dataset(models.Model):
    """Figures of one indicator from one source, in one vintage."""

    FIGURES, POPULATION = "figures", "population"

    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, default=FIGURES)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    indicator = models.CharField(max_length=60)
    unit = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Unit])
    definition = models.TextField(blank=True)
    coverage = models.TextField(blank=True)
    under_reporting = models.TextField(blank=True)
    plan = models.JSONField(default=dict)
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    skipped = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["title", "-added_at"]


class Figure(models.Model):
    """One observation of a data set, or one population."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="figures")
    area = models.CharField(max_length=60)
    area_name = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=10)
    breakdown = models.CharField(max_length=200, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    status = models.CharField(max_length=1, choices=[(one.value, one.name) for one in Status])
    revised = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "area", "period", "breakdown"], name="trends_figure_once"
            )
        ]


class Apart(models.Model):
    """A row of a file that was kept apart, with the reason."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="apart")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Reason])
    found = models.TextField(blank=True)
    against = models.TextField(blank=True)

    class Meta:
        ordering = ["row", "id"]


class Upload(models.Model):
    """A file that somebody brought and has not imported yet; nobody else sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    by = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
