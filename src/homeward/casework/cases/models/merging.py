"""Two files of one kidnapping."""

from django.db import models

from homeward.casework.cases.models.case import Case


class CaseMerge(models.Model):
    """One file merged into another, and what brings it back. Rows of both stay where they are.

    Seen by whoever has a place in both files; `case` is the file that was merged away.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    status_before = models.CharField(max_length=20)
    merged_by = models.BigIntegerField()
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(undone_at=None), name="cases_casemerge_once"
            )
        ]
