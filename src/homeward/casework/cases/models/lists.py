"""A State's own entries in the lists of the case."""

from django.db import models

from homeward.casework.cases.vocabulary.lists import CaseList


class ListEntry(models.Model):
    """An entry that this State added to a list. It is taken out of use and never deleted.

    Its code begins with the letters of the State and a hyphen, which no shipped code has. List and
    code never change: cases keep them.
    """

    which = models.CharField(max_length=20, choices=CaseList.choices)
    code = models.CharField(max_length=20)
    labels = models.JSONField(help_text="code of a language: what the entry is called in it")
    counts_as = models.CharField(
        max_length=20, blank=True, help_text="code of a shipped entry of the list, or of none"
    )
    is_active = models.BooleanField(default=True, help_text="offered where something is chosen")
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["which", "code"], name="cases_listentry_code_once"),
            models.CheckConstraint(
                name="cases_listentry_own_code",
                condition=models.Q(code__regex=r"^[a-z]{2}-[a-z0-9]+$"),
            ),
        ]

    def __str__(self) -> str:
        return self.code
