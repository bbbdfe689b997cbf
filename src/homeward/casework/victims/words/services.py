"""The lists of services and referrals."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Domain(models.TextChoices):
    """What a service helps with."""

    MEDICAL = "medical", pgettext_lazy("support", "Medical")
    PSYCHOLOGICAL = "psychological", pgettext_lazy("support", "Psychological")
    SOCIAL = "social", pgettext_lazy("support", "Social")
    ECONOMIC = "economic", pgettext_lazy("support", "Economic")
    LEGAL = "legal", pgettext_lazy("support", "Legal")
    PROTECTION = "protection", pgettext_lazy("support", "Protection")


class Cost(models.TextChoices):
    """What a person pays for a service."""

    FREE = "free", pgettext_lazy("cost", "Free of charge")
    BY_MEANS = "by_means", pgettext_lazy("cost", "By the means of the person")
    PAID = "paid", pgettext_lazy("cost", "To be paid")
    UNKNOWN = "unknown", pgettext_lazy("cost", "Not known")


class ReferralStatus(models.TextChoices):
    """Where a referral stands."""

    MADE = "made", pgettext_lazy("referral", "Made, no answer yet")
    ACCEPTED = "accepted", pgettext_lazy("referral", "Accepted")
    DECLINED = "declined", pgettext_lazy("referral", "Declined")
    DELIVERED = "delivered", pgettext_lazy("referral", "Help given")
    ENDED = "ended", pgettext_lazy("referral", "Ended")
    TRANSFERRED = "transferred", pgettext_lazy("referral", "Transferred to another service")
    RECALLED = "recalled", pgettext_lazy("referral", "Recalled, not confirmed yet")
    CLEARED = "cleared", pgettext_lazy("referral", "Recalled and confirmed")


class StepCode(models.TextChoices):
    """What happened to a referral."""

    MADE = "made", pgettext_lazy("referral step", "Made")
    ACCEPTED = "accepted", pgettext_lazy("referral step", "The service accepted")
    DECLINED = "declined", pgettext_lazy("referral step", "The service declined")
    DELIVERED = "delivered", pgettext_lazy("referral step", "Help was given")
    ENDED = "ended", pgettext_lazy("referral step", "Ended")
    TRANSFERRED = "transferred", pgettext_lazy("referral step", "Transferred")
    RECALLED = "recalled", pgettext_lazy("referral step", "Recalled: consent was withdrawn")
    CLEARED = "cleared", pgettext_lazy("referral step", "The service answered the recall")
    FEEDBACK = "feedback", pgettext_lazy("referral step", "Word from the service")


class RecallAnswer(models.TextChoices):
    """What the service did with what it had received."""

    DELETED = "deleted", _("Deleted, and confirmed")
    RETURNED = "returned", _("Returned, and no copy kept")
    KEPT = "kept", _("Kept, because a law obliges the service")


OPEN = (ReferralStatus.MADE, ReferralStatus.ACCEPTED, ReferralStatus.DELIVERED)
# What may follow. A service that declined, ended or passed on still holds the letter, so what it
# holds is recalled all the same.
NEXT: dict[str, tuple[str, ...]] = {
    ReferralStatus.MADE: ("accepted", "declined", "transferred", "ended", "recalled"),
    ReferralStatus.ACCEPTED: ("delivered", "transferred", "ended", "recalled"),
    ReferralStatus.DECLINED: ("transferred", "recalled"),
    ReferralStatus.DELIVERED: ("transferred", "ended", "recalled"),
    ReferralStatus.ENDED: ("recalled",),
    ReferralStatus.TRANSFERRED: ("recalled",),
    ReferralStatus.RECALLED: ("cleared",),
    ReferralStatus.CLEARED: (),
}
