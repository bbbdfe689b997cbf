"""The lists of a contact with the offenders."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    """Who began it."""

    INCOMING = "incoming", _("From the offenders")
    OUTGOING = "outgoing", _("To the offenders")


class Channel(models.TextChoices):
    """The way on which it came."""

    PHONE = "phone", _("Telephone call")
    MESSAGE = "message", _("Message (SMS or application)")
    VIDEO = "video", _("Video call")
    EMAIL = "email", _("E-mail")
    SOCIAL = "social", _("Social network")
    LETTER = "letter", _("Letter or object")
    RADIO = "radio", _("Radio")
    PERSON = "person", _("Face to face")
    THIRD = "third", _("Through a third person")
    OTHER = "other", pgettext_lazy("channel", "Other")


# Channels whose handle is a telephone number.
NUMBERED = (Channel.PHONE, Channel.MESSAGE, Channel.VIDEO)


class ProofKind(models.TextChoices):
    """What showed, or should show, that the victim lives."""

    VOICE = "voice", _("The victim spoke live")
    ANSWER = "answer", _("Answer to a private question")
    PHOTO = "photo", _("Photograph")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Recorded voice")
    WRITING = "writing", _("Handwriting")
    OBJECT = "object", _("Object of the victim")
    OTHER = "other", pgettext_lazy("proof of life", "Other")


class ProofResult(models.TextChoices):
    """What verifying a proof of life came to."""

    GENUINE = "genuine", pgettext_lazy("proof of life", "Genuine")
    DOUBTFUL = "doubtful", pgettext_lazy("proof of life", "Doubtful")
    FALSE = "false", pgettext_lazy("proof of life", "False")
    OPEN = "open", pgettext_lazy("proof of life", "Cannot be told")


class ClockKind(models.TextChoices):
    """What a clock waits for."""

    DEADLINE = "deadline", _("Deadline of the offenders")
    SILENCE = "silence", _("Next contact expected")


class ClockEnd(models.TextChoices):
    """Why a clock does not run any more."""

    CONTACT = "contact", _("A later contact ended it")
    MOVED = "moved", _("A later contact set a new time")
    CANCELLED = "cancelled", _("Cancelled with a reason")
