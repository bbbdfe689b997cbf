"""The lists of proceedings against suspects."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """Where a charge stands; `charge_lifecycle.py` says what leads from one to the next."""

    CHARGED = "charged", _("Charged")
    IN_COURT = "in_court", _("Before the court")
    DECIDED = "decided", _("Decided, appeal still possible")
    APPEALED = "appealed", _("Under appeal")
    FINAL = "final", _("Final")
    WITHDRAWN = "withdrawn", pgettext_lazy("charge", "Withdrawn")


class DecisionKind(models.TextChoices):
    """What a court decided on a charge."""

    CONVICTED = "convicted", _("Convicted")
    ACQUITTED = "acquitted", _("Acquitted")
    DISMISSED = "dismissed", _("Dismissed")
    NOT_RESPONSIBLE = "not_responsible", _("Not criminally responsible")
    OTHER = "other", pgettext_lazy("decision", "Other")


class SentenceKind(models.TextChoices):
    """What a convicted person has to serve, pay or do."""

    IMPRISONMENT = "imprisonment", _("Imprisonment")
    LIFE = "life", _("Imprisonment for life")
    SUSPENDED = "suspended", _("Suspended imprisonment")
    FINE = "fine", _("Fine")
    COMPENSATION = "compensation", _("Compensation of the victim")
    COMMUNITY = "community", _("Work for the community")
    OTHER = "other", pgettext_lazy("sentence", "Other")


class AppealBy(models.TextChoices):
    """Who appeals."""

    DEFENCE = "defence", _("Defence")
    PROSECUTION = "prosecution", _("Prosecution")
    VICTIM = "victim", _("Victim or family")


class AppealResult(models.TextChoices):
    """What came of an appeal."""

    PENDING = "pending", _("Not decided yet")
    UPHELD = "upheld", _("Decision upheld")
    CHANGED = "changed", _("Decision changed")
    QUASHED = "quashed", _("Decision quashed, to be tried again")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "Withdrawn")
