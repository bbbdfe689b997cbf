"""A request as one side holds it, and every change of it."""

import uuid

from django.db import models

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.declaration import Kind, Urgency, kind_of
from homeward.casework.cooperation.lifecycle import RequestState, Side
from homeward.foundation.access.models import Team


class Request(models.Model):
    """A request to or from another State. Its id is the same on both nodes, and its thread's.

    `compartment` is the part of the case whose members see it; before it has a case, the desk does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    side = models.CharField(max_length=12, choices=Side.choices)
    other_state = models.CharField(max_length=2)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True)
    compartment = models.CharField(max_length=20, default="finance")
    desk = models.ForeignKey(Team, on_delete=models.PROTECT)
    own_authority = models.CharField(max_length=20)
    other_authority = models.CharField(max_length=20)
    reference = models.CharField(max_length=40, help_text="the requesting State's")
    state = models.CharField(
        max_length=20, choices=RequestState.choices, default=RequestState.DRAFT
    )
    urgency = models.CharField(max_length=20, choices=Urgency.choices)
    legal_basis = models.CharField(max_length=40)
    handling = models.CharField(max_length=2, default="H1")
    content = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    run_id = models.UUIDField(null=True)
    drafted_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.reference

    @property
    def declared(self) -> Kind:
        """The declaration of this request's kind."""
        return kind_of(self.kind)


class Change(models.Model):
    """One change of a request, on whichever side it was made. Never altered."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="changes")
    name = models.CharField(max_length=40)
    side = models.CharField(max_length=12, choices=Side.choices)
    at = models.DateTimeField()
    authority = models.CharField(max_length=20)
    by = models.BigIntegerField(null=True, help_text="the person, on the side that made it")
    data = models.JSONField(default=dict)
    message_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["at", "pk"]
