"""What the support of victims and families keeps. Every row is in the compartment of victims."""

from homeward.casework.victims.models.consents import Consent, Override
from homeward.casework.victims.models.files import (
    Channel,
    Guardian,
    SupportFile,
    TellingRule,
)
from homeward.casework.victims.models.needs import (
    Assessment,
    AssessmentDate,
    AssessmentLevel,
    Goal,
    Need,
    NeedChange,
    PlanStep,
)

__all__ = ["Channel", "Consent", "Guardian", "Override", "SupportFile", "TellingRule"]
__all__ += ["Assessment", "AssessmentDate", "AssessmentLevel", "Goal"]
__all__ += ["Need", "NeedChange", "PlanStep"]
