"""The closed lists of the Common Alerting Protocol 1.2 (OASIS standard, 1 July 2010, section 3.2).

The codes are the standard's own and go into the message as they are; the labels are ours.
"""

from django.db import models
from django.utils.translation import pgettext_lazy


class CapStatus(models.TextChoices):
    """How a receiver must treat the message (`status`); System and Draft are for networks."""

    ACTUAL = "Actual", pgettext_lazy("alert", "Actual: everybody acts on it")
    EXERCISE = "Exercise", pgettext_lazy("alert", "Exercise: only those who take part act on it")
    TEST = "Test", pgettext_lazy("alert", "Test: nobody acts on it")


class CapType(models.TextChoices):
    """What the message does to an earlier one (`msgType`); Ack and Error answer other systems."""

    ALERT = "Alert", pgettext_lazy("alert", "Alert")
    UPDATE = "Update", pgettext_lazy("alert", "Update")
    CANCEL = "Cancel", pgettext_lazy("alert", "Cancellation")


class CapScope(models.TextChoices):
    """Whom the message is for (`scope`)."""

    PUBLIC = "Public", pgettext_lazy("alert", "Everybody")
    RESTRICTED = "Restricted", pgettext_lazy("alert", "Those whom a rule names")
    PRIVATE = "Private", pgettext_lazy("alert", "The addresses named")


class CapCategory(models.TextChoices):
    """What kind of event it is about (`category`)."""

    GEO = "Geo", pgettext_lazy("alert", "Geophysical")
    MET = "Met", pgettext_lazy("alert", "Weather")
    SAFETY = "Safety", pgettext_lazy("alert", "Public safety")
    SECURITY = "Security", pgettext_lazy("alert", "Law enforcement and security")
    RESCUE = "Rescue", pgettext_lazy("alert", "Rescue and recovery")
    FIRE = "Fire", pgettext_lazy("alert", "Fire")
    HEALTH = "Health", pgettext_lazy("alert", "Health")
    ENV = "Env", pgettext_lazy("alert", "Environment")
    TRANSPORT = "Transport", pgettext_lazy("alert", "Transport")
    INFRA = "Infra", pgettext_lazy("alert", "Infrastructure")
    CBRNE = "CBRNE", pgettext_lazy("alert", "Chemical, biological, radiological, nuclear")
    OTHER = "Other", pgettext_lazy("alert", "Another kind")


class CapResponse(models.TextChoices):
    """What the audience is asked to do (`responseType`)."""

    SHELTER = "Shelter", pgettext_lazy("alert", "Take shelter")
    EVACUATE = "Evacuate", pgettext_lazy("alert", "Leave the area")
    PREPARE = "Prepare", pgettext_lazy("alert", "Prepare")
    EXECUTE = "Execute", pgettext_lazy("alert", "Do what was prepared")
    AVOID = "Avoid", pgettext_lazy("alert", "Keep away")
    MONITOR = "Monitor", pgettext_lazy("alert", "Watch out and report")
    ASSESS = "Assess", pgettext_lazy("alert", "Judge for yourselves")
    ALL_CLEAR = "AllClear", pgettext_lazy("alert", "The danger is over")
    NONE = "None", pgettext_lazy("alert", "Nothing")


class CapUrgency(models.TextChoices):
    """How soon to act (`urgency`)."""

    IMMEDIATE = "Immediate", pgettext_lazy("alert", "Act at once")
    EXPECTED = "Expected", pgettext_lazy("alert", "Act within the hour")
    FUTURE = "Future", pgettext_lazy("alert", "Act in the near future")
    PAST = "Past", pgettext_lazy("alert", "No action is needed any more")
    UNKNOWN = "Unknown", pgettext_lazy("alert urgency", "Not known")


class CapSeverity(models.TextChoices):
    """How grave it is (`severity`)."""

    EXTREME = "Extreme", pgettext_lazy("alert", "Extraordinary threat")
    SEVERE = "Severe", pgettext_lazy("alert", "Significant threat")
    MODERATE = "Moderate", pgettext_lazy("alert", "Possible threat")
    MINOR = "Minor", pgettext_lazy("alert", "Little or no threat")
    UNKNOWN = "Unknown", pgettext_lazy("alert severity", "Not known")


class CapCertainty(models.TextChoices):
    """How sure it is (`certainty`)."""

    OBSERVED = "Observed", pgettext_lazy("alert", "Happened or is going on")
    LIKELY = "Likely", pgettext_lazy("alert", "Likely: more than even")
    POSSIBLE = "Possible", pgettext_lazy("alert", "Possible: even or less")
    UNLIKELY = "Unlikely", pgettext_lazy("alert", "Not expected")
    UNKNOWN = "Unknown", pgettext_lazy("alert certainty", "Not known")


class AlertStage(models.TextChoices):
    """Where a message stands on its way out."""

    DRAFT = "draft", pgettext_lazy("alert", "Draft")
    AWAITING = "awaiting", pgettext_lazy("alert", "Awaits two approvals")
    APPROVED = "approved", pgettext_lazy("alert", "Approved, not published")
    PUBLISHED = "published", pgettext_lazy("alert", "Published")
    REPLACED = "replaced", pgettext_lazy("alert", "Replaced by a later message")
    WITHDRAWN = "withdrawn", pgettext_lazy("alert", "Withdrawn before publication")


class DeliveryState(models.TextChoices):
    """Whether an endpoint took the message."""

    WAITING = "waiting", pgettext_lazy("alert", "Not delivered yet")
    DELIVERED = "delivered", pgettext_lazy("alert", "Delivered")
    FAILED = "failed", pgettext_lazy("alert", "Given up")
