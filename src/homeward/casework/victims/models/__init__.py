"""What the support of victims and families keeps. Every row is in the compartment of victims."""

from homeward.casework.victims.models.consents import Consent, Override
from homeward.casework.victims.models.files import (
    Channel,
    Guardian,
    SupportFile,
    TellingRule,
)
from homeward.casework.victims.models.harm import Loss, LossEvidence, RecoveredSum
from homeward.casework.victims.models.harm_claims import (
    CompensationClaim,
    CompensationDecision,
    CompensationGrant,
    CompensationPaid,
    CompensationPart,
    CompensationPayment,
    CompensationRepaid,
)
from homeward.casework.victims.models.rights import (
    Complaint,
    ExpressedView,
    NoticeWish,
    OwedNotice,
)

__all__ = ["Channel", "Consent", "Guardian", "Override", "SupportFile", "TellingRule"]
__all__ += ["CompensationClaim", "CompensationPart", "Loss", "LossEvidence", "RecoveredSum"]
__all__ += ["CompensationDecision", "CompensationGrant", "CompensationPayment"]
__all__ += ["CompensationPaid", "CompensationRepaid"]
__all__ += ["Complaint", "ExpressedView", "NoticeWish", "OwedNotice"]
