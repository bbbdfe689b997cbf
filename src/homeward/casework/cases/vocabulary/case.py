"""The fixed and extensible lists of a case (ICCS 2015; UN counter-kidnapping manual, 2006)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseStatus(models.TextChoices):
    """Where the case stands."""

    OPEN = "open", pgettext_lazy("case", "Open")
    INVESTIGATION = "investigation", pgettext_lazy("case", "Under investigation")
    CLOSED = "closed", pgettext_lazy("case", "Closed")
    MERGED = "merged", pgettext_lazy("case", "Merged into another file")


class IccsCode(models.TextChoices):
    """International Classification of Crime for Statistical Purposes, UNODC 2015."""

    KIDNAPPING = "020221", _("020221 Kidnapping")
    ILLEGAL_RESTRAINT = "020222", _("020222 Illegal restraint")
    NEITHER = "none", _("Neither 020221 nor 020222")


class Typology(models.TextChoices):
    """Why the person was taken, by the types of the 2006 manual."""

    EXTORTION = "extortion", _("For extortion")
    POLITICAL = "political", _("Political or ideological")
    CRIMINAL = "criminal", _("Between or within criminal groups")
    DOMESTIC = "domestic", _("Domestic or family dispute")
    SEXUAL = "sexual", _("For sexual exploitation")
    OTHER_CRIME = "other_crime", _("In the course of another crime")
    REVENGE = "revenge", _("Revenge")
    SIMULATED = "simulated", _("Simulated or fraudulent")
    OTHER = "other", pgettext_lazy("typology", "Other")


class PersonRole(models.TextChoices):
    """What a person is in the case; one person may have several rows."""

    VICTIM = "victim", _("Victim")
    RELATIVE = "relative", _("Relative")
    SUSPECT = "suspect", _("Suspect")
    WITNESS = "witness", _("Witness")
    COMMUNICATOR = "communicator", _("Communicator")


class Outcome(models.TextChoices):
    """What became of a victim; unknown is a fact of its own, never an empty field."""

    STILL_HELD = "still_held", _("Still held")
    RELEASED = "released", _("Released")
    RESCUED = "rescued", _("Rescued")
    ESCAPED = "escaped", _("Escaped")
    DIED = "died", _("Died")
    UNKNOWN = "unknown", pgettext_lazy("outcome", "Unknown")


class HandlingCode(models.TextChoices):
    """Europol handling codes: what the receiver may do with an item."""

    H0 = "H0", _("H0 to prevent and fight crime")
    H1 = "H1", _("H1 not in court without permission")
    H2 = "H2", _("H2 not passed on without permission")
    H3 = "H3", _("H3 other limits, as written")


class ItemKind(models.TextChoices):
    """What an item is."""

    STATEMENT = "statement", _("Statement")
    DOCUMENT = "document", _("Document")
    BANK_RECORD = "bank_record", _("Bank record")
    NOTE = "note", _("Note")
