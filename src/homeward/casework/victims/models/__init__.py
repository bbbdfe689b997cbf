"""What the support of victims and families keeps. Every row is in the compartment of victims."""

from homeward.casework.victims.models.consents import Consent, Override
from homeward.casework.victims.models.contacts import (
    ContactPlan,
    FamilyContact,
    FamilyPromise,
    PlanShare,
)
from homeward.casework.victims.models.files import (
    Channel,
    Guardian,
    SupportFile,
    TellingRule,
)
from homeward.casework.victims.models.release import (
    Arrangement,
    ContactEnd,
    DebriefSession,
    SupportStep,
)

__all__ = [
    "Arrangement",
    "Channel",
    "Consent",
    "ContactEnd",
    "ContactPlan",
    "DebriefSession",
    "FamilyContact",
    "FamilyPromise",
    "Guardian",
    "Override",
    "PlanShare",
    "SupportFile",
    "SupportStep",
    "TellingRule",
]
