"""The case and what hangs on it. Every row names its case and compartment, for the walls."""

from homeward.casework.cases.models.case import Case, InCompartment
from homeward.casework.cases.models.detention import Detention
from homeward.casework.cases.models.evidence import (
    Evidence,
    EvidenceExport,
    Upload,
    UploadPart,
    UploadState,
)
from homeward.casework.cases.models.groups import Group, GroupMember
from homeward.casework.cases.models.incidents import Classification, Incident, SafetyFlag
from homeward.casework.cases.models.items import Item, ItemSource
from homeward.casework.cases.models.lists import ListEntry
from homeward.casework.cases.models.merging import CaseMerge
from homeward.casework.cases.models.people import Harm, Identifier, Person, PersonPart, SamePerson
from homeward.casework.cases.models.proceedings import (
    Appeal,
    Charge,
    ChargeHarm,
    ChargeVictim,
    CourtDecision,
    Hearing,
    Sentence,
)
from homeward.casework.cases.models.ransom import Ransom, RansomLine
from homeward.casework.cases.models.sealed import SealedItem, SealedOpening, SealedText
from homeward.casework.cases.models.timeline import Event, Verification

__all__ = [
    "Appeal",
    "Case",
    "CaseMerge",
    "Charge",
    "ChargeHarm",
    "ChargeVictim",
    "Classification",
    "CourtDecision",
    "Detention",
    "Event",
    "Evidence",
    "EvidenceExport",
    "Group",
    "GroupMember",
    "Harm",
    "Hearing",
    "Identifier",
    "InCompartment",
    "Incident",
    "Item",
    "ItemSource",
    "ListEntry",
    "Person",
    "PersonPart",
    "Ransom",
    "RansomLine",
    "SafetyFlag",
    "SamePerson",
    "SealedItem",
    "SealedOpening",
    "SealedText",
    "Sentence",
    "Upload",
    "UploadPart",
    "UploadState",
    "Verification",
]
