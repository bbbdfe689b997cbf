"""The lists of protection: threat, measures and their steps, what may change a threat."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ThreatLevel(models.TextChoices):
    """How great the danger for a person is; `LEVEL_MEANINGS` says what each means."""

    LOW = "low", pgettext_lazy("threat", "Low")
    MODERATE = "moderate", pgettext_lazy("threat", "Moderate")
    HIGH = "high", pgettext_lazy("threat", "High")
    EXTREME = "extreme", pgettext_lazy("threat", "Extreme")


LEVEL_MEANINGS = {
    ThreatLevel.LOW: _(
        "No sign that anybody means to harm the person. The usual care, and a look on the day of"
        " the next review."
    ),
    ThreatLevel.MODERATE: _(
        "Harm is possible: a source of danger is known, and nothing shows that harm is prepared."
        " Measures are planned."
    ),
    ThreatLevel.HIGH: _(
        "Harm is likely: there are signs of it, or offenders know where the person is. Measures are"
        " in force now."
    ),
    ThreatLevel.EXTREME: _(
        "Harm may come at any moment. The person is brought to safety first; all else waits."
    ),
}
LEVEL_TONES = {
    ThreatLevel.LOW: "neutral",
    ThreatLevel.MODERATE: "information",
    ThreatLevel.HIGH: "warning",
    ThreatLevel.EXTREME: "danger",
}


class ThreatSource(models.TextChoices):
    """Where the danger comes from."""

    AT_LARGE = "at_large", _("Offenders who are at large")
    AFTER_RESTRAINT = "after_restraint", _("Retaliation after money was restrained")
    AFTER_STATEMENT = "after_statement", _("Retaliation after a statement or testimony")
    MEDIA = "media", _("Attention of media or public")
    FAMILY = "family", _("Somebody within the family")
    OTHER = "other", pgettext_lazy("source of threat", "Something else, as written")


class MeasureKind(models.TextChoices):
    """What protects a person. Two measures of one kind never overlap for one person."""

    PATROL = "patrol", _("Contact with the police, and patrols")
    ACCOMMODATION = "accommodation", _("Safe accommodation")
    NUMBER = "number", _("Change of telephone number")
    ESCORT = "escort", _("Escort on the way")
    ALARM_DEVICE = "alarm_device", _("Alarm device")
    CLOSED_HEARING = "closed_hearing", _("Hearing without the public")
    VIDEO_TESTIMONY = "video_testimony", _("Testimony by video")
    IDENTITY_WITHHELD = "identity_withheld", _("Identity withheld in court")
    RELOCATION = "relocation", _("Relocation within the State")
    RELOCATION_ABROAD = "relocation_abroad", _("Relocation to another State")
    OTHER = "other", pgettext_lazy("measure", "Another measure, as written")


class MeasureStatus(models.TextChoices):
    """How a measure stands. The last two end it."""

    PLANNED = "planned", pgettext_lazy("measure", "Planned")
    IN_FORCE = "in_force", pgettext_lazy("measure", "In force")
    LIFTED = "lifted", pgettext_lazy("measure", "Lifted")
    REFUSED = "refused", pgettext_lazy("measure", "Refused by the person")


LIVE = (MeasureStatus.PLANNED, MeasureStatus.IN_FORCE)
MEASURE_TONES = {
    MeasureStatus.PLANNED: "information",
    MeasureStatus.IN_FORCE: "success",
    MeasureStatus.LIFTED: "neutral",
    MeasureStatus.REFUSED: "warning",
}


class MeasureStep(models.TextChoices):
    """What happened to a measure."""

    ADDED = "added", pgettext_lazy("measure", "Recorded")
    CHANGED = "changed", pgettext_lazy("measure", "Changed")
    BEGUN = "begun", pgettext_lazy("measure", "Put in force")
    REVIEWED = "reviewed", pgettext_lazy("measure", "Reviewed: it goes on")
    LIFTED = "lifted", pgettext_lazy("measure", "Lifted")
    REFUSED = "refused", pgettext_lazy("measure", "Refused by the person")


class AlarmCause(models.TextChoices):
    """What may have changed a threat. Nothing more of it crosses into the support of victims."""

    CONTACT = "contact", _("Contact with the offenders")
    RESTRAINT = "restraint", _("Money was restrained")
    OUTCOME = "outcome", _("A person of the case came free, or died")
    SUSPECT = "suspect", _("The proceedings against a suspect moved on")
    ARREST = "arrest", _("A suspect was arrested, or is kept in custody")
    RELEASE = "release", _("A suspect was released")
    MOVED = "moved", _("A suspect was moved to another place of custody")
    ESCAPE = "escape", _("A suspect escaped")
    DEATH = "death", _("A suspect died")
    CORRECTED = "corrected", _("What was said of a suspect before was wrong")
    ASK = "ask", _("Ask the investigation: it may not be written here yet")


# Somebody may be on the way to the person. Of what is not told, nobody knows here that it is not.
URGENT = (AlarmCause.RELEASE, AlarmCause.ESCAPE, AlarmCause.ASK)
