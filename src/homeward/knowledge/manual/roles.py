"""The roles to which playbooks give their steps; who holds one in a case, the crisis room says.

What a State calls a role is for the State to say: these names are those that are shipped.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanRole(models.TextChoices):
    """The roles of a crisis, by the codes that playbooks use."""

    STRATEGIC = "strategic", _("Strategic commander")
    TACTICAL = "tactical", _("Tactical commander")
    OPERATIONAL = "operational", _("Operational commander")
    NEGOTIATION_COORDINATOR = "negotiation_coordinator", _("Negotiation coordinator")
    NEGOTIATOR = "negotiator", _("Negotiator")
    COMMUNICATOR = "communicator", _("Communicator")
    FAMILY_LIAISON = "family_liaison", _("Family liaison")
    INTELLIGENCE = "intelligence", _("Intelligence")
    TECHNICAL = "technical", _("Technical and telecommunications")
    SURVEILLANCE = "surveillance", _("Surveillance")
    INTERVENTION = "intervention", _("Intervention")
    FORENSIC = "forensic", _("Forensics")
    FINANCE = "finance", _("Financial investigation")
    MEDIA = "media", _("Media")
    CONSULAR = "consular", _("Consular contact")
    VICTIM_SERVICES = "victim_services", _("Victim services")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    LOG_KEEPER = "log_keeper", _("Log-keeper")
    LEGAL = "legal", _("Legal and ethical adviser")
