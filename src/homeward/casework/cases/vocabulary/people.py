"""The lists of people, groups and harm, and the offences linked with a kidnapping."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    """Sex as recorded, for the tables of ICCS; what is not recorded stays empty."""

    FEMALE = "female", pgettext_lazy("sex", "Female")
    MALE = "male", pgettext_lazy("sex", "Male")
    OTHER = "other", pgettext_lazy("sex", "Other")
    UNKNOWN = "unknown", pgettext_lazy("sex", "Not known")


class HarmKind(models.TextChoices):
    """What a victim suffered; that nothing is known is a statement of its own."""

    NONE_KNOWN = "none_known", _("No harm known")
    INJURY = "injury", _("Injury")
    SERIOUS_INJURY = "serious_injury", _("Serious injury")
    SEXUAL_VIOLENCE = "sexual_violence", _("Sexual violence")
    PSYCHOLOGICAL = "psychological", _("Psychological harm")
    DEATH = "death", pgettext_lazy("harm", "Death")


class Cause(models.TextChoices):
    """Whether the kidnapping caused the harm (General Assembly resolution 59/154, paragraph 2)."""

    CAUSED = "caused", _("Caused by the kidnapping")
    NOT_CAUSED = "not_caused", _("Not caused by the kidnapping")
    UNKNOWN = "unknown", _("Cause not known yet")


class IdentifierKind(models.TextChoices):
    """What a person or thing can be recognised by."""

    DOCUMENT = "document", _("Identity document")
    PHONE = "phone", _("Telephone number")
    HANDLE = "handle", _("Name in a network or service")
    PLATE = "plate", _("Number plate")


class GroupKind(models.TextChoices):
    """Kinds of groups; the first as article 2 (a) of the Convention against Transnational
    Organized Crime describes it."""

    ORGANIZED = "organized", _("Organized criminal group (UNTOC article 2 (a))")
    TERRORIST = "terrorist", _("Terrorist group")
    GANG = "gang", _("Gang")
    OTHER = "other", pgettext_lazy("group", "Other")
    UNKNOWN = "unknown", pgettext_lazy("group", "Not known")


class GroupPart(models.TextChoices):
    """What a person does in a group."""

    LEADER = "leader", _("Leads it")
    MEMBER = "member", _("Member")
    ASSOCIATE = "associate", _("Associate")
    FINANCES = "finances", _("Finances it")
    UNKNOWN = "unknown", pgettext_lazy("part", "Not known")


class LinkedOffence(models.TextChoices):
    """Other offences of the same case."""

    FIREARMS = "firearms", _("Firearms")
    DRUGS = "drugs", _("Drugs")
    LAUNDERING = "laundering", _("Laundering of proceeds")
    TRAFFICKING = "trafficking", _("Trafficking in persons")
    TERRORISM_FINANCING = "terrorism_financing", _("Financing of terrorism")
    EXTORTION = "extortion", _("Extortion")
    OTHER = "other", pgettext_lazy("offence", "Other")
