"""The closed lists of a request for assistance."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


class Paragraph(models.TextChoices):
    """What a request is about: paragraphs of resolutions 59/154 and 61/179, in our own words."""

    P4 = "p4", _("59/154 §4: extradition, legal assistance, police collaboration, information")
    P5 = "p5", _("59/154 §5: tracing, freezing and confiscating proceeds")
    P6 = "p6", _("59/154 §6: assistance to victims and their families")
    P7A = "p7a", _("59/154 §7(a): prevention for people who may become victims")
    P7B = "p7b", _("59/154 §7(b): dismantling criminal and terrorist groups")
    P7C = "p7c", _("59/154 §7(c): alliances with the private sector")
    P7D = "p7d", _("59/154 §7(d): reacting to a crisis and managing it")
    P7E = "p7e", _("59/154 §7(e): the offence in law")
    P7F = "p7f", _("59/154 §7(f): measures for victims and families")
    P7G = "p7g", _("59/154 §7(g): the authorities in charge")
    P7H = "p7h", _("59/154 §7(h): procedures for data, rescue, information systems, prosecution")
    P8A = "p8a", _("59/154 §8(a): training of judges, prosecutors and police")
    P8B = "p8b", _("59/154 §8(b): trends as the base of policy")
    M6 = "m6", _("61/179 §6: use of the operational manual")


class Help(models.TextChoices):
    """The form that help takes (domain reference, section 9)."""

    EXPERT = "expert", pgettext_lazy("assistance", "Expert on the spot")
    COURSE = "course", pgettext_lazy("assistance", "Course")
    TRAINERS = "trainers", pgettext_lazy("assistance", "Training of trainers")
    LAW = "law", pgettext_lazy("assistance", "Review of legislation")
    EQUIPMENT = "equipment", pgettext_lazy("assistance", "Advice on equipment")
    VISIT = "visit", pgettext_lazy("assistance", "Study visit")
    ADVICE = "advice", pgettext_lazy("assistance", "Advice in writing")


class Urgency(models.TextChoices):
    """When the help is needed."""

    ROUTINE = "routine", pgettext_lazy("assistance", "Within a year")
    SOON = "soon", pgettext_lazy("assistance", "Within three months")
    URGENT = "urgent", pgettext_lazy("assistance", "Within a month")


class Sensitivity(models.TextChoices):
    """How carefully the request is handled. None of them shows it to another State."""

    ORDINARY = "ordinary", pgettext_lazy("assistance", "Ordinary")
    SENSITIVE = "sensitive", pgettext_lazy("assistance", "Sensitive: not spoken of beyond its desk")
    HIGH = "high", pgettext_lazy("assistance", "Highly sensitive: speak before you write")


class Priority(models.TextChoices):
    """What the Secretariat makes of an approved request."""

    HIGH = "high", pgettext_lazy("priority", "High")
    NORMAL = "normal", pgettext_lazy("priority", "Normal")
    LOW = "low", pgettext_lazy("priority", "Low")


class Funding(models.TextChoices):
    """Whether what was approved is paid for."""

    NOT_COSTED = "not_costed", pgettext_lazy("funding", "Not costed yet")
    NO_COST = "no_cost", pgettext_lazy("funding", "Without cost")
    UNFUNDED = "unfunded", pgettext_lazy("funding", "Not funded")
    PARTLY = "partly", pgettext_lazy("funding", "Funded in part")
    FUNDED = "funded", pgettext_lazy("funding", "Funded")


class FundKind(models.TextChoices):
    """Where money comes from."""

    PLEDGE = "pledge", pgettext_lazy("fund", "Pledge of voluntary resources")
    EXISTING = "existing", pgettext_lazy("fund", "Within the existing budget")
