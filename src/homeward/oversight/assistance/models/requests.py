"""A request for assistance as both nodes keep it, with the steps of its life."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import Team
from homeward.oversight.assistance.lifecycle import TURNS, Side, Stage
from homeward.oversight.assistance.lists import Help, Paragraph, Priority, Sensitivity, Urgency


class AssistanceRequest(models.Model):
    """What a State asks of the Secretariat (61/179 §6; 59/154 §8). Its id is the thread's.

    It belongs to no case and names no person of one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    side = models.CharField(max_length=12, choices=Side.choices, help_text="whose node this is")
    other_state = models.CharField(max_length=2)
    reference = models.CharField(max_length=40)
    authority = models.CharField(max_length=20, help_text="the State's authority that asks")
    need = models.TextField(_("need"))
    capacity = models.TextField(help_text="what the State has today")
    paragraph = models.CharField(max_length=4, choices=Paragraph.choices)
    practice = models.CharField(max_length=40, blank=True, help_text="code in the manual")
    kinds = ArrayField(models.CharField(max_length=12, choices=Help.choices), default=list)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    language = models.CharField(max_length=2)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity.choices)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    priority = models.CharField(max_length=8, choices=Priority.choices, blank=True)
    offer = models.JSONField(default=dict, help_text="the last offer, as it was made")
    told = models.JSONField(default=dict, help_text="how it is funded, as the State was told")
    desk = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("request for assistance")
        indexes = [models.Index(fields=["desk", "stage"], name="assistance_request_desk")]

    @property
    def is_ours(self) -> bool:
        """Whether this node is the State's that asks."""
        return self.side == Side.STATE

    @property
    def is_own_turn(self) -> bool:
        """Whether the next step is this node's."""
        return TURNS.get(Stage(self.stage)) == self.side


class AssistanceStep(models.Model):
    """A step of a request. Rows are only added; what a step comes to follows from all of them."""

    request = models.ForeignKey(AssistanceRequest, on_delete=models.PROTECT, related_name="steps")
    side = models.CharField(max_length=12, choices=Side.choices)
    number = models.PositiveIntegerField(help_text="among the steps of its side, from 1")
    seen = models.PositiveIntegerField(help_text="steps of the other side known to its maker")
    name = models.CharField(max_length=12)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True, help_text="null: the other side")
    message_id = models.UUIDField(null=True)
    lost = models.BooleanField(default=False, help_text="it crossed another and has no effect")
    refused = models.CharField(max_length=60, blank=True, help_text="why it was not taken in")

    class Meta:
        verbose_name = _("step of a request for assistance")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "side", "number"], name="assistance_step_number"
            )
        ]
        indexes = [models.Index(fields=["message_id"], name="assistance_step_message")]
