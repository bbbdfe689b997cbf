"""The rules of sealed items; the database holds to the same times (migration 0041)."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

APPROVE_WITHIN = timedelta(minutes=30)
OPEN_FOR = timedelta(minutes=15)
SHORTEST_REASON = 10


class SealedKind(models.TextChoices):
    """What is sealed."""

    SOURCE = "source", _("Identity of a source")
    ADDRESS = "address", _("Protected address")
    OTHER = "other", pgettext_lazy("sealed item", "Something else")
