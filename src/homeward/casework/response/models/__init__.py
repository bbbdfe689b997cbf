"""What a crisis team keeps. Every row names its case and compartment, for the walls."""

from homeward.casework.response.models.alerts import (
    AlertApproval,
    AlertDelivery,
    PublicAlert,
    PublishedAlert,
)
from homeward.casework.response.models.contacts import Clock, Contact, ProofCheck
from homeward.casework.response.models.decisions import Approval, Decision
from homeward.casework.response.models.packs import PackCopy
from homeward.casework.response.models.roles import (
    HandOver,
    RoleAssignment,
    RoleSetting,
    SeparationSetting,
)
from homeward.casework.response.models.runs import PlanChange, PlanFacts, PlaybookRun, RunStep

__all__ = [
    "AlertApproval",
    "AlertDelivery",
    "Approval",
    "Clock",
    "Contact",
    "Decision",
    "HandOver",
    "PackCopy",
    "PlanChange",
    "PlanFacts",
    "PlaybookRun",
    "ProofCheck",
    "PublicAlert",
    "PublishedAlert",
    "RoleAssignment",
    "RoleSetting",
    "RunStep",
    "SeparationSetting",
]
