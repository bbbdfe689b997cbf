"""The case and what hangs on it. Every row names its case and compartment, for the walls."""

from homeward.casework.cases.models.case import Case, InCompartment
from homeward.casework.cases.models.evidence import (
    Evidence,
    EvidenceExport,
    Upload,
    UploadPart,
    UploadState,
)
from homeward.casework.cases.models.items import Item, ItemSource
from homeward.casework.cases.models.people import Person
from homeward.casework.cases.models.ransom import Ransom
from homeward.casework.cases.models.timeline import Event

__all__ = [
    "Case",
    "Event",
    "Evidence",
    "EvidenceExport",
    "InCompartment",
    "Item",
    "ItemSource",
    "Person",
    "Ransom",
    "Upload",
    "UploadPart",
    "UploadState",
]
