"""The lists of the right to be told, to be heard, and to complain."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeKind(models.TextChoices):
    """What of the proceedings a person may want to be told."""

    ARREST = "arrest", _("Arrest or custody of a suspect")
    RELEASE = "release", _("Release of a suspect")
    ESCAPE = "escape", _("Escape of a suspect")
    DEATH = "death", _("Death of a suspect")
    CHARGE = "charge", _("Charge")
    HEARING = "hearing", pgettext_lazy("notice", "Hearing")
    DECISION = "decision", pgettext_lazy("notice", "Decision")
    SENTENCE = "sentence", pgettext_lazy("notice", "Sentence")
    APPEAL = "appeal", pgettext_lazy("notice", "Appeal")
    END = "end", _("End of the proceedings")


WITH_DAY = (
    *(NoticeKind.HEARING, NoticeKind.ARREST, NoticeKind.RELEASE),
    *(NoticeKind.ESCAPE, NoticeKind.DEATH),
)


class NoticeEnd(models.TextChoices):
    """What came of a notice that was owed."""

    TOLD = "told", pgettext_lazy("notice", "Told")
    REFUSED = "refused", _("The person did not want to hear it")
    UNREACHED = "unreached", _("The person could not be reached")
    WITHHELD = "withheld", _("Not told, by a decision")
    REPLACED = "replaced", _("Replaced: the day changed, or it was wrong")


class HeardKind(models.TextChoices):
    """What a person says to those who decide."""

    PLEA = "plea", _("Plea to be heard")
    IMPACT = "impact", _("Statement of impact")
    OBJECTION = "objection", _("Objection")
    OTHER = "other", pgettext_lazy("view", "Other view or concern")


class HeardStage(models.TextChoices):
    """At which stage of the proceedings."""

    INVESTIGATION = "investigation", _("Investigation")
    CHARGE = "charge", _("Charge")
    TRIAL = "trial", _("Trial")
    SENTENCE = "sentence", _("Sentencing")
    APPEAL = "appeal", pgettext_lazy("stage", "Appeal")
    AFTER = "after", _("After the sentence: release, parole")


class HeardForm(models.TextChoices):
    """How it was said."""

    PERSON = "person", _("In person")
    WRITTEN = "written", _("In writing")
    COUNSEL = "counsel", _("Through counsel")
    VIDEO = "video", _("By video")


class HeardEnd(models.TextChoices):
    """What came of it."""

    HEARD = "heard", _("Heard by the authority")
    CONSIDERED = "considered", _("Taken into account in a decision")
    REFUSED = "refused", pgettext_lazy("view", "Not admitted")
    NOTHING = "nothing", _("No answer came")


class ComplaintAbout(models.TextChoices):
    """What a complaint is about."""

    INFORMATION = "information", _("Not told, or told wrongly")
    DELAY = "delay", _("Delay")
    CONDUCT = "conduct", _("How somebody behaved")
    PRIVACY = "privacy", _("Privacy")
    SUPPORT = "support", _("Support that was promised or refused")
    OTHER = "other", pgettext_lazy("complaint", "Something else")


class ComplaintEnd(models.TextChoices):
    """How a complaint was answered."""

    UPHELD = "upheld", pgettext_lazy("complaint", "Justified")
    PARTLY = "partly", pgettext_lazy("complaint", "Partly justified")
    NOT_UPHELD = "not_upheld", pgettext_lazy("complaint", "Not justified")
