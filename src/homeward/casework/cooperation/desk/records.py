"""What the desk keeps beside the requests themselves."""

from django.db import models


class CrossCheck(models.Model):
    """That somebody compared a request with the cases and requests that he sees, and how much he
    found; what he found is shown anew to each reader, as far as he sees it."""

    request = models.ForeignKey(
        "cooperation.Request", on_delete=models.PROTECT, related_name="cross_checks"
    )
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    exact = models.PositiveIntegerField(help_text="identifiers that are the same")
    alike = models.PositiveIntegerField(help_text="names that are the same")

    class Meta:
        app_label = "cooperation"
        ordering = ["-pk"]
