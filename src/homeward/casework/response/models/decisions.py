"""The decision log: nothing in it is changed; a correction is a new entry."""

from django.db import models

from homeward.casework.cases.models import InCompartment
from homeward.foundation.access.models import User


class Decision(InCompartment):
    """One decision: what was known, what could have been done, what was decided, and why."""

    number = models.PositiveIntegerField(help_text="counted within the case")
    at = models.DateTimeField(help_text="when it was decided")
    situation = models.TextField()
    options = models.TextField()
    decision = models.TextField()
    reason = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="response_decision_number")
        ]


class Approval(InCompartment):
    """What a second person said of a decision; there is one for each at most."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="approval")
    is_confirmed = models.BooleanField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
