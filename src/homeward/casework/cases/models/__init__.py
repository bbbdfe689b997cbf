"""The case and what hangs on it. Every row names its case and compartment, for the walls."""

from homeward.casework.cases.models.case import Case, InCompartment
from homeward.casework.cases.models.incidents import Classification, Incident, SafetyFlag
from homeward.casework.cases.models.items import Item
from homeward.casework.cases.models.people import Person
from homeward.casework.cases.models.ransom import Ransom
from homeward.casework.cases.models.timeline import Event

__all__ = [
    "Case",
    "Classification",
    "Event",
    "InCompartment",
    "Incident",
    "Item",
    "Person",
    "Ransom",
    "SafetyFlag",
]
