"""A request as one side holds it, its changes, and what came with it."""

from homeward.casework.cooperation.models.given import OralRequest, SurrenderedPerson, TakenItem
from homeward.casework.cooperation.models.request import (
    Change,
    LanguageStep,
    LawCheck,
    LetterReading,
    LetterTemplate,
    Numbering,
    Request,
    RequestFile,
    StateCalendar,
    StepKind,
    Undelivered,
)

__all__ = [
    "Change",
    "LanguageStep",
    "LawCheck",
    "LetterReading",
    "LetterTemplate",
    "Numbering",
    "OralRequest",
    "Request",
    "RequestFile",
    "StateCalendar",
    "StepKind",
    "SurrenderedPerson",
    "TakenItem",
    "Undelivered",
]
