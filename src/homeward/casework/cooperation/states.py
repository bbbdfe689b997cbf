"""Where a request may stand, and which part a State has in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Side(models.TextChoices):
    """Which part this State has in a request."""

    REQUESTING = "requesting", _("Requesting")
    REQUESTED = "requested", _("Requested")


class RequestState(models.TextChoices):
    """Where a request stands. Each lifecycle uses those that its table names."""

    DRAFT = "draft", pgettext_lazy("request", "Draft")
    DRAFT_SHOWN = "draft_shown", pgettext_lazy("request", "Draft in consultation")
    APPROVED = "approved", pgettext_lazy("request", "Approved")
    ISSUED = "issued", pgettext_lazy("request", "Issued")
    DELIVERED = "delivered", pgettext_lazy("request", "Delivered")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("request", "Acknowledged")
    INFORMATION_ASKED = "information_asked", pgettext_lazy("request", "More information asked")
    CONDITIONS_PROPOSED = "conditions_proposed", pgettext_lazy("request", "Conditions proposed")
    CONSULTATION = "consultation", pgettext_lazy("request", "In consultation")
    POSTPONED = "postponed", pgettext_lazy("request", "Postponed")
    IN_EXECUTION = "in_execution", pgettext_lazy("request", "In execution")
    PARTLY_EXECUTED = "partly_executed", pgettext_lazy("request", "Executed in part")
    HELD = "held", pgettext_lazy("request", "Provisionally arrested")
    RELEASED = "released", pgettext_lazy("request", "Released from provisional arrest")
    JUDICIAL = "judicial", pgettext_lazy("request", "Before the court")
    MINISTERIAL = "ministerial", pgettext_lazy("request", "Before the deciding authority")
    GRANTED = "granted", pgettext_lazy("request", "Granted")
    ARRANGING = "arranging", pgettext_lazy("request", "Surrender proposed")
    ARRANGED = "arranged", pgettext_lazy("request", "Surrender arranged")
    LENT = "lent", pgettext_lazy("request", "Surrendered for a time")
    OWN_ASKED = "own_asked", pgettext_lazy("request", "Own proceedings asked for")
    OWN_PROCEEDINGS = "own_proceedings", pgettext_lazy("request", "In own proceedings")
    IN_FORCE = "in_force", pgettext_lazy("request", "In force")
    EXECUTED = "executed", pgettext_lazy("request", "Executed")
    SURRENDERED = "surrendered", pgettext_lazy("request", "Surrendered")
    OWN_ENDED = "own_ended", pgettext_lazy("request", "Own proceedings ended")
    ENDED = "ended", pgettext_lazy("request", "Ended")
    REFUSED = "refused", pgettext_lazy("request", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")
    CLOSED = "closed", pgettext_lazy("request", "Closed")


S = RequestState

# Before it is issued a request is the requesting State's own.
WRITABLE = (S.DRAFT, S.DRAFT_SHOWN)
UNISSUED = (*WRITABLE, S.APPROVED)
# What was asked for was done, or something else was done in its stead.
DONE = frozenset({S.EXECUTED, S.SURRENDERED, S.OWN_ENDED, S.ENDED})
FINAL = DONE | {S.REFUSED, S.WITHDRAWN, S.CLOSED}


def other(side: str) -> Side:
    """The side across."""
    return Side.REQUESTED if side == Side.REQUESTING else Side.REQUESTING
