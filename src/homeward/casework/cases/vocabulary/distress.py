"""What kinds of material may be hard to see, read or hear, and how it is opened."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DistressKind(models.TextChoices):
    """What is behind a warning."""

    VIOLENCE = "violence", _("Violence")
    SEXUAL = "sexual", _("Sexual violence")
    CHILD = "child", _("A child who suffers")
    DEATH = "death", _("Death or a dead body")
    TORTURE = "torture", _("Torture")
    OTHER = "other", pgettext_lazy("distressing material", "Something else, as written")


class Manner(models.TextChoices):
    """How marked material is opened: the reader is asked first, it is blurred, or it is open."""

    ASK = "ask"
    BLURRED = "blurred"
    OPEN = "open"
