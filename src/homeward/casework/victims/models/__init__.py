"""What the support of victims and families keeps. Every row is in the compartment of victims."""

from homeward.casework.victims.models.consents import (
    Consent,
    Override,
)
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
from homeward.casework.victims.models.needs import (
    Assessment,
    AssessmentDate,
    AssessmentLevel,
    Goal,
    Need,
    NeedChange,
    PlanStep,
)
from homeward.casework.victims.models.protection import (
    Measure,
    MeasureEntry,
    ProtectedAddress,
    SharedRequest,
    ThreatAlarm,
    ThreatAssessment,
)
from homeward.casework.victims.models.release import (
    Arrangement,
    ContactEnd,
    DebriefSession,
    SupportStep,
)
from homeward.casework.victims.models.rights import (
    Complaint,
    ExpressedView,
    NoticeWish,
    OwedNotice,
)
from homeward.casework.victims.models.services import (
    Referral,
    ReferralStep,
    Service,
)
from homeward.casework.victims.models.view import (
    FamilyAccess,
    FamilyUpdate,
)

__all__ = [
    "Arrangement",
    "Assessment",
    "AssessmentDate",
    "AssessmentLevel",
    "Channel",
    "CompensationClaim",
    "CompensationDecision",
    "CompensationGrant",
    "CompensationPaid",
    "CompensationPart",
    "CompensationPayment",
    "CompensationRepaid",
    "Complaint",
    "Consent",
    "ContactEnd",
    "ContactPlan",
    "DebriefSession",
    "ExpressedView",
    "FamilyAccess",
    "FamilyContact",
    "FamilyPromise",
    "FamilyUpdate",
    "Goal",
    "Guardian",
    "Loss",
    "LossEvidence",
    "Measure",
    "MeasureEntry",
    "Need",
    "NeedChange",
    "NoticeWish",
    "Override",
    "OwedNotice",
    "PlanShare",
    "PlanStep",
    "ProtectedAddress",
    "RecoveredSum",
    "Referral",
    "ReferralStep",
    "Service",
    "SharedRequest",
    "SupportFile",
    "SupportStep",
    "TellingRule",
    "ThreatAlarm",
    "ThreatAssessment",
]
