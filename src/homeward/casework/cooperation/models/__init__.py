"""A request as one side holds it, its changes, and what came with it."""

from homeward.casework.cooperation.models.given import OralRequest, SurrenderedPerson, TakenItem
from homeward.casework.cooperation.models.request import (
    Change,
    CrossCheck,
    HandOver,
    LanguageStep,
    LawCheck,
    LetterReading,
    LetterTemplate,
    Numbering,
    Paper,
    Request,
    RequestFile,
    StateCalendar,
    StepKind,
    Undelivered,
    Way,
)

__all__ = [
    "Change",
    "CrossCheck",
    "HandOver",
    "LanguageStep",
    "LawCheck",
    "LetterReading",
    "LetterTemplate",
    "Numbering",
    "OralRequest",
    "Paper",
    "Request",
    "RequestFile",
    "StateCalendar",
    "StepKind",
    "SurrenderedPerson",
    "TakenItem",
    "Undelivered",
    "Way",
]
