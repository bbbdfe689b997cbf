"""The lists of the contact plan and of contacts with a family."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Unit(models.TextChoices):
    """In what the agreed rhythm of contacts is counted."""

    HOURS = "hours", pgettext_lazy("rhythm", "hours")
    DAYS = "days", pgettext_lazy("rhythm", "days")


class WhoBegan(models.TextChoices):
    """Who sought the contact."""

    OURS = "ours", _("We reached out to the person")
    THEIRS = "theirs", _("The person reached out to us")


class HandedHow(models.TextChoices):
    """How the written record of a contact came to the person."""

    BY_HAND = "hand", _("Given by hand")
    SENT = "sent", _("Sent by a safe channel")
    READ = "read", _("Read aloud, no paper wanted")
    DECLINED = "declined", _("The person wants no record")


class PromiseEnd(models.TextChoices):
    """What became of a promise."""

    KEPT = "kept", pgettext_lazy("promise", "Kept")
    BROKEN = "broken", pgettext_lazy("promise", "Not kept")
    TAKEN_BACK = "taken_back", pgettext_lazy("promise", "Taken back")
