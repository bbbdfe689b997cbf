"""The lists of the case that a State makes longer with entries of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseList(models.TextChoices):
    """Which list an entry stands in."""

    TYPOLOGY = "typology", _("Type of kidnapping")
    MODALITY = "modality", _("How it is done")
    PURPOSE = "purpose", _("What for")
