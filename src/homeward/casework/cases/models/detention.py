"""Arrest, custody, release, transfer, escape and death of a suspect."""

from datetime import UTC, datetime
from uuid import uuid4

from django.db import models

from homeward.casework.cases.models.case import InCompartment
from homeward.casework.cases.models.people import Person
from homeward.casework.cases.vocabulary.detention import DetentionKind


class Detention(InCompartment):
    """What happened to a suspect, in the compartment of his record. Only added to; `corrects` is
    the entry whose place this one takes.

    Until `hold_until` the support of the victims is told nothing of it but to ask. `key` is what
    other rooms know of the entry: it says nothing, and tells one from another.
    """

    suspect = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="detentions")
    kind = models.CharField(max_length=20, choices=DetentionKind.choices)
    at = models.DateTimeField()
    authority = models.CharField(max_length=200)
    reference = models.CharField(max_length=140, blank=True)
    conditions = models.TextField(blank=True, help_text="of a release")
    hold_until = models.DateTimeField(null=True, help_text="when the support may be told of it")
    hold_why = models.TextField(blank=True)
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )
    why = models.TextField(blank=True, help_text="what was wrong with the entry before")
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hold_until=None, hold_why="")
                | (models.Q(hold_until__isnull=False) & ~models.Q(hold_why="")),
                name="cases_detention_hold",
            ),
            models.CheckConstraint(
                condition=~models.Q(conditions="") ^ ~models.Q(kind="conditions"),
                name="cases_detention_conditions",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="void")
                | models.Q(corrects__isnull=False, hold_until=None),
                name="cases_detention_void",
            ),
        ]

    @property
    def is_held(self) -> bool:
        """Whether the support is not to be told of it now."""
        return self.hold_until is not None and self.hold_until > datetime.now(UTC)
