"""The lists of losses and of compensation claims."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LossKind(models.TextChoices):
    """What was lost, or had to be paid, because of the kidnapping."""

    RANSOM = "ransom", _("Ransom paid")
    MONEY = "money", _("Money taken")
    GOODS = "goods", _("Goods taken")
    INCOME = "income", _("Lost income")
    MEDICAL = "medical", _("Medical costs")
    TRAVEL = "travel", _("Travel")
    LEGAL = "legal", _("Legal costs")
    FUNERAL = "funeral", _("Funeral")
    SECURITY = "security", _("Security measures")
    INTERPRETER = "interpreter", _("Interpreter or translation")
    OTHER = "other", pgettext_lazy("loss", "Other loss")


class BorneBy(models.TextChoices):
    """Who paid, or went without the money."""

    PERSON = "person", _("The person")
    RELATIVE = "relative", _("A relative who has a file")
    EMPLOYER = "employer", _("Employer")
    INSURER = "insurer", _("Insurer")
    STATE = "state", pgettext_lazy("borne by", "The State")
    OTHER = "other", pgettext_lazy("borne by", "Somebody else")


class LossStatus(models.TextChoices):
    """How sure a loss is."""

    RECORDED = "recorded", pgettext_lazy("loss", "Recorded")
    VERIFIED = "verified", pgettext_lazy("loss", "Verified by a second person")
    WITHDRAWN = "withdrawn", pgettext_lazy("loss", "Withdrawn")


class ClaimSource(models.TextChoices):
    """From where compensation is asked."""

    PROCEEDINGS = "proceedings", _("Offender, in the criminal proceedings")
    CIVIL = "civil", _("Offender, in civil proceedings")
    FUND = "fund", _("State compensation fund")
    INSURANCE = "insurance", _("Insurance")
    PROCEEDS = "proceeds", _("Confiscated proceeds of the crime")


class Stage(models.TextChoices):
    """Where a compensation claim stands."""

    PREPARED = "prepared", pgettext_lazy("compensation claim", "In preparation")
    FILED = "filed", pgettext_lazy("compensation claim", "Filed")
    DECIDED = "decided", pgettext_lazy("compensation claim", "Decided")
    CLOSED = "closed", pgettext_lazy("compensation claim", "Closed")


class Verdict(models.TextChoices):
    """What an authority decided on a compensation claim."""

    GRANTED = "granted", pgettext_lazy("compensation claim", "Granted")
    PARTLY = "partly", pgettext_lazy("compensation claim", "Partly granted")
    REFUSED = "refused", pgettext_lazy("compensation claim", "Refused")


class ClaimOutcome(models.TextChoices):
    """How a compensation claim ended."""

    PAID = "paid", _("Paid as granted")
    PART_PAID = "part_paid", _("Paid in part; the rest cannot be had")
    UNPAID = "unpaid", _("Granted; nothing can be had")
    REFUSED = "refused", _("Refused for good")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")
    LAPSED = "lapsed", _("The time limit passed")
    ERROR = "error", _("Entered by mistake")


class RecoveredKind(models.TextChoices):
    """How money of the offenders became available."""

    CONFISCATION = "confiscation", _("Confiscation")
    RETURN = "return", _("Return by another State")
