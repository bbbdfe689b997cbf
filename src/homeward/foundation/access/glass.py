"""The rules of breaking the glass; the database holds to the same (migration 0011)."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.roles import Role
from homeward.foundation.guard.actor import service

LONGEST = timedelta(hours=4)
REVIEW_WITHIN = timedelta(days=3)
SHORTEST_REASON = 20  # signs: “urgent” is no reason that somebody could review
# Who works on cases. Whoever administers the node breaks no glass, whatever else he is.
BREAKERS = (Role.OFFICER, Role.FINANCE, Role.CENTRAL, Role.SUPERVISOR)

# Notes in the journal when the hours are over; the worker's sweep acts as it.
CLOCK = service("glass")


class Verdict(models.TextChoices):
    """What oversight finds of a broken glass."""

    JUSTIFIED = "justified", _("Justified")
    NOT_JUSTIFIED = "not_justified", _("Not justified")
