"""The shipped lists of the first call: modalities, purposes, other explanations, flags, answers.

Modalities and purposes are open lists: a State adds its own on a page (`lists.py`), and a code that
is not listed any more is shown as it is.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MODALITIES = {
    "express": _("Express: short, for quick money"),
    "virtual": _("Virtual: nobody is held, the family is made to believe it"),
    "tiger": _("Tiger: someone is held to make another person act"),
    "mass": _("Mass or group"),
    "migrant": _("Of migrants on their way"),
    "maritime": _("At sea"),
    "cross_border": _("Taken across a border"),
    "public_agents": _("By public agents, or with their support"),
}
PURPOSES = {
    "gain": _("Money or another material benefit"),
    "compel": _("To make someone act or not act"),
    "exploitation": _("Trafficking or exploitation"),
    "sexual": _("Sexual offence"),
    "marriage": _("Forced marriage"),
    "adoption": _("Illegal adoption"),
    "custody": _("Custody of a child"),
    "revenge": _("Revenge or punishment"),
}


class Confirmation(models.TextChoices):
    """Whether it is known that somebody was kidnapped."""

    UNCONFIRMED = "unconfirmed", _("Not confirmed yet")
    CONFIRMED = "confirmed", _("Confirmed: it is a kidnapping")
    OTHER = "other", _("Another explanation was found")


class Explanation(models.TextChoices):
    """What else it can be when somebody is missing or a demand came."""

    MISSING = "missing", _("Missing, lost or unreachable")
    RUNAWAY = "runaway", _("Runaway")
    CUSTODY = "custody", _("Dispute over the custody of a child")
    ARREST = "arrest", _("Arrest or detention by an authority")
    ACCIDENT = "accident", _("Accident, illness or death")
    VOLUNTARY = "voluntary", _("Absence of their own will")
    HOAX = "hoax", _("Hoax, or virtual: nobody is held")


class Considered(models.TextChoices):
    """What was found of another explanation."""

    NOT_CONSIDERED = "not_considered", _("Not considered yet")
    POSSIBLE = "possible", _("Possible")
    RULED_OUT = "ruled_out", _("Ruled out")


class Known(models.TextChoices):
    """Yes, no, or not known: which is an answer of its own."""

    UNKNOWN = "unknown", pgettext_lazy("answer", "Not known")
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Age(models.TextChoices):
    """Whether a victim is a child."""

    UNKNOWN = "unknown", pgettext_lazy("answer", "Not known")
    CHILD = "child", _("Child, under 18")
    ADULT = "adult", _("Adult")


class CallerPart(models.TextChoices):
    """Who calls."""

    RELATIVE = "relative", _("Relative")
    WITNESS = "witness", _("Witness")
    EMPLOYER = "employer", _("Employer or colleague")
    AUTHORITY = "authority", _("Another authority")
    VICTIM = "victim", _("The victim")
    OTHER = "other", _("Somebody else, or not known")


class Seen(models.TextChoices):
    """How the caller knows."""

    SAW = "saw", _("The caller saw or heard it happen")
    TOLD = "told", _("Somebody else saw or heard it")
    OFFENDERS = "offenders", _("The offenders made contact")
    MISSED = "missed", _("The person is missed, nothing was seen")


class FlagKind(models.TextChoices):
    """What must be before everybody's eyes."""

    MEDICINE = "medicine", _("Medicine needed")
    CONDITION = "condition", _("Medical condition")
    CHILD = "child", _("A child is among the victims")
    CALLER = "caller", _("Calling back may put the caller in danger")
    RELATIVES = "relatives", _("Relatives are threatened")
    POLICE_HIDDEN = "police_hidden", _("The police must not be seen")
    SUSPECTS_NEAR = "suspects_near", _("Suspects may be near the caller or the family")
    PUBLIC_AGENTS = "public_agents", _("Public agents may be involved: enforced disappearance")
    NOBODY_HELD = "nobody_held", _("Virtual: nobody is held. It counts as no kidnapping")


class IncidentKind(models.TextChoices):
    """What an incident of the case is."""

    TAKING = "taking", _("Taking")
    DEMAND = "demand", _("Demand without a taking")
    TRANSFER = "transfer", _("Transfer to another place")
    ATTEMPT = "attempt", _("Attempt")
    OTHER = "other", pgettext_lazy("incident", "Other")
