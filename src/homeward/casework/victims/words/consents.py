"""Where a consent, or a decision in its stead, stands."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ConsentState(models.TextChoices):
    """What a consent allows today. Only one that holds lets anything be shared."""

    HOLDS = "holds", pgettext_lazy("consent", "Holds")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("consent", "Expired")
    REPLACED = "replaced", pgettext_lazy("consent", "Replaced by a later one")
    ASK_GUARDIAN = "ask_guardian", pgettext_lazy("consent", "Ask who decides: a guardian must")
    ASK_PERSON = "ask_person", pgettext_lazy("consent", "Ask anew: the person decides now")


class OverrideState(models.TextChoices):
    """Where a decision to share without consent stands."""

    WAITING = "waiting", pgettext_lazy("override", "Waits for a second person")
    APPROVED = "approved", pgettext_lazy("override", "Approved")
    REFUSED = "refused", pgettext_lazy("override", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("override", "Taken back")
