"""What the support of victims and families keeps. Every row is in the compartment of victims."""

from homeward.casework.victims.models.consents import (
    Consent,
    Override,
)
from homeward.casework.victims.models.files import (
    Channel,
    Guardian,
    SupportFile,
    TellingRule,
)
from homeward.casework.victims.models.harm import (
    Loss,
    LossEvidence,
    RecoveredSum,
)
from homeward.casework.victims.models.harm_claims import (
    CompensationClaim,
    CompensationDecision,
    CompensationGrant,
    CompensationPaid,
    CompensationPart,
    CompensationPayment,
    CompensationRepaid,
)
from homeward.casework.victims.models.protection import (
    Measure,
    MeasureEntry,
    ProtectedAddress,
    SharedRequest,
    ThreatAlarm,
    ThreatAssessment,
)
from homeward.casework.victims.models.services import (
    Referral,
    ReferralStep,
    Service,
)

__all__ = [
    "Channel",
    "CompensationClaim",
    "CompensationDecision",
    "CompensationGrant",
    "CompensationPaid",
    "CompensationPart",
    "CompensationPayment",
    "CompensationRepaid",
    "Consent",
    "Guardian",
    "Loss",
    "LossEvidence",
    "Measure",
    "MeasureEntry",
    "Override",
    "ProtectedAddress",
    "RecoveredSum",
    "Referral",
    "ReferralStep",
    "Service",
    "SharedRequest",
    "SupportFile",
    "TellingRule",
    "ThreatAlarm",
    "ThreatAssessment",
]
