"""What goes on paper between this State and one whose node is not connected, and how it ends.

A request's way is by hand until the other State joins; then it is handed over to its node.
"""

from django.db import models
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.lifecycle import Side
from homeward.foundation.access.models import Team


class Way(models.TextChoices):
    """By which way a request goes from one State to the other; statistics keep the three apart."""

    NODE = "node", pgettext_lazy("way", "Through the nodes")
    HAND = "hand", pgettext_lazy("way", "By hand")
    HANDED_OVER = "handed_over", pgettext_lazy("way", "By hand at first, then through the nodes")


class Channel(models.TextChoices):
    """How a letter went or came outside the nodes."""

    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    DIPLOMATIC = "diplomatic", pgettext_lazy("channel", "Diplomatic channel")
    INTERPOL = "interpol", pgettext_lazy("channel", "INTERPOL")
    COURIER = "courier", pgettext_lazy("channel", "Courier")
    POST = "post", pgettext_lazy("channel", "Registered post")


class Paper(models.Model):
    """A letter that went or came outside the nodes, as a person of this State recorded it.

    `change` is what it carried, or what it brought; `at` when it went or arrived here, `with_whom`
    to whom it was sent or who sent it, `their_reference` the other State's own. Never changed.
    """

    request = models.ForeignKey(
        "cooperation.Request", on_delete=models.PROTECT, related_name="papers"
    )
    change = models.ForeignKey(
        "cooperation.Change", on_delete=models.PROTECT, related_name="papers"
    )
    is_outgoing = models.BooleanField()
    channel = models.CharField(max_length=12, choices=Channel.choices)
    at = models.DateTimeField()
    with_whom = models.CharField(max_length=300, blank=True)
    their_reference = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")

    class Meta:
        ordering = ["at", "pk"]


class HandOverState(models.TextChoices):
    """Where a hand-over stands."""

    WAITING = "waiting", pgettext_lazy("hand-over", "Waits for the officer of the other State")
    CONFIRMED = "confirmed", pgettext_lazy("hand-over", "Confirmed")
    DONE = "done", pgettext_lazy("hand-over", "Handed over")
    DECLINED = "declined", pgettext_lazy("hand-over", "Not taken")
    TAKEN_BACK = "taken_back", pgettext_lazy("hand-over", "Taken back")
    FAILED = "failed", pgettext_lazy("hand-over", "Not delivered")


class HandOver(models.Model):
    """The hand-over of a request that went on paper to the node of a State that joined.

    Its id is the request's. `side` is this State's part in it: the requesting State offers, an
    officer of the requested State says whether it is the letter that they hold. `edition` counts
    what was offered, which is made anew with each change; `offer` holds it where it arrived.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    side = models.CharField(max_length=12, choices=Side.choices)
    other_state = models.CharField(max_length=2)
    desk = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    compartment = models.CharField(max_length=20)
    edition = models.PositiveIntegerField(default=1)
    offer = models.JSONField(default=dict)
    handling = models.CharField(max_length=2)
    state = models.CharField(
        max_length=12, choices=HandOverState.choices, default=HandOverState.WAITING
    )
    message_id = models.UUIDField(null=True, help_text="the last message of it")
    at = models.DateTimeField(help_text="when it was offered or arrived, the last time")
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
