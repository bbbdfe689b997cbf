"""Roles: what a person does in this node. A role alone opens no case; membership does."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles of the first node; a person may hold several."""

    OFFICER = "officer", _("Investigator")
    FINANCE = "finance", _("Financial investigator")
    CENTRAL = "central", _("Central authority officer")
    SUPPORT = "support", _("Victim support officer")
    DRAFTER = "drafter", _("Law drafter")
    SUPERVISOR = "supervisor", _("Supervisor")
    OVERSEER = "overseer", _("Oversight")
    ADMINISTRATOR = "administrator", _("Administrator")


class Compartment(models.TextChoices):
    """The walled parts of a case, each with its own members (DESIGN: the case)."""

    INVESTIGATION = "investigation", _("Investigation")
    CRISIS = "crisis", _("Crisis")
    FINANCE = "finance", _("Finance")
    VICTIMS = "victims", _("Victims")
