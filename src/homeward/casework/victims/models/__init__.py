"""What the support of victims and families keeps. Every row is in the compartment of victims."""

from homeward.casework.victims.models.consents import Consent, Override
from homeward.casework.victims.models.files import (
    Channel,
    Guardian,
    SupportFile,
    TellingRule,
)
from homeward.casework.victims.models.view import FamilyAccess, FamilyUpdate

__all__ = [
    "Channel",
    "Consent",
    "FamilyAccess",
    "FamilyUpdate",
    "Guardian",
    "Override",
    "SupportFile",
    "TellingRule",
]
