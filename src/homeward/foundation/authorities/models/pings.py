"""Tests of reachability: which were sent and received, and how long the answer took."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from homeward.foundation.authorities.vocabulary import PingState


class Ping(models.Model):
    """A question to the duty officer of an authority: do you read this?

    The id is the same on both nodes, and its thread's. `state` is the other State, `is_ours` where
    this node asked. `sent_at` and `returned_at` are both of the asking node's clock, so their
    difference is measured and no clock can falsify it; `answered_at` is what the answering node's
    clock said, or the officer who heard the code. The code itself is kept by the node that is
    asked; the asking node keeps its digest alone. `answered_as` is a role, never a person.
    `noted_at` is when this node made the row, by its own clock alone. A call to a State without a
    node is one too (`by_call`): `sent_at` is when it was called.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_ours = models.BooleanField()
    state = models.CharField(max_length=2)
    authority = models.CharField(max_length=20)
    point = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField(null=True, help_text="the person on this side")
    due_at = models.DateTimeField()
    noted_at = models.DateTimeField(default=timezone.now)
    code = models.CharField(max_length=64, help_text="where this node asked: its digest")
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=PingState.choices, default=PingState.WAITING)
    fault = models.CharField(max_length=60, blank=True, help_text="why it was not delivered")
    answered_at = models.DateTimeField(null=True)
    answered_as = models.CharField(max_length=40, blank=True)
    answered_by = models.BigIntegerField(null=True, help_text="the person on this side")
    by_code = models.BooleanField(default=False)
    by_call = models.BooleanField(
        default=False, help_text="a call that was noted by whoever made it; nothing was sent"
    )
    returned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "pk"]
        indexes = [
            models.Index(fields=["authority", "-sent_at"], name="authorities_ping_latest"),
        ]

    @property
    def took(self) -> timedelta | None:
        """From the question to the answer, by the asking node's clock; None while there is none."""
        if not self.is_ours or self.by_call:
            return None  # two clocks measure nothing, and nobody measured a call
        if self.by_code and self.answered_at is not None:
            return self.answered_at - self.sent_at
        return self.returned_at - self.sent_at if self.returned_at is not None else None

    @property
    def seconds(self) -> int | None:
        """The same in whole seconds."""
        took = self.took
        return round(took.total_seconds()) if took is not None else None

    def is_unanswered(self, now: datetime) -> bool:
        """Whether the time for an answer is over and none has come."""
        return self.status != PingState.ANSWERED and self.due_at <= now

    @property
    def is_late(self) -> bool:
        """Whether it was answered, and after its time."""
        came = self.answered_at if self.by_code else self.returned_at
        return came is not None and came > self.due_at
