"""The closed lists of items: evaluation, traffic light, permissible actions.

Europol's handling and evaluation codes, the admiralty code, TLP 2.0 (FIRST, 2022) and PAP (MISP).
The order of each list is from the laxest to the strictest: `codes.py` counts on it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SourceGrade(models.TextChoices):
    """4x4: how far the source is trusted."""

    A = "A", _("A no doubt about the source")
    B = "B", _("B mostly reliable")
    C = "C", _("C mostly unreliable")
    X = "X", _("X cannot be assessed")


class InformationGrade(models.TextChoices):
    """4x4: how far the information is trusted."""

    ONE = "1", _("1 not in doubt")
    TWO = "2", _("2 known to the source in person, not to the official")
    THREE = "3", _("3 not known in person, but corroborated")
    FOUR = "4", _("4 not known in person, cannot be corroborated")


class AdmiraltySource(models.TextChoices):
    """Admiralty code: reliability of the source."""

    A = "A", _("A completely reliable")
    B = "B", _("B usually reliable")
    C = "C", _("C fairly reliable")
    D = "D", _("D not usually reliable")
    E = "E", _("E unreliable")
    F = "F", _("F reliability cannot be judged")


class AdmiraltyInformation(models.TextChoices):
    """Admiralty code: credibility of the information."""

    ONE = "1", _("1 confirmed by other sources")
    TWO = "2", _("2 probably true")
    THREE = "3", _("3 possibly true")
    FOUR = "4", _("4 doubtful")
    FIVE = "5", _("5 improbable")
    SIX = "6", _("6 truth cannot be judged")


class Tlp(models.TextChoices):
    """Traffic Light Protocol 2.0: who may be told."""

    CLEAR = "CLEAR", _("TLP:CLEAR anybody")
    GREEN = "GREEN", _("TLP:GREEN the community")
    AMBER = "AMBER", _("TLP:AMBER the organisation and its clients who need it")
    AMBER_STRICT = "AMBER+STRICT", _("TLP:AMBER+STRICT the organisation only")
    RED = "RED", _("TLP:RED the named recipients only")


class Pap(models.TextChoices):
    """Permissible Actions Protocol: what may be done with it without being noticed."""

    CLEAR = "CLEAR", _("PAP:CLEAR any action")
    GREEN = "GREEN", _("PAP:GREEN active steps allowed")
    AMBER = "AMBER", _("PAP:AMBER passive checks only")
    RED = "RED", _("PAP:RED nothing that can be noticed outside")


class CustodyAction(models.TextChoices):
    """What was done with evidence; the first six are steps that officers write."""

    HANDED_OVER = "handed_over", pgettext_lazy("custody", "Handed over")
    RECEIVED = "received", pgettext_lazy("custody", "Received")
    EXAMINED = "examined", pgettext_lazy("custody", "Examined")
    COPIED = "copied", pgettext_lazy("custody", "Copied")
    RETURNED = "returned", pgettext_lazy("custody", "Returned")
    DESTROYED = "destroyed", pgettext_lazy("custody", "Destroyed")
    TAKEN_IN = "taken_in", pgettext_lazy("custody", "Taken in")
    EXPORTED = "exported", pgettext_lazy("custody", "Exported")
    NOT_EXPORTED = "not_exported", pgettext_lazy("custody", "Not exported: the package was refused")
    SENT = "sent", pgettext_lazy("custody", "Sent to another State")
    ARRIVED = "arrived", pgettext_lazy("custody", "Arrived from another State")
    DELIVERED = "delivered", pgettext_lazy("custody", "Delivered to another State")


WRITTEN = tuple(CustodyAction)[:6]
"""The steps that an officer writes; the node writes the others itself."""
