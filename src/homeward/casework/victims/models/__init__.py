"""What the support of victims and families keeps. Every row is in the compartment of victims."""

from homeward.casework.victims.models.consents import Consent, Override
from homeward.casework.victims.models.files import (
    Channel,
    Guardian,
    SupportFile,
    TellingRule,
)
from homeward.casework.victims.models.protection import (
    Measure,
    MeasureEntry,
    ProtectedAddress,
    SharedRequest,
    ThreatAlarm,
    ThreatAssessment,
)

__all__ = [
    "Channel",
    "Consent",
    "Guardian",
    "Measure",
    "MeasureEntry",
    "Override",
    "ProtectedAddress",
    "SharedRequest",
    "SupportFile",
    "TellingRule",
    "ThreatAlarm",
    "ThreatAssessment",
]
