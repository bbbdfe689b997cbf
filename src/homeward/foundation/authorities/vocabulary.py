"""The closed lists of the directory."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AuthorityFunction(models.TextChoices):
    """What an authority is in charge of (59/154 §7(g); UNTOC 18(13))."""

    CENTRAL = "central", _("Central authority")
    POLICE = "police", _("Police")
    ANTI_KIDNAPPING = "anti_kidnapping", _("Anti-kidnapping unit")
    DUTY_POINT = "duty_point", _("Contact point day and night")
    FIU = "fiu", _("Financial intelligence unit")
    ASSET_RECOVERY = "asset_recovery", _("Asset recovery")
    PROSECUTION = "prosecution", _("Prosecution")
    VICTIM_SERVICES = "victim_services", _("Victim services")
    STATISTICS = "statistics", pgettext_lazy("authority", "Statistics")
    SECRETARIAT = "secretariat", _("Secretariat")


class ChannelKind(models.TextChoices):
    """How an authority is reached; the words are those of a State's entry."""

    NODE = "node", pgettext_lazy("channel", "Node")
    SECURE_MAIL = "secure_mail", pgettext_lazy("channel", "Secure mail")
    PHONE = "phone", pgettext_lazy("channel", "Telephone")
    INTERPOL = "interpol", pgettext_lazy("channel", "INTERPOL")
    DIPLOMATIC = "diplomatic", pgettext_lazy("channel", "Diplomatic channel")


class Treaty(models.TextChoices):
    """On what a request rests, as far as it decides who is competent."""

    UNTOC = "untoc", _("UNTOC")
    HOSTAGES = "hostages", _("Hostages Convention")
    UNCAC = "uncac", _("UNCAC")
    FINANCING = "terrorism_financing", _("Terrorism Financing Convention")
    BILATERAL = "bilateral", _("Treaty of the two States")
    NONE = "none", _("No treaty: reciprocity or comity")


class HowSoon(models.TextChoices):
    """How soon an answer is needed."""

    ROUTINE = "routine", pgettext_lazy("urgency", "Routine")
    URGENT = "urgent", pgettext_lazy("urgency", "Urgent")
    LIFE = "life_at_risk", pgettext_lazy("urgency", "Life at risk")


class Origin(models.TextChoices):
    """Who says what the directory holds of an authority."""

    SIGNED = "signed", _("Signed by its State")
    LOADED = "loaded", _("Loaded by the administrator from a file")
    TYPED = "typed", _("Entered by the administrator from a source")


class PingState(models.TextChoices):
    """What became of a test of reachability."""

    WAITING = "waiting", pgettext_lazy("ping", "Waits for an answer")
    ANSWERED = "answered", pgettext_lazy("ping", "Answered")
    FAILED = "failed", pgettext_lazy("ping", "Could not be delivered")


#: Why what a State announced is not what the directory holds of it (`Announced.problem`).
NOT_TAKEN = {
    "directory_speaks": _("A directory that is followed speaks for this State."),
    "node_ended": _("The node that announced it was revoked or given up since."),
    "entry_not_taken": _("This node could not take it over; the reason is in its log."),
}
#: So often a wrong code may be typed before a ping can be answered by code no more.
CODE_TRIES = 5
#: A ping is not carried any longer than this, and no code answers it later.
PING_LIFETIME = timedelta(days=1)
#: A test that could not be delivered stays in My work for so long, that somebody reads why.
PING_FAULT_KEPT = timedelta(days=7)
